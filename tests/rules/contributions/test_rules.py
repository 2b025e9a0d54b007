"""Months, the split, ages and states: facts and dates in, decisions out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contributions.rules import allocation, consent, months, states
from members.ledger.drafts import Amounts

DAYS = st.dates(date(2012, 1, 1), date(2050, 12, 31))
BIRTHS = st.dates(date(1920, 1, 1), date(2012, 1, 1))


@pytest.mark.parametrize(
    ("sen", "split"),
    [
        (783_00, Amounts(587_25, 117_45, 78_30)),
        (1_00, Amounts(75, 15, 10)),
        (1, Amounts(1, 0, 0)),
        (9, Amounts(8, 1, 0)),
        (10, Amounts(8, 1, 1)),
        (0, Amounts()),
    ],
)
def test_the_split_of_today(sen: int, split: Amounts) -> None:
    on = date(2026, 11, 20)
    assert allocation.allocate(sen, born_on=date(1990, 3, 14), credited_on=on) == split


def test_the_split_follows_the_credit_date() -> None:
    facts = {"born_on": date(1990, 3, 14)}
    before = allocation.allocate(100_00, **facts, credited_on=date(2024, 5, 10))
    after = allocation.allocate(100_00, **facts, credited_on=date(2024, 5, 11))
    assert before == Amounts(70_00, 30_00, 0)
    assert after == Amounts(75_00, 15_00, 10_00)


def test_the_table_covers_no_older_day() -> None:
    with pytest.raises(ValueError, match="no split"):
        allocation.split_on(date(2006, 12, 31))


@given(sen=st.integers(0, 10**11), on=DAYS, born=BIRTHS)
def test_no_sen_is_lost(sen: int, on: date, born: date) -> None:
    if allocation.is_too_old(born, on):
        with pytest.raises(ValueError, match="75th"):
            allocation.allocate(sen, born_on=born, credited_on=on)
        return
    shared = allocation.allocate(sen, born_on=born, credited_on=on)
    assert shared.total == sen
    assert min(shared.as_tuple()) >= 0
    assert bool(shared.akaun_emas) == (allocation.is_emas(born, on) and sen > 0)


@given(age=st.integers(1, 80), on=DAYS, slip=st.integers(-400, 400))
def test_the_cut_off_for_sets_says_what_the_age_says(age: int, on: date, slip: int) -> None:
    cut_off = allocation.latest_birth(age, on)
    born = cut_off + timedelta(days=slip)
    assert (born <= cut_off) == (allocation.age_on(born, on) >= age)


def test_leap_birthdays_come_of_age_on_the_first_of_march() -> None:
    born = date(1972, 2, 29)
    assert not allocation.is_emas(born, date(2027, 2, 28))
    assert allocation.is_emas(born, date(2027, 3, 1))


@pytest.mark.parametrize(
    ("wage_month", "contribution_month", "due_on"),
    [
        (date(2025, 1, 1), date(2025, 2, 1), date(2025, 2, 15)),
        (date(2025, 12, 1), date(2026, 1, 1), date(2026, 1, 15)),
        (date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 15)),
    ],
)
def test_wages_of_a_month_are_due_in_the_next(
    wage_month: date, contribution_month: date, due_on: date
) -> None:
    assert months.contribution_month(wage_month) == contribution_month
    assert months.due_on(wage_month) == due_on


def test_months_back_and_between() -> None:
    back = months.back_from(date(2026, 2, 20), 3)
    assert back == (date(2026, 2, 1), date(2026, 1, 1), date(2025, 12, 1))
    assert months.between(back[-1], date(2026, 2, 20)) == back[::-1]


@given(day=DAYS, count=st.integers(-300, 300))
def test_adding_months_comes_back(day: date, count: int) -> None:
    month = months.first_of(day)
    assert months.add(months.add(month, count), -count) == month


def test_a_wage_month_lies_in_the_future_only_after_this_one() -> None:
    assert not months.is_future(date(2026, 11, 1), date(2026, 11, 1))
    assert months.is_future(date(2026, 12, 1), date(2026, 11, 30))


def test_states_end_where_they_should() -> None:
    assert [state for state, nexts in states.TRANSITIONS.items() if not nexts] == [
        states.POSTED,
        states.CANCELLED,
    ]
    # Only by setting aside the lines that nobody can identify; never to the books by itself.
    assert states.TRANSITIONS[states.INVALID] == (states.READY,)
    assert states.UNDOABLE == (states.UPLOADED, states.READY, states.SUBMITTED)
    assert not states.can_go(states.POSTING, states.CANCELLED)
    for nexts in states.TRANSITIONS.values():
        assert set(nexts) <= set(states.TRANSITIONS)


def test_a_consent_runs_a_year_at_most() -> None:
    assert consent.latest_expiry(date(2026, 1, 1)) == date(2027, 1, 1)
