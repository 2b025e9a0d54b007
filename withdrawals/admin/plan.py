"""Payment plans as staff read them; and the one verb: giving back what was set aside, after a year."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.forms.base import PortalForm
from members.ledger import money
from withdrawals.admin.readable import officer
from withdrawals.admin.restriction import Console
from withdrawals.models import PaymentPlan
from withdrawals.rules.recurrence import Rhythm
from withdrawals.services import plans

ONE = "admin:withdrawals_paymentplan_change"


class ReleaseForm(PortalForm):
    """Why the money is free again."""

    consent = forms.CharField(
        label=gettext_lazy("The bank's consent, with its number and date"),
        max_length=200,
        error_messages={"required": gettext_lazy("Enter the bank's consent")},
    )


@admin.register(PaymentPlan)
class PaymentPlanAdmin(Console):
    list_display = ("application", "rhythm", "amount", "due_on", "ended_on")
    list_filter = ("rhythm",)
    search_fields = ("application__reference",)
    list_select_related = ("application",)
    change_form_template = "admin/withdrawals/plan_detail.html"
    fields = (
        "application",
        "rhythm",
        "amount",
        "periods",
        "next_no",
        "due_on",
        "began_on",
        "ended_on",
        "ending",
    )
    readonly_fields = fields

    @admin.display(description=gettext_lazy("amount a period (sen)"))
    def amount(self, plan: PaymentPlan) -> str:
        return "" if plan.amount_sen is None else money.ringgit(plan.amount_sen)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        reviews = bool(request.user.has_perm(plans.RELEASE))
        return reviews or super().has_view_permission(request, obj)

    def get_urls(self) -> list[Any]:
        site = self.admin_site.admin_view
        return [
            path("<int:pk>/release/", site(self.release), name="withdrawals_paymentplan_release"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        plan = self.get_object(request, object_id)
        releasable = (
            plan is not None
            and plan.is_running
            and plan.rhythm == Rhythm.SET_ASIDE
            and request.user.has_perm(plans.RELEASE)
        )
        context = {"releasable": releasable, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def release(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give back what was set aside, with the bank's consent."""
        if not request.user.has_perm(plans.RELEASE):
            raise PermissionDenied
        plan = get_object_or_404(PaymentPlan.objects.select_related("application"), pk=pk)
        form = ReleaseForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                plans.release(
                    plan_id=pk,
                    consent=form.cleaned_data["consent"],
                    by=officer(request),
                    at=timezone.now(),
                )
            except plans.NotYours:
                raise PermissionDenied from None
            except plans.NotYet as early:
                messages.error(
                    request,
                    _("This cannot be released before %(date)s.")
                    % {"date": formats.date_format(early.until, "DATE_FORMAT")},
                )
            except plans.NotRunning:
                messages.warning(request, _("This plan is not running."))
            else:
                messages.success(request, _("Released. The money is available again."))
            return redirect(ONE, pk)
        return self._page(
            request,
            "plan_release",
            title=_("Release what was set aside"),
            form=form,
            plan=plan,
        )
