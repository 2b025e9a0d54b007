"""Seven working days, as an officer would count them on the wall calendar."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.ledger import calendar, holiday_source

HOLIDAYS = frozenset(day for day, _, _ in holiday_source.kuala_lumpur(2024, 2027))


@pytest.mark.parametrize(
    ("approved", "due"),
    [
        (date(2026, 1, 30), date(2026, 2, 11)),
        (date(2026, 2, 13), date(2026, 2, 26)),
        (date(2026, 3, 16), date(2026, 3, 27)),
        (date(2026, 5, 25), date(2026, 6, 8)),
        (date(2026, 12, 18), date(2026, 12, 30)),
        (date(2025, 9, 10), date(2025, 9, 23)),
    ],
)
def test_seven_working_days_in_kuala_lumpur(approved, due):
    assert calendar.add_working_days(approved, 7, HOLIDAYS) == due


def test_days_the_library_misses_are_added():
    assert date(2024, 7, 8) in HOLIDAYS
    assert date(2024, 9, 17) in HOLIDAYS


def test_the_east_coast_rests_on_friday():
    friday, sunday = date(2026, 11, 20), date(2026, 11, 22)
    assert not calendar.is_working_day(friday, (), calendar.rest_days("KTN"))
    assert calendar.is_working_day(sunday, (), calendar.rest_days("KTN"))
    assert calendar.is_working_day(friday, (), calendar.rest_days("JHR"))


@given(
    st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    st.integers(min_value=0, max_value=30),
    st.integers(min_value=0, max_value=30),
)
def test_counting_on_is_the_same_as_counting_at_once(start, first, second):
    step = calendar.add_working_days(start, first, HOLIDAYS)
    assert calendar.add_working_days(step, second, HOLIDAYS) == calendar.add_working_days(
        start, first + second, HOLIDAYS
    )


@given(st.dates(date(2024, 1, 1), date(2026, 12, 31)))
def test_the_next_working_day_is_later_and_works(day):
    found = calendar.next_working_day(day, HOLIDAYS)
    assert found > day
    assert calendar.is_working_day(found, HOLIDAYS)


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="negative"):
        calendar.add_working_days(date(2026, 1, 1), -1, ())
