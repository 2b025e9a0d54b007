"""Bills, late money and arrears, as staff see them: pages to read, and the waiver of a charge by two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributions.models import Bill, BillState, Waiver, WaiverState
from contributions.models.bill import UNPAID
from contributions.selectors import bills as selectors
from contributions.selectors.arrears import arrears
from contributions.services import waivers
from contributions.templatetags.contribution_words import bill_tag
from contributions.work_lists import CountedList, Work, work
from members.forms.base import MoneyField, PortalForm
from members.ledger import days, money


class Overdue(admin.SimpleListFilter):
    title = gettext_lazy("payment")
    parameter_name = "payment"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("open", gettext_lazy("To be paid")),
            ("overdue", gettext_lazy("Overdue")),
            ("waiver", gettext_lazy("Waivers for a second officer")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Bill]) -> QuerySet[Bill]:
        if self.value() == "open":
            return queryset.filter(state__in=UNPAID)
        if self.value() == "overdue":
            return queryset.filter(state__in=UNPAID, due_on__lt=days.today())
        if self.value() == "waiver":
            return queryset.filter(waivers__state=WaiverState.PROPOSED)
        return queryset


class WaiverForm(PortalForm):
    """How much of the charge, and why."""

    amount_sen = MoneyField(label=gettext_lazy("Amount to waive"), min_sen=1)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": gettext_lazy("Say why the charge should be waived"),
            "max_length": gettext_lazy("Write at most 500 characters"),
        },
    )


@admin.register(Bill)
class BillAdmin(CountedList):
    list_display = (
        "bill_no",
        "employer",
        "kind",
        "wage_month",
        "state_tag",
        "due_on",
        "amount",
        "open_amount",
        "days_late",
    )
    list_filter = (Overdue, "state", "kind")
    search_fields = ("=bill_no", "employer__name", "=employer__employer_no")
    list_select_related = ("employer",)
    date_hierarchy = "due_on"
    show_full_result_count = False
    tools = (
        (
            "admin:contributions_bill_arrears",
            gettext_lazy("Employers in arrears"),
            "contributions.view_bill",
        ),
    )

    def work(self) -> Sequence[Work]:
        unpaid = Bill.objects.filter(state__in=UNPAID)
        return [
            work(gettext_lazy("To be paid"), unpaid, "issued_on", "payment=open"),
            work(
                gettext_lazy("Overdue"),
                unpaid.filter(due_on__lt=days.today()),
                "due_on",
                "payment=overdue",
            ),
            work(
                gettext_lazy("Waivers for a second officer"),
                Bill.objects.filter(waivers__state=WaiverState.PROPOSED),
                "waivers__proposed_at",
                "payment=waiver",
            ),
        ]

    @admin.display(description=gettext_lazy("status"), ordering="state")
    def state_tag(self, bill: Bill) -> SafeString:
        return bill_tag(bill.state, bill.due_on < days.today())

    @admin.display(description=gettext_lazy("amount"), ordering="amount_sen")
    def amount(self, bill: Bill) -> str:
        return money.ringgit(bill.amount_sen)

    @admin.display(description=gettext_lazy("to be paid"))
    def open_amount(self, bill: Bill) -> str:
        return money.ringgit(bill.open_sen)

    @admin.display(description=gettext_lazy("days late"))
    def days_late(self, bill: Bill) -> str:
        late = (days.today() - bill.due_on).days if bill.is_unpaid else 0
        return str(late) if late > 0 else ""

    def get_urls(self) -> list[Any]:
        site = self.admin_site.admin_view
        return [
            path("arrears/", site(self.arrears), name="contributions_bill_arrears"),
            path("<str:bill_no>/waive/", site(self.waive), name="contributions_bill_waive"),
            path(
                "waivers/<int:pk>/decide/",
                site(self.decide),
                name="contributions_bill_waiver_decide",
            ),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not object_id.isdecimal():
            raise Http404
        return self._page(
            request, get_object_or_404(Bill.objects.select_related("employer"), pk=int(object_id))
        )

    def waive(self, request: HttpRequest, bill_no: str) -> HttpResponse:
        """Propose that a charge be waived."""
        if not request.user.has_perm(waivers.PROPOSE):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        bill = get_object_or_404(Bill.objects.select_related("employer"), bill_no=bill_no)
        form = WaiverForm(request.POST)
        if form.is_valid():
            try:
                waivers.propose(
                    bill_no=bill.bill_no,
                    amount_sen=form.cleaned_data["amount_sen"],
                    reason=form.cleaned_data["reason"],
                    by=request.user,  # type: ignore[arg-type]
                    at=timezone.now(),
                )
            except waivers.NothingToWaive:
                form.add_error(
                    "amount_sen",
                    _("The open charge of this bill is %(amount)s")
                    % {"amount": money.ringgit(waivers.waivable_sen(bill))},
                )
            except waivers.AlreadyProposed:
                messages.warning(request, _("A waiver of this bill waits for a second officer"))
                return redirect(_address(bill))
            else:
                messages.success(request, _("The waiver waits for a second officer"))
                return redirect(_address(bill))
        return self._page(request, bill, form)

    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Grant or refuse a waiver."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not request.user.has_perm(waivers.DECIDE):
            raise PermissionDenied
        waiver = get_object_or_404(Waiver.objects.select_related("bill"), pk=pk)
        verb = waivers.grant if "grant" in request.POST else waivers.refuse
        try:
            verb(waiver_id=pk, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        except waivers.OwnProposal:
            messages.error(request, _("Another officer must grant what you proposed"))
        except waivers.AlreadyDecided:
            messages.warning(request, _("It was decided already"))
        except waivers.NothingToWaive:
            messages.warning(request, _("The charge was paid in the meantime"))
        else:
            messages.success(request, _("Done"))
        return redirect(_address(waiver.bill))

    def arrears(self, request: HttpRequest) -> HttpResponse:
        """Employers behind, longest first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        today = days.today()
        rows = arrears(today)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Employers in arrears"),
            "opts": self.model._meta,
            "rows": [(row, (today - row.since).days) for row in rows],
            "age": max(((today - row.since).days for row in rows), default=0),
            "unpaid_sen": sum(row.unpaid_sen for row in rows),
        }
        return TemplateResponse(request, "admin/contributions/arrears.html", context)

    def _page(
        self, request: HttpRequest, bill: Bill, form: WaiverForm | None = None
    ) -> HttpResponse:
        waivable = waivers.waivable_sen(bill)
        asked = Waiver.objects.filter(bill=bill).select_related("proposed_by", "decided_by")
        waiting = asked.filter(state=WaiverState.PROPOSED).first()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Bill %(number)s") % {"number": bill.bill_no},
            "opts": self.model._meta,
            "bill": bill,
            "is_overdue": bill.due_on < days.today(),
            "lines": list(bill.lines.all()),
            "payments": list(selectors.payments_of(bill)),
            "waivers": list(asked),
            "waivable_sen": waivable,
            "waiting": waiting,
            "is_own": waiting is not None and waiting.proposed_by_id == request.user.pk,
            "may_decide": waiting is not None and request.user.has_perm(waivers.DECIDE),
            "form": form or WaiverForm()
            if waivable and waiting is None and request.user.has_perm(waivers.PROPOSE)
            else None,
            "is_cancelled": bill.state == BillState.CANCELLED,
        }
        return TemplateResponse(request, "admin/contributions/bill.html", context)


def _address(bill: Bill) -> str:
    return reverse("admin:contributions_bill_change", args=[bill.pk])
