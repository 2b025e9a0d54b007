"""The staff console: Django's admin with our name, our order, and one door in.

Log-in, log-out and the password go through the portal's own pages, so that lockout and CAPTCHA hold
here too. No page opens without the second step of the log-in.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.auth import REDIRECT_FIELD_NAME, get_user_model
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from members.console import ReadOnlyAdmin

# What staff come for stands first; what they rarely need stands last.
APP_ORDER = (
    "withdrawals",
    "contributions",
    "members",
    "statements",
    "ledger",
    "audit",
    "work",
    "tac",
    "sandbox",
    "auth",
)


class GroupsAsTheyAre(ReadOnlyAdmin):
    """Who is in a group. What a group may is in members/services/staff_groups.py, and tested."""

    ordering = ("name",)
    fields = ("name", "people")

    @admin.display(description=_("people in it"))
    def people(self, group: Group) -> str:
        """Their names; who may not log in any more is left out."""
        found = get_user_model().objects.filter(groups=group, is_active=True)
        return ", ".join(str(user) for user in found.order_by("display_name")) or "–"


class StaffSite(admin.AdminSite):
    """Named by portal.apps.StaffAdminConfig; apps register on it without knowing it."""

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """As Django's; a filter with a year that no date can hold leads back to the whole list."""

        @wraps(view)
        def careful(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            try:
                return view(request, *args, **kwargs)
            except OverflowError:
                if request.method != "GET" or not request.GET:
                    raise
                return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")

        return super().admin_view(careful, cacheable)

    site_header = _("Teduh staff console")
    site_title = _("Teduh staff console")
    index_title = _("Work")
    site_url = None
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, *args: Any, **options: Any) -> None:
        """Devices are not for looking at: services add and remove them, with a reason.

        Groups are for looking alone: what a role may is written in the code, and tested.
        """
        many = model_or_iterable if isinstance(model_or_iterable, Iterable) else [model_or_iterable]
        for model in many:
            if model is Group:
                super().register(model, GroupsAsTheyAre)
            elif model._meta.app_label != "django_otp_webauthn":
                super().register(model, *args, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Active staff who have proved a second thing in this session."""
        verified = getattr(request.user, "is_verified", None)
        return super().has_permission(request) and verified is not None and verified()

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The portal's page, which counts wrong tries."""
        return HttpResponseRedirect(reverse("members:password_change"))

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """To the portal's log-in page or its second step; a member gets 403."""
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index", current_app=self.name))
        if request.user.is_authenticated and not super().has_permission(request):
            raise PermissionDenied
        page = "members:second_factor" if request.user.is_authenticated else "members:sign_in"
        target = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        query = urlencode({REDIRECT_FIELD_NAME: target})
        return HttpResponseRedirect(f"{reverse(page)}?{query}")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Apps in APP_ORDER, the rest after them by name."""
        found = super().get_app_list(request, app_label)
        place = {label: number for number, label in enumerate(APP_ORDER)}
        return sorted(found, key=lambda app: (place.get(app["app_label"], 99), app["name"]))
