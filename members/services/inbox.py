"""What a member does with their notices: reads them, and says how they want to hear of the next."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from members.audit import services as audit
from members.models import Member, Notice, User


def read(*, member: Member, notice_id: uuid.UUID, at: datetime) -> Notice | None:
    """One of the member's own notices, read from now on; None when it is none of theirs."""
    notice = Notice.objects.filter(member=member, pk=notice_id).first()
    if notice is not None and notice.read_at is None:
        Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=at)
        notice.read_at = at
    return notice


def read_all(*, member: Member, at: datetime) -> int:
    """Every notice of the member is read; answers how many were not."""
    return Notice.objects.filter(member=member, read_at__isnull=True).update(read_at=at)


def set_ways(
    *, user: User, email: bool, sms: bool, by: User, at: datetime, address: str, device: str
) -> None:
    """By which ways the person hears of what is not about security. The inbox is always one."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(email_notices=email, sms_notices=sms)
        audit.record(
            "notices.chosen",
            by=by,
            at=at,
            member_id=user.own_member_id,
            entity="user",
            entity_id=str(user.pk),
            detail={"email": email, "sms": sms},
            address=address,
            device=device,
        )
    user.email_notices, user.sms_notices = email, sms
