"""Keeps short messages in the demonstration's outbox instead of sending them."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .models import Channel, SandboxMessage


class SandboxSms:
    def __init__(self) -> None:
        if not settings.SANDBOX:
            raise ImproperlyConfigured("SandboxSms works only where SANDBOX is on")

    def send(self, *, to: str, text: str, at: datetime) -> None:
        SandboxMessage.objects.create(channel=Channel.SMS, address=to, body=text, sent_at=at)
