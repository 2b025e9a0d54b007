"""The day's payment files, as staff see them: pages to read, and two verbs, release and void.

Who may release is decided by services.batches and again by the database; these pages only ask early
and say why. Account numbers are shown by their last four digits; the file itself is never shown.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.audit import services as audit
from members.forms.base import MoneyField, PortalForm
from members.models import Scheme, User
from withdrawals.admin.readable import (
    BookFilter,
    Readable,
    book_words,
    officer,
    payout_row,
    sen_column,
    status_tag,
)
from withdrawals.models import PayoutBatch
from withdrawals.rules import payout_states as states
from withdrawals.services import batches

_BATCH_COLOURS = {
    states.BATCH_OPEN: "grey",
    states.BATCH_SEALED: "amber",
    states.BATCH_RELEASED: "blue",
    states.BATCH_SENT: "blue",
    states.BATCH_ACKED: "blue",
    states.BATCH_CLOSED: "green",
    states.BATCH_VOID: "grey",
}
_SHOWN_ITEMS = 500

_REFUSALS: dict[type[Exception], Any] = {
    batches.NotAReleaser: gettext_lazy("You may look at payout files but not release them."),
    batches.ReviewedByReleaser: gettext_lazy(
        "You reviewed an application in this file. Another officer must release it."
    ),
    batches.PaysTheBarred: gettext_lazy(
        "A court has held the accounts of a member in this file. Void the file: the next one is"
        " made without that payment."
    ),
    batches.StoppedByMember: gettext_lazy(
        "A member in this file has stopped their payments. Void the file: the next one is made"
        " without that payment."
    ),
    batches.PaidToReleaser: gettext_lazy(
        "This file pays an application of your own. Another officer must release it."
    ),
}


class ReleaseForm(PortalForm):
    """Control totals, typed by a person who has compared them."""

    total_sen = MoneyField(label=gettext_lazy("Control total"))
    n_items = forms.IntegerField(
        label=gettext_lazy("Number of payments"),
        min_value=1,
        widget=forms.TextInput(
            {"inputmode": "numeric", "autocomplete": "off", "class": "input--w6"}
        ),
        error_messages={
            "required": gettext_lazy("Enter the number of payments in the file"),
            "invalid": gettext_lazy("The number of payments must be a whole number"),
            "min_value": gettext_lazy("The number of payments must be 1 or more"),
        },
    )


class VoidForm(PortalForm):
    """Why a sealed file is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("Other officers and the audit trail see it."),
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Say why the file is taken back"),
            "max_length": gettext_lazy("The reason must have 200 characters or fewer"),
        },
    )


@admin.register(PayoutBatch)
class PayoutBatchAdmin(Readable):
    list_display = ("msg_id", "value_on", "savings", "rail", "n_items", "total", "state_tag")
    list_filter = ("state", "rail", BookFilter)
    savings = book_words
    search_fields = ("msg_id", "attempts__end_to_end_id")
    date_hierarchy = "value_on"
    total = sen_column(gettext_lazy("control total"), "total_sen")

    @admin.display(description=gettext_lazy("status"), ordering="state")
    def state_tag(self, batch: PayoutBatch) -> SafeString:
        return status_tag(_BATCH_COLOURS[batch.state], batch.get_state_display())

    def get_queryset(self, request: HttpRequest) -> QuerySet[PayoutBatch]:
        return super().get_queryset(request).defer("file_bytes")

    def get_urls(self) -> list[Any]:
        site = self.admin_site
        return [
            path(
                "<int:batch_id>/release/",
                site.admin_view(self.release),
                name="withdrawals_payoutbatch_release",
            ),
            path(
                "<int:batch_id>/void/",
                site.admin_view(self.void),
                name="withdrawals_payoutbatch_void",
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
        return self._page(request, "payoutbatch_detail", self._batch(object_id))

    def release(self, request: HttpRequest, batch_id: int) -> HttpResponse:
        """Show the totals; on POST compare what was typed, and let the file go."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        batch, by = self._batch(batch_id), officer(request)
        form = ReleaseForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                batches.release(
                    batch_id=batch.pk,
                    typed_total_sen=form.cleaned_data["total_sen"],
                    typed_n_items=form.cleaned_data["n_items"],
                    by=by,
                    at=timezone.now(),
                )
            except batches.TotalsDiffer:
                form.add_error(
                    None,
                    _(
                        "What you typed is not what the file says. Compare the control total and"
                        " the number of payments again."
                    ),
                )
                self._refused(request, batch, "totals")
            except batches.NotWaiting:
                messages.warning(request, _("This file is no longer waiting for release."))
                return redirect(_detail(batch))
            except tuple(_REFUSALS) as refusal:
                self._refused(request, batch, type(refusal).__name__)
                messages.error(request, str(_REFUSALS[type(refusal)]))
                return redirect(_detail(batch))
            else:
                messages.success(
                    request,
                    _(
                        "The file is released and goes to the bank now. Members see that they are"
                        " paid when the bank's statement shows it."
                    ),
                )
                return redirect(_detail(batch))
        if self._refusal(batch, by) or batch.state != states.BATCH_SEALED:
            return redirect(_detail(batch))
        return self._page(request, "payoutbatch_release", batch, form=form)

    def void(self, request: HttpRequest, batch_id: int) -> HttpResponse:
        """Take a sealed file back, with a reason; its payments go into the next one."""
        if not request.user.has_perm(batches.PERMISSION):
            raise PermissionDenied
        batch = self._batch(batch_id)
        form = VoidForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                batches.void(
                    batch_id=batch.pk,
                    reason=form.cleaned_data["reason"],
                    by=officer(request),
                    at=timezone.now(),
                )
            except batches.NotWaiting:
                messages.warning(request, _("This file is no longer waiting for release."))
            else:
                messages.success(
                    request, _("The file is void. Its payments go into the next day's file.")
                )
            return redirect(_detail(batch))
        if batch.state != states.BATCH_SEALED:
            return redirect(_detail(batch))
        return self._page(request, "payoutbatch_void", batch, form=form)

    def _batch(self, batch_id: int | str) -> PayoutBatch:
        if not str(batch_id).isdecimal():
            raise Http404
        found = (
            PayoutBatch.objects.defer("file_bytes")
            .select_related("sealed_by", "released_by", "voided_by")
            .filter(pk=int(batch_id))
            .first()
        )
        if found is None:
            raise Http404
        return found

    def _refusal(self, batch: PayoutBatch, by: User) -> str:
        refusal = batches.why_not_release(batch=batch, by=by)
        return str(_REFUSALS[refusal]) if refusal else ""

    def _refused(self, request: HttpRequest, batch: PayoutBatch, why: str) -> None:
        audit.record(
            "payout_batch.release_refused",
            by=officer(request),
            at=timezone.now(),
            entity="payout_batch",
            entity_id=batch.msg_id,
            detail={"batch": batch.msg_id, "why": why},
            **audit.origin(request),
        )

    def _page(
        self, request: HttpRequest, name: str, batch: PayoutBatch, form: forms.Form | None = None
    ) -> HttpResponse:
        items = batch.attempts.select_related("application").order_by("pk")
        waits = batch.state == states.BATCH_SEALED
        refusal = self._refusal(batch, officer(request)) if waits else ""
        context = {
            **self.admin_site.each_context(request),
            "title": _("Payout file %(id)s") % {"id": batch.msg_id},
            "opts": self.model._meta,
            "batch": batch,
            "book": Scheme(batch.book).label,
            "state_tag": self.state_tag(batch),
            "rows": [payout_row(item) for item in items[:_SHOWN_ITEMS]],
            "more": max(0, items.count() - _SHOWN_ITEMS),
            "refusal": refusal,
            "may_release": waits and not refusal,
            "may_void": waits and request.user.has_perm(batches.PERMISSION),
            "form": form,
        }
        return TemplateResponse(request, f"admin/withdrawals/{name}.html", context)


def _detail(batch: PayoutBatch) -> str:
    return reverse("admin:withdrawals_payoutbatch_change", args=[batch.pk])
