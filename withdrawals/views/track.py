"""After submission: the confirmation, the list, one application's way, and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from members.access import member_required
from members.ledger import days
from withdrawals import request_reads, selectors, timeline
from withdrawals.models import Application, DocumentRequest
from withdrawals.rules.states import HELD, MoveNotAllowed, Status
from withdrawals.services import apply, payout
from withdrawals.views.common import MemberRequest

PER_PAGE = 20


@member_required
@require_GET
def submitted(request: MemberRequest, reference: str) -> HttpResponse:
    """W8: the confirmation; its address can be reloaded and kept."""
    found = _own_or_404(request, reference)
    return render(
        request,
        "withdrawals/submitted.html",
        {"application": found, "member": request.member, "payee": request_reads.payee(found)},
    )


@member_required
@require_GET
def applications(request: MemberRequest) -> HttpResponse:
    """A1: drafts apart, then everything submitted, newest first."""
    page = Paginator(selectors.applications(request.member.pk), PER_PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "withdrawals/applications.html",
        {"page": page, "drafts": selectors.drafts(request.member.pk)},
    )


@member_required
@require_GET
def application(request: MemberRequest, reference: str) -> HttpResponse:
    """A2: one application, what has happened, who acts next and by when."""
    found = _own_or_404(request, reference)
    history = selectors.history(found)
    return render(
        request,
        "withdrawals/application.html",
        {
            "application": found,
            "timeline": timeline.items(found, history),
            "payments": selectors.payments(found),
            "next_step": timeline.next_step(found, today=days.today()),
            "may_withdraw": found.state in HELD,
            "answered": request_reads.answered(found),
            "payee": request_reads.payee(found),
            "papers": request_reads.papers(found),
            "waits_for": _waits_for(found),
            "bank_said": payout.why_failed(found) if found.state == Status.PAY_FAILED else None,
        },
    )


@member_required
@require_http_methods(["GET", "POST"])
def withdraw(request: MemberRequest, reference: str) -> HttpResponse:
    """A3: confirm, then take the application back and release what it held."""
    found = _own_or_404(request, reference)
    if request.method == "POST":
        try:
            apply.withdraw(application_id=found.pk, by=request.user, at=timezone.now())
        except MoveNotAllowed:
            messages.warning(
                request, _("This application has been decided and can no longer be withdrawn")
            )
        else:
            messages.success(
                request, _("Your application has been withdrawn. The money is available again")
            )
        return redirect("withdrawals:application", found.reference)
    if found.state not in HELD:
        return redirect("withdrawals:application", found.reference)
    return render(request, "withdrawals/withdraw.html", {"application": found})


def _waits_for(application: Application) -> DocumentRequest | None:
    return request_reads.open_request(application) if application.status == Status.ASKED else None


def _own_or_404(request: MemberRequest, reference: str) -> Application:
    found = selectors.submitted(request.member.pk, reference)
    if found is None:
        raise Http404
    return found
