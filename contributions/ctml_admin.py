"""Contributions without full details, as staff see them: a work list; whose it is, or back it goes."""

from __future__ import annotations

from collections.abc import Sequence
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

from contributions.ctml_forms import ReturnForm, WhoseForm
from contributions.models import CtmlLine, CtmlReturn, RemittanceState, ReturnState
from contributions.services import ctml, ctml_returns
from contributions.work_lists import CountedList, Work, work
from members.ledger import days, money

PERMISSION = "contributions.change_ctmlline"


def waiting(queryset: QuerySet[CtmlLine]) -> QuerySet[CtmlLine]:
    """Lines that are paid and nobody's yet."""
    return queryset.filter(
        member__isnull=True, returned_on__isnull=True, remittance__state=RemittanceState.POSTED
    )


class Waiting(admin.SimpleListFilter):
    title = gettext_lazy("status")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("yes", gettext_lazy("Waiting")),
            ("no", gettext_lazy("Credited")),
            ("returned", gettext_lazy("Returned to the employer")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[CtmlLine]) -> QuerySet[CtmlLine]:
        if self.value() == "yes":
            return waiting(queryset).order_by("remittance__credited_on", "pk")
        if self.value() == "returned":
            return queryset.filter(returned_on__isnull=False)
        if self.value() == "no":
            return queryset.filter(member__isnull=False)
        return queryset


@admin.register(CtmlLine)
class CtmlLineAdmin(CountedList):
    list_display = ("remittance", "line_no", "employer", "amount", "reason", "age", "credited_on")
    list_filter = (Waiting, "reason")
    search_fields = ("=remittance__reference", "remittance__employer__name")
    list_select_related = ("remittance__employer",)
    show_full_result_count = False

    def work(self) -> Sequence[Work]:
        rows = CtmlLine.objects
        return [
            work(
                gettext_lazy("Nobody's yet"),
                waiting(rows.all()),
                "remittance__credited_on",
                "waiting=yes",
            ),
            work(
                gettext_lazy("To be returned, by a second officer"),
                rows.filter(returns__state=ReturnState.PROPOSED),
                "returns__proposed_at",
                "waiting=yes",
            ),
        ]

    @admin.display(description=gettext_lazy("employer"))
    def employer(self, line: CtmlLine) -> str:
        return str(line.remittance.employer)

    @admin.display(description=gettext_lazy("amount"))
    def amount(self, line: CtmlLine) -> str:
        return money.ringgit(line.total_sen)

    @admin.display(description=gettext_lazy("age in days"))
    def age(self, line: CtmlLine) -> str:
        since = line.remittance.credited_on
        is_done = line.member_id or line.returned_on or since is None
        return "" if is_done or since is None else str((days.today() - since).days)

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
            and line.returned_on is None
            and line.remittance.state == RemittanceState.POSTED
        )
        returns = "return" in request.POST
        form = WhoseForm(None if returns else request.POST or None) if may else None
        return_form = ReturnForm(request.POST if returns else None) if may else None
        asked = line.returns.filter(state=ReturnState.PROPOSED).first()
        if request.method == "POST":
            if form is None or return_form is None:
                raise PermissionDenied
            if returns:
                if asked is not None or return_form.is_valid():
                    self._return(request, line, asked, return_form)
                    return redirect(reverse("admin:contributions_ctmlline_change", args=[line.pk]))
            elif form.is_valid() and self._resolve(request, line, form):
                return redirect(reverse("admin:contributions_ctmlline_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Row %(row)s of %(reference)s")
            % {"row": line.line_no, "reference": line.remittance.reference},
            "opts": self.model._meta,
            "line": line,
            "form": form,
            "return_form": return_form,
            "asked": asked,
            "is_own": asked is not None and asked.proposed_by_id == request.user.pk,
            "returns": list(line.returns.select_related("proposed_by", "decided_by")),
        }
        return TemplateResponse(request, "admin/contributions/ctml_line.html", context)

    def _return(
        self, request: HttpRequest, line: CtmlLine, asked: CtmlReturn | None, form: ReturnForm
    ) -> None:
        """Ask for the return, or decide what another officer asked for."""
        who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
        try:
            if asked is None:
                reason = form.cleaned_data["reason"]
                ctml_returns.propose(line_id=line.pk, reason=reason, **who)
                messages.success(request, _("Another officer decides it now"))
            elif "refuse" in request.POST:
                ctml_returns.refuse(return_id=asked.pk, **who)
                messages.success(request, _("The line stays where it is"))
            else:
                ctml_returns.confirm(return_id=asked.pk, **who)
                messages.success(request, _("The money is in the employer's suspense"))
        except ctml_returns.OwnProposal:
            messages.warning(request, _("Another officer must decide what you asked for"))
        except (ctml_returns.AlreadyAsked, ctml_returns.AlreadyDecided, ctml.AlreadyCredited):
            messages.warning(request, _("Somebody has decided this since you opened the page"))

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
            messages.info(request, _("This line has been credited or returned"))
            return True
        else:
            messages.success(request, _("The contribution was credited to the member"))
            return True
        return False
