"""A draft, question by question, and the member's own way out of it. A draft holds no money.

Every answer that changes voids the TAC asked for before: what was signed is no longer what stands.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from members.audit import services as audit
from members.ledger import days, holds
from members.models import User
from withdrawals import identity_reads, request_reads, selectors
from withdrawals.models import Application, Closed, Declaration, Share
from withdrawals.rules import identity_reasons, reasons, terms
from withdrawals.rules.asks import NO_ANSWERS
from withdrawals.rules.eligibility import decide
from withdrawals.rules.findings import Decision
from withdrawals.rules.spec import Step, WithdrawalType
from withdrawals.rules.states import HELD, Event, MoveNotAllowed, Status
from withdrawals.services import papers, transition

DRAFT_IS_KEPT = timedelta(days=30)


class NoDraft(Exception):
    """The member has no open draft of this type."""


class NotEligible(Exception):
    """The rules refuse; `.decision` says why, with every reason."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(", ".join(decision.reason_codes))
        self.decision = decision


class NotOnline(Exception):
    """This kind is applied for at a counter."""


def actor(by: User) -> str:
    """How the books name a person: never by an identity number."""
    return f"user:{by.pk}"


def begin(*, member_id: int, kind: WithdrawalType, by: User, at: datetime) -> Application:
    """The member's draft of this type, begun now or earlier. Raises NotOnline, NotEligible."""
    if not kind.is_online:
        raise NotOnline(kind.code)
    found = selectors.draft(member_id, kind.code)
    if found is not None:
        return found
    decision = decide(kind, selectors.member_facts(member_id), on=days.today())
    if not decision.allowed:
        raise NotEligible(decision)
    try:
        with transaction.atomic():
            return Application.objects.create(
                member_id=member_id,
                type_code=kind.code,
                created_at=at,
                pay_to=kind.payee(NO_ANSWERS).value,
            )
    except IntegrityError:
        found = selectors.draft(member_id, kind.code)
        if found is None:
            raise
        return found


@transaction.atomic
def set_amount(
    *, member_id: int, kind: WithdrawalType, amount_sen: int, by: User, at: datetime
) -> Decision:
    """Keep the amount (sen) when the rules allow it; answers what they say. Raises NoDraft."""
    draft = locked_draft(member_id, kind)
    decision = allowance(draft, amount_sen=amount_sen)
    if decision.allowed:
        if draft.amount_sen != amount_sen:
            draft.amount_sen = amount_sen
            draft.tac_challenge_id = ""
            Share.objects.filter(application=draft).update(amount_sen=amount_sen)
        draft.save()
    return decision


@transaction.atomic
def set_bank_account(
    *, member_id: int, kind: WithdrawalType, bank_account_id: int, by: User, at: datetime
) -> bool:
    """Keep the bank account when it is the member's own and verified; False when it is not."""
    draft = locked_draft(member_id, kind)
    facts = selectors.member_facts(member_id)
    if draft.pay_to != terms.Payee.MEMBER or bank_account_id not in facts.verified_bank_accounts:
        return False
    if draft.bank_account_id != bank_account_id:
        account = selectors.bank_accounts(member_id).get(pk=bank_account_id)
        draft.bank_account = account
        draft.bank_code = account.bank_code
        draft.last_four = account.last_four
        draft.tac_challenge_id = ""
        draft.save()
    return True


@transaction.atomic
def accept_declaration(
    *, member_id: int, kind: WithdrawalType, language: str, by: User, at: datetime
) -> None:
    """Keep the exact text the member affirmed, in the language they read it in. Raises NoDraft."""
    draft = locked_draft(member_id, kind)
    spoken = "en" if language.startswith("en") else "ms"
    Declaration.objects.update_or_create(
        application=draft,
        defaults={
            "code": kind.declaration.code,
            "version": kind.declaration.version,
            "language": spoken,
            "text": kind.declaration.text.of(spoken),
            "accepted_at": at,
            "accepted_by": by,
        },
    )


@transaction.atomic
def refuse_declaration(*, member_id: int, kind: WithdrawalType, by: User, at: datetime) -> None:
    """Forget an earlier acceptance; the other answers stay. Raises NoDraft."""
    draft = locked_draft(member_id, kind)
    Declaration.objects.filter(application=draft).delete()
    draft.tac_challenge_id = ""
    draft.save()


@transaction.atomic
def discard(*, member_id: int, kind: WithdrawalType, by: User, at: datetime) -> None:
    """End the draft at the member's wish; nothing was held. Raises NoDraft."""
    draft = locked_draft(member_id, kind)
    papers.forget(draft.documents.all())
    transition.move(draft, Event.DISCARD, by=by, at=at)


@transaction.atomic
def withdraw(*, application_id: int, by: User, at: datetime) -> bool:
    """Take a submitted application back and release its hold; False when that was done before.

    Raises MoveNotAllowed once it is decided.
    """
    application = transition.lock(application_id)
    if application.status == Status.WITHDRAWN:
        return False
    if application.state not in HELD:
        raise MoveNotAllowed(Event.WITHDRAW, application.state)
    if application.hold_id is not None:
        holds.release(application.hold_id, by=actor(by))
    papers.close_request(application, Closed.WITHDRAWN, at=at)
    transition.move(application, Event.WITHDRAW, by=by, at=at)
    audit.record(
        "withdrawal.withdrawn",
        by=by,
        at=at,
        member_id=application.member_id,
        entity="withdrawal",
        entity_id=application.reference,
        detail={"reference": application.reference},
    )
    return True


def expire_drafts(*, at: datetime) -> int:
    """End drafts nobody has finished within DRAFT_IS_KEPT; answers how many. Safe to repeat."""
    old = Application.objects.filter(
        status=Status.DRAFT, created_at__lt=at - DRAFT_IS_KEPT
    ).values_list("pk", flat=True)
    ended = 0
    for pk in list(old):
        with transaction.atomic():
            draft = transition.lock(pk)
            if draft.status == Status.DRAFT:
                papers.forget(draft.documents.all())
                transition.move(draft, Event.EXPIRE, by=None, at=at)
                ended += 1
    return ended


def judge(draft: Application) -> Decision:
    """What the rules say today about the draft as it stands."""
    on = days.today()
    return decide(
        draft.kind,
        identity_reads.add(selectors.member_facts(draft.member_id), draft.kind, on=on),
        on=on,
        amount_sen=draft.amount_sen,
        bank_account_id=draft.bank_account_id,
        answers=request_reads.answers(draft),
    )


def allowance(draft: Application, *, amount_sen: int | None = None) -> Decision:
    """How much may be asked for with these answers, and whether an amount (sen) may."""
    return decide(
        draft.kind,
        selectors.member_facts(draft.member_id),
        on=days.today(),
        amount_sen=amount_sen,
        answers=request_reads.answers(draft),
    )


_ABOUT_ACCOUNT = {
    reasons.BANK_ACCOUNT_NOT_VERIFIED,
    reasons.BANK_ACCOUNT_NEW,
    *identity_reasons.CODES,
}


def step_to_mend(decision: Decision) -> Step:
    """The question to go back to, for a draft that the rules refuse."""
    if set(decision.reason_codes) <= _ABOUT_ACCOUNT:
        return Step.BANK_ACCOUNT
    return Step.AMOUNT


def locked_draft(member_id: int, kind: WithdrawalType) -> Application:
    """The open draft, locked for this transaction after its member. Raises NoDraft."""
    transition.lock_member(member_id)
    draft = (
        Application.objects.select_for_update(of=("self",))
        .filter(member_id=member_id, type_code=kind.code, status=Status.DRAFT)
        .first()
    )
    if draft is None:
        raise NoDraft
    return draft
