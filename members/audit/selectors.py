"""Reads of the audit trail. A member sees the events of their own record, in words."""

from __future__ import annotations

from django.db.models import QuerySet

from . import actions
from .models import AuditEvent


def of_member(member_id: int) -> QuerySet[AuditEvent]:
    """What the member may see, newest first."""
    return AuditEvent.objects.filter(
        member_id=member_id, action__in=actions.SHOWN_TO_MEMBERS
    ).order_by("-at", "-pk")
