"""The second thing that staff prove: a code of an app on their phone (TOTP), or a passkey.

A person has one app. A code works once, wrong ones are counted before they are looked at, and
nobody sets up a first device over another: who has one proves it before adding. An officer with the
right removes what is lost, with a reason, and the owner is told. Sheets of recovery codes are in
recovery_codes.py, passkeys in passkeys.py.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from django.db import transaction
from django_otp.models import Device
from django_otp.oath import hotp

from members.audit import services as audit
from members.audit.services import Origin
from members.gateways import passkeys, vault
from members.models import AuthenticatorApp, CounterKind, RecoveryCode, RecoverySheet, User
from members.rules import qr
from members.tac import services as tac

from . import notices, sign_in_counters

ISSUER = "Teduh"
SECONDS = 30
EITHER_SIDE = 1  # half minutes that a clock may be wrong
BYTES = 20
PURPOSE = "second_factor"


class HasOne(Exception):
    """The person has a device already."""


class TooManyTries(Exception):
    """Wrong codes were typed too often; `.until` is when the next may be."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too many tries")
        self.until = until


@dataclass(frozen=True, slots=True)
class Ways:
    """How a person can do the second step."""

    app: bool
    passkeys: int
    codes: int

    @property
    def set_up(self) -> bool:
        """Recovery codes alone are no second step."""
        return self.app or self.passkeys > 0


def ways(user: User) -> Ways:
    """What the person has."""
    return Ways(
        app=device(user) is not None,
        passkeys=passkeys.of(user).count(),
        codes=RecoveryCode.objects.filter(sheet__user=user, used_at__isnull=True).count(),
    )


def device(user: User) -> AuthenticatorApp | None:
    """The person's app, once a code of it was right."""
    found: AuthenticatorApp | None = AuthenticatorApp.objects.filter(
        user=user, confirmed=True
    ).first()
    return found


def new_secret() -> bytes:
    """A secret for an app, encrypted as it is kept."""
    return vault.encrypt(secrets.token_hex(BYTES))


def begin(user: User) -> AuthenticatorApp:
    """An app that is not in use yet; the same one while it is being set up.

    Raises HasOne.
    """
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        begun = AuthenticatorApp.objects.filter(user=user).first()
        if begun is not None and begun.confirmed:
            raise HasOne
        return begun or AuthenticatorApp.objects.create(
            user=user, name="TOTP", confirmed=False, secret_encrypted=new_secret()
        )


def secret(begun: AuthenticatorApp) -> str:
    """What is typed into the app, in groups of four."""
    text = base64.b32encode(_key(begun)).decode().rstrip("=")
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def address(begun: AuthenticatorApp, user: User) -> str:
    """The otpauth address that an app reads from a picture or a link."""
    label = quote(f"{ISSUER}:{user.login_id}")
    facts = urlencode({"secret": secret(begun).replace(" ", ""), "issuer": ISSUER})
    return f"otpauth://totp/{label}?{facts}"


def picture(begun: AuthenticatorApp, user: User) -> str:
    """The address as a QR code, an SVG path; empty when it is too long for one."""
    try:
        return qr.path(address(begun, user))
    except qr.TooLong:
        return ""


def confirm(*, user: User, code: str, at: datetime, origin: Origin) -> AuthenticatorApp | None:
    """The app is in use once a code of it is right; None when it is wrong.

    To be called outside a transaction. Raises HasOne, TooManyTries.
    """
    count(user, at)
    with transaction.atomic():
        begun = AuthenticatorApp.objects.select_for_update().filter(user=user).first()
        if begun is not None and begun.confirmed:
            raise HasOne
        if begun is None or not _accept(begun, code, at):
            return None
        begun.confirmed = True
        begun.save()
        record("second_factor.set_up", user, at, origin)
        notices.tell(user=user, about="second_factor.set_up", at=at)
    forget(user)
    return begun


def verify(*, user: User, code: str, at: datetime, origin: Origin) -> AuthenticatorApp | None:
    """The app, when the code is right and was not used before; else None.

    To be called outside a transaction: the try stays counted. Raises TooManyTries.
    """
    count(user, at)
    with transaction.atomic():
        own = AuthenticatorApp.objects.select_for_update().filter(user=user, confirmed=True).first()
        right = own is not None and _accept(own, code, at)
        record("second_factor.accepted" if right else "second_factor.failed", user, at, origin)
    if not right:
        return None
    forget(user)
    return own


def ask_passkey(*, user: User, session_key: str, at: datetime) -> str:
    """A challenge for the person's passkeys; its key. Raises tac.TooManyCodes."""
    challenge = tac.issue_for_passkey(
        user=user, purpose=PURPOSE, binding={}, session_key=session_key, by=user, at=at
    )
    return str(challenge.pk)


def verify_passkey(
    *,
    user: User,
    challenge_id: str,
    answer: str,
    session_key: str,
    at: datetime,
    origin: Origin,
) -> Device | None:
    """The passkey that signed the challenge, once; else None.

    To be called outside a transaction. Raises TooManyTries.
    """
    count(user, at)
    with transaction.atomic():
        signed = tac.take(
            challenge_id=challenge_id,
            user=user,
            binding={},
            session_key=session_key,
            at=at,
            purpose=PURPOSE,
        )
        own: Device | None = (signed and passkeys.signed(user, signed, answer)) or None
        record("second_factor.accepted" if own else "second_factor.failed", user, at, origin)
    if own is not None:
        forget(user)
    return own


def remove(*, user: User, reason: str, by: User, at: datetime) -> bool:
    """Take lost devices away, sheet and passkeys too; a new one is set up at the next log-in.

    Raises ValueError without a reason, or for one's own.
    """
    if not reason.strip() or by.pk == user.pk:
        raise ValueError("a reason and somebody else are needed")
    with transaction.atomic():
        found = [
            kind.delete()[0]
            for kind in (
                AuthenticatorApp.objects.filter(user=user),
                RecoverySheet.objects.filter(user=user),
                passkeys.of(user),
            )
        ]
        audit.record(
            "second_factor.removed",
            by=by,
            at=at,
            entity="user",
            entity_id=str(user.pk),
            detail={"reason": reason.strip()[:200]},
        )
        notices.tell(user=user, about="second_factor.removed", at=at)
    return any(found)


def count(user: User, at: datetime) -> None:
    """One try of the second step, counted before it is looked at. Raises TooManyTries."""
    reserved = sign_in_counters.reserve(CounterKind.SECOND, f"user:{user.pk}", at=at)
    if not reserved.allowed:
        raise TooManyTries(reserved.locked_until or at)


def forget(user: User) -> None:
    """A try was right."""
    sign_in_counters.clear(CounterKind.SECOND, f"user:{user.pk}")


def record(action: str, user: User, at: datetime, origin: Origin) -> None:
    """One line in the audit trail about the person's own second step."""
    audit.record(action, by=user, at=at, entity="user", entity_id=str(user.pk), **origin)


def _key(app: AuthenticatorApp) -> bytes:
    return bytes.fromhex(vault.decrypt(app.secret_encrypted))


def _accept(app: AuthenticatorApp, code: str, at: datetime) -> bool:
    """Whether `code` is one of now and newer than the last; then it and all before are used up."""
    key, now = _key(app), int(at.timestamp()) // SECONDS
    for step in range(now - EITHER_SIDE, now + EITHER_SIDE + 1):
        right = hmac.compare_digest(f"{hotp(key, step):06d}", code)
        if right and step > app.last_step:
            app.last_step = step
            app.save(update_fields=["last_step"])
            return True
    return False
