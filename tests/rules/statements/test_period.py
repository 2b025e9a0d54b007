from datetime import date

import pytest

from statements.rules import period

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("year", "last_on", "provisional"),
    [
        (2026, date(2026, 11, 22), True),
        (2025, date(2025, 12, 31), False),
        (2024, date(2024, 12, 31), False),
    ],
)
def test_the_running_year_ends_today_and_is_provisional(year, last_on, provisional):
    found = period.of_year(year, TODAY)
    assert found == period.Period(year, date(year, 1, 1), last_on, provisional)


def test_on_the_last_day_of_the_year_it_is_still_running():
    assert period.of_year(2026, date(2026, 12, 31)).is_provisional
    assert not period.of_year(2026, date(2027, 1, 1)).is_provisional


def test_a_year_to_come_has_no_statement():
    with pytest.raises(period.NoSuchPeriod):
        period.of_year(2027, TODAY)


@pytest.mark.parametrize(
    ("entry_years", "expected"),
    [
        ([], (2026,)),
        ([2026], (2026,)),
        ([2026, 2024], (2026, 2025, 2024)),
        ([2027], (2026,)),
    ],
)
def test_years_run_from_the_first_entry_to_the_running_year(entry_years, expected):
    assert period.years(entry_years, TODAY) == expected
