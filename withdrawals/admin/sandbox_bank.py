"""The sandbox bank's own books, shown only where the bank is a sandbox."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from withdrawals.admin.readable import Readable, sen_column
from withdrawals.models import SandboxBankFile, SandboxBankPayment


class _Sandbox(Readable):
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
    amount = sen_column(gettext_lazy("amount"), "amount_sen")


@admin.register(SandboxBankFile)
class SandboxBankFileAdmin(_Sandbox):
    """The files that went between us and the sandbox bank, by name only."""

    list_display = ("name", "folder", "msg_id", "put_at", "done_at")
    list_filter = ("folder",)
    fields = ("folder", "name", "msg_id", "put_at", "done_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[SandboxBankFile]:
        return super().get_queryset(request).defer("content")
