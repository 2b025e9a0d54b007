"""Measure speed as ratios in one run. Never part of the tests."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from portal.bench import hordak, log_in, machine, pages, posting, schedule

POSTING_TARGET = 0.20
# A million lines: fixed costs no longer count, and nobody else may notice.
MANY_LINES = 1_000_000
MANY_LINES_TARGET = 0.25
WORKER_MB_TARGET = 300
CHECK_TARGET = 2.0
WAIT_TARGET = 1.0
HOT_TARGET = 95.0
HORDAK_TARGET = 50
HORDAK_LINES = 1_000
PAGES_TARGET = 0.35
SCHEDULE_TARGET = 20
SCHEDULE_ROWS = 1_000_000
LOG_IN_TARGET = 1.3


class Command(BaseCommand):
    help = "Measures posting as ratios to what the same database does at best."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["posting", "pages", "schedule", "login"])
        parser.add_argument("--lines", type=int, default=100_000)
        parser.add_argument("--rounds", type=int, default=5)

    def handle(self, *args: Any, what: str, lines: int, rounds: int, **options: Any) -> None:
        owner = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
        self.stdout.write(machine.describe())
        if what == "posting":
            outcome = posting.run(
                lines=lines, rounds=rounds, owner_address=owner, say=self.stdout.write
            )
            self._beside_hordak(owner, outcome.speed)
            self.stdout.write(
                f"posting : bare COPY of four rows a member = {outcome.ratio:.3f} (median)"
            )
            if missed := _missed(outcome, lines):
                raise CommandError("; ".join(missed))
        elif what == "schedule":
            ratio = schedule.run(
                rows=SCHEDULE_ROWS, rounds=rounds, owner_address=owner, say=self.stdout.write
            )
            self.stdout.write(f"set-based : one call a row = {ratio:.1f} (median)")
            if ratio < SCHEDULE_TARGET:
                raise CommandError(f"below the target of {SCHEDULE_TARGET}")
        elif what == "login":
            call_command("seed_demo")
            ratio = log_in.run(rounds=rounds, say=self.stdout.write)
            self.stdout.write(f"log-in : one Argon2 hash = {ratio:.2f} of CPU (median)")
            if ratio > LOG_IN_TARGET:
                raise CommandError(f"above the target of {LOG_IN_TARGET}")
        else:
            call_command("seed_demo")
            call_command("collectstatic", "--no-input", verbosity=0)
            ratio = pages.run(rounds=rounds, seconds=2.0, say=self.stdout.write)
            self.stdout.write(f"dashboard : bare view = {ratio:.3f} (median)")
            if ratio < PAGES_TARGET:
                raise CommandError(f"below the target of {PAGES_TARGET}")

    def _beside_hordak(self, owner: str, speed: float) -> None:
        if not hordak.is_installed():
            self.stdout.write("django-hordak is not installed beside us: not compared")
            return
        peer = hordak.measure(owner, lines=HORDAK_LINES)
        self.stdout.write(
            f"django-hordak, public API, {HORDAK_LINES} members: {peer:,.0f} members/s;"
            f" posting is {speed / peer:.0f} times as fast"
        )
        if speed < HORDAK_TARGET * peer:
            raise CommandError(f"below {HORDAK_TARGET} times django-hordak")


def _missed(outcome: posting.Outcome, lines: int) -> list[str]:
    """What is not as it should be, in words."""
    beside = outcome.beside
    target = MANY_LINES_TARGET if lines >= MANY_LINES else POSTING_TARGET
    return [
        words
        for is_met, words in (
            (outcome.ratio >= target, f"below the target of {target}"),
            (outcome.hot_share >= HOT_TARGET, f"fewer than {HOT_TARGET:.0f}% HOT updates"),
            (
                beside.peak_mb < WORKER_MB_TARGET,
                f"the worker needs {WORKER_MB_TARGET} MB or more",
            ),
            (
                # Of a smaller file, making connections is the most of it.
                lines < MANY_LINES or beside.check_ratio < CHECK_TARGET,
                f"the check takes {CHECK_TARGET:.0f} times or more",
            ),
            (beside.longest_wait < WAIT_TARGET, f"a member waits {WAIT_TARGET:.0f} s or more"),
        )
        if not is_met
    ]
