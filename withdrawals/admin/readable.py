"""What the pages about money out share: rows that are read, states in words, sums in ringgit."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy

from members.console import ReadOnlyAdmin
from members.ledger import money
from members.models import Scheme, User
from members.rules import bank_answers, banks
from withdrawals.models import PayoutAttempt
from withdrawals.rules import payout_states as states
from withdrawals.services import batches

ATTEMPT_COLOURS = {
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


class Readable(ReadOnlyAdmin):
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


def sen_column(text: Any, field: str) -> Any:
    @admin.display(description=text, ordering=field)
    def shown(self: Any, row: Any) -> str:
        value = getattr(row, field)
        return "" if value is None else money.ringgit(value)

    return shown


class BookFilter(admin.SimpleListFilter):
    """By savings, in words."""

    title = gettext_lazy("savings")
    parameter_name = "book"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Scheme.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        return queryset.filter(book=chosen) if chosen in Scheme.values else queryset


@admin.display(description=gettext_lazy("savings"), ordering="book")
def book_words(self: Any, row: Any) -> str:
    """Conventional or Shariah, for a column or a field."""
    return str(Scheme(row.book).label) if row.book else ""


def payout_row(item: PayoutAttempt) -> dict[str, Any]:
    reason = bank_answers.reason_words(item.reason_code) if item.reason_code else ("", "")
    return {
        "item": item,
        "bank": banks.bank_name(item.creditor_bic),
        "tag": status_tag(ATTEMPT_COLOURS[item.state], item.get_state_display()),
        "reason": reason[1 if (get_language() or "ms").startswith("en") else 0],
    }


def officer(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
