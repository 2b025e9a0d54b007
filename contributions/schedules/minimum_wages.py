"""Monthly minimum wages by month, for section 43(1A): no contribution below the one on them.

Source of the rule: Employees Provident Fund Act s.43(1A). The orders below are general knowledge
(Minimum Wages Orders 2012, 2016, 2018, 2020, 2022 and 2024): confirm them before relying on one.
An employer to whom a later date applies (fewer than five employees) is told apart by the caller.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class MinimumWage:
    """Ringgit-and-sen floors from a month on: the Peninsula, and Sabah, Sarawak and Labuan."""

    first_month: date
    peninsula_sen: int
    borneo_sen: int
    source: str


MINIMUM_WAGES: tuple[MinimumWage, ...] = (
    MinimumWage(date(2013, 1, 1), 900_00, 800_00, "Minimum Wages Order 2012"),
    MinimumWage(date(2016, 7, 1), 1_000_00, 920_00, "Minimum Wages Order 2016"),
    MinimumWage(date(2019, 1, 1), 1_100_00, 1_100_00, "Minimum Wages Order 2018"),
    MinimumWage(date(2022, 5, 1), 1_500_00, 1_500_00, "Minimum Wages Order 2022"),
    MinimumWage(date(2025, 2, 1), 1_700_00, 1_700_00, "Minimum Wages Order 2024"),
)


def floor_sen(month: date, *, borneo: bool = False, confirmed: tuple[MinimumWage, ...] = ()) -> int:
    """The minimum wage of a month in sen; nil before the first order. `confirmed` comes on top."""
    rows = sorted((*MINIMUM_WAGES, *confirmed), key=lambda row: row.first_month)
    found = [row for row in rows if row.first_month <= month]
    if not found:
        return 0
    return found[-1].borneo_sen if borneo else found[-1].peninsula_sen
