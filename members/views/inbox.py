"""I1, I2, R6: the member's notices, and the ways they come by."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import selectors
from members.access import MemberRequest, member_required
from members.audit import services as audit
from members.forms.profile import NoticesForm
from members.models import Notice
from members.services import inbox as service
from members.services import notices

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Row:
    pk: uuid.UUID
    at: datetime
    subject: str
    text: str
    link: str
    is_read: bool


@require_safe
@member_required
def listing(request: MemberRequest) -> HttpResponse:
    """I1: newest first."""
    page = Paginator(selectors.notices(request.member), PER_PAGE).get_page(request.GET.get("page"))
    unread = selectors.unread_notices(request.member)
    rows = [_row(notice) for notice in page]
    return render(request, "members/inbox.html", {"page": page, "rows": rows, "unread": unread})


@require_safe
@member_required
def show(request: MemberRequest, pk: uuid.UUID) -> HttpResponse:
    """I2: one notice, which is read by being opened."""
    was_read = selectors.notices(request.member).filter(pk=pk, read_at__isnull=False).exists()
    notice = service.read(member=request.member, notice_id=pk, at=timezone.now())
    if notice is None:
        raise Http404
    if not was_read:
        request.user.unread = max(0, request.user.unread - 1)
    return render(request, "members/notice.html", {"notice": _row(notice)})


@require_POST
@member_required
def read_all(request: MemberRequest) -> HttpResponse:
    service.read_all(member=request.member, at=timezone.now())
    messages.success(request, _("All messages are marked as read"))
    return redirect("members:inbox")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def ways(request: MemberRequest) -> HttpResponse:
    """R6, its notices half."""
    user = request.user
    initial = {"email": user.email_notices, "sms": user.sms_notices}
    form = NoticesForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        service.set_ways(
            user=user,
            email=cleaned["email"],
            sms=cleaned["sms"],
            by=user,
            at=timezone.now(),
            **audit.origin(request),
        )
        messages.success(request, _("Your choice of notices has been saved"))
        return redirect("members:profile")
    return render(request, "members/notice_ways.html", {"form": form})


def _row(notice: Notice) -> Row:
    subject, text = notices.words(notice.about, notice.facts, get_language())
    return Row(notice.pk, notice.at, subject, text, notice.link, notice.read_at is not None)
