"""Short messages to a phone. What is sent is never logged; a failure names its kind alone."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from . import outside


class SmsNotSent(Exception):
    """The gateway did not take the message; the text is not part of this exception."""


class Sms(Protocol):
    def send(self, *, to: str, text: str, at: datetime) -> None:
        """Hand `text` to the gateway for the number `to`; raises SmsNotSent."""


class HttpSms:
    """Posts {"to", "text"} as JSON to SMS_GATEWAY_URL with a bearer token; HTTPS, no redirects."""

    TIMEOUT_SECONDS = 6

    def __init__(self) -> None:
        self.url = getattr(settings, "SMS_GATEWAY_URL", "")
        self.token = getattr(settings, "SMS_GATEWAY_TOKEN", "")
        if not self.url.startswith("https://"):
            raise ImproperlyConfigured("SMS_GATEWAY_URL must be set and start with https://")

    def send(self, *, to: str, text: str, at: datetime) -> None:
        try:
            outside.post(
                self.url,
                {"to": to, "text": text},
                token=self.token,
                timeout_seconds=self.TIMEOUT_SECONDS,
            )
        except OSError as error:
            raise SmsNotSent(type(error).__name__) from None


def gateway() -> Sms:
    """The gateway that the setting SMS_GATEWAY names."""
    chosen: Sms = import_string(settings.SMS_GATEWAY)()
    return chosen
