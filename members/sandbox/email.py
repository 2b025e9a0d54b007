"""An e-mail backend that keeps messages in the demonstration's outbox instead of sending them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from .models import Channel, SandboxMessage


class EmailBackend(BaseEmailBackend):
    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently, **kwargs)
        if not settings.SANDBOX:
            raise ImproperlyConfigured("The sandbox's EmailBackend works only where SANDBOX is on")

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        at = timezone.now()
        rows: list[SandboxMessage] = []
        for message in email_messages:
            message.message()  # refuses header injection as a real backend would
            rows.extend(
                SandboxMessage(
                    channel=Channel.EMAIL,
                    address=address,
                    subject=str(message.subject)[:200],
                    body=str(message.body),
                    sent_at=at,
                )
                for address in message.recipients()
            )
        SandboxMessage.objects.bulk_create(rows)
        return len(email_messages)
