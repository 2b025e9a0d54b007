"""What late money costs: the worked example, and the edges of days, months, years and ringgit."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contributions.rules import late, months
from contributions.schedules.dividend_rates import DIVIDENDS_BPS, LOWER_BPS
from members.ledger import money

TABLE = Path(__file__).parents[2] / "scenarios" / "contributions" / "late_charge.csv"


def rows() -> list[dict[str, str]]:
    with TABLE.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["case"])
def test_the_officers_table(row: dict[str, str]) -> None:
    found = late.late_charge(
        money.parse(row["amount"]),
        wage_month=date.fromisoformat(f"{row['wage_month']}-01"),
        received_on=date.fromisoformat(row["received_on"]),
        day_count=late.DayCount(row["day_count"]),
    )
    assert found.months == int(row["months"])
    assert found.dividend_sen == money.parse(row["dividend"])
    assert found.charge_sen == money.parse(row["charge"])


def test_an_undeclared_year_is_marked_so() -> None:
    found = late.late_charge(
        100_00, wage_month=date(2025, 11, 1), received_on=date(2026, 1, 2), lower_bps={2025: 615}
    )
    assert [(part.year, part.lower_bps, part.is_provisional) for part in found.years] == [
        (2025, 615, False),
        (2026, 615, True),
    ]


def test_no_rate_at_all_is_said_so() -> None:
    with pytest.raises(ValueError, match="2009"):
        late.late_charge(1, wage_month=date(2009, 1, 1), received_on=date(2009, 12, 1))
    with pytest.raises(ValueError, match="nil or more"):
        late.late_charge(-1, wage_month=date(2025, 1, 1), received_on=date(2025, 12, 1))


def test_the_lower_of_the_two_rates() -> None:
    assert LOWER_BPS[2016] == 570 and LOWER_BPS[2022] == 475 and LOWER_BPS[2024] == 630
    assert set(LOWER_BPS) == set(DIVIDENDS_BPS)


AMOUNTS = st.integers(1, 10**11)
MONTHS = st.dates(date(2012, 1, 1), date(2025, 12, 1)).map(months.first_of)
DELAYS = st.integers(0, 2_000)


@given(AMOUNTS, MONTHS, DELAYS, st.sampled_from(late.DayCount))
def test_what_always_holds(
    amount: int, wage_month: date, delay: int, day_count: late.DayCount
) -> None:
    received_on = date.fromordinal(months.due_on(wage_month).toordinal() + delay)
    found = late.late_charge(
        amount, wage_month=wage_month, received_on=received_on, day_count=day_count
    )
    assert sum(part.months for part in found.years) == found.months
    assert (found.months > 0) is (delay > 0)
    if delay:
        assert found.charge_sen >= late.LEAST_CHARGE_SEN and found.charge_sen % 100 == 0
        assert found.charge_sen > found.dividend_sen
    else:
        assert found.charge_sen == found.dividend_sen == 0


@given(AMOUNTS, MONTHS, DELAYS)
def test_a_day_later_is_never_cheaper(amount: int, wage_month: date, delay: int) -> None:
    day = months.due_on(wage_month).toordinal() + delay
    today, tomorrow = (
        late.late_charge(amount, wage_month=wage_month, received_on=date.fromordinal(when))
        for when in (day, day + 1)
    )
    assert today.charge_sen <= tomorrow.charge_sen
    assert today.dividend_sen <= tomorrow.dividend_sen
