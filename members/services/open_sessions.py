"""The list of a person's sessions: written at log-in, ended one by one or all but this.

An ended session is gone from the server; its cookie opens nothing. A row whose session is over,
or began with an older password, is not shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from members.audit import services as audit
from members.models import OpenSession, User
from members.rules import device as device_rules
from members.work import queue

from . import devices, session_clock

_BEGIN = f"""
WITH seen AS (UPDATE members_user SET last_login = %(at)s WHERE id = %(user)s),
     told AS ({queue.ASK_SQL})
INSERT INTO members_opensession (user_id, session_key, began_at, device, address)
VALUES (%(user)s, %(key)s, %(at)s, %(device)s, %(address)s) ON CONFLICT DO NOTHING
"""  # noqa: S608 no value stands in it


@dataclass(frozen=True, slots=True)
class Row:
    """One session as a page may show it."""

    pk: int
    device: str
    address: str
    began_at: datetime
    used_at: datetime
    is_this: bool


# In the place of Django's receiver of this name, which is connected later and so never.
@receiver(user_logged_in, dispatch_uid="update_last_login")
def begin(sender: Any, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """A log-in, through whichever door, has its row; the login knows when it was last used, and the
    owner hears of a device that is new.
    """
    user.last_login = timezone.now()
    key = request.session.session_key if request is not None else None
    if request is None or not key:
        user.save(update_fields=["last_login"])
        return
    where = audit.origin(request)
    device = device_rules.describe(where["device"])
    note = devices.note(user, device=device, at=user.last_login)
    with connection.cursor() as cursor:
        cursor.execute(
            _BEGIN,
            {
                "user": user.pk,
                "key": key,
                "at": user.last_login,
                "device": device[:60],
                "address": where["address"][:45],
                **note,
            },
        )
    if user.on_new_device:
        transaction.on_commit(queue.ring)


@receiver(user_logged_out, dispatch_uid="members.open_sessions.leave")
def leave(sender: Any, request: HttpRequest | None, **kwargs: Any) -> None:
    """Log-out takes the row along."""
    if request is not None and request.session.session_key:
        OpenSession.objects.filter(session_key=request.session.session_key).delete()


def renew(old_key: str | None, session: SessionBase) -> None:
    """The session goes on under a new key."""
    OpenSession.objects.filter(session_key=old_key).update(session_key=session.session_key)


def of(user: User, *, current: str | None, at: datetime) -> list[Row]:
    """The sessions that are open at `at`, this one first, then the newest."""
    rows = []
    for kept in OpenSession.objects.filter(user=user).order_by("-began_at"):
        session = _store(kept.session_key)
        if not _is_open(session, user, at):
            continue
        used = datetime.fromtimestamp(session[session_clock.USED], tz=UTC)
        rows.append(
            Row(
                pk=kept.pk,
                device=kept.device,
                address=kept.address,
                began_at=kept.began_at,
                used_at=used,
                is_this=kept.session_key == current,
            )
        )
    return sorted(rows, key=lambda row: not row.is_this)


def end(*, user: User, pk: int, by: User, at: datetime, address: str, device: str) -> bool:
    """End one of the person's own sessions; false when it is none of theirs."""
    kept = OpenSession.objects.filter(user=user, pk=pk).first()
    if kept is None:
        return False
    _end([kept], user, by, at, address, device)
    return True


def end_others(
    *, user: User, current: str | None, by: User, at: datetime, address: str, device: str
) -> int:
    """End all sessions of the person but the one with the key `current`; how many there were."""
    others = list(OpenSession.objects.filter(user=user).exclude(session_key=current))
    _end(others, user, by, at, address, device)
    return len(others)


def forget_old() -> None:
    """Rows whose session is no more."""
    OpenSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


def _store(key: str) -> SessionBase:
    store: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(session_key=key)
    return store


def _is_open(session: SessionBase, user: User, at: datetime) -> bool:
    return (
        session.get(SESSION_KEY) == str(user.pk)
        and session.get(HASH_SESSION_KEY) == user.get_session_auth_hash()
        and not session_clock.is_over(session, settings.SESSION_LIMITS[user.role], at)
    )


def _end(
    rows: list[OpenSession], user: User, by: User, at: datetime, address: str, device: str
) -> None:
    with transaction.atomic():
        for row in rows:
            _store(row.session_key).delete()
            row.delete()
        audit.record(
            "session.ended_by_owner",
            by=by,
            at=at,
            member_id=user.own_member_id,
            entity="user",
            entity_id=str(user.pk),
            detail={"sessions": len(rows)},
            address=address,
            device=device,
        )
