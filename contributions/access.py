"""Who may open an employer's page: a login with the employer role that acts for an employer."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from contributions import selectors
from contributions.rules import roles
from members.access import View, role_required
from members.models import Role


def employer_required(view: View) -> View:
    """Sets `request.acting`, the EmployerUser with its employer; 403 for a login without one."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        acting = getattr(request, "acting", None) or selectors.employer_user(
            int(request.user.pk or 0)
        )
        if acting is None:
            raise PermissionDenied
        request.acting = acting  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return role_required(Role.EMPLOYER)(guarded)


def acting_may(act: str) -> Callable[[View], View]:
    """As `employer_required`, and 403 for a role that may not do the act (contributions/rules/roles)."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not roles.may(request.acting.role, act):  # type: ignore[attr-defined]
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return employer_required(guarded)

    return wrap
