"""Restrictions and relatives, as staff record them: a list, one page to propose, one to confirm.

Nothing is edited or deleted; every button is one verb of services/restrictions.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from members.audit import services as audit
from members.console import ReadOnlyAdmin, reads_everything
from members.ledger import days
from members.models import Member
from withdrawals import standing
from withdrawals.admin.readable import officer
from withdrawals.models import Relative, Restriction
from withdrawals.services import member_lookup, restrictions
from withdrawals.staff_forms import EndForm, MemberNumberForm, RelativeForm, RestrictionForm

LIST = "admin:withdrawals_restriction_changelist"
ONE = "admin:withdrawals_restriction_detail"
RELATIVES = "admin:withdrawals_relative_changelist"


def found_member(request: HttpRequest, form: MemberNumberForm) -> Member | None:
    """The member whose number was typed; the form says so when there is none."""
    member = member_lookup.find(
        number=form.cleaned_data["number"],
        by=officer(request),
        at=timezone.now(),
        **audit.origin(request),
    )
    if member is None:
        form.add_error("number", _("No member has this number, or it is your own"))
    return member


class Console(ReadOnlyAdmin):
    """Our own pages in the console's frame."""

    def _page(self, request: HttpRequest, name: str, **context: Any) -> HttpResponse:
        return TemplateResponse(
            request,
            f"admin/withdrawals/{name}.html",
            {**self.admin_site.each_context(request), "opts": self.model._meta, **context},
        )


@admin.register(Restriction)
class RestrictionAdmin(Console):
    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        user = request.user
        works_on_them = user.has_perm(restrictions.PROPOSE) or user.has_perm(restrictions.CONFIRM)
        return works_on_them or reads_everything(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_urls(self) -> list[Any]:
        site, name = self.admin_site.admin_view, "withdrawals_restriction"
        return [
            path("propose/", site(self.propose), name=f"{name}_propose"),
            path("<int:pk>/", site(self.detail), name=f"{name}_detail"),
            path("<int:pk>/confirm/", site(self.confirm), name=f"{name}_confirm"),
            path("<int:pk>/dismiss/", site(self.dismiss), name=f"{name}_dismiss"),
            path("<int:pk>/end/", site(self.end), name=f"{name}_end"),
            path("<int:pk>/confirm-end/", site(self.confirm_end), name=f"{name}_confirm_end"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self._must(request)
        rows = Restriction.objects.select_related("member", "proposed_by", "end_proposed_by")
        today = days.today()
        return self._page(
            request,
            "restriction_list",
            title=_("Restrictions"),
            waiting=[row for row in rows.filter(ended_at=None, dismissed_at=None) if row.waits_for],
            in_force=standing.restricted(today).select_related("member")[:200],
            may_propose=request.user.has_perm(restrictions.PROPOSE),
        )

    def propose(self, request: HttpRequest) -> HttpResponse:
        """The first officer's page."""
        if not request.user.has_perm(restrictions.PROPOSE):
            raise PermissionDenied
        form = RestrictionForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            member = found_member(request, form)
            if member is not None:
                facts = form.cleaned_data
                try:
                    made = restrictions.propose(
                        member_id=member.pk,
                        kind=facts["kind"],
                        type_code=facts["type_code"],
                        occurred_on=facts["occurred_on"],
                        source=facts["source"],
                        by=officer(request),
                        at=timezone.now(),
                    )
                except restrictions.BadDay:
                    form.add_error("occurred_on", _("The day must be today or before"))
                except restrictions.AlreadyOpen:
                    form.add_error("kind", _("This is recorded already and has not ended"))
                except restrictions.NotAllowed:
                    raise PermissionDenied from None
                else:
                    messages.success(request, _("Recorded. Another officer must confirm it."))
                    return redirect(ONE, made.pk)
        return self._page(
            request, "restriction_propose", title=_("Record a restriction"), form=form
        )

    def detail(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One restriction, and what the person who looks may do about it."""
        self._must(request)
        found = self._one(pk)
        by = officer(request)
        first = found.end_proposed_by_id if found.waits_for == "END" else found.proposed_by_id
        return self._page(
            request,
            "restriction_detail",
            title=found.get_kind_display(),
            found=found,
            may_confirm=bool(found.waits_for)
            and by.has_perm(restrictions.CONFIRM)
            and first != by.pk,
            is_first=bool(found.waits_for) and first == by.pk,
            may_dismiss=found.waits_for == "CONFIRM"
            and (first == by.pk or by.has_perm(restrictions.CONFIRM)),
            may_end=found.confirmed_at is not None
            and found.end_proposed_at is None
            and by.has_perm(restrictions.PROPOSE),
        )

    def confirm(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._verb(request, pk, restrictions.confirm, _("Confirmed. It is in force now."))

    def dismiss(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._verb(request, pk, restrictions.dismiss, _("Dropped. Nothing is restricted."))

    def confirm_end(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._verb(request, pk, restrictions.end, _("Confirmed. The restriction has ended."))

    def end(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The first officer of two says that it is over."""
        if not request.user.has_perm(restrictions.PROPOSE):
            raise PermissionDenied
        found = self._one(pk)
        form = EndForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                restrictions.propose_end(
                    restriction_id=pk,
                    on=form.cleaned_data["on"],
                    source=form.cleaned_data["source"],
                    by=officer(request),
                    at=timezone.now(),
                )
            except restrictions.BadDay:
                form.add_error("on", _("The day must not lie ahead, nor before the document's"))
            except restrictions.NotNow:
                messages.warning(request, _("This was decided already"))
                return redirect(ONE, pk)
            except restrictions.NotAllowed:
                raise PermissionDenied from None
            else:
                messages.success(request, _("Recorded. Another officer must confirm it."))
                return redirect(ONE, pk)
        return self._page(
            request, "restriction_end", title=_("End a restriction"), form=form, found=found
        )

    def _verb(
        self, request: HttpRequest, pk: int, verb: Callable[..., Restriction], said: str
    ) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        get_object_or_404(Restriction, pk=pk)
        try:
            verb(restriction_id=pk, by=officer(request), at=timezone.now())
        except restrictions.SecondOfficerNeeded:
            messages.error(request, _("You recorded this. Another officer must confirm it."))
        except restrictions.NotAllowed:
            raise PermissionDenied from None
        except restrictions.NotNow:
            messages.warning(request, _("This was decided already"))
        else:
            messages.success(request, said)
        return redirect(ONE, pk)

    def _must(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _one(self, pk: int) -> Restriction:
        people = ("member", "proposed_by", "confirmed_by", "end_proposed_by", "ended_by")
        return get_object_or_404(Restriction.objects.select_related(*people), pk=pk)


@admin.register(Relative)
class RelativeAdmin(Console):
    """Every officer declares their own; who may confirm sees all, and ends a wrong one."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def get_urls(self) -> list[Any]:
        site = self.admin_site.admin_view
        return [
            path("<int:pk>/end/", site(self.end), name="withdrawals_relative_end"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """My relatives, a form for one more, and for a supervisor everybody's."""
        by = officer(request)
        form = RelativeForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            member = found_member(request, form)
            if member is not None:
                try:
                    restrictions.declare_relative(
                        member_id=member.pk,
                        relation=form.cleaned_data["relation"],
                        by=by,
                        at=timezone.now(),
                    )
                except restrictions.AlreadyOpen:
                    form.add_error("number", _("You have declared this member already"))
                except restrictions.NotAllowed:
                    raise PermissionDenied from None
                else:
                    messages.success(
                        request, _("Declared. You no longer see or decide their applications.")
                    )
                    return redirect(RELATIVES)
        rows = Relative.objects.filter(ended_at__isnull=True).select_related("member", "officer")
        may_end = by.has_perm(restrictions.CONFIRM)
        return self._page(
            request,
            "relative_list",
            title=_("Relatives of officers"),
            form=form,
            mine=rows.filter(officer=by),
            others=rows.exclude(officer=by)[:200] if may_end or reads_everything(request) else (),
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return redirect(RELATIVES)

    def end(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Another officer ends a declaration that was wrong."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        get_object_or_404(Relative, pk=pk)
        try:
            restrictions.end_relative(relative_id=pk, by=officer(request), at=timezone.now())
        except restrictions.NotAllowed:
            raise PermissionDenied from None
        except restrictions.NotNow:
            messages.warning(request, _("This was decided already"))
        else:
            messages.success(request, _("The declaration is ended."))
        return redirect(RELATIVES)
