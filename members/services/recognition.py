"""Which picture and phrase the password page shows: the member's own, or a stable false pair.

The false pair follows from the ID as typed and a secret key, so it stays the same from visit to
visit, and nobody without the key can tell it from a chosen one.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from members.audit import services as audit
from members.gateways import vault
from members.models import User
from members.rules import recognition
from members.rules.recognition import Sign

from . import notices, sign_in

OFFERED = 6


def sign(login_id: str) -> Sign:
    """What belongs to a normalised ID. The same work whoever it is."""
    user = sign_in.find(login_id)
    false = recognition.derived(vault.digest("sign_in.recognition", login_id))
    return own(user) or false if user is not None else false


def own(user: User) -> Sign | None:
    """What the person chose; None when nothing yet."""
    if not user.security_picture or not user.security_phrase:
        return None
    return Sign(user.security_picture, user.security_phrase)


def offers() -> list[str]:
    """A few phrases to choose from, new ones each time."""
    found: set[str] = set()
    while len(found) < OFFERED:
        found.add(recognition.phrase(secrets.randbelow(10**9)))
    return sorted(found)


def choose(
    *, user: User, picture: str, phrase: str, by: User, at: datetime, address: str, device: str
) -> None:
    """Keep a picture and a phrase, both from the stock. Raises ValueError for others."""
    if picture not in recognition.PICTURES or not recognition.is_phrase(phrase):
        raise ValueError("not from the stock")
    with transaction.atomic():
        user.security_picture, user.security_phrase = picture, phrase
        user.save(update_fields=["security_picture", "security_phrase"])
        audit.record(
            "security_picture.chosen",
            by=by,
            at=at,
            member_id=user.own_member_id,
            entity="user",
            entity_id=str(user.pk),
            address=address,
            device=device,
        )
        if user.is_active:
            notices.tell(user=user, about="security_picture.chosen", at=at)
