"""R5: what happened on the member's record, whoever did it, in words; and "Not me?" beside each."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.access import MemberRequest, member_required
from members.audit import actions, selectors
from members.audit import services as audit
from members.audit.models import AuditEvent
from members.models import Role, SecurityReport
from members.rules import not_me
from members.services import reports

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Row:
    pk: int
    at: datetime
    words: str
    who: str
    device: str
    can_report: bool
    report: uuid.UUID | None


@require_safe
@member_required
def activity(request: MemberRequest) -> HttpResponse:
    events = selectors.of_member(request.member.pk)
    page = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    found = SecurityReport.objects.filter(
        member=request.member, event_id__in=[event.pk for event in shown]
    )
    reported = dict(found.values_list("event_id", "pk"))
    rows = [_row(event, request.user.pk, reported.get(event.pk)) for event in shown]
    return render(request, "members/activity.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def not_mine(request: MemberRequest, event_id: int) -> HttpResponse:
    """Says what will happen, then does it."""
    user = request.user
    try:
        event = reports.event_of(user, event_id)
    except reports.NoSuchEvent:
        raise Http404 from None
    made = SecurityReport.objects.filter(event_id=event.pk).first()
    if made is None and request.method == "POST":
        made = reports.report(
            user=user,
            event_id=event.pk,
            session_key=request.session.session_key,
            by=user,
            at=timezone.now(),
            **audit.origin(request),
        )
    if made is not None:
        return redirect("members:report", made.pk)
    context = {
        "row": _row(event, user.pk, None),
        "is_used": not_me.account_is_used(event.action),
    }
    return render(request, "members/not_me.html", context)


@require_safe
@member_required
def report(request: MemberRequest, pk: uuid.UUID) -> HttpResponse:
    """What was done, what happens next, and staff's answer once there is one."""
    made = SecurityReport.objects.filter(member=request.member, pk=pk).first()
    if made is None:
        raise Http404
    context = {
        "report": made,
        "words": reports.said_of(made).of(get_language()),
        "is_used": not_me.account_is_used(made.action),
    }
    return render(request, "members/report.html", context)


def _row(event: AuditEvent, user_id: int | None, report: uuid.UUID | None) -> Row:
    return Row(
        pk=event.pk,
        at=event.at,
        words=actions.words(event.action, event.detail, get_language()),
        who=_who(event, user_id),
        device=event.device,
        can_report=not_me.can_be_said_of(event.action),
        report=report,
    )


def _who(event: AuditEvent, user_id: int | None) -> str:
    if event.actor_id is not None and event.actor_id == user_id:
        return _("You")
    if event.actor_role == Role.STAFF:
        return _("Officer of the fund")
    if event.actor_role == Role.EMPLOYER:
        return str(event.detail.get("employer") or event.actor_label)
    if event.actor_role == "SYSTEM":
        return _("The system")
    return _("Somebody on the log-in page")
