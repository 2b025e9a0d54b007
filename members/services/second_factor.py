"""The second thing that staff prove: a code of an app on their phone (TOTP, by django-otp).

A person has one device. A code works once, wrong ones are counted before they are looked at, and
nobody sets up a second device over a first: an officer with the right removes the old one, with a
reason, and the owner is told.
"""

from __future__ import annotations

import base64
from datetime import datetime
from urllib.parse import quote, urlencode

from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from members.audit import services as audit
from members.models import CounterKind, User
from members.rules import qr

from . import notices, sign_in_counters

ISSUER = "Teduh"


class HasOne(Exception):
    """The person has a device already."""


class TooManyTries(Exception):
    """Wrong codes were typed too often; `.until` is when the next may be."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too many tries")
        self.until = until


def device(user: User) -> TOTPDevice | None:
    """The person's device, once a code of it was right."""
    found: TOTPDevice | None = TOTPDevice.objects.filter(user=user, confirmed=True).first()
    return found


def begin(user: User) -> TOTPDevice:
    """A new device that is not in use yet; the same one while it is being set up.

    Raises HasOne.
    """
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if device(user) is not None:
            raise HasOne
        begun = TOTPDevice.objects.filter(user=user, confirmed=False).first()
        return begun or TOTPDevice.objects.create(user=user, name="TOTP", confirmed=False)


def secret(begun: TOTPDevice) -> str:
    """What is typed into the app, in groups of four."""
    text = base64.b32encode(begun.bin_key).decode().rstrip("=")
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def address(begun: TOTPDevice, user: User) -> str:
    """The otpauth address that an app reads from a picture or a link."""
    label = quote(f"{ISSUER}:{user.login_id}")
    facts = urlencode({"secret": secret(begun).replace(" ", ""), "issuer": ISSUER})
    return f"otpauth://totp/{label}?{facts}"


def picture(begun: TOTPDevice, user: User) -> str:
    """The address as a QR code, an SVG path; empty when it is too long for one."""
    try:
        return qr.path(address(begun, user))
    except qr.TooLong:
        return ""


def confirm(
    *, user: User, code: str, at: datetime, origin_address: str, origin_device: str
) -> TOTPDevice | None:
    """The device is in use once a code of it is right; None when it is wrong.

    To be called outside a transaction. Raises HasOne, TooManyTries.
    """
    _count(user, at)
    with transaction.atomic():
        begun = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
        if device(user) is not None:
            raise HasOne
        if begun is None or not begun.verify_token(code):
            return None
        begun.confirmed = True
        begun.save()
        _record("second_factor.set_up", user, user, at, origin_address, origin_device)
        notices.tell(user=user, about="second_factor.set_up", at=at)
    _forget(user)
    return begun


def verify(
    *, user: User, code: str, at: datetime, origin_address: str, origin_device: str
) -> TOTPDevice | None:
    """The device, when the code is right and was not used before; else None.

    To be called outside a transaction: the try stays counted. Raises TooManyTries.
    """
    _count(user, at)
    with transaction.atomic():
        own = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
        right = own is not None and own.verify_token(code)
        action = "second_factor.accepted" if right else "second_factor.failed"
        _record(action, user, user, at, origin_address, origin_device)
    if not right:
        return None
    _forget(user)
    return own


def remove(*, user: User, reason: str, by: User, at: datetime) -> bool:
    """Take a lost device away; the person sets up a new one at the next log-in.

    Raises ValueError without a reason, or for one's own.
    """
    if not reason.strip() or by.pk == user.pk:
        raise ValueError("a reason and somebody else are needed")
    with transaction.atomic():
        found, _rows = TOTPDevice.objects.filter(user=user).delete()
        audit.record(
            "second_factor.removed",
            by=by,
            at=at,
            entity="user",
            entity_id=str(user.pk),
            detail={"reason": reason.strip()[:200]},
        )
        notices.tell(user=user, about="second_factor.removed", at=at)
    return bool(found)


def _count(user: User, at: datetime) -> None:
    reserved = sign_in_counters.reserve(CounterKind.SECOND, f"user:{user.pk}", at=at)
    if not reserved.allowed:
        raise TooManyTries(reserved.locked_until or at)


def _forget(user: User) -> None:
    sign_in_counters.clear(CounterKind.SECOND, f"user:{user.pk}")


def _record(action: str, user: User, by: User, at: datetime, where: str, device_words: str) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        entity="user",
        entity_id=str(user.pk),
        address=where,
        device=device_words,
    )
