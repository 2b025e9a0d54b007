"""When a month is looked at and what is found amiss, as an officer would write it down."""

from __future__ import annotations

from datetime import date

import pytest

from contributions.rules import watch

OCTOBER = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("wage_month", "holidays", "looked_at_on"),
    [
        (date(2026, 10, 1), [], date(2026, 11, 16)),  # a Monday
        (date(2026, 9, 1), [], date(2026, 10, 16)),  # a Friday
        (date(2026, 7, 1), [], date(2026, 8, 17)),  # the 16th is a Sunday
        (date(2026, 10, 1), [date(2026, 11, 16)], date(2026, 11, 17)),  # a holiday on the 16th
        (date(2026, 12, 1), [], date(2027, 1, 18)),  # over the year's end, a Saturday
    ],
)
def test_a_month_is_looked_at_once_after_it_is_due(
    wage_month: date, holidays: list[date], looked_at_on: date
) -> None:
    known = frozenset(holidays)
    assert watch.watch_day(wage_month, known) == looked_at_on
    days = [looked_at_on.replace(day=n) for n in range(1, 29)]
    assert [day for day in days if watch.month_watched_on(day, known)] == [looked_at_on]
    assert watch.month_watched_on(looked_at_on, known) == wage_month


@pytest.mark.parametrize(
    ("newest_first", "usual"),
    [
        ([], None),
        ([78_300], 78_300),
        ([90_000, 78_300], 78_300),
        ([90_000, 10_000, 78_300], 78_300),
        ([90_000, 78_300, 80_000, 1, 1, 1], 80_000),
    ],
)
def test_the_usual_month_is_the_middle_of_the_last_three(
    newest_first: list[int], usual: int | None
) -> None:
    assert watch.usual(newest_first) == usual


@pytest.mark.parametrize(
    ("credited", "due", "usual", "finding"),
    [
        (None, 0, 78_300, "MISSING"),
        (None, 0, None, "MISSING"),
        (78_300, 78_300, 78_300, None),
        (78_299, 78_300, 78_300, "BELOW_SCHEDULE"),
        (62_640, 62_640, 78_300, None),  # exactly four fifths of the usual
        (62_639, 62_639, 78_300, "BELOW_USUAL"),
        (10_000, 10_000, None, None),  # a first month has nothing usual
    ],
)
def test_what_is_amiss(
    credited: int | None, due: int, usual: int | None, finding: str | None
) -> None:
    assert watch.judge(credited_sen=credited, due_sen=due, usual_sen=usual) == finding


@pytest.mark.parametrize(
    ("wage_month", "today", "may"),
    [
        (OCTOBER, date(2026, 11, 15), False),  # still on time
        (OCTOBER, date(2026, 11, 16), True),
        (date(2025, 11, 1), date(2026, 11, 20), True),
        (date(2025, 10, 1), date(2026, 11, 20), False),
        (date(2026, 10, 2), date(2026, 11, 20), False),
    ],
)
def test_which_months_may_be_reported(wage_month: date, today: date, may: bool) -> None:
    assert watch.may_report(wage_month, today=today) is may
