"""A member's own contributions, month by month, and who may see the balances."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contributions import selectors
from contributions.forms import ConsentForm
from contributions.models import BalanceConsent, MonthFinding, MonthReport, ReportState
from contributions.rules import watch as watch_rules
from contributions.services import consent as consents
from contributions.services import month_reports, watch
from members.access import member_required
from members.ledger import days

REPORTS_ON_PAGE = 20


@member_required
@require_safe
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """M5: twelve wage months for each employer."""
    today = days.today()
    member_id = request.member.pk  # type: ignore[attr-defined]
    reports = month_reports.of_member(member_id)
    grids = selectors.grids(member_id, today=today)
    return render(
        request,
        "contributions/mine.html",
        {
            "grids": _with_findings(watch.findings(member_id), reports, grids, today),
            "reports": reports[:REPORTS_ON_PAGE],
            "today": today,
        },
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A month as the page shows it: what came, what is amiss with it, and whether to report it."""

    cell: selectors.Cell
    finding: MonthFinding | None
    report: MonthReport | None
    may_report: bool


def _with_findings(
    findings: dict[tuple[int, date], MonthFinding],
    reports: list[MonthReport],
    grids: list[selectors.Grid],
    today: date,
) -> list[tuple[selectors.Grid, list[Row]]]:
    live = {
        (report.employer_id, report.wage_month): report
        for report in reports
        if report.state != ReportState.CLOSED
    }
    return [
        (
            grid,
            [
                Row(
                    cell,
                    findings.get((grid.employer_id or 0, cell.wage_month)),
                    live.get((grid.employer_id or 0, cell.wage_month)),
                    bool(grid.employer_id) and watch_rules.may_report(cell.wage_month, today=today),
                )
                for cell in grid.cells
            ],
        )
        for grid in grids
    ]


@member_required
@require_safe
@never_cache
def listing(request: HttpRequest) -> HttpResponse:
    """Requests that wait for an answer, consents that run, and those that ended."""
    today = days.today()
    waiting, running, ended = [], [], []
    for consent in selectors.consents(request.member.pk):  # type: ignore[attr-defined]
        if consent.given_at is None and consent.refused_at is None:
            waiting.append(consent)
        elif consent.expires_on and consent.expires_on >= today and consent.withdrawn_at is None:
            running.append(consent)
        else:
            ended.append(consent)
    return render(
        request,
        "contributions/consents.html",
        {"waiting": waiting, "running": running, "ended": ended},
    )


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: what for, and the member's answer."""
    member = request.member  # type: ignore[attr-defined]
    consent = selectors.consents(member.pk).filter(pk=pk).first()
    if consent is None:
        raise Http404
    if consent.given_at or consent.refused_at:
        return redirect("contributions:consents")
    today = days.today()
    if request.method != "POST":
        form = ConsentForm(today=today, initial={"expires_on": consents.default_expiry(today)})
        return _answer_page(request, consent, form)
    form = ConsentForm(request.POST, today=today)
    if not form.is_valid():
        return _answer_page(request, consent, form)
    who = {"consent_id": pk, "member": member, "by": request.user, "at": timezone.now()}
    try:
        if form.cleaned_data["answer"] == ConsentForm.YES:
            consents.give(**who, expires_on=form.cleaned_data["expires_on"])
            messages.success(request, _("Your consent was recorded"))
        else:
            consents.refuse(**who)
            messages.success(request, _("Your refusal was recorded"))
    except consents.AlreadyAnswered:
        messages.warning(request, _("You have already answered this request"))
    return redirect("contributions:consents")


def _answer_page(request: HttpRequest, consent: BalanceConsent, form: ConsentForm) -> HttpResponse:
    return render(request, "contributions/consent_answer.html", {"consent": consent, "form": form})


@member_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """End a consent now."""
    try:
        consents.withdraw(
            consent_id=pk,
            member=request.member,  # type: ignore[attr-defined]
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except BalanceConsent.DoesNotExist:
        raise Http404 from None
    except consents.AlreadyAnswered:
        messages.warning(request, _("This consent has already ended"))
    else:
        messages.success(request, _("Your consent was withdrawn"))
    return redirect("contributions:consents")
