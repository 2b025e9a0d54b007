"""Where letters go. Money is not concerned, so nothing waits; both contacts are told."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from members.audit import services as audit
from members.models import Member, User

from . import notices

FIELDS = ("address", "postcode", "town", "state_code")


@transaction.atomic
def change(
    *,
    user: User,
    values: dict[str, str],
    by: User,
    at: datetime,
    origin_address: str,
    device: str,
) -> bool:
    """Write the correspondence address; false when it is the one on record."""
    assert user.own_member_id is not None
    member = Member.objects.select_for_update(no_key=True).get(pk=user.own_member_id)
    if all(getattr(member, name) == values[name] for name in FIELDS):
        return False
    for name in FIELDS:
        setattr(member, name, values[name])
    member.save(update_fields=list(FIELDS))
    audit.record(
        "address.changed",
        by=by,
        at=at,
        member_id=member.pk,
        entity="member",
        entity_id=str(member.pk),
        address=origin_address,
        device=device,
    )
    notices.tell(user=user, about="address.changed", at=at)
    return True
