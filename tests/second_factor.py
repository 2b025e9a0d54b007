"""How a test proves the second thing that the console asks of staff."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from members.models import Role, User
from members.sandbox import totp


def device_for(user: User) -> TOTPDevice:
    """The device of a staff login, made when it has none."""
    found: TOTPDevice = TOTPDevice.objects.get_or_create(user=user, name="TOTP", confirmed=True)[0]
    return found


def prove(session: Any, user: User) -> None:
    """Staff have done the second step in this session; others need none. Does not save."""
    if user.role == Role.STAFF:
        session[DEVICE_ID_SESSION_KEY] = device_for(user).persistent_id


def enter(client: Client, user: User) -> None:
    """Logged in, both steps done."""
    client.force_login(user)
    session = client.session
    prove(session, user)
    session.save()


def code(user: User) -> str:
    """What the person's app shows."""
    device_for(user)
    return totp.code(user)
