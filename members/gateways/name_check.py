"""Asks a bank whose account a number is, before money may go there."""

from __future__ import annotations

import enum
import json
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from members.rules import banks

from . import outside


class NameAnswer(enum.Enum):
    MATCH = "MATCH"
    NO_MATCH = "NO_MATCH"
    UNAVAILABLE = "UNAVAILABLE"


class NameCheck(Protocol):
    def check(
        self, *, bank_code: str, number: str, holder_name: str, member_name: str
    ) -> NameAnswer:
        """Whether the account belongs to `member_name` alone; UNAVAILABLE when nobody can say."""


class HttpNameCheck:
    """Posts bank and number as JSON to NAME_CHECK_URL; the answer names the holder."""

    TIMEOUT_SECONDS = 6

    def __init__(self) -> None:
        self.url = getattr(settings, "NAME_CHECK_URL", "")
        self.token = getattr(settings, "NAME_CHECK_TOKEN", "")
        if not self.url.startswith("https://"):
            raise ImproperlyConfigured("NAME_CHECK_URL must be set and start with https://")

    def check(
        self, *, bank_code: str, number: str, holder_name: str, member_name: str
    ) -> NameAnswer:
        body = {"bank": bank_code, "account": number}
        try:
            answer = outside.post(
                self.url, body, token=self.token, timeout_seconds=self.TIMEOUT_SECONDS
            )
            holder = json.loads(answer)["holder_name"]
        except (OSError, ValueError, KeyError, TypeError):
            return NameAnswer.UNAVAILABLE
        same = isinstance(holder, str) and banks.same_person(holder, member_name)
        return NameAnswer.MATCH if same else NameAnswer.NO_MATCH


def gateway() -> NameCheck:
    """The name check that the setting NAME_CHECK names."""
    chosen: NameCheck = import_string(settings.NAME_CHECK)()
    return chosen
