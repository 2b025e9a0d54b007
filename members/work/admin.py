"""Staff see the work and, in a sandbox, may move the fund's day on. Rows are not edited here."""

from __future__ import annotations

from typing import Any, cast

from django.apps import apps
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from members.audit import services as audit
from members.console import ReadOnlyAdmin
from members.ledger import days
from members.models import User
from members.work import day
from members.work.models import JobRun, Task


@admin.register(Task)
class TaskAdmin(ReadOnlyAdmin):
    list_display = ["topic", "key", "state", "attempts", "available_at", "done_at"]
    list_filter = ["state", "topic"]


@admin.register(JobRun)
class JobRunAdmin(ReadOnlyAdmin):
    list_display = ["business_date", "job", "state", "attempts", "finished_at"]
    list_filter = ["state", "job"]


# The row is the ledger's; moving it is work's, which stands above the ledger.
@admin.register(apps.get_model("ledger", "BusinessDate"))
class BusinessDateAdmin(ReadOnlyAdmin):
    change_list_template = "admin/work/business_date.html"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and request.user.is_staff)

    def get_urls(self) -> list[Any]:
        return [
            path(
                "advance/",
                self.admin_site.admin_view(self.advance),
                name="ledger_businessdate_advance",
            ),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        today = days.today()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Business date"),
            "opts": self.model._meta,
            "today": today,
            "calendar_date": timezone.localdate(),
            "may_advance": settings.SANDBOX
            and request.user.has_perm("ledger.advance_business_date"),
            "runs": JobRun.objects.all()[:20],
            "holidays": days.next_holidays(today, 5),
        }
        return TemplateResponse(request, self.change_list_template, context)

    def advance(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not settings.SANDBOX or not request.user.has_perm("ledger.advance_business_date"):
            raise PermissionDenied
        at = timezone.now()
        reached = day.advance(at=at)
        audit.record(
            "business_date.advanced",
            by=cast(User, request.user),
            at=at,
            entity="business_date",
            entity_id=reached.isoformat(),
        )
        finished = day.run_outstanding(at=at)
        shown = formats.date_format(reached, "DATE_FORMAT")
        if finished:
            messages.success(request, _("The business date is now %(date)s.") % {"date": shown})
        else:
            messages.warning(
                request,
                _(
                    "The business date is now %(date)s. A job of the day has not finished; it is tried again."
                )
                % {"date": shown},
            )
        return redirect(reverse("admin:ledger_businessdate_changelist"))
