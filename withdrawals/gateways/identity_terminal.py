"""Asks the terminals at our counters whether a receipt is theirs, for this person and this check."""

from __future__ import annotations

import json
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from members.gateways import outside


class TerminalSilent(Exception):
    """No terminal can be asked now."""


class IdentityTerminal(Protocol):
    def confirms(self, *, way: str, receipt_no: str, identity_no: str) -> bool:
        """Whether the terminal made this check of this person. Raises TerminalSilent."""


class HttpIdentityTerminal:
    """Posts receipt and identity number as JSON to IDENTITY_TERMINAL_URL; the answer says yes or no."""

    TIMEOUT_SECONDS = 6

    def __init__(self) -> None:
        self.url = settings.IDENTITY_TERMINAL_URL
        if not self.url.startswith("https://"):
            raise ImproperlyConfigured("IDENTITY_TERMINAL_URL must start with https://")

    def confirms(self, *, way: str, receipt_no: str, identity_no: str) -> bool:
        body = {"way": way, "receipt": receipt_no, "identity": identity_no}
        try:
            answer = outside.post(
                self.url,
                body,
                token=settings.IDENTITY_TERMINAL_TOKEN,
                timeout_seconds=self.TIMEOUT_SECONDS,
            )
            return json.loads(answer)["confirmed"] is True
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise TerminalSilent from error


def gateway() -> IdentityTerminal:
    """The terminal that the setting IDENTITY_TERMINAL names. Raises TerminalSilent for none."""
    if not settings.IDENTITY_TERMINAL:
        raise TerminalSilent
    chosen: IdentityTerminal = import_string(settings.IDENTITY_TERMINAL)()
    return chosen
