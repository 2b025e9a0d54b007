"""What the rules may know about a member. Plain values, read once; no model instance comes here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from members.ledger.drafts import Amounts
from withdrawals.rules.identity_tiers import IdentityFacts


class Channel(StrEnum):
    """Where the member is applying."""

    ONLINE = "ONLINE"
    COUNTER = "COUNTER"


@dataclass(frozen=True, slots=True)
class PastApplication:
    """An earlier application that moved, or will move, money."""

    type_code: str
    submitted_on: date
    amount_sen: int
    # The answer to a kind's question `ground`, where each of several grounds counts for itself.
    ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFacts:
    """A member as the withdrawal rules see them; amounts in sen, `book` as in the ledger."""

    member_id: int
    born_on: date
    citizenship: str
    elected_before_1998: bool = False
    is_muslim: bool = False
    died_on: date | None = None
    book: str
    available: Amounts = field(default_factory=Amounts)
    past: tuple[PastApplication, ...] = ()
    verified_bank_accounts: frozenset[int] = frozenset()
    # Words for the moment a cooling-off ends, as people read it; empty when none is running.
    cooling_off_until: str = ""
    is_frozen: bool = False
    has_reported: bool = False
    # Bank accounts that nothing may go to yet, with the words for when it may.
    new_bank_accounts: tuple[tuple[int, str], ...] = ()
    # The most that may be asked for, in sen, until when; None for no such limit.
    safety_limit_sen: int | None = None
    safety_limit_until: str = ""
    # Codes of the kinds of which a payment plan runs.
    running: frozenset[str] = frozenset()
    # What was credited as dividend in the last twelve months; None where nobody looked.
    last_dividend_sen: int | None = None
    court_hold_since: date | None = None
    # (type code, first day on which it no longer bars; None while the case is not over)
    false_documents: tuple[tuple[str, date | None], ...] = ()
    # What the identity tiers look at; None where no amount is judged, or the kind has none.
    identity: IdentityFacts | None = None
