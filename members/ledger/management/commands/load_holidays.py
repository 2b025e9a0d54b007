"""Fill the holiday table of every state for some years; staff correct it afterwards."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from members.ledger import holiday_source
from members.ledger.models import Holiday


class Command(BaseCommand):
    help = "Adds the public holidays that the table does not have yet, of every state or of some."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year_from", type=int)
        parser.add_argument("year_to", type=int)
        parser.add_argument("--state", choices=holiday_source.STATES, action="append", default=[])

    def handle(
        self, *args: Any, year_from: int, year_to: int, state: list[str], **options: Any
    ) -> None:
        before = Holiday.objects.count()
        Holiday.objects.bulk_create(
            [
                Holiday(day=day, state_code=code, name=name, source=source)
                for code in state or holiday_source.STATES
                for day, name, source in _days(code, year_from, year_to)
            ],
            ignore_conflicts=True,
        )
        self.stdout.write(f"{Holiday.objects.count() - before} holidays added")


def _days(state: str, year_from: int, year_to: int) -> list[tuple[date, str, str]]:
    if state == holiday_source.KUALA_LUMPUR:
        return holiday_source.kuala_lumpur(year_from, year_to)
    return holiday_source.of_state(state, year_from, year_to)
