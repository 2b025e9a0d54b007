"""Working days, given a set of holidays. Saturday and Sunday are rest days unless told otherwise.

Pure: the caller brings the holidays, so a table can hold what a library gets wrong (epf-rules 8.3).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

SATURDAY_SUNDAY: frozenset[int] = frozenset({5, 6})
FRIDAY_SATURDAY: frozenset[int] = frozenset({4, 5})
_ONE_DAY = timedelta(days=1)

_FRIDAY_SATURDAY_STATES = frozenset({"KDH", "KTN", "TRG"})


def rest_days(state_code: str) -> frozenset[int]:
    """Weekdays (Monday is 0) on which a state rests: Kedah, Kelantan and Terengganu on Friday."""
    return FRIDAY_SATURDAY if state_code in _FRIDAY_SATURDAY_STATES else SATURDAY_SUNDAY


def is_working_day(
    day: date, holidays: Collection[date], rest: frozenset[int] = SATURDAY_SUNDAY
) -> bool:
    """True when `day` is neither a rest day nor a holiday."""
    return day.weekday() not in rest and day not in holidays


def next_working_day(
    day: date, holidays: Collection[date], rest: frozenset[int] = SATURDAY_SUNDAY
) -> date:
    """The first working day strictly after `day`."""
    return add_working_days(day, 1, holidays, rest)


def working_days_between(
    after: date, until: date, holidays: Collection[date], rest: frozenset[int] = SATURDAY_SUNDAY
) -> int:
    """How many working days come after `after`, up to and with `until`."""
    days = range(1, (until - after).days + 1)
    return sum(is_working_day(after + _ONE_DAY * number, holidays, rest) for number in days)


def add_working_days(
    start: date, count: int, holidays: Collection[date], rest: frozenset[int] = SATURDAY_SUNDAY
) -> date:
    """The `count`-th working day after `start`, which is not itself counted.

    `count` 0 gives `start` unchanged; a negative count raises ValueError.
    """
    if count < 0:
        raise ValueError("count of working days must not be negative")
    day = start
    while count:
        day += _ONE_DAY
        if is_working_day(day, holidays, rest):
            count -= 1
    return day
