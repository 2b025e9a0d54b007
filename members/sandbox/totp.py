"""The code that a staff device would show now, for a person who tries the demonstration."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django_otp.oath import hotp
from django_otp.plugins.otp_totp.models import TOTPDevice

from members.models import User


class NoCode(Exception):
    """The login has no device, or its codes of this minute are used up."""


def code(user: User, *, now: float | None = None) -> str:
    """A code that will be accepted now: this half minute's, or the next when it was used.

    Raises NoCode, and ImproperlyConfigured outside a sandbox.
    """
    if not settings.SANDBOX:
        raise ImproperlyConfigured("codes are shown only where SANDBOX is on")
    device = TOTPDevice.objects.filter(user=user).order_by("-confirmed").first()
    if device is None:
        raise NoCode(
            "This login has no second step yet: it is set up at the first log-in, on the page itself."
        )
    seconds = int(time.time() if now is None else now)
    current = (seconds - device.t0) // device.step
    wanted = max(current + device.drift, device.last_t + 1)
    if wanted > current + device.drift + device.tolerance:
        raise NoCode("The codes of this minute are used up; ask again in 30 seconds.")
    return f"{hotp(device.bin_key, wanted):06d}"
