"""Money out, as staff see it: pages to read, and two verbs on a sealed file, release and void.

Who may release is decided by services.batches and again by the database; these pages only ask early
and say why. Account numbers are shown by their last four digits; the file itself is never shown.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from members.audit import services as audit
from members.console import ReadOnlyAdmin
from members.forms.base import MoneyField, PortalForm
from members.ledger import money
from members.models import BankAccount, Scheme, User
from members.rules import banks
from withdrawals.models import (
    BankEntry,
    BankMessage,
    BankStatement,
    PayoutAttempt,
    PayoutBatch,
    SandboxBankFile,
    SandboxBankPayment,
)
from withdrawals.rules import bank_answers
from withdrawals.rules import payout_states as states
from withdrawals.services import batches, payout

_ATTEMPT_COLOURS = {
    states.QUEUED: "grey",
    states.BATCHED: "grey",
    states.SENT: "blue",
    states.ACKED: "blue",
    states.UNKNOWN: "amber",
    states.SETTLED: "green",
    states.REJECTED: "red",
    states.RETURNED: "red",
    states.CANCELLED: "grey",
}
_BATCH_COLOURS = {
    states.BATCH_OPEN: "grey",
    states.BATCH_SEALED: "amber",
    states.BATCH_RELEASED: "blue",
    states.BATCH_SENT: "blue",
    states.BATCH_ACKED: "blue",
    states.BATCH_CLOSED: "green",
    states.BATCH_VOID: "grey",
}
_MATCH_COLOURS = {"UNMATCHED": "blue", "MATCHED": "green", "EXCEPTION": "red"}
_MESSAGE_COLOURS = {"RECEIVED": "blue", "APPLIED": "green", "EXCEPTION": "red"}
_SHOWN_ITEMS = 500

_REFUSALS: dict[type[Exception], Any] = {
    batches.NotAReleaser: gettext_lazy("You may look at payout files but not release them."),
    batches.ReviewedByReleaser: gettext_lazy(
        "You reviewed an application in this file. Another officer must release it."
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


class PayAgainForm(PortalForm):
    """Which of the member's verified accounts the money goes to now."""

    bank_account = forms.ChoiceField(
        label=gettext_lazy("Pay to"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the account to pay to")},
    )

    def __init__(self, *args: Any, accounts: list[BankAccount], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["bank_account"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (str(account.pk), f"{banks.bank_name(account.bank_code)} •••• {account.last_four}")
            for account in accounts
        ]


class _Readable(ReadOnlyAdmin):
    """Rows are read here; services alone write them."""

    show_facets = admin.ShowFacets.NEVER

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(batches.PERMISSION) or super().has_view_permission(
            request, obj
        )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(batches.PERMISSION) or super().has_module_permission(request)


def status_tag(colour: str, text: str) -> SafeString:
    """A state in words; the colour only helps."""
    return format_html('<strong class="tag tag--{}">{}</strong>', colour, text)


def _sen(text: Any, field: str) -> Any:
    @admin.display(description=text, ordering=field)
    def shown(self: Any, row: Any) -> str:
        value = getattr(row, field)
        return "" if value is None else money.ringgit(value)

    return shown


@admin.register(PayoutBatch)
class PayoutBatchAdmin(_Readable):
    list_display = ("msg_id", "value_on", "book", "rail", "n_items", "total", "state_tag")
    list_filter = ("state", "rail", "book")
    search_fields = ("msg_id", "attempts__end_to_end_id")
    date_hierarchy = "value_on"
    total = _sen(gettext_lazy("control total"), "total_sen")

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
        batch, by = self._batch(batch_id), _officer(request)
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
                    by=_officer(request),
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
            by=_officer(request),
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
        refusal = self._refusal(batch, _officer(request)) if waits else ""
        context = {
            **self.admin_site.each_context(request),
            "title": _("Payout file %(id)s") % {"id": batch.msg_id},
            "opts": self.model._meta,
            "batch": batch,
            "book": Scheme(batch.book).label,
            "state_tag": self.state_tag(batch),
            "rows": [_row(item) for item in items[:_SHOWN_ITEMS]],
            "more": max(0, items.count() - _SHOWN_ITEMS),
            "refusal": refusal,
            "may_release": waits and not refusal,
            "may_void": waits and request.user.has_perm(batches.PERMISSION),
            "form": form,
        }
        return TemplateResponse(request, f"admin/withdrawals/{name}.html", context)


def _row(item: PayoutAttempt) -> dict[str, Any]:
    reason = bank_answers.reason_words(item.reason_code) if item.reason_code else ("", "")
    return {
        "item": item,
        "bank": banks.bank_name(item.creditor_bic),
        "tag": status_tag(_ATTEMPT_COLOURS[item.state], item.get_state_display()),
        "reason": reason[1 if (get_language() or "ms").startswith("en") else 0],
    }


def _officer(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _detail(batch: PayoutBatch) -> str:
    return reverse("admin:withdrawals_payoutbatch_change", args=[batch.pk])


@admin.register(PayoutAttempt)
class PayoutAttemptAdmin(_Readable):
    list_display = (
        "end_to_end_id",
        "creditor_name",
        "bank",
        "amount",
        "state_tag",
        "batch",
        "reason",
    )
    list_filter = ("state", "rail", "book")
    search_fields = ("end_to_end_id", "application__reference", "creditor_name")
    date_hierarchy = "queued_on"
    list_select_related = ("batch",)
    fields = (
        "application",
        "attempt_no",
        "end_to_end_id",
        "book",
        "rail",
        "amount",
        "creditor_name",
        "bank",
        "batch",
        "state_tag",
        "queued_on",
        "queued_at",
        "closing_entry",
        "reason",
        "closed_at",
    )
    readonly_fields = fields
    amount = _sen(gettext_lazy("amount"), "amount_sen")

    @admin.display(description=gettext_lazy("status"), ordering="state")
    def state_tag(self, item: PayoutAttempt) -> SafeString:
        return status_tag(_ATTEMPT_COLOURS[item.state], item.get_state_display())

    @admin.display(description=gettext_lazy("bank account"))
    def bank(self, item: PayoutAttempt) -> str:
        return f"{banks.bank_name(item.creditor_bic)} •••• {item.account_last_four}"

    @admin.display(description=gettext_lazy("bank's reason"))
    def reason(self, item: PayoutAttempt) -> str:
        if not item.reason_code:
            return ""
        words = bank_answers.reason_words(item.reason_code)
        return f"{item.reason_code}: {words[1 if (get_language() or 'ms').startswith('en') else 0]}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[PayoutAttempt]:
        return super().get_queryset(request).defer("batch__file_bytes")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        reviews = request.user.has_perm(payout.MAY_PAY_AGAIN)
        return reviews or super().has_view_permission(request, obj)

    def get_urls(self) -> list[Any]:
        return [
            path(
                "<int:attempt_id>/again/",
                self.admin_site.admin_view(self.again),
                name="withdrawals_payoutattempt_again",
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
        attempt = self.get_object(request, object_id)
        return super().change_view(
            request,
            object_id,
            form_url,
            {"may_pay_again": attempt and self._may_pay_again(request, attempt)},
        )

    def again(self, request: HttpRequest, attempt_id: int) -> HttpResponse:
        """Pay refused or returned money again, to a verified account of the same member."""
        attempt = self.get_queryset(request).select_related("application").filter(pk=attempt_id)
        found = attempt.first()
        if found is None:
            raise Http404
        if not request.user.has_perm(payout.MAY_PAY_AGAIN):
            raise PermissionDenied
        back = reverse("admin:withdrawals_payoutattempt_change", args=[found.pk])
        accounts = payout.accounts_to_pay_again(found)
        if not self._may_pay_again(request, found):
            messages.warning(request, _("This payment cannot be made again."))
            return redirect(back)
        form = PayAgainForm(request.POST or None, accounts=accounts)
        if request.method == "POST" and form.is_valid():
            chosen = next(
                account
                for account in accounts
                if str(account.pk) == form.cleaned_data["bank_account"]
            )
            try:
                new = payout.pay_again(
                    application_id=found.application_id,
                    bank_account=chosen,
                    by=_officer(request),
                    at=timezone.now(),
                )
            except payout.NotPayable:
                messages.warning(request, _("This payment cannot be made again."))
                return redirect(back)
            except payout.NotAllowed as refusal:
                raise PermissionDenied from refusal
            messages.success(
                request,
                _("The payment goes into the next day's file. Another officer releases it."),
            )
            return redirect(reverse("admin:withdrawals_payoutattempt_change", args=[new.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Pay %(reference)s again") % {"reference": found.application.reference},
            "opts": self.model._meta,
            "row": _row(found),
            "form": form,
        }
        return TemplateResponse(request, "admin/withdrawals/payoutattempt_again.html", context)

    def _may_pay_again(self, request: HttpRequest, attempt: PayoutAttempt) -> bool:
        by = _officer(request)
        own = by.member_id is not None and attempt.application.member_id == by.member_id
        return (
            by.has_perm(payout.MAY_PAY_AGAIN)
            and not own
            and bool(payout.accounts_to_pay_again(attempt))
        )


@admin.register(BankMessage)
class BankMessageAdmin(_Readable):
    list_display = ("file_name", "msg_type", "msg_id", "received_at", "state_tag", "problem")
    list_filter = ("state", "msg_type")
    search_fields = ("msg_id", "file_name")
    date_hierarchy = "received_at"
    fields = (
        "source",
        "file_name",
        "msg_type",
        "msg_id",
        "received_at",
        "applied_at",
        "state_tag",
        "problem",
        "problem_detail",
    )
    readonly_fields = fields

    @admin.display(description=gettext_lazy("status"), ordering="state")
    def state_tag(self, message: BankMessage) -> SafeString:
        return status_tag(_MESSAGE_COLOURS[message.state], message.get_state_display())

    def get_queryset(self, request: HttpRequest) -> QuerySet[BankMessage]:
        return super().get_queryset(request).defer("raw")


@admin.register(BankStatement)
class BankStatementAdmin(_Readable):
    list_display = ("account", "seq", "opening", "closing", "applied_at", "problem")
    list_filter = ("book",)
    fields = ("account", "book", "seq", "opening", "closing", "applied_at", "problem")
    readonly_fields = fields
    opening = _sen(gettext_lazy("opening balance"), "opening_sen")
    closing = _sen(gettext_lazy("closing balance"), "closing_sen")

    @admin.display(description=gettext_lazy("account"), ordering="account_no")
    def account(self, statement: BankStatement) -> str:
        return f"•••• {statement.account_no[-4:]}"


@admin.register(BankEntry)
class BankEntryAdmin(_Readable):
    list_display = (
        "servicer_ref",
        "end_to_end_id",
        "side",
        "amount",
        "value_on",
        "state_tag",
        "problem",
    )
    list_filter = ("match_state", "side")
    search_fields = ("servicer_ref", "end_to_end_id")
    date_hierarchy = "value_on"
    list_select_related = ("statement",)
    fields = (
        "statement",
        "seq",
        "servicer_ref",
        "end_to_end_id",
        "side",
        "amount",
        "currency",
        "value_on",
        "is_reversal",
        "return_reason",
        "state_tag",
        "problem",
        "attempt",
        "journal_id",
    )
    readonly_fields = fields
    amount = _sen(gettext_lazy("amount"), "amount_sen")

    @admin.display(description=gettext_lazy("match"), ordering="match_state")
    def state_tag(self, entry: BankEntry) -> SafeString:
        return status_tag(_MATCH_COLOURS[entry.match_state], entry.get_match_state_display())


class _Sandbox(_Readable):
    """Shown only where the bank is a sandbox."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return settings.SANDBOX and super().has_module_permission(request)


@admin.register(SandboxBankPayment)
class SandboxBankPaymentAdmin(_Sandbox):
    """The sandbox bank's own ledger, so that a person can compare it with ours."""

    list_display = ("end_to_end_id", "creditor_name", "amount", "outcome", "reason", "taken_on")
    list_filter = ("outcome", "reason")
    search_fields = ("end_to_end_id",)
    fields = (
        "end_to_end_id",
        "creditor_name",
        "creditor_bic",
        "amount",
        "outcome",
        "reason",
        "taken_on",
        "debited_in_seq",
        "returned_in_seq",
        "return_reason",
    )
    readonly_fields = fields
    amount = _sen(gettext_lazy("amount"), "amount_sen")


@admin.register(SandboxBankFile)
class SandboxBankFileAdmin(_Sandbox):
    """The files that went between us and the sandbox bank, by name only."""

    list_display = ("name", "folder", "msg_id", "put_at", "done_at")
    list_filter = ("folder",)
    fields = ("folder", "name", "msg_id", "put_at", "done_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[SandboxBankFile]:
        return super().get_queryset(request).defer("content")
