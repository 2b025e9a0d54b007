"""R5: what happened on the member's record, whoever did it, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members.access import MemberRequest, member_required
from members.audit import actions, selectors
from members.audit.models import AuditEvent
from members.models import Role

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Row:
    at: datetime
    words: str
    who: str
    device: str


@require_safe
@member_required
def activity(request: MemberRequest) -> HttpResponse:
    events = selectors.of_member(request.member.pk)
    page = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    rows = [_row(event, request.user.pk) for event in page]
    return render(request, "members/activity.html", {"page": page, "rows": rows})


def _row(event: AuditEvent, user_id: int | None) -> Row:
    return Row(
        at=event.at,
        words=actions.words(event.action, event.detail, get_language()),
        who=_who(event, user_id),
        device=event.device,
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
