"""The books for auditors' eyes, and the holiday table for staff who may correct it."""

from __future__ import annotations

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from members.console import ReadOnlyAdmin
from members.ledger import chart, money
from members.ledger.models import ChartAccount, Holiday, Journal

SHOWN_ENTRIES = 200


@admin.register(ChartAccount)
class ChartAccountAdmin(ReadOnlyAdmin):
    list_display = ("code", "title_ms", "title_en", "kind", "normal_side")


@admin.register(Journal)
class JournalAdmin(ReadOnlyAdmin):
    """One event with its postings: what went where, by whom, against which account."""

    list_display = ("effective_on", "kind", "reference", "book", "entry_count", "posted_at")
    list_filter = ("kind", "book")
    search_fields = ("reference",)
    ordering = ("-id",)
    show_full_result_count = False
    fields = (
        "uid",
        "kind",
        "book",
        "effective_on",
        "posted_at",
        "narration",
        "reference",
        "detail",
        "control",
        "entry_count",
        "reverses",
        "posted_by",
        "fund_lines",
        "member_lines",
    )

    @admin.display(description=_("lines on control accounts"))
    def fund_lines(self, journal: Journal) -> SafeString:
        rows = journal.lines.select_related("account").order_by("seq")
        return format_html_join(
            "",
            "<div>{} {} {}</div>",
            ((line.side, line.account, money.ringgit(line.amount_sen)) for line in rows),
        )

    @admin.display(description=_("members' entries (the first 200)"))
    def member_lines(self, journal: Journal) -> SafeString:
        rows = journal.entries.order_by("member_id").values_list(
            "member__member_no", *(f"{column}_sen" for column in chart.COLUMNS)
        )[:SHOWN_ENTRIES]
        return format_html_join(
            "",
            "<div>{}: {}</div>",
            (
                (
                    number,
                    ", ".join(
                        f"{account.title} {money.ringgit(sen)}"
                        for account, sen in zip(chart.MEMBER_ACCOUNTS, amounts, strict=True)
                        if sen
                    ),
                )
                for number, *amounts in rows
            ),
        )


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Staff correct what the library misses; payment dates already promised keep their version."""

    list_display = ("day", "state_code", "name", "source")
    list_filter = ("state_code",)
    date_hierarchy = "day"
    actions = None
