"""Undo an approval before its payment is in a file: a mirror journal, a new hold, a record of it.

Nothing is erased. The application goes back to the queue with its reason, which the member reads, and
keeps its place by its promise. Once the payment is in a file, the bank's way is the only one.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from members.audit import services as audit
from members.ledger import days, holds, journal
from members.models import User
from withdrawals.models import Application, PayoutAttempt, Undo
from withdrawals.rules import payout_states, staff_reasons
from withdrawals.rules.findings import Finding
from withdrawals.rules.states import Event, MoveNotAllowed, Status
from withdrawals.services import apply, approval, promise, review, transition, verify

REASONS = staff_reasons.codes(staff_reasons.APPROVAL_UNDONE)


class InAFile(Exception):
    """A payment of the application is in a file for the bank."""


@transaction.atomic
def approval_of(
    *, application_id: int, reason_code: str, by: User, at: datetime, note: str = ""
) -> Undo:
    """Undo the approval of an application: its money is held again, not payable.

    Raises review.NotAReviewer, review.OwnApplication, MoveNotAllowed, InAFile, and ValueError for a
    reason that is none.
    """
    if reason_code not in REASONS:
        raise ValueError(f"not a reason to undo an approval: {reason_code}")
    application = transition.lock(application_id)
    review.may_review(application, by)
    if application.status != Status.APPROVED:
        raise MoveNotAllowed(Event.UNDO, application.state)
    attempts = list(
        PayoutAttempt.objects.select_for_update()
        .filter(application=application)
        .exclude(state__in=sorted(payout_states.DEAD))
        .order_by("pk")
    )
    if any(attempt.state != payout_states.QUEUED for attempt in attempts):
        raise InAFile
    for attempt in attempts:
        attempt.state = payout_states.CANCELLED
        attempt.closed_at = at
        attempt.save(update_fields=["state", "closed_at"])
    undone_id = application.approve_journal_id
    assert undone_id is not None and application.decided_at is not None
    mirror = journal.reverse(
        undone_id,
        key=f"wd.undo:{approval.numbered(application)}",
        effective_on=days.today(),
        by=apply.actor(by),
    )
    count = Undo.objects.filter(application=application).count() + 1
    hold_id = holds.place(
        scope=verify.HOLD_SCOPE,
        key=f"{application.pk}.{count}",
        member_id=application.member_id,
        book=application.book,
        amounts=application.sources,
        by=apply.actor(by),
    )
    record = Undo.objects.create(
        application=application,
        undone_journal_id=undone_id,
        mirror_journal_id=mirror.journal_id,
        new_hold_id=hold_id,
        approved_by_id=application.decided_by_id,
        approved_by_rule_id=application.approved_by_rule_id,
        approved_at=application.decided_at,
        reason_code=reason_code,
        note=note,
        by=by,
        at=at,
    )
    application.hold_id = hold_id
    for name in (
        "approve_journal",
        "decided_by",
        "decided_at",
        "approved_by_rule",
        "first_approved_by",
        "first_approved_at",
        "second_above_sen",
        "reviewer",
        "review_started_at",
    ):
        setattr(application, name, None)
    transition.move(
        application,
        Event.UNDO,
        by=by,
        at=at,
        reasons=[promise.stored(Finding(reason_code, False))],
        note=note,
    )
    audit.record(
        "withdrawal.undone",
        by=by,
        at=at,
        member_id=application.member_id,
        entity="withdrawal",
        entity_id=application.reference,
        detail={"reference": application.reference},
    )
    return record


def may_undo(application: Application) -> bool:
    """True while an approved application's payment is in no file."""
    return (
        application.status == Status.APPROVED
        and not PayoutAttempt.objects.filter(application=application)
        .exclude(state__in=sorted(payout_states.DEAD | {payout_states.QUEUED}))
        .exists()
    )
