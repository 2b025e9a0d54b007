"""Two lists that fill themselves: approvals by rule to look at again, and promises that were not kept."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.console import ReadOnlyAdmin, reads_everything
from members.ledger import days, money
from withdrawals import review_reads, wording
from withdrawals.admin.readable import officer, status_tag
from withdrawals.models import Application, Overdue, SecondLook
from withdrawals.review_forms import SecondLookForm
from withdrawals.rules.states import Status
from withdrawals.services import by_rule, review, undo

REVIEW = "admin:withdrawals_application_review"


class _ForReviewers(ReadOnlyAdmin):
    """Whoever reviews applications sees these, without their own and their relatives'."""

    show_facets = admin.ShowFacets.NEVER

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(review.PERMISSION) or reads_everything(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        title = str(self.opts.verbose_name_plural).capitalize()
        return super().changelist_view(request, {**(extra_context or {}), "title": title})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).select_related("application__member")
        barred = review_reads.barred(officer(request))
        return rows.exclude(application__member_id__in=sorted(barred)) if barred else rows

    @admin.display(description=gettext_lazy("application"), ordering="application__reference")
    def reference(self, row: Any) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>',
            reverse(REVIEW, args=[row.application.reference]),
            row.application.reference,
        )

    @admin.display(description=gettext_lazy("member"))
    def member(self, row: Any) -> str:
        return str(row.application.member.name)

    @admin.display(description=gettext_lazy("kind"))
    def kind(self, row: Any) -> str:
        return wording.say(row.application.kind.short_title)

    @admin.display(description=gettext_lazy("amount"))
    def amount(self, row: Any) -> str:
        return money.ringgit(row.application.amount_sen or 0)

    @admin.display(description=gettext_lazy("status"))
    def now(self, row: Any) -> SafeString:
        words, colour = wording.STATUS[Status(row.application.status)]
        return status_tag(colour, str(words))


@admin.register(SecondLook)
class SecondLookAdmin(_ForReviewers):
    """What rules approved and an officer has still to look at; finished ones below it."""

    list_display = (
        "chosen_at",
        "reference",
        "member",
        "kind",
        "amount",
        "now",
        "outcome",
        "looked_by",
    )
    list_filter = ("outcome",)
    ordering = ("looked_at", "id")

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        from django.db.models import F

        return [F("looked_at").asc(nulls_first=True), "id"]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Say what was found; an approval that is not in order can be undone from its own page."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = self.get_queryset(request)
        row = get_object_or_404(rows, pk=object_id if object_id.isdecimal() else 0)
        application: Application = row.application
        form = SecondLookForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                by_rule.look_again(
                    second_look_id=row.pk,
                    outcome=form.cleaned_data["outcome"],
                    note=form.cleaned_data["note"],
                    by=officer(request),
                    at=timezone.now(),
                )
            except by_rule.NotAllowed:
                raise PermissionDenied from None
            except by_rule.LookedAt:
                messages.warning(request, _("Another officer has looked at it already"))
            else:
                messages.success(request, _("Written down. Thank you."))
            return redirect("admin:withdrawals_secondlook_changelist")
        return TemplateResponse(
            request,
            "admin/withdrawals/second_look.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Second look at %(reference)s") % {"reference": application.reference},
                "opts": self.model._meta,
                "row": row,
                "application": application,
                "may_undo": undo.may_undo(application),
                "form": form,
            },
        )


@admin.register(Overdue)
class OverdueAdmin(_ForReviewers):
    """The work list of the fund's day: what was promised for an earlier one and is still open."""

    list_display = ("reference", "member", "kind", "amount", "promised_on", "late", "now")
    list_display_links = None
    date_hierarchy = None
    ordering = ("promised_on", "id")

    @admin.display(description=gettext_lazy("days late"))
    def late(self, row: Overdue) -> int:
        return row.days_late

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(on=days.today())

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = get_object_or_404(
            self.get_queryset(request), pk=object_id if object_id.isdecimal() else 0
        )
        return redirect(REVIEW, row.application.reference)
