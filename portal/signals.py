"""What the door remembers at log-in: when this login was last used before.

Connected before Django's own receiver, which overwrites `last_login`.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from members.models import User

SIGNED_IN_BEFORE = "signed_in_before"


def remember_last_login(
    sender: Any, request: HttpRequest | None, user: User, **kwargs: Any
) -> None:
    """Keep the time (ISO 8601, empty for the first log-in) in the session."""
    if request is not None:
        before = user.last_login
        request.session[SIGNED_IN_BEFORE] = before.isoformat() if before else ""
