"""When wrong tries lock, and for how long: the table of security.md 2.3."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from members.rules import lockout
from members.rules.lockout import ACCOUNT, Count

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def minutes(number: float) -> datetime:
    return AT + timedelta(minutes=number)


def guess(count: Count, *moments: float) -> tuple[Count, list[bool]]:
    seen = []
    for moment in moments:
        count, looked_at = lockout.reserve(count, ACCOUNT, minutes(moment))
        seen.append(looked_at)
    return count, seen


def test_the_fifth_wrong_try_is_looked_at_and_locks_for_15_minutes() -> None:
    count, seen = guess(Count(), 0, 1, 2, 3, 4, 5)
    assert seen == [True, True, True, True, True, False]
    assert count.locked_until == minutes(19)


def test_tries_during_a_lock_do_not_prolong_it() -> None:
    count, _seen = guess(Count(), 0, 1, 2, 3, 4)
    later, seen = guess(count, 5, 10, 18.9)
    assert later == count
    assert seen == [False, False, False]


def test_the_window_slides() -> None:
    count, _seen = guess(Count(), 0, 5, 10, 14, 15.1)
    assert count.locked_until is None
    count, _seen = guess(count, 16)
    assert count.locked_until == minutes(31)


@pytest.mark.parametrize(
    ("earlier", "lasts"), [(0, 15), (1, 30), (2, 60), (3, 120), (4, 240), (5, 240), (50, 240)]
)
def test_each_lock_is_twice_as_long_up_to_four_hours(earlier: int, lasts: int) -> None:
    assert lockout.lock_for(ACCOUNT, earlier) == timedelta(minutes=lasts)


def test_a_day_without_a_lock_starts_again_at_15_minutes() -> None:
    count, _seen = guess(Count(), 0, 1, 2, 3, 4)
    opened = 19 + 24 * 60
    count, _seen = guess(count, *(opened + step for step in range(5)))
    assert count.times_locked == 1
    assert count.locked_until == minutes(opened + 4 + 15)
