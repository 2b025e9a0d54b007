"""Late money: the dividend the employer owes the member, and the charge owed to the fund.

Both run by calendar months, whole or part, from the 16th of the contribution month to the day of
receipt, at the lower of the two dividend rates of each year; the charge adds one percentage point,
is rounded up to the ringgit and is at least RM10. Amounts are sen, no float. Source: Employees
Provident Fund Act s.45(3) and s.49, and the fund's page on late payment (epf-rules 2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from contributions.rules import months
from contributions.schedules.dividend_rates import LOWER_BPS

CHARGE_ABOVE_BPS = 100
LEAST_CHARGE_SEN = 10_00

# sen times basis points times months, in units of a sen a year
_UNITS_PER_SEN = 10_000 * 12
_UNITS_PER_RINGGIT = 100 * _UNITS_PER_SEN


class DayCount(Enum):
    """How months are counted; the Act leaves it to the Board (epf-rules 11)."""

    CALENDAR = "CALENDAR"  # each calendar month touched counts
    FROM_16TH = "FROM_16TH"  # months run from the 16th to the 15th


@dataclass(frozen=True, slots=True)
class YearPart:
    """Late months of one calendar year at that year's rate; provisional until it is declared."""

    year: int
    months: int
    lower_bps: int
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class Late:
    """What late money costs, in sen, and how it was counted. Nothing when it was in time."""

    amount_sen: int
    months: int
    dividend_sen: int
    charge_sen: int
    years: tuple[YearPart, ...]


def months_late(
    wage_month: date, received_on: date, day_count: DayCount = DayCount.CALENDAR
) -> tuple[date, ...]:
    """The months, by their first day, for which money received that day is late; maybe none."""
    due_on = months.due_on(wage_month)
    if received_on <= due_on:
        return ()
    touched = months.between(due_on, received_on)
    if day_count is DayCount.FROM_16TH and received_on.day <= months.DUE_DAY:
        return touched[:-1]
    return touched


def late_charge(
    amount_sen: int,
    *,
    wage_month: date,
    received_on: date,
    lower_bps: Mapping[int, int] = LOWER_BPS,
    day_count: DayCount = DayCount.CALENDAR,
) -> Late:
    """Dividend and charge on an overdue or under-paid amount of one employer and wage month.

    The dividend is rounded half up to the sen. A year without a declared rate takes the last
    declared one. Raises ValueError for an amount below nil and for a year before the first rate.
    """
    return late_in_parts(
        [(amount_sen, received_on)], wage_month=wage_month, lower_bps=lower_bps, day_count=day_count
    )


def late_in_parts(
    parts: Sequence[tuple[int, date]],
    *,
    wage_month: date,
    lower_bps: Mapping[int, int] = LOWER_BPS,
    day_count: DayCount = DayCount.CALENDAR,
) -> Late:
    """The same for money that came in parts, as (sen, day of receipt): each is late by its own months.

    Rounding, and the least charge, are for the whole: one employer and contribution month. `amount_sen`
    is what came late, `months` and `years` are those of the part that came last.
    """
    if any(amount_sen < 0 for amount_sen, _on in parts):
        raise ValueError("an overdue amount is nil or more")
    dividend = charge = overdue = 0
    longest: tuple[date, ...] = ()
    years: tuple[YearPart, ...] = ()
    for amount_sen, received_on in parts:
        late = months_late(wage_month, received_on, day_count) if amount_sen else ()
        if not late:
            continue
        spans = tuple(
            _year_part(year, sum(month.year == year for month in late), lower_bps)
            for year in sorted({month.year for month in late})
        )
        overdue += amount_sen
        dividend += sum(amount_sen * span.lower_bps * span.months for span in spans)
        charge += sum(
            amount_sen * (span.lower_bps + CHARGE_ABOVE_BPS) * span.months for span in spans
        )
        if len(late) > len(longest):
            longest, years = late, spans
    if not years:
        return Late(sum(amount_sen for amount_sen, _on in parts), 0, 0, 0, ())
    return Late(
        amount_sen=overdue,
        months=len(longest),
        dividend_sen=(2 * dividend + _UNITS_PER_SEN) // (2 * _UNITS_PER_SEN),
        charge_sen=max(LEAST_CHARGE_SEN, -(-charge // _UNITS_PER_RINGGIT) * 100),
        years=years,
    )


@dataclass(frozen=True, slots=True)
class Owed:
    """What late money of one bill costs: the charge, the dividend in each book, in sen; whether a year of
    it has no declared rate yet."""

    charge_sen: int
    dividends: tuple[tuple[str, int], ...]
    is_provisional: bool
    months: int
    late_sen: int

    @property
    def dividend_sen(self) -> int:
        """Over all books."""
        return sum(sen for _book, sen in self.dividends)


def owed(
    parts: Sequence[tuple[int, str, date]],
    *,
    wage_month: date,
    lower_bps: Mapping[int, int] = LOWER_BPS,
    day_count: DayCount = DayCount.CALENDAR,
) -> Owed:
    """The cost of a bill whose money came in parts: (sen, book, day of receipt).

    The charge is of the whole; each book's dividend is rounded for itself.
    """
    facts: dict[str, Any] = {
        "wage_month": wage_month,
        "lower_bps": lower_bps,
        "day_count": day_count,
    }
    whole = late_in_parts([(sen, on) for sen, _book, on in parts], **facts)
    by_book = {
        book: late_in_parts([(sen, on) for sen, other, on in parts if other == book], **facts)
        for book in sorted({book for _sen, book, _on in parts})
    }
    return Owed(
        charge_sen=whole.charge_sen,
        dividends=tuple((book, late.dividend_sen) for book, late in by_book.items()),
        is_provisional=any(span.is_provisional for span in whole.years),
        months=whole.months,
        late_sen=whole.amount_sen,
    )


def difference(then: Owed, now: Owed) -> tuple[int, tuple[tuple[str, int], ...]]:
    """What a true-up posts: charge, and dividend of each book, more (above nil) or less than it was."""
    before, after = dict(then.dividends), dict(now.dividends)
    return (
        now.charge_sen - then.charge_sen,
        tuple(
            (book, after.get(book, 0) - before.get(book, 0)) for book in sorted({*before, *after})
        ),
    )


def _year_part(year: int, count: int, lower_bps: Mapping[int, int]) -> YearPart:
    if year in lower_bps:
        return YearPart(year, count, lower_bps[year], is_provisional=False)
    known = [declared for declared in lower_bps if declared < year]
    if not known:
        raise ValueError(f"no dividend rate is known for {year}")
    return YearPart(year, count, lower_bps[max(known)], is_provisional=True)
