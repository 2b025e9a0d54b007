"""The bank's own words, as staff read them: messages, statements and their lines."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from withdrawals.admin.readable import BookFilter, Readable, book_words, sen_column, status_tag
from withdrawals.models import BankEntry, BankMessage, BankStatement

_MATCH_COLOURS = {"UNMATCHED": "blue", "MATCHED": "green", "PARKED": "amber", "EXCEPTION": "red"}
_MESSAGE_COLOURS = {"RECEIVED": "blue", "APPLIED": "green", "CLOSED": "grey", "EXCEPTION": "red"}


@admin.register(BankMessage)
class BankMessageAdmin(Readable):
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
class BankStatementAdmin(Readable):
    list_display = ("account", "seq", "opening", "closing", "applied_at", "problem")
    list_filter = (BookFilter,)
    savings = book_words
    fields = ("account", "savings", "seq", "opening", "closing", "applied_at", "problem")
    readonly_fields = fields
    opening = sen_column(gettext_lazy("opening balance"), "opening_sen")
    closing = sen_column(gettext_lazy("closing balance"), "closing_sen")

    @admin.display(description=gettext_lazy("account"), ordering="account_no")
    def account(self, statement: BankStatement) -> str:
        return f"•••• {statement.account_no[-4:]}"


@admin.register(BankEntry)
class BankEntryAdmin(Readable):
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
    amount = sen_column(gettext_lazy("amount"), "amount_sen")

    @admin.display(description=gettext_lazy("match"), ordering="match_state")
    def state_tag(self, entry: BankEntry) -> SafeString:
        return status_tag(_MATCH_COLOURS[entry.match_state], entry.get_match_state_display())
