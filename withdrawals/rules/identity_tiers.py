"""Which identity step an amount of Akaun Fleksibel asks for, and whether one that stands suffices.

Up to the free amount in a day nothing; above it a face check (e-KYC) or a thumbprint. A first
withdrawal, or one into another bank account than the last that was paid, wants a thumbprint above
the second amount; into the account paid last, above the third (epf-rules 5.2). "More than" is
strictly more: exactly RM10,000 and RM30,000 stay below (epf-rules 11). Pure; amounts in sen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from withdrawals.rules import identity_reasons as why
from withdrawals.rules.findings import Finding, Value
from withdrawals.rules.identity_ways import Way, is_as_strong


@dataclass(frozen=True, slots=True)
class Tiers:
    """The amounts (sen) above which a step is asked for, and for how many days a step stands."""

    free_sen: int = 25_000
    new_sen: int = 1_000_000
    known_sen: int = 3_000_000
    face_days: int = 365
    thumbprint_days: int = 14


@dataclass(frozen=True, slots=True)
class Shown:
    """A step that was recorded: the last day on which it stands; `is_used` for a thumbprint that
    another application has used up.
    """

    way: Way
    until_on: date
    is_used: bool = False
    step_id: int = 0


@dataclass(frozen=True, slots=True)
class IdentityFacts:
    """What the tiers look at. `last_accounts` are the ids of the member's bank accounts that are the
    one paid last; none for who was never paid of this kind.
    """

    tiers: Tiers = field(default_factory=Tiers)
    was_paid: bool = False
    last_accounts: frozenset[int] = frozenset()
    shown: tuple[Shown, ...] = ()


NOBODY_KNOWN = IdentityFacts()
"""Where nobody looked: a first withdrawal of somebody who has shown nothing."""


class Case(StrEnum):
    """Which line of the table an amount falls under."""

    FREE = "FREE"
    FACE = "FACE"
    FIRST = "FIRST"
    OTHER_ACCOUNT = "OTHER_ACCOUNT"
    LARGE = "LARGE"


_WAYS: Mapping[Case, Way | None] = {
    Case.FREE: None,
    Case.FACE: Way.EKYC,
    Case.FIRST: Way.THUMBPRINT,
    Case.OTHER_ACCOUNT: Way.THUMBPRINT,
    Case.LARGE: Way.THUMBPRINT,
}
_CODES: Mapping[Case, str] = {
    Case.FREE: why.FACE_CHECK_NEEDED,
    Case.FACE: why.FACE_CHECK_NEEDED,
    Case.FIRST: why.THUMBPRINT_AT_FIRST,
    Case.OTHER_ACCOUNT: why.THUMBPRINT_FOR_OTHER_ACCOUNT,
    Case.LARGE: why.THUMBPRINT_FOR_LARGE_AMOUNT,
}


def case(amount_sen: int, bank_account_id: int, facts: IdentityFacts) -> Case:
    """The line of the table for this amount, into this bank account."""
    tiers = facts.tiers
    if amount_sen <= tiers.free_sen:
        return Case.FREE
    if bank_account_id in facts.last_accounts:
        return Case.LARGE if amount_sen > tiers.known_sen else Case.FACE
    if amount_sen <= tiers.new_sen:
        return Case.FACE
    return Case.OTHER_ACCOUNT if facts.was_paid else Case.FIRST


def needed(amount_sen: int, bank_account_id: int, facts: IdentityFacts) -> Way | None:
    """The weakest step that suffices; None where none is asked for."""
    return _WAYS[case(amount_sen, bank_account_id, facts)]


def serving(shown: Iterable[Shown], wanted: Way, on: date) -> Shown | None:
    """The weakest step that stands on the day and is as strong as wanted."""
    good = [
        one
        for one in shown
        if is_as_strong(one.way, wanted) and on <= one.until_on and not one.is_used
    ]
    return min(good, key=lambda one: (one.way == Way.THUMBPRINT, one.until_on), default=None)


def finding(
    amount_sen: int, bank_account_id: int, facts: IdentityFacts | None, on: date
) -> Finding:
    """The check of the tier. Where nobody looked, nothing was shown."""
    known = facts or NOBODY_KNOWN
    line = case(amount_sen, bank_account_id, known)
    above = {
        Case.FREE: known.tiers.free_sen,
        Case.FACE: known.tiers.free_sen,
        Case.LARGE: known.tiers.known_sen,
    }.get(line, known.tiers.new_sen)
    values: dict[str, Value] = {"above_sen": above}
    wanted = _WAYS[line]
    if wanted is None:
        return Finding(_CODES[line], True, values, applies=False)
    return Finding(_CODES[line], serving(known.shown, wanted, on) is not None, values)


def without_a_visit_sen(bank_account_id: int, facts: IdentityFacts, on: date) -> int:
    """The most (sen) that the steps that stand allow today; None of them is asked for up to it."""
    tiers = facts.tiers
    if serving(facts.shown, Way.EKYC, on) is None:
        return tiers.free_sen
    return tiers.known_sen if bank_account_id in facts.last_accounts else tiers.new_sen
