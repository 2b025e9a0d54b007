"""Asks a service outside over HTTPS: JSON goes there, a short answer comes back.

No redirect is followed: where a token and a person's numbers go is said by a setting alone.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Mapping
from typing import Any


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def post(
    url: str, body: Mapping[str, str], *, token: str, timeout_seconds: float, most: int = 4096
) -> bytes:
    """The first `most` bytes of the answer. Raises OSError for no answer, a refusal or a redirect,
    and ValueError for an address that is not https.
    """
    if not url.startswith("https://"):
        raise ValueError("only https")
    request = urllib.request.Request(  # noqa: S310 the address was checked to be https
        url,
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        method="POST",
    )
    with urllib.request.build_opener(_NoRedirect).open(request, timeout=timeout_seconds) as answer:
        read: bytes = answer.read(most)
    return read
