"""Where am I logged in, and the buttons that end it. For everybody, about themselves alone."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.audit import services as audit
from members.models import User
from members.services import open_sessions


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """This session first, then the others."""
    user = request.user
    assert isinstance(user, User)
    rows = open_sessions.of(user, current=request.session.session_key, at=timezone.now())
    return render(request, "members/sessions.html", {"rows": rows})


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one; 404 for what is not one's own."""
    user = request.user
    assert isinstance(user, User)
    done = open_sessions.end(user=user, pk=pk, by=user, at=timezone.now(), **audit.origin(request))
    if not done:
        raise Http404
    messages.success(request, _("The session has ended"))
    return redirect("members:sessions")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all but this."""
    user = request.user
    assert isinstance(user, User)
    open_sessions.end_others(
        user=user,
        current=request.session.session_key,
        by=user,
        at=timezone.now(),
        **audit.origin(request),
    )
    messages.success(request, _("All your other sessions have ended"))
    return redirect("members:sessions")
