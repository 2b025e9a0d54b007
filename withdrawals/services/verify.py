"""The TAC, and the one moment in which a draft becomes an application.

Submission is a single transaction under lock: the rules decide again, the TAC is used up, the money
is held, the status moves, the day is promised, the event is written; all of it or nothing. A wrong
TAC commits only its counted try. The same request twice finds the application already submitted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from members.audit import services as audit
from members.ledger import days, holds
from members.ledger.drafts import Amounts
from members.models import User
from members.rules import banks
from members.tac import services as tac
from withdrawals import identity_reads, request_reads, selectors
from withdrawals.models import Application
from withdrawals.rules import limits
from withdrawals.rules.eligibility import decide
from withdrawals.rules.facts import MemberFacts
from withdrawals.rules.findings import Decision
from withdrawals.rules.spec import WithdrawalType
from withdrawals.rules.states import Event, Status
from withdrawals.services import apply, by_rule, identity_steps, papers, promise, steps, transition
from withdrawals.services.steps import Place

HOLD_SCOPE = "wd"


class Result(StrEnum):
    """How a request to submit ended."""

    SUBMITTED = "SUBMITTED"
    ALREADY_SUBMITTED = "ALREADY_SUBMITTED"
    NOT_READY = "NOT_READY"
    REFUSED = "REFUSED"
    TAC_REFUSED = "TAC_REFUSED"


@dataclass(frozen=True, slots=True)
class Submission:
    """`decision` comes with REFUSED, `tac` with TAC_REFUSED, `missing` with NOT_READY."""

    result: Result
    application: Application | None = None
    decision: Decision | None = None
    tac: tac.Outcome | None = None
    missing: Place | None = None


class NotReady(Exception):
    """A question is unanswered; `.missing` names it."""

    def __init__(self, missing: Place) -> None:
        super().__init__(missing.step)
        self.missing = missing


@transaction.atomic
def request_code(
    *,
    member_id: int,
    kind: WithdrawalType,
    session_key: str,
    by: User,
    at: datetime,
    by_text_message: bool = False,
) -> Application:
    """Send a TAC for the draft as it stands; an older one is dead from now on.

    Who has a passkey signs with that, unless `by_text_message` asks for a code all the same.

    Raises apply.NoDraft, NotReady, apply.NotEligible, tac.TooManyCodes, tac.NoPhone.
    """
    draft = apply.locked_draft(member_id, kind)
    missing = steps.missing(draft)
    if missing is not None:
        raise NotReady(missing)
    decision = apply.judge(draft)
    if not decision.allowed:
        raise apply.NotEligible(decision)
    challenge = _by_passkey(draft, session_key, by, at) if not by_text_message else None
    challenge = challenge or tac.issue(
        user=by,
        purpose=kind.tac_purpose,
        binding=binding(draft),
        message_facts={
            "amount_sen": draft.amount_sen or 0,
            "payee": f"{banks.bank_name(draft.bank_code)} *{draft.last_four}",
        },
        session_key=session_key,
        by=by,
        at=at,
    )
    draft.tac_challenge_id = str(challenge.pk)
    draft.save()
    return draft


def _by_passkey(
    draft: Application, session_key: str, by: User, at: datetime
) -> tac.Challenge | None:
    """What a passkey signs; None for who has none."""
    if not tac.has_passkey(by, at):
        return None
    return tac.issue_for_passkey(
        user=by,
        purpose=draft.kind.tac_purpose,
        binding=binding(draft),
        session_key=session_key,
        by=by,
        at=at,
    )


def submit(
    *,
    member_id: int,
    client_key: UUID,
    code: str,
    session_key: str,
    by: User,
    at: datetime,
    passkey: str = "",
) -> Submission:
    """Submit the draft that carries this key, signed by a TAC or by what a passkey answered.

    Raises Application.DoesNotExist for no such draft.
    """
    try:
        with transaction.atomic():
            return _submit(member_id, client_key, (code, passkey), session_key, by, at)
    except holds.NotEnoughInAccount:
        # Somebody else took the money after the rules had looked. Nothing was kept, TAC included.
        draft = Application.objects.get(member_id=member_id, client_key=client_key)
        return Submission(Result.REFUSED, draft, decision=apply.judge(draft))


def _submit(
    member_id: int,
    client_key: UUID,
    signed: tuple[str, str],
    session_key: str,
    by: User,
    at: datetime,
) -> Submission:
    transition.lock_member(member_id)
    application = Application.objects.select_for_update(of=("self",)).get(
        member_id=member_id, client_key=client_key
    )
    if application.submitted_at is not None:
        return Submission(Result.ALREADY_SUBMITTED, application)
    if application.status != Status.DRAFT:
        raise Application.DoesNotExist
    missing = steps.missing(application)
    if missing is not None:
        return Submission(Result.NOT_READY, application, missing=missing)
    kind, on = application.kind, days.today()
    facts = identity_reads.add(selectors.member_facts(member_id), kind, on=on)
    decision = decide(
        kind,
        facts,
        on=on,
        amount_sen=application.amount_sen,
        bank_account_id=application.bank_account_id,
        answers=request_reads.answers(application),
    )
    if not decision.allowed:
        return Submission(Result.REFUSED, application, decision=decision)
    outcome = tac.verify(
        challenge_id=application.tac_challenge_id,
        user=by,
        code=signed[0],
        passkey=signed[1],
        binding=binding(application),
        session_key=session_key,
        at=at,
        purpose=kind.tac_purpose,
    )
    if not outcome.ok:
        return Submission(Result.TAC_REFUSED, application, tac=outcome)
    take_on(application, facts, on=on, by=by, at=at)
    return Submission(Result.SUBMITTED, application)


def take_on(
    application: Application,
    facts: MemberFacts,
    *,
    on: date,
    by: User,
    at: datetime,
    event: Event = Event.SUBMIT,
) -> None:
    """Hold the money, promise the day, and move the draft to the queue: `event` says how it came.

    The caller holds the member and has decided. Raises limits.NotEnough, holds.NotEnoughInAccount.
    """
    kind = application.kind
    papers.drop_what_is_not_needed(application)
    if kind.identity_tiers and event == Event.SUBMIT:
        known = facts.identity or identity_reads.of(application.member_id, kind, on=on)
        identity_steps.use(application=application, facts=known, on=on, at=at)
    amount_sen = application.amount_sen or 0
    sources: Amounts = limits.sources(amount_sen, facts.available, kind.source_accounts)
    application.book = facts.book
    application.sources = sources
    application.hold_id = holds.place(
        scope=HOLD_SCOPE,
        key=str(application.pk),
        member_id=application.member_id,
        book=facts.book,
        amounts=sources,
        by=apply.actor(by),
    )
    application.submitted_at = at
    application.submitted_by = by
    application.submitted_on = on
    promise.give(application, on=on)
    transition.move(application, event, by=by, at=at)
    by_rule.ask(application)
    audit.record(
        "withdrawal.submitted",
        by=by,
        at=at,
        member_id=application.member_id,
        entity="withdrawal",
        entity_id=application.reference,
        detail={"reference": application.reference, "amount_sen": amount_sen},
    )


def binding(application: Application) -> dict[str, str | int]:
    """Everything the member signs with a TAC; a change to any part makes it another act."""
    account = application.bank_account or request_reads.payee(application)
    return {
        "application": application.reference,
        "member": application.member_id,
        "type": application.type_code,
        "amount_sen": application.amount_sen or 0,
        "bank_account": application.bank_account_id or 0,
        "bank": application.bank_code,
        "number": bytes(account.number_digest).hex() if account else "",
        "pay_to": application.pay_to,
        "request": request_reads.request_digest(application),
    }
