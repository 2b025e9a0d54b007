"""What no rule could place is placed by two officers: one proposes, another confirms, the books follow.

Confirming decides everything again under the lock. A message that moved no money is closed by one
officer with a note.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from members.audit import services as audit
from members.gateways.iso20022 import camt053, pain001
from members.ledger import chart, journal
from members.ledger.drafts import FundLine, JournalDraft
from members.models import User
from withdrawals import standing
from withdrawals.models import (
    Act,
    Application,
    BankEntry,
    BankMessage,
    MatchState,
    MessageState,
    PayoutAttempt,
    Remedy,
    RemedyState,
)
from withdrawals.rules import payout_states as states
from withdrawals.rules import staff_reasons
from withdrawals.services import payout, reconcile

PERMISSION = "withdrawals.resolve_exception"
PARK_SCOPE = "bank.park"
REASONS = staff_reasons.codes(staff_reasons.CREDITED_BACK)


class NotAllowed(Exception):
    """The person may not do this, or would be paid by it."""


class SamePerson(Exception):
    """Who proposed it cannot confirm it."""


class NotNow(Exception):
    """There is nothing to do about it any more, or somebody has proposed something already."""


class DoesNotFit(Exception):
    """The payment is of another amount, book or state than the entry."""


def propose_credit_back(
    *, application_id: int, reason_code: str, note: str, by: User, at: datetime
) -> Remedy:
    """Propose to put a failed payment back into the member's savings. Raises NotAllowed, NotNow,
    ValueError for a reason that is none."""
    if reason_code not in REASONS:
        raise ValueError(f"not a reason to give money back: {reason_code}")
    application = Application.objects.get(pk=application_id)
    _may(by, application)
    if not payout.may_credit_back(application):
        raise NotNow
    return _propose(Act.CREDIT_BACK, note, by, at, application=application, reason_code=reason_code)


def propose_match(*, entry_id: int, attempt_id: int, note: str, by: User, at: datetime) -> Remedy:
    """Propose that an entry is of this payment. Raises NotAllowed, NotNow, DoesNotFit."""
    entry, attempt = BankEntry.objects.get(pk=entry_id), PayoutAttempt.objects.get(pk=attempt_id)
    _may(by, attempt.application)
    _must_need_a_person(entry)
    if attempt not in candidates(entry):
        raise DoesNotFit
    return _propose(Act.MATCH, note, by, at, entry=entry, attempt=attempt)


def propose_park(*, entry_id: int, note: str, by: User, at: datetime) -> Remedy:
    """Propose to keep an entry as unidentified, account 2150. Raises NotAllowed, NotNow."""
    entry = BankEntry.objects.get(pk=entry_id)
    _may(by)
    _must_need_a_person(entry)
    return _propose(Act.PARK, note, by, at, entry=entry)


@transaction.atomic
def close_message(*, message_id: int, note: str, by: User, at: datetime) -> Remedy:
    """Say that a message needs nobody any more; no money moves. Raises NotAllowed, NotNow."""
    _may(by)
    message = BankMessage.objects.select_for_update().get(pk=message_id)
    if message.state != MessageState.EXCEPTION:
        raise NotNow
    remedy = _propose(Act.CLOSE, note, by, at, message=message)
    message.state = MessageState.CLOSED
    message.save(update_fields=["state"])
    return _finish(remedy, RemedyState.DONE, None, "", by=by, at=at)


@transaction.atomic
def confirm(*, remedy_id: int, by: User, at: datetime, note: str = "") -> Remedy:
    """Do what another officer proposed. Raises NotAllowed, SamePerson, NotNow, DoesNotFit."""
    remedy = _waiting(remedy_id, by)
    if remedy.proposed_by_id == by.pk:
        raise SamePerson
    match remedy.act:
        case Act.CREDIT_BACK:
            assert remedy.application_id is not None
            try:
                journal_id = payout.credit_back(
                    application_id=remedy.application_id,
                    reason_code=remedy.reason_code,
                    by=by,
                    at=at,
                )
            except payout.NotPayable:
                raise NotNow from None
        case Act.MATCH:
            journal_id = _match(remedy, at=at)
        case _:
            journal_id = _park(remedy, by=by)
    return _finish(remedy, RemedyState.DONE, journal_id, note, by=by, at=at)


@transaction.atomic
def refuse(*, remedy_id: int, note: str, by: User, at: datetime) -> Remedy:
    """Turn a proposal down; who made it may take it back. Raises NotAllowed, NotNow."""
    return _finish(_waiting(remedy_id, by), RemedyState.REFUSED, None, note, by=by, at=at)


def candidates(entry: BankEntry) -> list[PayoutAttempt]:
    """Payments an entry can be of: same book, same amount to the sen, and waiting for such a word."""
    if entry.currency != pain001.CURRENCY:
        return []
    wanted = [states.SETTLED] if entry.side == camt053.CREDIT else sorted(states.AWAITING_BANK)
    found = PayoutAttempt.objects.filter(
        book=entry.statement.book, amount_sen=entry.amount_sen, state__in=wanted
    )
    return list(found.select_related("application").order_by("pk")[:50])


def _match(remedy: Remedy, *, at: datetime) -> int:
    assert remedy.entry_id is not None and remedy.attempt is not None
    entry = _locked(remedy.entry_id)
    if remedy.attempt not in candidates(entry):
        raise DoesNotFit
    try:
        journal_id = reconcile.book(entry, remedy.attempt, at=at)
    except payout.NotAwaited:
        raise DoesNotFit from None
    entry.match_state = MatchState.MATCHED
    entry.attempt = remedy.attempt
    entry.journal_id = journal_id
    entry.save(update_fields=["match_state", "attempt", "journal_id"])
    return journal_id


def _park(remedy: Remedy, *, by: User) -> int:
    assert remedy.entry_id is not None
    entry = _locked(remedy.entry_id)
    if entry.currency != pain001.CURRENCY:
        raise DoesNotFit
    debit, credit = chart.BANK_DIFFERENCE, chart.BANK_PAYOUT
    if entry.side == camt053.CREDIT:
        debit, credit = credit, debit
    posted = journal.post(
        JournalDraft(
            scope=PARK_SCOPE,
            key=str(entry.pk),
            kind=payout.KIND,
            book=entry.statement.book,
            effective_on=entry.value_on,
            narration=PARK_SCOPE,
            reference=entry.servicer_ref or str(entry.pk),
            by=payout.actor(by),
            fund=(
                FundLine(debit, chart.DEBIT, entry.amount_sen),
                FundLine(credit, chart.CREDIT, entry.amount_sen),
            ),
        )
    )
    entry.match_state = MatchState.PARKED
    entry.journal_id = posted.journal_id
    entry.save(update_fields=["match_state", "journal_id"])
    return posted.journal_id


def _locked(entry_id: int) -> BankEntry:
    entry = (
        BankEntry.objects.select_for_update(of=("self",))
        .select_related("statement__message")
        .get(pk=entry_id)
    )
    _must_need_a_person(entry)
    return entry


def _must_need_a_person(entry: BankEntry) -> None:
    if entry.match_state != MatchState.EXCEPTION:
        raise NotNow


def _may(by: User, application: Application | None = None) -> None:
    if not by.has_perm(PERMISSION):
        raise NotAllowed
    if application is not None and (
        application.member_id == by.member_id or application.member_id in standing.relatives(by)
    ):
        raise NotAllowed


def _waiting(remedy_id: int, by: User) -> Remedy:
    remedy = Remedy.objects.select_for_update(of=("self",)).get(pk=remedy_id)
    about = remedy.application or (remedy.attempt.application if remedy.attempt else None)
    _may(by, about)
    if remedy.state != RemedyState.PROPOSED:
        raise NotNow
    return remedy


def _propose(
    act: Act, note: str, by: User, at: datetime, **about: Application | BankEntry | object
) -> Remedy:
    try:
        with transaction.atomic():
            remedy = Remedy.objects.create(
                act=act, note=note, proposed_by=by, proposed_at=at, **about
            )
            _audit("remedy.proposed", remedy, by=by, at=at)
    except IntegrityError as error:
        raise NotNow from error
    return remedy


def _finish(
    remedy: Remedy,
    state: RemedyState,
    journal_id: int | None,
    note: str,
    *,
    by: User,
    at: datetime,
) -> Remedy:
    remedy.state = state
    remedy.journal_id = journal_id
    remedy.decided_by = by
    remedy.decided_at = at
    remedy.decided_note = note
    remedy.save(update_fields=["state", "journal_id", "decided_by", "decided_at", "decided_note"])
    _audit(f"remedy.{'done' if state == RemedyState.DONE else 'refused'}", remedy, by=by, at=at)
    return remedy


def _audit(action: str, remedy: Remedy, *, by: User, at: datetime) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        entity="remedy",
        entity_id=str(remedy.pk),
        detail={"remedy": remedy.pk, "act": remedy.act},
    )
