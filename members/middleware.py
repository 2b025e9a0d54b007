"""A session ends when nobody used it for a while, and after a fixed time however busy it was.

The server decides; a page that asks nothing of the server keeps no session alive. Limits by role
are in settings.SESSION_LIMITS, in seconds.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from members.audit import services as audit
from members.services import session_clock


class SessionLimitsMiddleware:
    """Stands after AuthenticationMiddleware and before anything that shows a person's own data."""

    WRITE_EVERY_SECONDS = 20

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        at = timezone.now()
        if session_clock.is_over(request.session, settings.SESSION_LIMITS[user.role], at):
            address = request.get_full_path() if request.method == "GET" else ""
            audit.record(
                "session.ended",
                by=user,
                at=at,
                member_id=user.own_member_id,
                **audit.origin(request),
            )
            logout(request)
            request.user = AnonymousUser()
            if address:
                session_clock.remember_where(request.session, address)
            return HttpResponseRedirect(reverse("members:session_ended"))
        session_clock.touch(request.session, at, every=self.WRITE_EVERY_SECONDS)
        return self.get_response(request)
