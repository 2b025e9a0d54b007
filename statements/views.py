"""A member's own statements: choose a year, make one, take it home. Another's is not found."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from members.access import member_required
from members.audit import services as audit
from members.ledger import days
from members.models import Member, User
from statements import selectors, services
from statements.rules.period import NoSuchPeriod


class MemberRequest(HttpRequest):
    """What `member_required` lets through: a login, and the member whose it is."""

    member: Member
    user: User


_FILE_NAMES = {"ms": "penyata-{}.pdf", "en": "statement-{}.pdf"}


@never_cache
@require_safe
@member_required
def choose(request: MemberRequest) -> HttpResponse:
    """S1: every year with its figures and two downloads; the running year is provisional."""
    today = days.today()
    return render(
        request,
        "statements/list.html",
        {
            "statements": selectors.yearly(request.member.pk, today),
            "recently_issued": selectors.recently_issued(request.member.pk),
            "today": today,
        },
    )


@require_POST
@member_required
def make(request: MemberRequest, year: int, language: str) -> HttpResponse:
    """Make the statement, or find the one already made, and send the browser to it."""
    try:
        issued = services.issue(
            member=request.member, year=year, language=language, by=request.user, at=timezone.now()
        )
    except (NoSuchPeriod, services.UnknownLanguage) as error:
        raise Http404("no such statement") from error
    except services.TooManyStatements as refusal:
        moment = date_format(timezone.localtime(refusal.retry_at), "TIME_FORMAT")
        messages.error(
            request,
            gettext(
                "You have made %(count)d statements in the last hour. You can make another after"
                " %(time)s. Statements already made can be downloaded at any time."
            )
            % {"count": services.MADE_PER_HOUR, "time": moment},
        )
        return redirect("statements:list")
    return redirect("statements:download", uid=issued.uid)


@never_cache
@require_safe
@member_required
def download(request: MemberRequest, uid: UUID) -> HttpResponse:
    """The PDF as it was made, as a file to keep; recorded, and kept by no cache."""
    issued = selectors.issued(request.member.pk, uid)
    if issued is None:
        raise Http404("no such statement")
    content = services.hand_out(
        issued=issued, by=request.user, at=timezone.now(), **audit.origin(request)
    )
    name = _FILE_NAMES[issued.language].format(issued.year)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
            "Content-Language": issued.language,
        },
    )
