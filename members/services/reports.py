"""Not me: the member says so, everything stops, staff answer. Only staff let money go again.

    report -> payouts wait, sessions end, codes die, staff are told -> answer (keep or release)

What stands in a payment file that nobody released is taken out by a worker (TOPIC; whoever pays
listens), and what had left is written on the report for staff.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from members.audit import actions
from members.audit import selectors as trail
from members.audit import services as audit
from members.audit.models import AuditEvent
from members.models import PasswordReset, ReportState, SecurityReport, User
from members.rules import not_me
from members.rules.text import Text
from members.tac import services as tac
from members.work import queue

from . import notices, open_sessions, profile_changes, staff_groups

TOPIC = "members.reported"
PERMISSION = "members.answer_report"


class NoSuchEvent(LookupError):
    """The event is not in this member's log, or nothing can be said of it."""


class NotAllowed(Exception):
    """The officer has no such right, or it is their own record."""


class AlreadyReleased(Exception):
    """The report was answered and money let go."""


def event_of(user: User, event_id: int) -> AuditEvent:
    """An entry of the member's own log that a report can be made of. Raises NoSuchEvent."""
    event = trail.of_member(user.own_member_id or 0).filter(pk=event_id).first()
    if event is None or not not_me.can_be_said_of(event.action):
        raise NoSuchEvent
    return event


@transaction.atomic
def report(
    *,
    user: User,
    event_id: int,
    session_key: str | None,
    by: User,
    at: datetime,
    address: str,
    device: str,
) -> SecurityReport:
    """Stop everything, in one transaction. Reporting an event again answers the first report.

    Raises NoSuchEvent.
    """
    event = event_of(user, event_id)
    assert user.own_member_id is not None
    made, is_new = SecurityReport.objects.get_or_create(
        event_id=event.pk,
        defaults={
            "member_id": user.own_member_id,
            "action": event.action,
            "event_at": event.at,
            "detail": event.detail,
            "reported_at": at,
        },
    )
    if not is_new:
        return made
    tac.void_all(user=user, at=at)
    profile_changes.void_open(user=user, at=at)
    if not_me.account_is_used(event.action):
        PasswordReset.objects.filter(
            user=user, used_at__isnull=True, voided_at__isnull=True
        ).update(voided_at=at)
        open_sessions.end_others(
            user=user, current=session_key, by=by, at=at, address=address, device=device
        )
    audit.record(
        "report.made",
        by=by,
        at=at,
        member_id=user.own_member_id,
        entity="report",
        entity_id=str(made.pk),
        detail={"event": event.pk, **_words(made)},
        address=address,
        device=device,
    )
    notices.tell(
        user=user,
        about="report.made",
        at=at,
        key=f"report:{made.pk}",
        link=page_of(made),
        what=said_of(made),
    )
    _tell_staff(made, at)
    queue.enqueue(TOPIC, str(made.pk), {"report": str(made.pk)})
    return made


@transaction.atomic
def answer(
    *,
    report_id: uuid.UUID,
    answer: str,
    reason: str,
    release: bool,
    by: User,
    at: datetime,
    address: str = "",
    device: str = "",
) -> SecurityReport:
    """Staff's answer: with `release` money may move again, once no other report stops it.

    Raises NotAllowed, AlreadyReleased, and ValueError without answer or reason.
    """
    if not answer.strip() or not reason.strip():
        raise ValueError("an answer and what was found are needed")
    made = (
        SecurityReport.objects.select_for_update(of=("self",))
        .select_related("member")
        .get(pk=report_id)
    )
    if not by.has_perm(PERMISSION) or by.member_id == made.member_id:
        raise NotAllowed
    if made.state == ReportState.RELEASED:
        raise AlreadyReleased
    made.state = ReportState.RELEASED if release else ReportState.KEPT
    made.answer, made.reason = answer.strip()[:500], reason.strip()[:300]
    made.answered_at, made.answered_by = at, by
    made.save(update_fields=["state", "answer", "reason", "answered_at", "answered_by"])
    audit.record(
        "report.released" if release else "report.kept",
        by=by,
        at=at,
        member_id=made.member_id,
        entity="report",
        entity_id=str(made.pk),
        detail={"reason": made.reason},
        address=address,
        device=device,
    )
    notices.tell_member(
        made.member_id,
        about="report.released" if release else "report.kept",
        at=at,
        key=f"report:{made.pk}:{at.isoformat()}",
        link=page_of(made),
    )
    return made


def note_payments_that_left(report_id: uuid.UUID, references: list[str]) -> None:
    """What was out of our hands when the member reported; for staff. Says the same if run again."""
    SecurityReport.objects.filter(pk=report_id, payments_left=[]).update(
        payments_left=references[:100]
    )


def page_of(made: SecurityReport) -> str:
    return reverse("members:report", args=[made.pk])


def said_of(made: SecurityReport) -> Text:
    """What the report is about, in both languages."""
    return Text(
        actions.words(made.action, made.detail, "ms") or made.action,
        actions.words(made.action, made.detail, "en") or made.action,
    )


def _words(made: SecurityReport) -> dict[str, str]:
    said = said_of(made)
    return {"what_ms": said.ms, "what_en": said.en}


def _tell_staff(made: SecurityReport, at: datetime) -> None:
    for officer in staff_groups.who_may(PERMISSION):
        notices.tell(user=officer, about="staff.report_waits", at=at, key=f"report:{made.pk}")
