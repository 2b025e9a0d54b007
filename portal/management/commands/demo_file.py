"""Write the contribution file an employer of the demonstration would send."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contributions.models import Employer
from contributions.rules import months
from portal.demo import files
from portal.management.commands.seed_demo import SEED


class Command(BaseCommand):
    help = "Writes a contribution file to standard output: the first employer's next one, as CSV."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--employer", help="employer number; the first employer when left out")
        parser.add_argument("--month", help="wage month as YYYY-MM; last month when left out")
        parser.add_argument(
            "--form-a", action="store_true", help="in fixed width (Form A) instead of CSV"
        )

    def handle(
        self,
        *args: Any,
        employer: str | None,
        month: str | None,
        form_a: bool = False,
        **options: Any,
    ) -> None:
        today = timezone.localdate()
        wage_month = (
            date.fromisoformat(f"{month}-01") if month else months.add(months.first_of(today), -1)
        )
        found = Employer.objects.order_by("id")
        one = (found.filter(employer_no=employer) if employer else found).first()
        if one is None:
            raise CommandError("No such employer in this database.")
        sys.stdout.buffer.write(
            files.employer_file(one, wage_month, seed=SEED, today=today, is_form_a=form_a)
        )
