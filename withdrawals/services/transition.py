"""The only writer of an application's status, and of the row that says it moved.

The caller holds the application by `lock`: the member first, then the application, always in this
order, so that everything about one member's withdrawals happens one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from members.ledger import days
from members.models import Member, User
from withdrawals.models import Application, Transition
from withdrawals.rules import states
from withdrawals.rules.states import Event
from withdrawals.services import news


def lock_member(member_id: int) -> None:
    """Wait for other work on this member's withdrawals; lasts for the transaction."""
    Member.objects.select_for_update(no_key=True).only("pk").get(pk=member_id)


def lock(application_id: int) -> Application:
    """The application, fresh and locked for this transaction. Raises Application.DoesNotExist."""
    member_id = Application.objects.values_list("member_id", flat=True).get(pk=application_id)
    lock_member(member_id)
    return Application.objects.select_for_update(of=("self",)).get(pk=application_id)


def move(
    application: Application,
    event: Event,
    *,
    by: User | None,
    at: datetime,
    reasons: Sequence[dict[str, Any]] = (),
    note: str = "",
) -> Transition:
    """Apply one row of the table of states to a locked application, and save all of it.

    Fields that belong to the move are set by the caller before. `reasons` are stored findings the
    member may read. Raises states.MoveNotAllowed.
    """
    row = states.move(event, application.state)
    application.status = row.target.value
    application.save()
    moved = Transition.objects.create(
        application=application,
        event=row.event.value,
        from_status=row.source.value,
        to_status=row.target.value,
        part=row.who.value,
        by=by,
        at=at,
        on=days.today(),
        reasons=list(reasons),
        note=note,
    )
    news.moved(application, moved, at=at)
    return moved
