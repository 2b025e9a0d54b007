"""Who may open a page. A member's page is always about the member who is logged in, never a number
in the address.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from members.models import Member, Role, User

View = Callable[..., HttpResponse]


class MemberRequest(HttpRequest):
    """What a view behind `member_required` gets; for type hints only."""

    user: User
    member: Member


def role_required(*roles: str) -> Callable[[View], View]:
    """Only logins with one of `roles`; others get 403, and who is not logged in the log-in page."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if request.user.role not in roles:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def member_required(view: View) -> View:
    """Only a member's own login; sets `request.member`."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.member = request.user.member  # type: ignore[attr-defined,union-attr]
        return view(request, *args, **kwargs)

    return role_required(Role.MEMBER)(guarded)
