"""What a person changes about their own login."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from members.audit import services as audit
from members.models import User


def set_language(
    *, user: User, language: str, by: User, at: datetime, address: str = "", device: str = ""
) -> None:
    """The language of pages and messages, `ms` or `en`."""
    if language not in {"ms", "en"}:
        raise ValueError(language)
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(language=language)
        audit.record(
            "language.changed",
            by=by,
            at=at,
            member_id=user.own_member_id,
            entity="user",
            entity_id=str(user.pk),
            detail={"language": language},
            address=address,
            device=device,
        )
    user.language = language
