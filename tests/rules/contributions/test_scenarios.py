"""The officer's table of splits: a row that is wrong here is wrong in the fund."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from contributions.rules import allocation
from members.ledger import money
from members.ledger.drafts import Amounts

TABLE = Path(__file__).parents[2] / "scenarios" / "contributions" / "split.csv"
with TABLE.open(encoding="utf-8") as _table:
    ROWS = list(csv.DictReader(_table))


@pytest.mark.parametrize("row", ROWS, ids=[row["why"] for row in ROWS])
def test_the_split_is_the_officers(row: dict[str, str]) -> None:
    assert allocation.allocate(
        money.parse(row["amount"]),
        born_on=date.fromisoformat(row["born_on"]),
        credited_on=date.fromisoformat(row["credited_on"]),
    ) == Amounts(
        persaraan=money.parse(row["persaraan"]),
        sejahtera=money.parse(row["sejahtera"]),
        fleksibel=money.parse(row["fleksibel"]),
        akaun_emas=money.parse(row["akaun_emas"]),
    )
