"""What follows when a change of a contact or bank account is signed: the record, the waits, who is told.

In the caller's transaction, after the change's own row says who signed. The old contact is told, and
the new one; codes and links that went to the old one are void.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from members.audit import services as audit
from members.models import (
    BankAccount,
    BankAccountStatus,
    ChangeKind,
    ChangeWay,
    PasswordReset,
    ProfileChange,
    User,
)
from members.rules import cooling_off
from members.tac import services as tac

from . import bank_accounts, cooling, notices

_FIELDS = {ChangeKind.EMAIL: "email", ChangeKind.PHONE: "phone"}
_WAITS = {
    ChangeKind.EMAIL: cooling_off.EMAIL_CHANGED,
    ChangeKind.PHONE: cooling_off.PHONE_CHANGED,
}


def apply(
    *,
    change: ProfileChange,
    target: dict[str, Any],
    by: User,
    at: datetime,
    address: str,
    device: str,
) -> None:
    """Make the change. Raises bank_accounts.AlreadyAdded."""
    user = User.objects.select_for_update(no_key=True).get(pk=change.user_id)
    if change.kind == ChangeKind.BANK:
        _bank(change, user, target, by, at, address, device)
    else:
        _contact(change, user, str(target["value"]), by, at, address, device)


def _contact(
    change: ProfileChange,
    user: User,
    value: str,
    by: User,
    at: datetime,
    address: str,
    device: str,
) -> None:
    kind = ChangeKind(change.kind)
    member_id = user.own_member_id
    facts: dict[str, Any] = {"new": change.shown}
    if member_id is not None:
        facts["until"] = cooling.begin(_WAITS[kind], member_id=member_id, at=at)
    about = f"{_FIELDS[kind]}.changed"
    key = f"change:{change.pk}"
    notices.tell(user=user, about=about, at=at, key=key, **facts)
    setattr(user, _FIELDS[kind], value)
    user.save(update_fields=[_FIELDS[kind]])
    notices.tell_address(user=user, about=about, at=at, key=f"{key}:new", **facts)
    tac.void_all(user=user, at=at)
    PasswordReset.objects.filter(user=user, used_at__isnull=True, voided_at__isnull=True).update(
        voided_at=at
    )
    audit.record(
        about,
        by=by,
        at=at,
        member_id=member_id,
        entity="user",
        entity_id=str(user.pk),
        detail={
            "new": change.shown,
            "way": change.way,
            **({"change": str(change.pk)} if change.way == ChangeWay.COUNTER else {}),
        },
        address=address,
        device=device,
    )


def _bank(
    change: ProfileChange,
    user: User,
    target: dict[str, Any],
    by: User,
    at: datetime,
    address: str,
    device: str,
) -> None:
    assert user.member is not None
    account = bank_accounts.write(
        member=user.member,
        bank_code=target["bank_code"],
        number=target["value"],
        holder_name=target["holder_name"],
        status=BankAccountStatus(target["status"]),
        by=by,
        at=at,
        address=address,
        device=device,
    )
    replaced = BankAccount.objects.filter(
        member=user.member, pk=target.get("replaces") or 0, removed_at__isnull=True
    ).first()
    if replaced is not None and replaced.pk != account.pk:
        bank_accounts.remove(account=replaced, by=by, at=at, address=address, device=device)
