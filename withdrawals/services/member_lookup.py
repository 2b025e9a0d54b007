"""How staff find a member: by one exact number, never by part of one, and the member can read of it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from members.audit import services as audit
from members.models import Member, User


def find(
    *, number: str, by: User, at: datetime, address: str = "", device: str = ""
) -> Member | None:
    """The member with this KWSP, identity card or passport number; None for nobody, or for oneself.

    `number` without blanks and dashes.
    """
    bare = number.upper()
    member = Member.objects.filter(Q(member_no=bare) | Q(ic_no=bare)).first()
    if member is None or member.pk == by.member_id:
        return None
    audit.record(
        "staff.viewed_member",
        by=by,
        at=at,
        member_id=member.pk,
        entity="member",
        entity_id=str(member.pk),
        address=address,
        device=device,
    )
    return member
