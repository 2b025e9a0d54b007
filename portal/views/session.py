"""Stay logged in: the page asks, the server decides; the absolute limit is not moved by this."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST


@require_POST
def extend(request: HttpRequest) -> HttpResponse:
    """Count as activity. Answers JSON to the script and a redirect home to a plain form."""
    request.session.modified = True
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"seconds": request.session.get_expiry_age()})
    return redirect("portal:home")
