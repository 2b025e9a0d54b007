"""The bands of the printed schedule: continuous from RM0.01 to RM20,000.00, 401 of them.

Source: Third Schedule, Parts A, C and E as effective 1 October 2025, every row; the rows of 2016
that were found follow the same bands (epf-rules 1.2).
"""

from __future__ import annotations

NIL_UPTO_SEN = 10_00  # wages of RM10 or less carry no contribution
STEP_SEN = 5_000_00  # above it the employer's second rate applies
LAST_SEN = 20_000_00  # above it there is no band: the rate applies to the actual wages

# (band width, last wages of that width), in sen; the first row is the band without a contribution.
WIDTHS_SEN: tuple[tuple[int, int], ...] = (
    (NIL_UPTO_SEN, NIL_UPTO_SEN),
    (10_00, 20_00),
    (20_00, STEP_SEN),
    (100_00, LAST_SEN),
)


def upper_sen(wages_sen: int) -> int | None:
    """Upper limit, in sen, of the band that wages above nil lie in; None above RM20,000."""
    for width, last in WIDTHS_SEN:
        if wages_sen <= last:
            return -(-wages_sen // width) * width
    return None


def width_sen(wages_sen: int) -> int:
    """Width, in sen, of the band that wages from nil to RM20,000 lie in."""
    return next(width for width, last in WIDTHS_SEN if wages_sen <= last)


def every() -> tuple[tuple[int, int], ...]:
    """All bands as (first, last) sen, lowest first."""
    found = []
    first = 1
    while first <= LAST_SEN:
        last = upper_sen(first)
        assert last is not None
        found.append((first, last))
        first = last + 1
    return tuple(found)
