"""One instruction to pay, as staff see it: a page to read, and one verb, pay again."""

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
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from members.forms.base import PortalForm
from members.models import BankAccount
from members.rules import bank_answers, banks
from withdrawals.admin.readable import (
    ATTEMPT_COLOURS,
    BookFilter,
    Readable,
    book_words,
    officer,
    payout_row,
    sen_column,
    status_tag,
)
from withdrawals.models import PayoutAttempt
from withdrawals.services import payout


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


@admin.register(PayoutAttempt)
class PayoutAttemptAdmin(Readable):
    list_display = (
        "end_to_end_id",
        "creditor_name",
        "bank",
        "amount",
        "state_tag",
        "batch",
        "reason",
    )
    list_filter = ("state", "rail", BookFilter)
    search_fields = ("end_to_end_id", "application__reference", "creditor_name")
    date_hierarchy = "queued_on"
    list_select_related = ("batch",)
    fields = (
        "application",
        "attempt_no",
        "end_to_end_id",
        "savings",
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
    amount = sen_column(gettext_lazy("amount"), "amount_sen")
    savings = book_words

    @admin.display(description=gettext_lazy("status"), ordering="state")
    def state_tag(self, item: PayoutAttempt) -> SafeString:
        return status_tag(ATTEMPT_COLOURS[item.state], item.get_state_display())

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
                    by=officer(request),
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
            "row": payout_row(found),
            "form": form,
        }
        return TemplateResponse(request, "admin/withdrawals/payoutattempt_again.html", context)

    def _may_pay_again(self, request: HttpRequest, attempt: PayoutAttempt) -> bool:
        by = officer(request)
        own = by.member_id is not None and attempt.application.member_id == by.member_id
        return (
            by.has_perm(payout.MAY_PAY_AGAIN)
            and not own
            and bool(payout.accounts_to_pay_again(attempt))
        )
