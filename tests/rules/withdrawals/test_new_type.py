"""The walk-through of the README: one file and one table make a new kind of withdrawal."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest

from members.ledger import money
from tests.rules.withdrawals import scenario_table
from withdrawals import types

FILE = '''"""Flood relief: up to RM2,000 of Akaun Sejahtera, once. Source: invented for this test."""

from datetime import date

from members.ledger import chart
from members.rules.text import Text
from withdrawals.rules import declarations, eligibility, limits, papers, terms
from withdrawals.rules.spec import WithdrawalType

TYPE = WithdrawalType(
    code="FLOOD",
    title=Text("Pengeluaran Banjir", "Flood withdrawal"),
    short_title=Text("Banjir", "Flood"),
    summary=Text("Sekali sahaja selepas banjir.", "Once only after a flood."),
    needs=papers.ONLINE_NEEDS,
    source_accounts=(chart.SEJAHTERA,),
    who=(eligibility.is_living, eligibility.is_under(55), eligibility.has_not_used_it),
    who_words=(Text("Ahli di bawah umur 55 tahun.", "Members under 55."),),
    how_much=limits.whole_available,
    how_often=terms.ONCE,
    declaration=declarations.of("FLOOD"),
    narration="withdrawal.flood",
    pays_within=7,
    effective_from=date(2026, 1, 1),
)
'''

TABLE = """case,today,born_on,sejahtera,past,amount,allowed,reasons,maximum
plenty,2026-11-20,,2000.00,,500.00,yes,,2000.00
day before it starts,2025-12-31,,2000.00,,,no,NOT_OFFERED,2000.00
first day,2026-01-01,,2000.00,,,yes,,2000.00
used before,2026-11-20,,2000.00,FLOOD:2026-01-02,,no,ALREADY_USED,2000.00
55th birthday,2026-11-20,1971-11-20,2000.00,,,no,AGE_REACHED,2000.00
"""


def test_one_file_and_one_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "flood.py").write_text(FILE)
    monkeypatch.setattr(types, "__path__", [*types.__path__, str(tmp_path)])
    try:
        registry = types._find()
    finally:
        sys.modules.pop("withdrawals.types.flood", None)
    kind = registry["FLOOD"]
    assert set(registry) == {*(one.code for one in types.every()), "FLOOD"}
    for row in csv.DictReader(TABLE.splitlines()):
        decision = scenario_table.judged(kind, row)
        assert decision.reason_codes == tuple(row["reasons"].split()), row["case"]
        assert decision.allowed is (row["allowed"] == "yes")
        assert decision.maximum_sen == money.parse(row["maximum"])
