"""Court holds and false documents against every kind, a day before and on the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from withdrawals import types
from withdrawals.rules import restrictions
from withdrawals.rules.eligibility import decide
from withdrawals.rules.facts import MemberFacts

ON = date(2026, 11, 20)
EVERY = pytest.mark.parametrize("kind", types.every(), ids=lambda kind: kind.code)


def facts(**more: object) -> MemberFacts:
    return MemberFacts(
        member_id=1, born_on=date(1990, 3, 14), citizenship="CITIZEN", book="KONV", **more
    )  # type: ignore[arg-type]


@EVERY
def test_a_court_hold_bars_every_kind(kind) -> None:
    said = decide(kind, facts(court_hold_since=date(2026, 1, 5)), on=ON)
    assert "COURT_HOLD" in said.reason_codes
    assert "COURT_HOLD" not in decide(kind, facts(), on=ON).reason_codes


@pytest.mark.parametrize(
    ("used_for", "asked", "barred"),
    [
        ("EDU", "EDU", True),
        ("EDU", "HBUY", False),
        ("HBUY", "HBLD", True),
        ("HRED", "PR1MA", True),
        ("HAJJ", "FLX", False),
    ],
)
def test_a_false_document_bars_its_purpose(used_for: str, asked: str, barred: bool) -> None:
    open_case = decide(types.get(asked), facts(false_documents=((used_for, None),)), on=ON)
    assert ("FALSE_DOCUMENT" in open_case.reason_codes) is barred
    until = ON + timedelta(days=1)
    waits = decide(types.get(asked), facts(false_documents=((used_for, until),)), on=ON)
    assert ("FALSE_DOCUMENT_UNTIL" in waits.reason_codes) is barred
    over = decide(types.get(asked), facts(false_documents=((used_for, until),)), on=until)
    assert "FALSE_DOCUMENT_UNTIL" not in over.reason_codes


def test_two_years_after_repayment() -> None:
    assert restrictions.free_from(date(2026, 11, 20)) == date(2028, 11, 20)
    assert restrictions.free_from(date(2024, 2, 29)) == date(2026, 3, 1)
