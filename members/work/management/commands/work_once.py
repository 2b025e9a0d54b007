"""Do now, in this process, what is due: daily jobs first, then the queue."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from members.work import day, queue


class Command(BaseCommand):
    help = "Runs the daily jobs and tasks that are due, then exits."

    def handle(self, *args: Any, **options: Any) -> None:
        moved = day.catch_up(at=timezone.now())
        tried = queue.run_due()
        self.stdout.write(f"{moved} days moved, {tried} tasks tried")
