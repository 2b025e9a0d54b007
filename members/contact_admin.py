"""The counter in the console: a contact entered by one officer, approved by another."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.audit import services as audit
from members.console import LooksAreKept, ReadOnlyAdmin
from members.forms.contacts import CounterChangeForm
from members.models import ChangeKind, ChangeWay, ProfileChange, Role, User
from members.services import counter_changes, profile_changes

LIST = "admin:members_profilechange_changelist"


@admin.register(ProfileChange)
class ProfileChangeAdmin(LooksAreKept, ReadOnlyAdmin):
    """Changes at a counter and on-line; what they change to is shown masked."""

    list_display = ("user", "kind", "shown", "way", "asked_at", "entered_by", "standing")
    list_filter = ("way", "kind")
    list_select_related = ("user", "entered_by")
    ordering = ("-asked_at",)
    fields = (
        "user",
        "kind",
        "shown",
        "way",
        "asked_at",
        "entered_by",
        "reason",
        "decided_by",
        "done_at",
        "voided_at",
    )
    change_form_template = "admin/members/contact_record.html"

    def member_of(self, obj: ProfileChange) -> int | None:
        return obj.user.own_member_id

    @admin.display(description=gettext_lazy("status"))
    def standing(self, change: ProfileChange) -> str:
        if change.done_at is not None:
            return _("Done")
        if change.voided_at is not None or change.expires_at <= timezone.now():
            return _("Not done")
        return _("Waits for a second officer") if change.entered_by_id else _("Waits for codes")

    def get_urls(self) -> list[Any]:
        site, name = self.admin_site.admin_view, "members_profilechange"
        return [
            path("enter/<int:user_id>/", site(self.enter), name=f"{name}_enter"),
            path("<uuid:pk>/decide/", site(self.decide), name=f"{name}_decide"),
            *super().get_urls(),
        ]

    def enter(self, request: HttpRequest, user_id: int) -> HttpResponse:
        """The first officer's page."""
        self._must(request)
        user = get_object_or_404(User, pk=user_id, role=Role.MEMBER)
        form = CounterChangeForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            facts = form.cleaned_data
            try:
                counter_changes.enter(
                    user=user,
                    kind=ChangeKind(facts["kind"]),
                    value=facts["value"],
                    reason=facts["reason"],
                    by=request.user,  # type: ignore[arg-type]
                    at=timezone.now(),
                    **audit.origin(request),
                )
            except profile_changes.NotChanged:
                form.add_error("value", _("This is the one we have on record already"))
            except counter_changes.AlreadyWaiting:
                form.add_error(None, _("Another change of this contact waits for a second officer"))
            except counter_changes.NotAllowed:
                raise PermissionDenied from None
            else:
                messages.success(request, _("Entered. Another officer must approve it."))
                return redirect(LIST)
        return self._page(
            request, "enter", title=_("Change a contact at the counter"), form=form, login=user
        )

    def decide(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        """The second officer's page."""
        self._must(request)
        change = get_object_or_404(
            ProfileChange.objects.select_related("user", "entered_by"),
            pk=pk,
            way=ChangeWay.COUNTER,
        )
        if request.method == "POST":
            verb = counter_changes.approve if "approve" in request.POST else counter_changes.refuse
            try:
                verb(
                    change_id=pk,
                    by=request.user,  # type: ignore[arg-type]
                    at=timezone.now(),
                    **audit.origin(request),
                )
            except counter_changes.NotAllowed:
                messages.error(request, _("Another officer must approve what you entered"))
            except counter_changes.AlreadyDecided:
                messages.warning(request, _("It was decided already"))
            else:
                done = "approve" in request.POST
                messages.success(request, _("The contact is changed.") if done else _("Refused"))
            return redirect(LIST)
        own = change.entered_by_id == request.user.pk
        return self._page(
            request, "decide", title=_("Decide on a change of contact"), change=change, own=own
        )

    def _must(self, request: HttpRequest) -> None:
        if not request.user.has_perm(counter_changes.PERMISSION):
            raise PermissionDenied

    def _page(self, request: HttpRequest, name: str, **context: Any) -> HttpResponse:
        return TemplateResponse(
            request,
            f"admin/members/contact_{name}.html",
            {**self.admin_site.each_context(request), "opts": self.model._meta, **context},
        )
