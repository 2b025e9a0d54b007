"""Short messages to a phone. What is sent is never logged; a failure names its kind alone."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string


class SmsNotSent(Exception):
    """The gateway did not take the message; the text is not part of this exception."""


class Sms(Protocol):
    def send(self, *, to: str, text: str, at: datetime) -> None:
        """Hand `text` to the gateway for the number `to`; raises SmsNotSent."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class HttpSms:
    """Posts {"to", "text"} as JSON to SMS_GATEWAY_URL with a bearer token; HTTPS, no redirects."""

    TIMEOUT_SECONDS = 6

    def __init__(self) -> None:
        self.url = getattr(settings, "SMS_GATEWAY_URL", "")
        self.token = getattr(settings, "SMS_GATEWAY_TOKEN", "")
        if not self.url.startswith("https://"):
            raise ImproperlyConfigured("SMS_GATEWAY_URL must be set and start with https://")

    def send(self, *, to: str, text: str, at: datetime) -> None:
        request = urllib.request.Request(  # noqa: S310 the address was checked to be https
            self.url,
            data=json.dumps({"to": to, "text": text}).encode(),
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
            },
            method="POST",
        )
        try:
            opener = urllib.request.build_opener(_NoRedirect)
            with opener.open(request, timeout=self.TIMEOUT_SECONDS) as answer:
                answer.read(1024)
        except (urllib.error.URLError, OSError) as error:
            raise SmsNotSent(type(error).__name__) from None


def gateway() -> Sms:
    """The gateway that the setting SMS_GATEWAY names."""
    chosen: Sms = import_string(settings.SMS_GATEWAY)()
    return chosen
