"""Load the demonstration fund into an empty database, with a progress bar."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from members.models import Member
from members.work import queue
from portal.demo import fund

SEED = 2026
WIDTH = 32


class Command(BaseCommand):
    help = "Loads about 2,000 invented members and 24 months of their history (sandbox only)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=SEED)

    def handle(self, *args: Any, seed: int, **options: Any) -> None:
        if not settings.SANDBOX:
            raise CommandError("The demonstration fund is for a sandbox: set SANDBOX=1.")
        if Member.objects.exists():
            self.stdout.write("The database has members already; nothing was loaded.")
            return
        started = time.monotonic()
        with queue.quietly():
            fund.load(seed=seed, today=timezone.localdate(), progress=self._show)
        self.stdout.write(
            f"\n{Member.objects.count()} invented members loaded in {time.monotonic() - started:.0f} s"
        )

    def _show(self, done: int, steps: int, what: str) -> None:
        filled = WIDTH * done // steps
        bar = "#" * filled + "." * (WIDTH - filled)
        end = "" if self.stdout.isatty() else "\n"
        lead = "\r" if self.stdout.isatty() else ""
        self.stdout.write(f"{lead}[{bar}] {100 * done // steps:3}% {what:<14}", ending=end)
        self.stdout.flush()
