"""Pay days on the 25th, before rest days; the first one after approval; each counted from the first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.ledger import calendar
from withdrawals.rules import recurrence as rules
from withdrawals.rules.recurrence import Rhythm

CHRISTMAS = frozenset({date(2026, 12, 25)})


@pytest.mark.parametrize(
    ("nominal", "paid"),
    [
        ("2026-11-25", "2026-11-25"),  # a Wednesday
        ("2026-12-25", "2026-12-24"),  # a holiday on a Friday
        ("2026-10-25", "2026-10-23"),  # a Sunday
        ("2026-07-25", "2026-07-24"),  # a Saturday
    ],
)
def test_the_working_day_on_or_before(nominal: str, paid: str) -> None:
    assert rules.pay_day(date.fromisoformat(nominal), CHRISTMAS) == date.fromisoformat(paid)


@pytest.mark.parametrize(
    ("rhythm", "approved", "first"),
    [
        ("MONTHLY", "2026-11-24", "2026-11-25"),
        ("MONTHLY", "2026-11-25", "2026-12-25"),
        ("MONTHLY", "2026-12-23", "2026-12-25"),
        ("MONTHLY", "2026-12-24", "2027-01-25"),
        ("YEARLY", "2026-11-24", "2027-03-25"),
        ("YEARLY", "2027-03-24", "2027-03-25"),
        ("YEARLY", "2027-03-25", "2028-03-25"),
    ],
)
def test_the_first_pay_day(rhythm: str, approved: str, first: str) -> None:
    found = rules.first(Rhythm(rhythm), date.fromisoformat(approved), CHRISTMAS)
    assert found == date.fromisoformat(first)


@given(
    approved=st.dates(date(2024, 5, 11), date(2090, 1, 1)),
    rest=st.frozensets(st.integers(0, 60), max_size=12),
    number=st.integers(0, 400),
)
def test_every_period_has_its_own_month_and_comes_before_its_25th(
    approved: date, rest: frozenset[int], number: int
) -> None:
    around = rules.nominal(Rhythm.MONTHLY, approved, number)
    holidays = {approved + timedelta(days=one) for one in rest}
    holidays |= {around - timedelta(days=one) for one in rest}
    first = rules.first(Rhythm.MONTHLY, approved, holidays)
    assert rules.pay_day(first, holidays) > approved
    here = rules.nominal(Rhythm.MONTHLY, first, number)
    following = rules.nominal(Rhythm.MONTHLY, first, number + 1)
    assert (following.year * 12 + following.month) - (here.year * 12 + here.month) == 1
    day = rules.pay_day(here, holidays)
    assert day <= here and calendar.is_working_day(day, holidays)


def test_a_payment_falls_due_the_working_day_before() -> None:
    due = date(2026, 11, 25)
    assert not rules.falls_due(due, date(2026, 11, 23), CHRISTMAS)
    assert rules.falls_due(due, date(2026, 11, 24), CHRISTMAS)
    assert rules.falls_due(due, due + timedelta(days=9), CHRISTMAS)


def test_nothing_is_paid_of_what_is_set_aside() -> None:
    with pytest.raises(ValueError, match="no period"):
        rules.nominal(Rhythm.SET_ASIDE, date(2026, 11, 25), 0)
