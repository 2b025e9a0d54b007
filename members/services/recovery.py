"""The ways back in for who forgot. A page never learns whether anything matched.

What was typed goes, encrypted, to a worker, which looks it up and writes to the address on record:
the page does the same work for everybody. A reset works once, for 30 minutes, and while the login
is active; the newest one voids the others. It ends every session, opens the lock, and starts the
cooling-off.
"""

from __future__ import annotations

import json
import secrets
import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from members.audit import services as audit
from members.gateways import vault
from members.models import CounterKind, Member, PasswordReset, ResetWay, Role, User
from members.rules import cooling_off
from members.rules.text import Text
from members.tac import services as tac
from members.work import queue

from . import cooling, notices, passwords, sign_in, sign_in_counters

LIFE = timedelta(minutes=30)
MOST_AN_HOUR = 3  # e-mails of one kind to one person
RESET = "members.password_reset"
NUMBER = "members.forgotten_number"

_RESET_SUBJECT = Text("Set semula kata laluan i-Akaun", "Reset your i-Akaun password")
_RESET_BODY = Text(
    "Kami menerima permintaan untuk menetapkan kata laluan baharu bagi i-Akaun anda.\n\n"
    "Buka pautan ini dalam masa 30 minit. Pautan ini berfungsi sekali sahaja:\n{link}\n\n"
    "Bukan anda yang meminta? Abaikan e-mel ini: kata laluan anda tidak berubah.\n",
    "We were asked to set a new password for your i-Akaun.\n\n"
    "Open this link within 30 minutes. It works once:\n{link}\n\n"
    "Not you who asked? Ignore this email: your password has not changed.\n",
)
_NUMBER_SUBJECT = Text("No. KWSP anda", "Your KWSP No.")
_NUMBER_BODY = Text(
    "No. KWSP anda ialah {number}.\n\n"
    "Bukan anda yang meminta? Tiada apa-apa yang berubah, tetapi seseorang mengetahui nombor kad"
    " pengenalan, nama dan e-mel anda. Hubungi kami jika anda bimbang.\n",
    "Your KWSP No. is {number}.\n\n"
    "Not you who asked? Nothing has changed, but somebody knows your IC number, name and email."
    " Contact us if that worries you.\n",
)


class LinkUseless(Exception):
    """The link was used, replaced, has expired, or its login is switched off. Which, nobody hears."""


def allowed(address: str, *, at: datetime) -> datetime | None:
    """Count one request from a network address; None when it may go on, else when the next may."""
    reserved = sign_in_counters.reserve(CounterKind.RECOVERY, address, at=at)
    return None if reserved.allowed else reserved.locked_until or at


def ask_for_reset(*, login_id: str, email: str, at: datetime) -> None:
    """P4: queue the question. The same work whatever was typed."""
    _queue(RESET, {"login_id": login_id, "email": email}, at)


def ask_for_number(*, ic_no: str, name: str, born_on: date, email: str, at: datetime) -> None:
    """P8: queue the question. The same work whatever was typed."""
    facts = {"ic_no": ic_no, "name": name, "born_on": born_on.isoformat(), "email": email}
    _queue(NUMBER, facts, at)


def _queue(topic: str, facts: dict[str, str], at: datetime) -> None:
    sealed = vault.encrypt(json.dumps(facts)).decode()
    queue.enqueue(topic, uuid.uuid4().hex, {"sealed": sealed, "at": at.isoformat()})


def _opened(payload: dict[str, Any], at: datetime) -> dict[str, str] | None:
    """What was typed; None when the worker comes so late that nobody waits for the answer."""
    if at - datetime.fromisoformat(payload["at"]) > LIFE:
        return None
    facts: dict[str, str] = json.loads(vault.decrypt(payload["sealed"].encode()))
    return facts


def send_reset(payload: dict[str, Any], *, at: datetime) -> None:
    """The worker's half of P4: a link to the address on record, if that is the one typed."""
    facts = _opened(payload, at)
    user = sign_in.find(facts["login_id"]) if facts else None
    if facts is None or user is None or not _may_come_back(user):
        return
    if not _same(facts["email"], user.email):
        return
    recent = PasswordReset.objects.filter(
        user=user, way=ResetWay.EMAIL, issued_at__gt=at - timedelta(hours=1)
    )
    if recent.count() >= MOST_AN_HOUR:
        return
    token = grant(user=user, way=ResetWay.EMAIL, at=at)
    link = settings.BASE_URL.rstrip("/") + reverse("members:reset_link", args=[token])
    language = user.language
    notices.mail(
        to=user.email,
        subject=_RESET_SUBJECT.of(language),
        body=_RESET_BODY.of(language).format(link=link),
        language=language,
    )


def send_number(payload: dict[str, Any], *, at: datetime) -> None:
    """The worker's half of P8: the number to the address on record, if all four facts are right."""
    facts = _opened(payload, at)
    if facts is None:
        return
    member = Member.objects.filter(ic_no__iexact=facts["ic_no"]).first()
    user = User.objects.filter(member=member, role=Role.MEMBER).first() if member else None
    if (
        member is None
        or user is None
        or not _may_come_back(user)
        or member.born_on != date.fromisoformat(facts["born_on"])
        or _words(facts["name"]) != _words(member.name)
        or not _same(facts["email"], user.email)
    ):
        return
    sent = sign_in_counters.reserve(CounterKind.NUMBER_SENT, f"user:{user.pk}", at=at)
    if not sent.allowed:
        return
    _record("member_no.sent", user, None, at)
    language = user.language
    notices.mail(
        to=user.email,
        subject=_NUMBER_SUBJECT.of(language),
        body=_NUMBER_BODY.of(language).format(number=member.member_no),
        language=language,
    )


@transaction.atomic
def grant(*, user: User, way: ResetWay, at: datetime) -> str:
    """Leave to set a new password; answers its token, which is kept nowhere."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    _live(user).update(voided_at=at)
    token = secrets.token_urlsafe(32)
    PasswordReset.objects.create(
        user=user,
        token_digest=_digest(token),
        way=way,
        issued_at=at,
        expires_at=at + LIFE,
    )
    _record("password.reset_asked", user, None, at)
    return token


def look(token: str, *, at: datetime) -> User:
    """Whose password the token may set. Uses nothing up. Raises LinkUseless."""
    return _valid(token, at).user


@transaction.atomic
def reset(*, token: str, new: str, at: datetime, address: str, device: str) -> User:
    """Set the new password and use the token up.

    Raises LinkUseless, and passwords.Refused, after which the token still works.
    """
    row = _valid(token, at, lock=True)
    user = row.user
    found = passwords.refusals(new, user)
    if found:
        raise passwords.Refused(found)
    row.used_at = at
    row.save(update_fields=["used_at"])
    member_id = user.own_member_id
    until = cooling_off.ends_at(cooling_off.PASSWORD_RESET, at)
    passwords.put(
        user=user,
        new=new,
        action="password.reset",
        by=None,
        at=at,
        address=address,
        device=device,
        notice="password.reset" if member_id else "password.reset_staff",
        until=until,
    )
    tac.void_all(user=user, at=at)
    for kind in (CounterKind.ACCOUNT, CounterKind.CONFIRM):
        sign_in_counters.clear(kind, sign_in.subject(user.login_id, user))
    if member_id is not None:
        cooling.begin(cooling_off.PASSWORD_RESET, member_id=member_id, at=at)
    return user


def _digest(token: str) -> bytes:
    return vault.digest("password.reset", token)


def _live(user: User) -> Any:
    return PasswordReset.objects.filter(user=user, used_at__isnull=True, voided_at__isnull=True)


def _valid(token: str, at: datetime, *, lock: bool = False) -> PasswordReset:
    rows = PasswordReset.objects.select_related("user__member")
    if lock:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(
        token_digest=_digest(token),
        used_at__isnull=True,
        voided_at__isnull=True,
        expires_at__gt=at,
        user__is_active=True,
        user__frozen_at__isnull=True,
    ).first()
    if row is None:
        raise LinkUseless
    return row


def _may_come_back(user: User) -> bool:
    return user.is_active and user.frozen_at is None


def _same(typed: str, kept: str) -> bool:
    return bool(kept) and typed.strip().casefold() == kept.strip().casefold()


def _words(name: str) -> list[str]:
    return name.casefold().replace("@", " @ ").split()


def _record(action: str, user: User, by: User | None, at: datetime) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        member_id=user.own_member_id,
        entity="user",
        entity_id=str(user.pk),
        role="UNKNOWN",
    )
