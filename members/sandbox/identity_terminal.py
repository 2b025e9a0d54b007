"""Plays the terminals that check faces and thumbprints. Every receipt is theirs but those ending in 0."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class SandboxIdentityTerminal:
    def __init__(self) -> None:
        if not settings.SANDBOX:
            raise ImproperlyConfigured("SandboxIdentityTerminal works only where SANDBOX is on")

    def confirms(self, *, way: str, receipt_no: str, identity_no: str) -> bool:
        return bool(identity_no) and not receipt_no.endswith("0")
