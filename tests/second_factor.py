"""How a test proves the second thing that the console asks of staff."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY

from members.models import AuthenticatorApp, Role, User
from members.sandbox import totp
from members.services import second_factor


def device_for(user: User) -> AuthenticatorApp:
    """The app of a staff login, made when it has none."""
    found: AuthenticatorApp = AuthenticatorApp.objects.get_or_create(
        user=user,
        name="TOTP",
        confirmed=True,
        defaults={"secret_encrypted": second_factor.new_secret()},
    )[0]
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
