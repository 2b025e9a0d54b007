"""The owner's own switch: nobody logs in with this account until an officer has seen who they are.

It works at once: every session ends, every code and link is void. Only staff open it again
(sign_in.unlock), with a reason.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from members.audit import services as audit
from members.models import PasswordReset, User
from members.tac import services as tac

from . import notices


@transaction.atomic
def freeze(*, user: User, by: User | None, at: datetime, address: str, device: str) -> None:
    """Lock the account now. `by` None: a code to the owner's phone asked for it."""
    User.objects.filter(pk=user.pk, frozen_at__isnull=True).update(frozen_at=at)
    user.frozen_at = at
    tac.void_all(user=user, at=at)
    PasswordReset.objects.filter(user=user, used_at__isnull=True, voided_at__isnull=True).update(
        voided_at=at
    )
    audit.record(
        "account.frozen",
        by=by,
        at=at,
        member_id=user.own_member_id,
        entity="user",
        entity_id=str(user.pk),
        role="" if by else "UNKNOWN",
        address=address,
        device=device,
    )
    notices.tell(user=user, about="account.frozen", at=at)
