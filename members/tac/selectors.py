"""Reads of codes for a page: when it ends, when another may be asked for. Never the code."""

from __future__ import annotations

import uuid
from datetime import datetime

from members.models import User

from . import rules
from .models import TacChallenge


def live(*, challenge_id: uuid.UUID | str, user: User, at: datetime) -> TacChallenge | None:
    """The person's own challenge while it can still be used, else None."""
    try:
        identifier = uuid.UUID(str(challenge_id))
    except ValueError:
        return None
    return TacChallenge.objects.filter(
        pk=identifier,
        user_id=user.pk,
        used_at__isnull=True,
        voided_at__isnull=True,
        tries_left__gt=0,
        expires_at__gt=at,
    ).first()


def resend_opens_at(challenge: TacChallenge) -> datetime:
    """When the next code may be asked for, as far as the pause between two codes goes."""
    return challenge.issued_at + rules.SENDING[0][1]


def newest(*, user_id: int, purpose: str) -> TacChallenge | None:
    """The person's last code for a purpose, used up or not; 0 is nobody."""
    found = TacChallenge.objects.filter(user_id=user_id, purpose=purpose)
    return found.order_by("-issued_at").first()
