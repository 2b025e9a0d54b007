"""Contributions without full details, as staff see them: a work list, and one verb."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributions.ctml_forms import WhoseForm
from contributions.models import CtmlLine, RemittanceState
from contributions.services import ctml
from members.console import ReadOnlyAdmin
from members.ledger import days, money

PERMISSION = "contributions.change_ctmlline"


class Waiting(admin.SimpleListFilter):
    title = gettext_lazy("status")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", gettext_lazy("Waiting")), ("no", gettext_lazy("Credited"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[CtmlLine]) -> QuerySet[CtmlLine]:
        if self.value() == "yes":
            return queryset.filter(
                member__isnull=True, remittance__state=RemittanceState.POSTED
            ).order_by("remittance__credited_on", "pk")
        if self.value() == "no":
            return queryset.filter(member__isnull=False)
        return queryset


@admin.register(CtmlLine)
class CtmlLineAdmin(ReadOnlyAdmin):
    list_display = ("remittance", "line_no", "employer", "amount", "reason", "age", "credited_on")
    list_filter = (Waiting, "reason")
    search_fields = ("=remittance__reference", "remittance__employer__name")
    list_select_related = ("remittance__employer",)
    show_full_result_count = False

    @admin.display(description=gettext_lazy("employer"))
    def employer(self, line: CtmlLine) -> str:
        return str(line.remittance.employer)

    @admin.display(description=gettext_lazy("amount"))
    def amount(self, line: CtmlLine) -> str:
        return money.ringgit(line.total_sen)

    @admin.display(description=gettext_lazy("age in days"))
    def age(self, line: CtmlLine) -> str:
        since = line.remittance.credited_on
        return "" if line.member_id or since is None else str((days.today() - since).days)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The line; who may, says whose it is."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not object_id.isdecimal():
            raise Http404
        line = get_object_or_404(
            CtmlLine.objects.select_related("remittance__employer", "member", "resolved_by"),
            pk=int(object_id),
        )
        may = (
            request.user.has_perm(PERMISSION)
            and line.member_id is None
            and line.remittance.state == RemittanceState.POSTED
        )
        form = WhoseForm(request.POST or None) if may else None
        if request.method == "POST":
            if form is None:
                raise PermissionDenied
            if form.is_valid() and self._resolve(request, line, form):
                return redirect(reverse("admin:contributions_ctmlline_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Row %(row)s of %(reference)s")
            % {"row": line.line_no, "reference": line.remittance.reference},
            "opts": self.model._meta,
            "line": line,
            "form": form,
        }
        return TemplateResponse(request, "admin/contributions/ctml_line.html", context)

    def _resolve(self, request: HttpRequest, line: CtmlLine, form: WhoseForm) -> bool:
        try:
            ctml.resolve(
                line_id=line.pk,
                member_no=form.cleaned_data["member_no"],
                ic_no=form.cleaned_data["ic_no"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except ctml.NoSuchMember:
            form.add_error(
                None, _("No member has this KWSP number and identity card number. Check both")
            )
        except ctml.TooOld:
            form.add_error(None, _("This member is 75 or older: nothing may be credited"))
        except ctml.AlreadyCredited:
            messages.info(request, _("This line has been credited"))
            return True
        else:
            messages.success(request, _("The contribution was credited to the member"))
            return True
        return False
