"""What a reason finds fault with, so that a corrected application keeps all the rest. Pure.

Reasons of the rules that follow from an answer are not listed: which answer it was is found by asking
the rules again without it (`services/steps.question_at_fault`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from withdrawals.rules import reasons


class Part(StrEnum):
    """A part of an application that is given anew."""

    AMOUNT = "AMOUNT"
    ACCOUNT = "ACCOUNT"
    ASKED_PAPERS = "ASKED_PAPERS"
    IDENTITY_PAPER = "IDENTITY_PAPER"
    RELATION_PAPER = "RELATION_PAPER"


_FAULTS: Mapping[str, Part] = {
    reasons.BANK_NAME_DIFFERS: Part.ACCOUNT,
    reasons.BANK_ACCOUNT_NOT_VERIFIED: Part.ACCOUNT,
    "BANK_ACCOUNT_INACTIVE": Part.ACCOUNT,
    "PAYEE_NOT_CONFIRMED": Part.ACCOUNT,
    "AMOUNT_NOT_PROVEN": Part.AMOUNT,
    "PAPER_MISSING": Part.ASKED_PAPERS,
    "PAPER_UNREADABLE": Part.ASKED_PAPERS,
    "PAPER_TOO_OLD": Part.ASKED_PAPERS,
    "PAPER_DIFFERS": Part.ASKED_PAPERS,
    reasons.IDENTITY_NOT_CONFIRMED: Part.IDENTITY_PAPER,
    "RELATION_NOT_PROVEN": Part.RELATION_PAPER,
}
if not set(_FAULTS) <= set(reasons.REASONS):
    raise ValueError("a part is mended for a reason that nobody gives")


def parts(reason_codes: Iterable[str]) -> frozenset[Part]:
    """The parts these reasons find fault with."""
    return frozenset(_FAULTS[code] for code in reason_codes if code in _FAULTS)


def papers_at_fault(reason_codes: Iterable[str], asked: Iterable[str]) -> frozenset[str]:
    """Codes of the papers to be handed in anew; `asked` are those an officer had asked for."""
    faults = parts(reason_codes)
    found = set(asked) if Part.ASKED_PAPERS in faults else set()
    found |= {"identity"} if Part.IDENTITY_PAPER in faults else set()
    found |= {"relationship", "marriage"} if Part.RELATION_PAPER in faults else set()
    return frozenset(found)
