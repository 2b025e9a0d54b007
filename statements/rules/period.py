"""The days a statement covers: a calendar year, whole once it has ended, provisional until then.

Pure: the business date comes in as an argument (epf-rules 6.5 gives the yearly statement).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


class NoSuchPeriod(ValueError):
    """There is no statement for that year: it has not begun, or it is before the fund's books."""


@dataclass(frozen=True, slots=True)
class Period:
    """`first_on` to `last_on`, both included. `is_provisional` while the year is still running."""

    year: int
    first_on: date
    last_on: date
    is_provisional: bool


def of_year(year: int, today: date) -> Period:
    """The period of `year` as seen on business date `today`.

    The running year ends today and is provisional. Raises NoSuchPeriod for a year to come.
    """
    if year > today.year:
        raise NoSuchPeriod(f"{year} has not begun")
    last_on = min(date(year, 12, 31), today)
    return Period(year, date(year, 1, 1), last_on, is_provisional=year == today.year)


def years(entry_years: Iterable[int], today: date) -> tuple[int, ...]:
    """Years that have a statement, newest first: from the first entry's to the running one.

    A year without entries between two others still has a statement; its balances did not move.
    """
    first = min((year for year in entry_years if year <= today.year), default=today.year)
    return tuple(range(today.year, first - 1, -1))
