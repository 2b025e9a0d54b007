"""A refused application becomes the draft of a corrected one: what was good is kept, the rest asked anew.

The member signs all of it again: declaration and TAC are never copied. The new application names the
one it corrects, for the member and the officer.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from members.audit import services as audit
from members.ledger import days
from members.models import User
from withdrawals import request_reads, selectors
from withdrawals.models import Answer, Application, Document, DocumentRequest, Share
from withdrawals.rules import answers as shapes
from withdrawals.rules import mending, terms
from withdrawals.rules.asks import Answer as Value
from withdrawals.rules.eligibility import decide
from withdrawals.rules.facts import Channel
from withdrawals.rules.mending import Part
from withdrawals.rules.states import Status
from withdrawals.services import apply, papers, steps, transition


class NotRefused(Exception):
    """Only a refused application is corrected."""


class AnotherDraft(Exception):
    """The member has begun another application of this kind; it is finished or deleted first."""


@transaction.atomic
def begin(*, application_id: int, by: User, at: datetime) -> Application:
    """The draft that corrects this application, made now or earlier.

    Raises NotRefused, AnotherDraft, apply.NotOnline and apply.NotEligible.
    """
    refused = transition.lock(application_id)
    kind = refused.kind
    if refused.status != Status.REJECTED:
        raise NotRefused(refused.reference)
    draft = selectors.draft(refused.member_id, kind.code)
    if draft is not None:
        if draft.corrects_id != refused.pk:
            raise AnotherDraft(draft.reference)
        return draft
    draft = apply.begin(member_id=refused.member_id, kind=kind, by=by, at=at)
    draft.corrects = refused
    codes = [reason["code"] for reason in refused.decision_reasons]
    _keep_answers(refused, draft, codes, at=at)
    draft.pay_to = kind.payee(request_reads.answers(draft)).value
    draft.save()
    faults = mending.parts(codes)
    sen = None if Part.AMOUNT in faults else refused.amount_sen
    if sen is not None and apply.allowance(draft, amount_sen=sen).allowed:
        draft.amount_sen = sen
    if Part.ACCOUNT not in faults:
        _keep_account(refused, draft, at=at)
    draft.save()
    _keep_papers(refused, draft, codes, by=by, at=at)
    audit.record(
        "withdrawal.corrected",
        by=by,
        at=at,
        member_id=refused.member_id,
        entity="withdrawal",
        entity_id=refused.reference,
        detail={"reference": refused.reference},
    )
    return draft


def _keep_answers(
    refused: Application, draft: Application, codes: list[str], *, at: datetime
) -> None:
    """Answers the rules do not mind today, in the order they are asked."""
    facts = selectors.member_facts(refused.member_id)
    faults = {steps.question_at_fault(refused, facts, code) for code in codes}
    given, on = request_reads.answers(refused), days.today()
    kept: dict[str, Value] = {}
    minds = set(decide(draft.kind, facts, on=on).reason_codes)
    for ask in draft.kind.put(given, on, Channel.ONLINE):
        if ask.name not in given or ask.name in faults:
            continue
        tried = {**kept, ask.name: given[ask.name]}
        if set(decide(draft.kind, facts, on=on, answers=tried).reason_codes) <= minds:
            kept = tried
    still = {ask.name for ask in draft.kind.put(kept, on, Channel.ONLINE)}
    Answer.objects.bulk_create(
        [
            Answer(application=draft, question=name, value=shapes.stored(value), answered_at=at)
            for name, value in kept.items()
            if name in still
        ]
    )


def _keep_account(refused: Application, draft: Application, *, at: datetime) -> None:
    """The bank account while it is verified, or the payee, when the same is paid."""
    if draft.pay_to != refused.pay_to:
        return
    if draft.pay_to == terms.Payee.MEMBER:
        facts = selectors.member_facts(refused.member_id)
        if refused.bank_account_id not in facts.verified_bank_accounts:
            return
        draft.bank_account_id = refused.bank_account_id
    else:
        share = request_reads.payee(refused)
        if share is None or draft.amount_sen is None:
            return
        share.pk, share.application_id = None, draft.pk
        share._state.adding = True
        share.amount_sen, share.named_at = draft.amount_sen, at
        Share.objects.bulk_create([share])
    draft.bank_code, draft.last_four = refused.bank_code, refused.last_four


def _keep_papers(
    refused: Application, draft: Application, codes: list[str], *, by: User, at: datetime
) -> None:
    """The files themselves stay where they are; the new draft points to them too."""
    asked = {
        item["paper"]
        for request in DocumentRequest.objects.filter(application=refused)
        for item in request.items
    }
    wanted = {paper.code for paper in papers.needed(draft)}
    wanted -= mending.papers_at_fault(codes, asked)
    Document.objects.bulk_create(
        [
            Document(
                application=draft, code=one.code, file_id=one.file_id, added_at=at, added_by=by
            )
            for one in request_reads.documents(refused)
            if one.code in wanted
        ],
        ignore_conflicts=True,
    )
