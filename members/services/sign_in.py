"""One way in for everybody. The answer, and the work behind it, is the same for an unknown ID.

The try is counted before the password is looked at; while locked, the right one is refused too.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import hashers
from django.contrib.sessions.backends.base import SessionBase

from members.audit import services as audit
from members.models import CounterKind, Role, User
from members.rules import identity

from . import devices, notices, sign_in_alarm, sign_in_counters, stand_in

PENDING = "sign_in_id"
PASS = "sign_in_pass"  # noqa: S105 the name of a place in the session
PASS_LIFE = timedelta(minutes=10)
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Attempt:
    """`user` when the way is free. `locked_until` when tries are refused from now on.

    `frozen`: the password was right, but the owner has locked the account.
    """

    user: User | None = None
    locked_until: datetime | None = None
    by_address: bool = False
    frozen: bool = False


def find(login_id: str) -> User | None:
    """The login that a normalised ID names: member number first, identity number, chosen ID."""
    named = [
        User.objects.filter(role=Role.MEMBER, member__member_no=login_id),
        User.objects.filter(role=Role.MEMBER, member__ic_no=login_id),
        User.objects.filter(login_id=login_id),
    ]
    keys = named[0].values("pk").union(*(each.values("pk") for each in named[1:]))
    found = list(User.objects.select_related("member").filter(pk__in=keys))

    def rank(user: User) -> int:
        own = user.member if user.role == Role.MEMBER else None
        if own is None or login_id not in (own.member_no, own.ic_no):
            return 2
        return 0 if own.member_no == login_id else 1

    return min(found, key=rank, default=None)


def subject(login_id: str, user: User | None) -> str:
    """What tries are counted by: all spellings of one account together, else the ID itself."""
    return f"user:{user.pk}" if user else f"id:{login_id}"


def attempt(
    *, login_id: str, password: str, address: str, device: str, at: datetime, cookie: str = ""
) -> Attempt:
    """Try to log in with a normalised ID. Never tells whether the ID exists.

    `cookie` is the device's (services/devices.py): a known device counts its own tries.
    To be called outside a transaction: what was counted stays counted.
    """
    user = find(login_id)
    who = subject(login_id, user)
    mark = devices.mark(cookie, user)
    place = (CounterKind.ADDRESS, address)
    account = (CounterKind.DEVICE, _on_device(mark, user)) if mark else (CounterKind.ACCOUNT, who)
    by_address, by_account = sign_in_counters.reserve_both(place, account, at=at)
    if by_account is None:
        logger.warning("sign-in refused: too many wrong tries from one address")
        return Attempt(locked_until=by_address.locked_until or at, by_address=True)
    if not by_account.allowed:
        logger.warning("sign-in refused: account locked")
        return Attempt(locked_until=by_account.locked_until or at)
    if _is_right(user, password):
        assert user is not None
        sign_in_counters.forgive(place, account, at=at)
        if user.frozen_at is not None:
            _record("sign_in.refused_frozen", user, login_id, None, address, device, at)
            return Attempt(frozen=True)
        _record("sign_in.succeeded", user, login_id, user, address, device, at)
        user.on_new_device = not mark and user.last_login is not None
        return Attempt(user=user)
    _record("sign_in.failed", user, login_id, None, address, device, at)
    sign_in_alarm.count(at=at)
    if by_account.locked_until is not None:
        _record("sign_in.locked", user, login_id, None, address, device, at)
        notices.tell(
            user=user if user and user.is_active else None,
            about="sign_in.locked",
            at=at,
            until=by_account.locked_until,
        )
    return Attempt(locked_until=by_account.locked_until)


def give_pass(session: SessionBase, login_id: str, *, at: datetime) -> None:
    """A code to the phone was right: this ID needs no picture for a few tries."""
    session[PASS] = {"login_id": login_id, "key": uuid.uuid4().hex, "at": at.isoformat()}


def has_pass(session: SessionBase, login_id: str, *, at: datetime) -> bool:
    """Whether the session may try a password of this ID without a picture."""
    kept = session.get(PASS)
    return (
        isinstance(kept, dict)
        and kept["login_id"] == login_id
        and at - datetime.fromisoformat(kept["at"]) < PASS_LIFE
    )


def use_pass(session: SessionBase, *, at: datetime) -> bool:
    """One try less on the pass; false when it has none left. To be called outside a transaction."""
    reserved = sign_in_counters.reserve(CounterKind.CODE, f"pass:{session[PASS]['key']}", at=at)
    if not reserved.allowed or reserved.locked_until is not None:
        del session[PASS]
    return reserved.allowed


def unlock(*, user: User, reason: str, by: User, at: datetime) -> bool:
    """Forget wrong tries and every lock: of the account, of known devices, of the current password
    and of the second step, and the owner's own. True when there was any but a device's.

    Raises ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("a reason is needed")
    who = subject(user.login_id, user)
    kinds = (CounterKind.ACCOUNT, CounterKind.CONFIRM, CounterKind.SECOND)
    cleared = [sign_in_counters.clear(kind, who) for kind in kinds]
    found = any(cleared) or user.frozen_at is not None
    User.objects.filter(pk=user.pk).update(frozen_at=None, unlocked_at=at)
    user.frozen_at, user.unlocked_at = None, at
    audit.record(
        "sign_in.unlocked",
        by=by,
        at=at,
        member_id=user.own_member_id,
        entity="user",
        entity_id=str(user.pk),
        detail={"reason": reason.strip()[:200], "was_locked": found},
    )
    if found and user.is_active:
        notices.tell(user=user, about="sign_in.unlocked", at=at)
    return found


def locked_until(user: User, *, at: datetime) -> datetime | None:
    """When the login's lock opens; None when it is not locked."""
    return sign_in_counters.locked_until(CounterKind.ACCOUNT, subject(user.login_id, user), at=at)


def _on_device(mark: str, user: User | None) -> str:
    """What tries on a known device are counted by: anew after staff have unlocked the login."""
    unlocked = user.unlocked_at if user else None
    return f"{mark}:{unlocked.isoformat()}" if unlocked else mark


def _is_right(user: User | None, password: str) -> bool:
    usable = user is not None and user.is_active and user.has_usable_password()
    if user is not None and usable:
        return user.check_password(password)
    hashers.check_password(password, stand_in.nobodys_hash())
    return False


def _record(
    action: str,
    user: User | None,
    login_id: str,
    by: User | None,
    address: str,
    device: str,
    at: datetime,
) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        member_id=user.own_member_id if user else None,
        entity="user",
        entity_id=str(user.pk) if user else "",
        role="" if by else "UNKNOWN",
        address=address,
        device=device,
        detail={"counter": sign_in_counters.key(CounterKind.ACCOUNT, subject(login_id, user))[:16]},
    )


def normalised(typed: str) -> str | None:
    """The one spelling of a typed ID; None when no ID can look like this."""
    try:
        return identity.normalise_id(typed)
    except identity.NotAnIdentityNumber:
        return None
