"""A month that did not come: the member reports it, the employer answers. Numbers never stand in an address."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contributions.access import employer_required
from contributions.models import Employer, EmployerAnswer, MonthReport, ReportState
from contributions.report_forms import AnswerForm, ReportForm
from contributions.services import month_reports
from members.access import member_required
from members.forms.uploads import file_refused
from members.gateways import uploads


def _month(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007
    except ValueError:
        raise Http404 from None


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report(request: HttpRequest, employer_id: int, month: str) -> HttpResponse:
    """One page, one step; a month that cannot be reported is as good as none (404)."""
    member, wage_month = request.member, _month(month)  # type: ignore[attr-defined]
    if not month_reports.may_report(member.pk, employer_id, wage_month):
        raise Http404
    form = ReportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["payslip"]
        try:
            if file and file.size > uploads.MOST_BYTES:
                raise uploads.Refused("LARGE")
            made = month_reports.report(
                member=member,
                employer_id=employer_id,
                wage_month=wage_month,
                wages_sen=form.cleaned_data["wages"],
                words=form.cleaned_data["words"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                payslip=(file.name, file.read()) if file else None,
            )
        except uploads.Refused as refusal:
            form.add_error("payslip", file_refused(refusal.reason, file.size))
        else:
            messages.success(
                request,
                _("Your report %(reference)s was sent to the employer and to us")
                % {"reference": made.reference},
            )
            return redirect("contributions:mine")
    return render(
        request,
        "contributions/report.html",
        {
            "form": form,
            "employer": Employer.objects.get(pk=employer_id),
            "wage_month": wage_month,
        },
    )


@employer_required
@require_safe
@never_cache
def listing(request: HttpRequest) -> HttpResponse:
    """What members reported of this employer."""
    reports = month_reports.of_employer(request.acting.employer_id)  # type: ignore[attr-defined]
    return render(request, "contributions/reports.html", {"reports": reports})


@employer_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """One report and the employer's answer to it; another employer's is as good as none (404)."""
    acting = request.acting  # type: ignore[attr-defined]
    found = (
        MonthReport.objects.select_related("member")
        .filter(employer_id=acting.employer_id, reference=reference)
        .first()
    )
    if found is None:
        raise Http404
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        initial={"answer": found.answer, "words": found.answer_words},
    )
    if request.method == "POST" and form.is_valid():
        try:
            month_reports.answer(
                acting=acting,
                reference=reference,
                answer=EmployerAnswer(form.cleaned_data["answer"]),
                words=form.cleaned_data["words"],
                at=timezone.now(),
            )
        except month_reports.AlreadyClosed:
            messages.warning(request, _("This report has been closed"))
        else:
            messages.success(request, _("Your answer was sent to the member and to us"))
        return redirect("contributions:reports")
    return render(
        request,
        "contributions/report_answer.html",
        {"form": form, "report": found, "is_closed": found.state == ReportState.CLOSED},
    )
