"""Codes on paper for the day the phone is lost: ten, each good once, shown once when they are made.

They open the second step of staff and nothing else. A new sheet makes the old one worthless.
"""

from __future__ import annotations

import base64
import secrets
from datetime import datetime

from django.db import transaction

from members.audit.services import Origin
from members.gateways import vault
from members.models import RecoveryCode, RecoverySheet, User

from . import notices, second_factor

HOW_MANY = 10
BYTES = 15  # 120 bits, 24 characters: no slow hash is needed for what cannot be guessed
LONGEST = 60


def make(*, user: User, at: datetime, origin: Origin) -> list[str]:
    """A new sheet; its codes in clear, for the only time."""
    codes = [_grouped(secrets.token_bytes(BYTES)) for _ in range(HOW_MANY)]
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        RecoverySheet.objects.filter(user=user).delete()
        sheet = RecoverySheet.objects.create(user=user, name="codes", confirmed=True, made_at=at)
        RecoveryCode.objects.bulk_create(
            RecoveryCode(sheet=sheet, digest=_digest(user, code)) for code in codes
        )
        second_factor.record("recovery_codes.made", user, at, origin)
        notices.tell(user=user, about="recovery_codes.made", at=at)
    return codes


def verify(*, user: User, code: str, at: datetime, origin: Origin) -> RecoverySheet | None:
    """The sheet, when an unused code of it is right; else None. The owner is told.

    To be called outside a transaction: the try stays counted. Raises second_factor.TooManyTries.
    """
    second_factor.count(user, at)
    with transaction.atomic():
        own = RecoveryCode.objects.filter(
            sheet__user=user, digest=_digest(user, code), used_at__isnull=True
        )
        right = own.update(used_at=at) == 1
        action = "recovery_codes.used" if right else "second_factor.failed"
        second_factor.record(action, user, at, origin)
        if right:
            notices.tell(user=user, about="recovery_codes.used", at=at)
    if not right:
        return None
    second_factor.forget(user)
    return RecoverySheet.objects.get(user=user)


def _grouped(code: bytes) -> str:
    text = base64.b32encode(code).decode()
    return "-".join(text[place : place + 4] for place in range(0, len(text), 4))


def _digest(user: User, code: str) -> bytes:
    typed = "".join(code.split()).replace("-", "").upper()
    return vault.digest("recovery_code", str(user.pk), typed)
