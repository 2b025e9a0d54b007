"""The portal's addresses and one more: the barest view that knows its session and its user."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def bare(request: HttpRequest) -> HttpResponse:
    """A session read, a user loaded, a few bytes."""
    return HttpResponse(f"{request.user.pk} {len(request.session.keys())}")


urlpatterns = [path("bench/bare/", bare, name="bench_bare"), path("", include("portal.urls"))]
handler500 = "portal.views.errors.server_error"
