"""An officer's table of whole months: what counts as wages, what was elected, the minimum wage."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from contributions.rules import payments
from contributions.rules.due import Election, Person
from contributions.rules.third_schedule import contribution_due
from members.ledger import money

TABLE = Path(__file__).parents[2] / "scenarios" / "contributions" / "month.csv"
with TABLE.open(newline="") as file:
    ROWS = list(csv.DictReader(file))


def month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def election(text: str) -> Election | None:
    if not text:
        return None
    said = dict(part.split("=") for part in text.split(";"))
    return Election(
        first_month=month(said["from"]),
        last_month=month(said["to"]) if "to" in said else None,
        employer_extra_sen=int(said.get("employer", 0)) * 100,
        employee_extra_sen=int(said.get("employee", 0)) * 100,
        employer_bps=int(said.get("employer_bps", 0)),
        employee_bps=int(said.get("employee_bps", 0)),
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["case"])
def test_a_month(row: dict[str, str]) -> None:
    paid = [
        payments.Payment(kind, money.parse(amount))
        for kind, amount in (part.split(":") for part in row["payments"].split(";"))
    ]
    person = Person(
        born_on=date.fromisoformat(row["born_on"]),
        minimum_wage_applies=bool(row["minimum"]),
        works_in_borneo=row["minimum"] == "borneo",
    )
    due = contribution_due(paid, 0, month(row["month"]), person, election=election(row["election"]))
    assert (due.part, due.employer_sen, due.employee_sen, due.left_out_sen) == (
        row["part"],
        int(row["employer"]) * 100,
        int(row["employee"]) * 100,
        money.parse(row["left_out"]),
    )
    expected = {"MINIMUM_WAGE", "ELECTED", "LEFT_OUT", "BONUS_RATE", "NO_WAGES"}
    if row["reason"]:
        assert row["reason"] in due.reasons
    else:
        assert not expected & set(due.reasons)


def test_every_kind_of_payment_stands_in_the_table() -> None:
    named = {part.split(":")[0] for row in ROWS for part in row["payments"].split(";")}
    assert named == set(payments.KINDS)
