"""The first page: a member's summary, an employer's, the console's door, or the way in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from members.models.user import Role


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Choose the page by role."""
    user = request.user
    if not user.is_authenticated:
        return render(request, "portal/landing.html")
    if user.role == Role.STAFF:
        return redirect("admin:index")
    return render(request, "portal/landing.html")
