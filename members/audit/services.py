"""The only writer of audit events: each is written in the caller's transaction, with its act."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict

from members.models import User
from members.rules import device as device_rules

from . import actions
from .models import AuditEvent


class UnknownAction(LookupError):
    """The action is not declared in members/audit/actions.py."""


def record(
    action: str,
    *,
    by: User | None,
    at: datetime,
    member_id: int | None = None,
    employer_id: int | None = None,
    entity: str = "",
    entity_id: str = "",
    detail: dict[str, Any] | None = None,
    address: str = "",
    device: str = "",
    role: str = "",
) -> AuditEvent:
    """Write one event. `by` None means the system. Raises UnknownAction.

    `device` may be a whole user agent: only browser and system are kept.
    """
    if action not in actions.ACTIONS:
        raise UnknownAction(action)
    return AuditEvent.objects.create(
        at=at,
        action=action,
        actor_id=by.pk if by else None,
        actor_role=role or (by.role if by else "SYSTEM"),
        actor_label=str(by)[:120] if by else "",
        member_id=member_id,
        employer_id=employer_id,
        entity=entity,
        entity_id=str(entity_id)[:64],
        address=address[:45],
        device=device_rules.describe(device),
        detail=detail or {},
    )


class Origin(TypedDict):
    """Where a request came from."""

    address: str
    device: str


def origin(request: Any) -> Origin:
    """The address and device of a request, to be passed on to `record`."""
    meta = request.META
    return {
        "address": getattr(request, "client_address", "") or meta.get("REMOTE_ADDR", ""),
        "device": meta.get("HTTP_USER_AGENT", "")[:400],
    }
