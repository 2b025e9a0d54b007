"""Staff's work list of "Not me?": the open ones first, and the page on which one is answered."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from members.audit import services as audit
from members.console import ReadOnlyAdmin
from members.forms.base import PortalForm
from members.models import ReportState, SecurityReport
from members.services import reports

LIST = "admin:members_securityreport_changelist"


class AnswerForm(PortalForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=[
            ("release", gettext_lazy("Settled: payments may go again")),
            ("keep", gettext_lazy("Not settled: payments stay stopped")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the outcome")},
    )
    reason = forms.CharField(
        label=gettext_lazy("What was found"),
        help_text=gettext_lazy("How you made sure. It is kept in the audit trail."),
        max_length=300,
        error_messages={"required": gettext_lazy("Say what was found")},
    )
    answer = forms.CharField(
        label=gettext_lazy("Answer to the member"),
        help_text=gettext_lazy("They read it on the page of their report, in these words."),
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": gettext_lazy("Write the answer that the member reads")},
    )


@admin.register(SecurityReport)
class SecurityReportAdmin(ReadOnlyAdmin):
    list_display = ("said", "member", "reported_at", "age", "state", "had_left", "answered_by")
    list_filter = ("state",)
    list_select_related = ("member", "answered_by")
    search_fields = ("member__name",)
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[SecurityReport]:
        first = Case(
            When(state=ReportState.OPEN, then=Value(0)),
            When(state=ReportState.KEPT, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        return super().get_queryset(request).annotate(place=first).order_by("place", "reported_at")

    @admin.display(description=gettext_lazy("Not me"))
    def said(self, made: SecurityReport) -> str:
        return reports.said_of(made).of(get_language())

    @admin.display(description=gettext_lazy("hours waiting"))
    def age(self, made: SecurityReport) -> str:
        if made.state == ReportState.RELEASED:
            return "–"
        return str(int((timezone.now() - made.reported_at).total_seconds() // 3600))

    @admin.display(description=gettext_lazy("payments that had left"))
    def had_left(self, made: SecurityReport) -> str:
        return ", ".join(made.payments_left) or "–"

    def get_urls(self) -> list[Any]:
        found = path(
            "<uuid:pk>/answer/",
            self.admin_site.admin_view(self.answer),
            name="members_securityreport_answer",
        )
        return [found, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Our own page instead of Django's form."""
        try:
            return redirect("admin:members_securityreport_answer", uuid.UUID(object_id))
        except ValueError:
            return redirect(LIST)

    def answer(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        """Read it, and answer with a permission of its own."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = SecurityReport.objects.select_related("member", "answered_by")
        made = get_object_or_404(rows, pk=pk)
        may = request.user.has_perm(reports.PERMISSION) and made.stops_money
        form = AnswerForm(request.POST if request.method == "POST" else None)
        if request.method == "POST":
            if not request.user.has_perm(reports.PERMISSION):
                raise PermissionDenied
            if form.is_valid() and self._answered(request, made, form):
                return redirect(LIST)
        elif made.member_id is not None:
            audit.record(
                "staff.viewed_member",
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                member_id=made.member_id,
                entity="report",
                entity_id=str(made.pk),
                **audit.origin(request),
            )
        return TemplateResponse(
            request,
            "admin/members/report_answer.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.model._meta,
                "title": _("Report: not me"),
                "report": made,
                "said": reports.said_of(made).of(get_language()),
                "form": form if may else None,
            },
        )

    def _answered(self, request: HttpRequest, made: SecurityReport, form: AnswerForm) -> bool:
        facts = form.cleaned_data
        try:
            reports.answer(
                report_id=made.pk,
                answer=facts["answer"],
                reason=facts["reason"],
                release=facts["outcome"] == "release",
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                **audit.origin(request),
            )
        except reports.NotAllowed:
            messages.error(request, _("Another officer must answer a report of your own"))
            return False
        except reports.AlreadyReleased:
            messages.warning(request, _("It was answered already"))
        else:
            messages.success(request, _("The member has your answer."))
        return True
