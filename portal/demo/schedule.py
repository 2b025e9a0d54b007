"""What an invented employer pays for a month, in whole ringgit, by the bands of the Third Schedule.

Parts A, C, E and F as in force (epf-rules 1.1 and 1.2): each share is the rate on the upper limit of
the wage band, rounded up to the ringgit.
"""

from __future__ import annotations

from datetime import date

PART_F_FROM = date(2025, 10, 1)


def shares(wages_sen: int, *, citizenship: str, born_on: date, wage_month: date) -> tuple[int, int]:
    """(employer's share, employee's share) in whole ringgit for monthly wages in sen."""
    base = band_limit(wages_sen)
    over_60 = (wage_month.year - born_on.year, wage_month.month) >= (60, born_on.month)
    if citizenship == "NON_CITIZEN":
        if wage_month < PART_F_FROM:
            return 5, _ceil(base * 11, 100)  # Part B: the employer's RM5
        return _ceil(wages_sen * 2, 10_000), _ceil(wages_sen * 2, 10_000)
    low = wages_sen <= 500_000
    if not over_60:
        return _ceil(base * (13 if low else 12), 100), _ceil(base * 11, 100)
    if citizenship == "PR":
        return _ceil(base * (65 if low else 60), 1_000), _ceil(base * 55, 1_000)
    return _ceil(base * 4, 100), 0


def band_limit(wages_sen: int) -> int:
    """The upper limit, in ringgit, of the band that monthly wages in sen fall into."""
    if wages_sen <= 2_000:
        return 20 if wages_sen > 1_000 else 0
    width = 20 if wages_sen <= 500_000 else 100
    if wages_sen > 2_000_000:
        return _ceil(wages_sen, 100)
    return _ceil(wages_sen, width * 100) * width


def _ceil(amount: int, divisor: int) -> int:
    return -(-amount // divisor)
