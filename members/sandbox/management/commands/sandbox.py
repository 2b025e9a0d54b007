"""Shows the demonstration's messages and picture answers in a terminal; refused elsewhere."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from captcha.models import CaptchaStore
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from members.models import User
from members.sandbox import totp
from members.sandbox.models import SandboxMessage


class Command(BaseCommand):
    help = (
        "sandbox messages ADDRESS: the newest messages; sandbox captcha KEY: the answer;"
        " sandbox totp LOGIN: the code of a staff device."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["messages", "captcha", "totp"])
        parser.add_argument(
            "value", help="a phone number or e-mail address, a picture's key, or a login"
        )
        parser.add_argument("--last", type=int, default=10, help="how many messages")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SANDBOX:
            raise CommandError("This is not a sandbox: codes and answers are shown to nobody.")
        if options["what"] == "messages":
            self.messages(options["value"], options["last"])
        elif options["what"] == "captcha":
            self.captcha(options["value"])
        else:
            self.totp(options["value"])

    def messages(self, address: str, last: int) -> None:
        rows = SandboxMessage.objects.filter(address__iexact=address)[:last]
        for row in rows:
            when = timezone.localtime(row.sent_at).strftime("%Y-%m-%d %H:%M:%S")
            subject = f" {row.subject}:" if row.subject else ""
            self.stdout.write(f"{when} {row.channel}{subject} {row.body}")
        if not rows:
            raise CommandError(f"No message to {address}.")

    def captcha(self, key: str) -> None:
        answer = CaptchaStore.objects.filter(hashkey=key).values_list("response", flat=True).first()
        if answer is None:
            raise CommandError("No such picture: it was answered, replaced or has expired.")
        self.stdout.write(answer)

    def totp(self, login_id: str) -> None:
        user = User.objects.filter(login_id=login_id.lower()).first()
        if user is None:
            raise CommandError("No such login.")
        try:
            self.stdout.write(totp.code(user))
        except totp.NoCode as error:
            raise CommandError(str(error)) from error
