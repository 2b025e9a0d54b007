"""The officers' tables: facts to decision, every reason, the maximum. One CSV for each type."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from members.ledger import money
from members.ledger.drafts import Amounts
from withdrawals import types
from withdrawals.rules.eligibility import decide
from withdrawals.rules.facts import Channel, MemberFacts, PastApplication

TABLES = Path(__file__).parents[2] / "scenarios" / "withdrawals"
VERIFIED, OTHER = 1, 2


def rows() -> list[object]:
    found = []
    for kind in types.every():
        with (TABLES / f"{kind.slug}.csv").open(encoding="utf-8", newline="") as table:
            found += [
                pytest.param(kind.code, row, id=f"{kind.code}: {row['case']}")
                for row in csv.DictReader(table)
            ]
    return found


def facts(row: dict[str, str]) -> MemberFacts:
    return MemberFacts(
        member_id=1,
        born_on=date.fromisoformat(row["born_on"]),
        citizenship=row["citizenship"],
        died_on=date.fromisoformat(row["died_on"]) if row["died_on"] else None,
        book="KONV",
        available=Amounts(
            sejahtera=money.parse(row["other"]), fleksibel=money.parse(row["fleksibel"])
        ),
        past=tuple(
            PastApplication(code, date.fromisoformat(day), 5_000)
            for code, _, day in (item.partition(":") for item in row["past"].split())
        ),
        verified_bank_accounts=frozenset({VERIFIED}),
    )


@pytest.mark.parametrize(("code", "row"), rows())
def test_scenario(code: str, row: dict[str, str]) -> None:
    account = {"verified": VERIFIED, "other": OTHER, "": None}[row["account"]]
    decision = decide(
        types.get(code),
        facts(row),
        on=date.fromisoformat(row["today"]),
        channel=Channel(row["channel"]),
        amount_sen=money.parse(row["amount"]) if row["amount"] else None,
        bank_account_id=account,
    )
    assert decision.reason_codes == tuple(row["reasons"].split())
    assert decision.allowed is (row["allowed"] == "yes")
    assert decision.maximum_sen == money.parse(row["maximum"])
