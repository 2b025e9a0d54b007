"""What the collection account's bank wrote, as staff see it: files by name, every entry of every statement."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from contributions.models import (
    CollectionEntry,
    CollectionMessage,
    CollectionProblem,
    CollectionState,
)
from contributions.work_lists import CountedList, Work, work
from members.ledger import money

ENTRY_PROBLEMS = (
    CollectionProblem.DEBIT_UNEXPECTED,
    CollectionProblem.ENTRY_REPEATED,
    CollectionProblem.CURRENCY_DIFFERS,
)


@admin.register(CollectionMessage)
class CollectionMessageAdmin(CountedList):
    """The files of the collection account's bank, by name; their content is not shown."""

    def work(self) -> Sequence[Work]:
        waiting = CollectionMessage.objects.filter(state=CollectionState.EXCEPTION)
        return [
            work(gettext_lazy("Needs a person"), waiting, "received_at", "state__exact=EXCEPTION")
        ]

    list_display = ("file_name", "msg_id", "state", "problem", "problem_detail", "received_at")
    list_filter = ("state", "problem")
    search_fields = ("=msg_id", "file_name")
    fields = (
        "source",
        "file_name",
        "msg_id",
        "state",
        "problem",
        "problem_detail",
        "received_at",
        "applied_at",
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[CollectionMessage]:
        return super().get_queryset(request).defer("raw")


@admin.register(CollectionEntry)
class CollectionEntryAdmin(CountedList):
    """Every line of every statement; those with a problem wait for a person."""

    def work(self) -> Sequence[Work]:
        return [
            work(
                problem.label,
                CollectionEntry.objects.filter(problem=problem),
                "value_on",
                f"problem={problem.value}",
            )
            for problem in ENTRY_PROBLEMS
        ]

    list_display = ("value_on", "side", "amount", "text", "payer", "problem", "servicer_ref")
    list_filter = (("problem", admin.AllValuesFieldListFilter), "side")
    search_fields = ("=servicer_ref", "text", "payer")
    date_hierarchy = "value_on"
    show_full_result_count = False

    @admin.display(description=gettext_lazy("amount"), ordering="amount_sen")
    def amount(self, entry: CollectionEntry) -> str:
        return money.ringgit(entry.amount_sen)
