"""A new phone or e-mail at a counter: one officer sees the person and enters it, another approves.

Neither may be the person whose login it is, in their other role. The old contact is told at once when
it is entered, so that the owner can object, and the waits are those of a change on-line.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from members.audit import services as audit
from members.gateways import vault
from members.models import ChangeKind, ChangeWay, ProfileChange, Role, User
from members.rules.text import Text

from . import change_effects, notices, profile_changes

PERMISSION = "members.register_contact"
LIFE = timedelta(days=7)

_WHAT = {
    ChangeKind.EMAIL: Text("e-mel", "email"),
    ChangeKind.PHONE: Text("nombor telefon", "phone number"),
}


class NotAllowed(Exception):
    """The officer has no such right, entered it, or is the person themselves."""


class AlreadyDecided(Exception):
    """The change is done, was refused, or is too old."""


class AlreadyWaiting(Exception):
    """Another change of the same contact waits at the counter."""


@transaction.atomic
def enter(
    *,
    user: User,
    kind: ChangeKind,
    value: str,
    reason: str,
    by: User,
    at: datetime,
    address: str = "",
    device: str = "",
) -> ProfileChange:
    """The first officer's part. `value` is in its one spelling (rules/contacts.py).

    Raises NotAllowed, profile_changes.NotChanged, AlreadyWaiting, and ValueError without a reason.
    """
    _must(by, user)
    if not reason.strip():
        raise ValueError("how identity was checked must be said")
    if value == (user.phone if kind == ChangeKind.PHONE else user.email):
        raise profile_changes.NotChanged
    _open(user, kind).filter(way=ChangeWay.ONLINE).update(voided_at=at)
    _open(user, kind).filter(expires_at__lte=at).update(voided_at=at)
    target = {"value": value}
    try:
        with transaction.atomic():
            change = ProfileChange.objects.create(
                user=user,
                kind=kind,
                way=ChangeWay.COUNTER,
                target_encrypted=vault.encrypt(profile_changes.sealed(target)),
                target_digest=profile_changes.target_digest(kind, value),
                shown=profile_changes.shown_value(kind, value),
                asked_at=at,
                expires_at=at + LIFE,
                entered_by=by,
                reason=reason.strip()[:200],
            )
    except IntegrityError as error:
        if "one_open_change_per_user_and_kind" in str(error):
            raise AlreadyWaiting from error
        raise
    _record("contact_change.entered", change, by, at, address, device)
    notices.tell(
        user=user,
        about="contact_change.entered",
        at=at,
        key=f"change:{change.pk}:entered",
        what=_WHAT[kind],
        new=change.shown,
    )
    return change


@transaction.atomic
def approve(
    *, change_id: uuid.UUID, by: User, at: datetime, address: str = "", device: str = ""
) -> ProfileChange:
    """The second officer's part: the contact is changed. Raises NotAllowed, AlreadyDecided."""
    change = _waiting(change_id, by, at)
    if change.entered_by_id == by.pk:
        raise NotAllowed
    change.decided_by = by
    change.done_at = at
    change.save(update_fields=["decided_by", "done_at"])
    change_effects.apply(
        change=change,
        target=profile_changes.target_of(change),
        by=by,
        at=at,
        address=address,
        device=device,
    )
    return change


@transaction.atomic
def refuse(
    *, change_id: uuid.UUID, by: User, at: datetime, address: str = "", device: str = ""
) -> ProfileChange:
    """Leave the contact as it is; also by who entered it. Raises NotAllowed, AlreadyDecided."""
    change = _waiting(change_id, by, at)
    change.decided_by = by
    change.voided_at = at
    change.save(update_fields=["decided_by", "voided_at"])
    _record("contact_change.refused", change, by, at, address, device)
    notices.tell(
        user=change.user,
        about="contact_change.refused",
        at=at,
        key=f"refused:{change.pk}",
        what=_WHAT[ChangeKind(change.kind)],
    )
    return change


def _must(by: User, user: User) -> None:
    own = by.member_id is not None and by.member_id == user.member_id
    if not by.has_perm(PERMISSION) or own or by.pk == user.pk or user.role != Role.MEMBER:
        raise NotAllowed


def _waiting(change_id: uuid.UUID, by: User, at: datetime) -> ProfileChange:
    change = (
        ProfileChange.objects.select_for_update(of=("self",))
        .select_related("user")
        .get(pk=change_id, way=ChangeWay.COUNTER)
    )
    _must(by, change.user)
    if not change.is_open or at >= change.expires_at:
        raise AlreadyDecided
    return change


def _open(user: User, kind: ChangeKind) -> QuerySet[ProfileChange]:
    return ProfileChange.objects.filter(
        user=user, kind=kind, done_at__isnull=True, voided_at__isnull=True
    )


def _record(
    action: str, change: ProfileChange, by: User, at: datetime, address: str, device: str
) -> None:
    what = _WHAT[ChangeKind(change.kind)]
    audit.record(
        action,
        by=by,
        at=at,
        member_id=change.user.own_member_id,
        entity="profile_change",
        entity_id=str(change.pk),
        detail={
            "what_ms": what.ms,
            "what_en": what.en,
            "new": change.shown,
            "reason": change.reason,
        },
        address=address,
        device=device,
    )
