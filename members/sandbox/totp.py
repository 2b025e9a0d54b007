"""The code that a staff device would show now, for a person who tries the demonstration."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django_otp.oath import hotp

from members.gateways import vault
from members.models import AuthenticatorApp, User

SECONDS = 30


class NoCode(Exception):
    """The login has no device, or its codes of this minute are used up."""


def code(user: User, *, now: float | None = None) -> str:
    """A code that will be accepted now: this half minute's, or the next when it was used.

    Raises NoCode, and ImproperlyConfigured outside a sandbox.
    """
    if not settings.SANDBOX:
        raise ImproperlyConfigured("codes are shown only where SANDBOX is on")
    app = AuthenticatorApp.objects.filter(user=user).first()
    if app is None:
        raise NoCode(
            "This login has no second step yet: it is set up at the first log-in, on the page itself."
        )
    current = int(time.time() if now is None else now) // SECONDS
    wanted = max(current, app.last_step + 1)
    if wanted > current + 1:
        raise NoCode("The codes of this minute are used up; ask again in 30 seconds.")
    return f"{hotp(bytes.fromhex(vault.decrypt(app.secret_encrypted)), wanted):06d}"
