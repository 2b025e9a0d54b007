"""Fill the holiday table of Kuala Lumpur for some years; staff correct it afterwards."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from members.ledger import holiday_source
from members.ledger.models import Holiday


class Command(BaseCommand):
    help = "Adds the public holidays of Kuala Lumpur that the table does not have yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year_from", type=int)
        parser.add_argument("year_to", type=int)

    def handle(self, *args: Any, year_from: int, year_to: int, **options: Any) -> None:
        before = Holiday.objects.count()
        Holiday.objects.bulk_create(
            [
                Holiday(day=day, state_code=holiday_source.KUALA_LUMPUR, name=name, source=source)
                for day, name, source in holiday_source.kuala_lumpur(year_from, year_to)
            ],
            ignore_conflicts=True,
        )
        self.stdout.write(f"{Holiday.objects.count() - before} holidays added")
