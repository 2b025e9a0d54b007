"""Where a page leads afterwards: only to an address of ours, never one that somebody sent along."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 500


def safe(request: HttpRequest, address: str | None) -> str:
    """`address` when it is a path of this site, else an empty string."""
    if not address or len(address) > LONGEST or not address.startswith("/"):
        return ""
    allowed = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if allowed and "\\" not in address and "\x00" not in address else ""
