"""What people see when something is wrong. Nothing here needs the database."""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse
from django.template import loader


def server_error(request: HttpRequest) -> HttpResponse:
    """500, with a reference that the log carries too (the request id)."""
    reference = getattr(request, "request_id", "") or secrets.token_hex(4)
    body = loader.get_template("500.html").render({"reference": reference})
    return HttpResponse(body, status=500)
