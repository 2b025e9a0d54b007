"""Devices on which somebody has logged in before, remembered in a signed cookie of the device.

A known device has its own count of wrong passwords, so that a stranger elsewhere cannot lock the
owner out of it. A new password makes every device a stranger again. The cookie names nobody.
"""

from __future__ import annotations

import hmac
import json
import secrets
import uuid
from datetime import datetime
from typing import Any

from django.core import signing
from django.urls import reverse

from members.gateways import vault
from members.models import User

from . import notices

LIFE_SECONDS = 365 * 24 * 3600
MOST_PEOPLE = 5
TOPIC = "members.new_device"
_SALT = "members.device"


def mark(cookie: str, user: User | None) -> str:
    """What this person's tries on this device are counted by; empty for a stranger."""
    kept = _read(cookie)
    if kept is None or user is None:
        return ""
    own = _mark(kept["device"], user)
    found = [each for each in kept["people"] if hmac.compare_digest(str(each), own)]
    return own if found else ""


def note(user: User, *, device: str, at: datetime) -> dict[str, Any]:
    """What asks a worker to tell the owner of a log-in on a new device (queue.ASK_SQL); else nothing."""
    return {
        "task_topic": TOPIC,
        "task_key": uuid.uuid4().hex if user.on_new_device else "",
        "task_payload": json.dumps({"user": user.pk, "device": device, "at": at.isoformat()}),
        "task_at": at,
    }


def tell_owner(payload: dict[str, Any], *, at: datetime) -> None:
    """The worker's half: a notice of the log-in, at the time it happened."""
    user = User.objects.filter(pk=payload["user"], is_active=True).first()
    when = datetime.fromisoformat(payload["at"])
    if user is not None:
        notices.tell(
            user=user,
            about="sign_in.new_device",
            at=when,
            key=f"new_device:{when.timestamp():.0f}",
            link=reverse("members:activity") if user.own_member_id else "",
            device=payload["device"] or "–",
        )


def remember(cookie: str, user: User) -> str:
    """The cookie after a good log-in: this person is known here, with the last few others."""
    kept = _read(cookie) or {"device": secrets.token_urlsafe(16), "people": []}
    own = _mark(kept["device"], user)
    people = [own, *(each for each in kept["people"] if each != own)][:MOST_PEOPLE]
    return signing.dumps({"device": kept["device"], "people": people}, salt=_SALT)


def _mark(device: str, user: User) -> str:
    digest = vault.digest("device", device, str(user.pk), user.get_session_auth_hash())
    return digest[:16].hex()


def _read(cookie: str) -> dict[str, Any] | None:
    try:
        kept: dict[str, Any] = signing.loads(cookie, salt=_SALT, max_age=LIFE_SECONDS)
    except signing.BadSignature:
        return None
    return kept
