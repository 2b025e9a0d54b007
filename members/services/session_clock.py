"""When a session began and was last used, kept in the session itself as whole seconds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

BEGAN = "session_began"
USED = "session_used"
NEXT = "sign_in_next"


@receiver(user_logged_in, dispatch_uid="members.session_clock")
def start(sender: Any, request: HttpRequest | None, **kwargs: Any) -> None:
    """Both clocks start at log-in, through whichever door."""
    if request is not None:
        now = int(timezone.now().timestamp())
        request.session[BEGAN] = now
        request.session[USED] = now


def is_over(session: SessionBase, limits: tuple[int, int], at: datetime) -> bool:
    """Whether the (idle, absolute) limits in seconds are passed at `at`. No clock: it is over."""
    now = int(at.timestamp())
    idle, absolute = limits
    began, used = session.get(BEGAN), session.get(USED)
    if not isinstance(began, int) or not isinstance(used, int):
        return True
    return now - used >= idle or now - began >= absolute


def touch(session: SessionBase, at: datetime, *, every: int) -> None:
    """The session was used; written at most once in `every` seconds."""
    now = int(at.timestamp())
    if now - session[USED] >= every:
        session[USED] = now


def ends_at(session: SessionBase, limits: tuple[int, int]) -> int:
    """The second (Unix time) at which the session ends if nobody uses it again."""
    return min(int(session[USED]) + limits[0], int(session[BEGAN]) + limits[1])


def remember_where(session: SessionBase, address: str) -> None:
    """Where to go after logging in; the caller made sure that the address is one of ours."""
    session[NEXT] = address[:500]
