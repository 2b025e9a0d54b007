"""The officers' tables: facts to decision, every reason, the maximum. One CSV for each type."""

from __future__ import annotations

import re

import pytest

from members.ledger import money
from tests.rules.withdrawals import scenario_table
from withdrawals import types
from withdrawals.rules.reasons import REASONS
from withdrawals.rules.spec import WithdrawalType
from withdrawals.rules.working import Sign, Working


def rows() -> list[object]:
    return [
        pytest.param(kind.code, row, id=f"{kind.code}: {row['case']}")
        for kind in types.every()
        for row in scenario_table.rows(kind)
    ]


@pytest.mark.parametrize(("code", "row"), rows())
def test_scenario(code: str, row: dict[str, str]) -> None:
    decision = scenario_table.judged(types.get(code), row)
    assert decision.reason_codes == tuple(row["reasons"].split())
    assert decision.allowed is (row["allowed"] == "yes")
    assert decision.maximum_sen == money.parse(row["maximum"])
    assert read_again(decision.working) == decision.maximum_sen
    for finding in decision.reasons:
        reason = REASONS[finding.code]
        for text in (reason.check, reason.refused, reason.fix):
            assert set(re.findall(r"{(\w+)}", text.ms)) <= set(finding.values), finding.code


def read_again(working: Working) -> int:
    """The amount as a person gets it who follows the lines."""
    so_far = 0
    for line in working.lines:
        match line.sign:
            case Sign.PLUS:
                so_far += line.amount_sen
            case Sign.LESS:
                so_far = max(so_far - line.amount_sen, 0)
            case Sign.AT_MOST:
                so_far = min(so_far, line.amount_sen)
            case Sign.SHARE:
                so_far = line.amount_sen
        assert so_far == line.result_sen >= 0
    return so_far


@pytest.mark.parametrize("kind", types.every(), ids=lambda kind: kind.code)
def test_every_table_has_a_yes_and_a_no(kind: WithdrawalType) -> None:
    said = {row["allowed"] for row in scenario_table.rows(kind)}
    assert said == {"yes", "no"}
    cases = [row["case"] for row in scenario_table.rows(kind)]
    assert len(set(cases)) == len(cases) >= 4
