"""Above an amount, an approval is half until a second officer agrees, who is not the first.

Said three times: the pages, here, and a CHECK that compares the two in the database.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from members.audit import services as audit
from members.models import User
from withdrawals.models import Application
from withdrawals.rules.states import Event, MoveNotAllowed, Status
from withdrawals.services import approval, review, transition


class FirstOfficer(Exception):
    """The officer approved it first, so another must agree."""


@transaction.atomic
def agree(*, application_id: int, by: User, at: datetime, note: str = "") -> Application:
    """Make the approval whole. Raises FirstOfficer, MoveNotAllowed, and as review.approve does."""
    application = _waiting(application_id, by, Event.AGREE)
    approval.carry_out(application, Event.AGREE, by=by, at=at, note=note)
    return application


@transaction.atomic
def send_back(*, application_id: int, note: str, by: User, at: datetime) -> Application:
    """Do not agree: the application goes back to the queue, with a note for whoever takes it.

    Raises FirstOfficer, MoveNotAllowed, and as review.approve does.
    """
    application = _waiting(application_id, by, Event.SEND_BACK)
    application.first_approved_by = None
    application.first_approved_at = None
    application.reviewer = None
    application.review_started_at = None
    transition.move(application, Event.SEND_BACK, by=by, at=at, note=note)
    audit.record(
        "withdrawal.sent_back",
        by=by,
        at=at,
        member_id=application.member_id,
        entity="withdrawal",
        entity_id=application.reference,
        detail={"reference": application.reference},
    )
    return application


def _waiting(application_id: int, by: User, event: Event) -> Application:
    application = transition.lock(application_id)
    review.may_review(application, by)
    if application.status != Status.SECOND:
        raise MoveNotAllowed(event, application.state)
    if application.first_approved_by_id == by.pk:
        raise FirstOfficer
    return application
