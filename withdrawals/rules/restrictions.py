"""What bars a member's withdrawals whatever their kind: a court's hold, and a false document (s.59).

A false document bars the same purpose until the court ends, and for two years after the amount was
paid back (epf-rules 5.1). All kinds about a house are one purpose. Pure.
"""

from __future__ import annotations

from datetime import date

from withdrawals.rules import restriction_reasons as why
from withdrawals.rules.ages import attains_on
from withdrawals.rules.facts import MemberFacts
from withdrawals.rules.findings import Finding
from withdrawals.rules.parameters import FALSE_DOCUMENT_YEARS

HOUSE = "HOUSE"
_HOUSES = frozenset({"HBUY", "HBLD", "HRED", "HMON", "HFLEX", "PR1MA"})


def purpose(type_code: str) -> str:
    """What a kind is for, as s.59 counts it."""
    return HOUSE if type_code in _HOUSES else type_code


def free_from(repaid_on: date) -> date:
    """The first day after a false document on which the purpose is open again."""
    return attains_on(repaid_on, FALSE_DOCUMENT_YEARS.on(repaid_on))


def findings(facts: MemberFacts, type_code: str, on: date) -> tuple[Finding, ...]:
    """The checks of this module for one kind on one day."""
    held = facts.court_hold_since
    ends = [
        until for code, until in facts.false_documents if purpose(code) == purpose(type_code)
    ]  # fmt: skip
    until = max((day for day in ends if day is not None), default=None)
    return (
        Finding(why.COURT_HOLD, held is None, {"since_on": held or on}),
        Finding(why.FALSE_DOCUMENT, None not in ends),
        Finding(
            why.FALSE_DOCUMENT_UNTIL,
            until is None or on >= until,
            {"until_on": until or on},
            applies=until is not None,
        ),
    )
