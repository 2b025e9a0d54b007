"""Who may open an employer's page: a login with the employer role that acts for an employer."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from contributions import selectors
from members.access import View, role_required
from members.models import Role


def employer_required(view: View) -> View:
    """Sets `request.acting`, the EmployerUser with its employer; 403 for a login without one."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        acting = selectors.employer_user(int(request.user.pk or 0))
        if acting is None:
            raise PermissionDenied
        request.acting = acting  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return role_required(Role.EMPLOYER)(guarded)
