"""Money that came, as staff see it: what nobody knows, what lies in suspense and for how long.

Two verbs: say whose money a receipt is, and put it to a bill. Both go through services.allocate.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributions.models import (
    Bill,
    Employer,
    Receipt,
)
from contributions.services import allocate
from contributions.work_lists import CountedList, Work, work
from members.forms.base import PortalForm
from members.ledger import days, money

PERMISSION = "contributions.change_receipt"


class Where(admin.SimpleListFilter):
    """The work lists: the oldest stands first there."""

    title = gettext_lazy("where the money is")
    parameter_name = "where"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("unidentified", gettext_lazy("Unidentified")),
            ("suspense", gettext_lazy("In an employer's suspense")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Receipt]) -> QuerySet[Receipt]:
        left = queryset.filter(
            amount_sen__gt=F("allocated_sen") + F("refunded_sen") + F("voluntary_sen")
        ).order_by("received_on", "pk")
        if self.value() == "unidentified":
            return left.filter(employer__isnull=True)
        if self.value() == "suspense":
            return left.filter(employer__isnull=False)
        return queryset


class IdentifyForm(PortalForm):
    """Whose money it is, by employer number."""

    employer_no = forms.CharField(
        label=gettext_lazy("Employer number"),
        max_length=19,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter the employer number")},
    )

    def clean_employer_no(self) -> Employer:
        number = self.cleaned_data["employer_no"].strip().lstrip("0")
        found = Employer.objects.filter(employer_no=number).first()
        if found is None:
            raise forms.ValidationError(_("No employer has this number"))
        return found


class AttachForm(PortalForm):
    """Which bill it pays."""

    bill_no = forms.CharField(
        label=gettext_lazy("Bill number"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter the bill number")},
    )

    def clean_bill_no(self) -> str:
        number: str = self.cleaned_data["bill_no"].strip().upper().replace(" ", "")
        if not Bill.objects.filter(bill_no=number).exists():
            raise forms.ValidationError(_("No bill has this number"))
        return number


@admin.register(Receipt)
class ReceiptAdmin(CountedList):
    list_display = ("received_on", "payer", "words", "employer", "amount", "left", "age")
    list_filter = (Where, "origin")
    search_fields = ("entry__text", "entry__payer", "=employer__employer_no", "=quoted")
    list_select_related = ("employer", "entry")
    date_hierarchy = "received_on"
    show_full_result_count = False

    def work(self) -> Sequence[Work]:
        left = Receipt.objects.filter(
            amount_sen__gt=F("allocated_sen") + F("refunded_sen") + F("voluntary_sen")
        )
        return [
            work(
                gettext_lazy("Unidentified"),
                left.filter(employer__isnull=True),
                "received_on",
                "where=unidentified",
            ),
            work(
                gettext_lazy("In an employer's suspense"),
                left.filter(employer__isnull=False),
                "received_on",
                "where=suspense",
            ),
        ]

    @admin.display(description=gettext_lazy("payer"))
    def payer(self, receipt: Receipt) -> str:
        return receipt.entry.payer if receipt.entry else str(receipt.get_origin_display())

    @admin.display(description=gettext_lazy("payer's words"))
    def words(self, receipt: Receipt) -> str:
        return receipt.entry.text if receipt.entry else ""

    @admin.display(description=gettext_lazy("amount"), ordering="amount_sen")
    def amount(self, receipt: Receipt) -> str:
        return money.ringgit(receipt.amount_sen)

    @admin.display(description=gettext_lazy("not allocated"))
    def left(self, receipt: Receipt) -> str:
        return money.ringgit(receipt.left_sen)

    @admin.display(description=gettext_lazy("age in days"))
    def age(self, receipt: Receipt) -> str:
        return str((days.today() - receipt.received_on).days) if receipt.left_sen else ""

    def get_urls(self) -> list[Any]:
        site = self.admin_site.admin_view
        return [
            path("<int:pk>/identify/", site(self.identify), name="contributions_receipt_identify"),
            path("<int:pk>/attach/", site(self.attach), name="contributions_receipt_attach"),
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
        return self._page(request, int(object_id))

    def identify(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say whose money it is; it pays that employer's bills at once."""
        self._may_change(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form = IdentifyForm(request.POST)
        if not form.is_valid():
            return self._page(request, pk, form)
        get_object_or_404(Receipt, pk=pk)
        try:
            allocate.identify(
                receipt_id=pk,
                employer=form.cleaned_data["employer_no"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except allocate.AlreadyIdentified:
            messages.warning(request, _("Somebody has said whose money this is"))
        else:
            messages.success(request, _("The money is the employer's and pays its bills"))
        return redirect(_address(pk))

    def attach(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put it to one bill of its employer."""
        self._may_change(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form = AttachForm(request.POST)
        if not form.is_valid():
            return self._page(request, pk, form)
        get_object_or_404(Receipt, pk=pk)
        try:
            bill = allocate.attach(
                receipt_id=pk,
                bill_no=form.cleaned_data["bill_no"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except allocate.NotThisEmployers:
            form.add_error("bill_no", _("This bill is another employer's"))
            return self._page(request, pk, form)
        except allocate.NothingLeft:
            messages.warning(request, _("Nothing is left of the money, or to pay on the bill"))
        else:
            messages.success(
                request, _("The money pays bill %(number)s") % {"number": bill.bill_no}
            )
        return redirect(_address(pk))

    def _may_change(self, request: HttpRequest) -> None:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied

    def _page(self, request: HttpRequest, pk: int, form: forms.Form | None = None) -> HttpResponse:
        receipt = get_object_or_404(
            Receipt.objects.select_related("employer", "entry__statement", "identified_by"), pk=pk
        )
        may_change = request.user.has_perm(PERMISSION) and receipt.left_sen > 0
        is_known = receipt.employer_id is not None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Receipt of %(day)s") % {"day": f"{receipt.received_on:%d/%m/%Y}"},
            "opts": self.model._meta,
            "receipt": receipt,
            "age": (days.today() - receipt.received_on).days,
            "allocations": list(
                receipt.allocations.select_related("line__bill", "allocated_by").order_by("pk")
            ),
            "form": (form or (AttachForm() if is_known else IdentifyForm()))
            if may_change
            else None,
            "verb": "attach" if is_known else "identify",
        }
        return TemplateResponse(request, "admin/contributions/receipt.html", context)


def _address(pk: int) -> str:
    return reverse("admin:contributions_receipt_change", args=[pk])
