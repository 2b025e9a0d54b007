"""Staff see everything about money in and change little: who an employer is, and when a spell ended.

Nothing is deleted here, and every change is written down. The rest is only read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from contributions.bill_admin import BillAdmin
from contributions.collection_admin import CollectionEntryAdmin, CollectionMessageAdmin
from contributions.correction_admin import CorrectionAdmin
from contributions.ctml_admin import CtmlLineAdmin
from contributions.incentive_admin import IncentiveRunAdmin
from contributions.late_admin import LateAssessmentAdmin
from contributions.models import (
    BalanceConsent,
    Employer,
    EmployerUser,
    Employment,
    LookUp,
    MonthFinding,
    MonthReport,
    Remittance,
    RemittanceState,
    ReportOutcome,
    ReportState,
    VoluntaryContribution,
)
from contributions.new_employee_admin import NewEmployeeAdmin
from contributions.receipt_admin import ReceiptAdmin
from contributions.refund_admin import RefundAdmin
from contributions.registration_admin import EmployerRegistrationAdmin
from contributions.schedule_admin import ScheduleRevisionAdmin
from contributions.services import month_reports
from contributions.work_lists import CountedList, Work, work
from members import downloads
from members.audit import services as audit
from members.console import reads_everything
from members.ledger import money

# Subjects of their own; named here because the console finds the app's admin module only.
__all__ = [
    "BillAdmin",
    "CollectionEntryAdmin",
    "CollectionMessageAdmin",
    "CorrectionAdmin",
    "CtmlLineAdmin",
    "EmployerRegistrationAdmin",
    "IncentiveRunAdmin",
    "LateAssessmentAdmin",
    "NewEmployeeAdmin",
    "ReceiptAdmin",
    "RefundAdmin",
    "ScheduleRevisionAdmin",
]


class _Kept(admin.ModelAdmin):  # type: ignore[type-arg]
    """Nothing goes away; what changes is recorded."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        audit.record(
            "staff.changed_employer",
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
            employer_id=getattr(obj, "employer_id", None) or obj.pk,
            entity=obj._meta.model_name or "",
            entity_id=str(obj.pk),
            detail={"fields": list(form.changed_data)},
            **audit.origin(request),
        )


class _ReadOnly(_Kept):
    """Looked at, never edited."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Employer)
class EmployerAdmin(_Kept):
    list_display = ("employer_no", "name", "town", "pays_by", "registered_on", "closed_on")
    search_fields = ("employer_no", "name")
    list_filter = ("state_code",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("employer_no", "registered_on") if obj else ()


@admin.register(EmployerUser)
class EmployerUserAdmin(_Kept):
    list_display = ("user", "employer", "role")
    list_filter = ("role",)
    search_fields = ("user__login_id", "employer__name", "employer__employer_no")
    autocomplete_fields = ("employer",)
    raw_id_fields = ("user",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("user", "employer") if obj else ()


@admin.register(Employment)
class EmploymentAdmin(_Kept):
    """Spells come from credited contributions; staff may say when one ended."""

    list_display = ("member", "employer", "started_on", "ended_on")
    search_fields = ("=member__member_no", "=employer__employer_no")
    list_select_related = ("member", "employer")
    show_full_result_count = False
    readonly_fields = ("member", "employer", "started_on")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Remittance)
class RemittanceAdmin(CountedList):
    list_display = (
        "reference",
        "employer",
        "wage_month",
        "state",
        "line_count",
        "total",
        "posted_lines",
        "error_count",
        "uploaded_at",
    )
    list_filter = ("state", "kind", "wage_month")
    search_fields = ("reference", "employer__name", "=employer__employer_no")
    list_select_related = ("employer",)
    date_hierarchy = "wage_month"
    exclude = ("sha256",)
    readonly_fields = ("digest", "total")

    def work(self) -> Sequence[Work]:
        rows = Remittance.objects
        return [
            work(
                state.label,
                rows.filter(state=state),
                "uploaded_at",
                f"state__exact={state.value}",
            )
            for state in (
                RemittanceState.UPLOADED,
                RemittanceState.INVALID,
                RemittanceState.READY,
                RemittanceState.SUBMITTED,
                RemittanceState.POSTING,
            )
        ]

    @admin.display(description=_("total"))
    def total(self, remittance: Remittance) -> str:
        return money.ringgit(remittance.total_sen)

    @admin.display(description=_("SHA-256 of the file"))
    def digest(self, remittance: Remittance) -> str:
        return bytes(remittance.sha256).hex()


@admin.register(BalanceConsent)
class BalanceConsentAdmin(_ReadOnly):
    list_display = (
        "employer",
        "purpose",
        "asked_at",
        "given_at",
        "expires_on",
        "refused_at",
        "withdrawn_at",
    )
    list_filter = ("purpose",)
    search_fields = ("=member__member_no", "employer__name")
    list_select_related = ("employer",)


@admin.register(LookUp)
class LookUpAdmin(_ReadOnly):
    list_display = ("at", "employer", "employer_user", "purpose", "found", "for_consent")
    list_filter = ("found", "for_consent", "purpose")
    search_fields = ("employer__name", "=employer__employer_no")
    list_select_related = ("employer", "employer_user__user")
    date_hierarchy = "at"


@admin.register(MonthFinding)
class MonthFindingAdmin(_ReadOnly):
    """What the watch found, newest month first."""

    list_display = ("wage_month", "employer", "finding", "found_on", "cleared_on")
    list_filter = ("finding", ("cleared_on", admin.EmptyFieldListFilter), "wage_month")
    search_fields = ("employer__name", "=employer__employer_no")
    list_select_related = ("employer",)
    show_full_result_count = False


class CloseForm(forms.ModelForm):  # type: ignore[type-arg]
    """The outcome and its reason, both needed; money alone says SETTLED without a reason."""

    class Meta:
        model = MonthReport
        fields = ("outcome", "outcome_words")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("outcome", "outcome_words"):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Give the outcome and the reason the member reads"))
        return cleaned

    def _post_clean(self) -> None:
        """The row is written by the service alone."""


@admin.register(MonthReport)
class MonthReportAdmin(_Kept):
    """What members reported, the employer's answer, and the officer's last word."""

    form = CloseForm
    list_display = ("reference", "employer", "wage_month", "state", "answer", "reported_at")
    list_filter = ("state", "answer", "outcome")
    search_fields = ("=reference", "employer__name", "=employer__employer_no")
    list_select_related = ("employer",)
    fields = (
        "reference",
        "member",
        "employer",
        "wage_month",
        "wages",
        "payslip_link",
        "words",
        "state",
        "reported_at",
        "answer",
        "answer_words",
        "answered_at",
        "outcome",
        "outcome_words",
        "closed_at",
        "closed_by",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return tuple(name for name in self.fields if not name.startswith("outcome"))

    def get_urls(self) -> list[Any]:
        found = path(
            "<int:pk>/payslip/",
            self.admin_site.admin_view(self.payslip_file),
            name="contributions_monthreport_payslip",
        )
        return [found, *super().get_urls()]

    @admin.display(description=_("payslip"))
    def payslip_link(self, report: MonthReport) -> str:
        if not hasattr(report, "payslip"):
            return "–"
        address = reverse("admin:contributions_monthreport_payslip", args=[report.pk])
        return format_html('<a href="{}">{}</a>', address, _("Open the payslip"))

    def payslip_file(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The paper, to an officer who may close reports or an auditor; each look is written down."""
        if not super().has_change_permission(request) and not reads_everything(request):
            raise PermissionDenied
        found = get_object_or_404(MonthReport, pk=pk)
        paper = month_reports.payslip(
            found,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
            **audit.origin(request),
        )
        if paper is None:
            raise Http404
        kind, content = paper
        return downloads.answer(kind=kind, name=found.reference, content=content)

    @admin.display(description=_("wages on the payslip"))
    def wages(self, report: MonthReport) -> str:
        return money.ringgit(report.wages_sen) if report.wages_sen else "–"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        open_still = obj is None or obj.state != ReportState.CLOSED
        return open_still and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        try:
            month_reports.close(
                reference=str(obj),
                outcome=ReportOutcome(form.cleaned_data["outcome"]),
                words=form.cleaned_data["outcome_words"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except month_reports.AlreadyClosed:
            messages.warning(request, _("This report has been closed"))


@admin.register(VoluntaryContribution)
class VoluntaryContributionAdmin(_ReadOnly):
    list_display = ("reference", "state", "amount", "promised_at", "pay_by", "credited_on")
    list_filter = ("state",)
    search_fields = ("=reference",)

    @admin.display(description=_("amount"))
    def amount(self, promise: VoluntaryContribution) -> str:
        return money.ringgit(promise.credited_sen or promise.amount_sen)
