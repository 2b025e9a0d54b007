"""Numbers that move with the years: each with the day it starts, so that old days keep old numbers.

All amounts in sen. A new year is a new row, never an edited one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

Value = TypeVar("Value")

ACCOUNTS_SINCE = date(2024, 5, 11)
"""Akaun Persaraan, Sejahtera and Fleksibel exist since this day (epf-rules 3.1)."""


@dataclass(frozen=True, slots=True)
class Dated(Generic[Value]):
    """Values with the days they start on, oldest first. Raises ValueError when out of order."""

    rows: tuple[tuple[date, Value], ...]

    def __post_init__(self) -> None:
        days = [day for day, _ in self.rows]
        if not days or days != sorted(set(days)):
            raise ValueError("a dated value needs days, each once, oldest first")

    def on(self, day: date) -> Value:
        """The value in force; before the first day, the first one."""
        place = bisect_right([start for start, _ in self.rows], day)
        return self.rows[max(place - 1, 0)][1]


def _ringgit(amount: int) -> int:
    return amount * 100


OVER_THRESHOLD_SEN = Dated(
    (
        (date(2024, 1, 1), _ringgit(1_000_000)),
        (date(2026, 1, 1), _ringgit(1_100_000)),
        (date(2027, 1, 1), _ringgit(1_200_000)),
        (date(2028, 1, 1), _ringgit(1_300_000)),
    )
)
"""Savings above this may be taken (epf-rules 5.9, conflict 5)."""

HAJJ_CAP_SEN = Dated(((date(2024, 1, 1), _ringgit(3_000)), (date(2026, 1, 1), _ringgit(10_000))))
"""The most for hajj (epf-rules 5.9, conflict 4)."""

HAJJ_WITHOUT_BALANCE_CHECK = Dated(((date(2024, 1, 1), False), (date(2026, 1, 1), True)))
"""From 2026 what the member has with Tabung Haji no longer counts (epf-rules 5.9)."""

NON_CITIZEN_PARTIAL = Dated(((date(2024, 1, 1), False), (date(2026, 4, 1), True)))
"""Non-citizens may take a part at 55 from April 2026 (epf-rules 5.12, conflict 21)."""

INCAPACITY_UNDER_AGE = Dated(((date(2024, 1, 1), 60),))
"""Open below this age (epf-rules 5.10, conflict 11: 60, because s.55B(3) frees Akaun Emas)."""

FALSE_DOCUMENT_YEARS = Dated(((date(2024, 1, 1), 2),))
"""How long a false document bars its purpose after repayment, in years (s.59; epf-rules 5.1)."""

INCAPACITY_BENEFIT_SEN = _ringgit(5_000)
"""Sixth Schedule: paid once by the fund, besides the savings (epf-rules 5.10)."""

HEIR_WITHOUT_LETTERS_SEN = Dated(((date(2024, 1, 1), _ringgit(25_000)),))
"""Next of kin claim up to this without letters or an order (epf-rules 5.11)."""

DEATH_ASSISTANCE_SEN = _ringgit(2_500)
"""Fifth Schedule: for dependants, besides the savings (epf-rules 5.11)."""

_THOUSANDS_2019 = (
    2, 4, 6, 8, 10, 13, 15, 18, 21, 24, 27, 31, 35, 39, 43, 47, 52, 57, 62, 68, 74, 80, 86, 93, 101,
    108, 116, 125, 134, 144, 154, 164, 175, 187, 199, 212, 226, 240,
)  # fmt: skip

BASIC_SAVINGS_SEN: Dated[Mapping[int, int]] = Dated(
    (
        (
            date(2019, 1, 1),
            {age: _ringgit(1_000 * value) for age, value in enumerate(_THOUSANDS_2019, start=18)},
        ),
    )
)
"""Basic Savings by age, 18 to 55. The table by age after 2025 is not published: that of 2019
stays in force until a row follows (epf-rules 5.13 and 11)."""


def basic_savings_sen(age: int, on: date) -> int:
    """Basic Savings in sen at this age; the youngest and the oldest row hold beyond the table."""
    table = BASIC_SAVINGS_SEN.on(on)
    return table[min(max(age, min(table)), max(table))]
