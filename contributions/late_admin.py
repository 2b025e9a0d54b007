"""What late money cost, as staff see it: at which rate, and whether the members have their dividend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributions.models import BillState, LateAssessment
from contributions.work_lists import CountedList, Work, work
from members.ledger import money


class AtRate(admin.SimpleListFilter):
    title = gettext_lazy("rate")
    parameter_name = "rate"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("provisional", gettext_lazy("Not yet declared")),
            ("uncredited", gettext_lazy("Paid, dividend not yet credited")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[LateAssessment]
    ) -> QuerySet[LateAssessment]:
        if self.value() == "provisional":
            return queryset.filter(is_provisional=True, true_up__isnull=True)
        if self.value() == "uncredited":
            return queryset.filter(
                bill__state=BillState.PAID, credited_at__isnull=True, dividend_sen__gt=0
            )
        return queryset


@admin.register(LateAssessment)
class LateAssessmentAdmin(CountedList):
    """What late money cost, whether the members have their dividend, and at which rate."""

    list_display = (
        "bill",
        "employer",
        "late",
        "months",
        "charge",
        "dividend",
        "rate",
        "credited_at",
    )
    list_filter = (AtRate,)
    list_select_related = ("bill__employer", "true_up")

    def work(self) -> Sequence[Work]:
        rows = LateAssessment.objects
        return [
            work(
                gettext_lazy("At a rate not yet declared"),
                rows.filter(is_provisional=True, true_up__isnull=True),
                "assessed_on",
                "rate=provisional",
            ),
            work(
                gettext_lazy("Paid, the members' dividend not yet credited"),
                rows.filter(
                    bill__state=BillState.PAID, credited_at__isnull=True, dividend_sen__gt=0
                ),
                "bill__paid_on",
                "rate=uncredited",
            ),
        ]

    @admin.display(description=gettext_lazy("rate"))
    def rate(self, assessed: LateAssessment) -> str:
        if not assessed.is_provisional:
            return _("declared")
        return _("settled since") if hasattr(assessed, "true_up") else _("not yet declared")

    search_fields = ("=bill__bill_no", "bill__employer__name")

    @admin.display(description=gettext_lazy("employer"))
    def employer(self, assessed: LateAssessment) -> str:
        return str(assessed.bill.employer)

    @admin.display(description=gettext_lazy("paid late"))
    def late(self, assessed: LateAssessment) -> str:
        return money.ringgit(assessed.late_sen)

    @admin.display(description=gettext_lazy("charge"))
    def charge(self, assessed: LateAssessment) -> str:
        return money.ringgit(assessed.charge_sen)

    @admin.display(description=gettext_lazy("dividend"))
    def dividend(self, assessed: LateAssessment) -> str:
        return money.ringgit(assessed.dividend_sen)
