"""What the Third Schedule says about a month's wages, or about every row of a file. No database.

With --csv nothing is written to standard output unless every row is good; otherwise each bad row is
named on standard error and the command ends with 1.
"""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
from argparse import ArgumentParser
from contextlib import ExitStack
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from contributions import parameters
from contributions.rules import wage_rows, working
from contributions.rules.due import Due
from contributions.rules.reasons import REASONS
from contributions.rules.wage_rows import BadRow
from contributions.schedules.shape import PART_TITLES
from members.ledger import money
from members.rules.text import Text

MOST_NAMED = 200

_HEADINGS = {
    "part": Text("Bahagian {part}: {title}", "Part {part}: {title}"),
    "month": Text("Bulan upah: {month}", "Wage month: {month}"),
    "source": Text("Sumber: {source}", "Source: {source}"),
}


class Command(BaseCommand):
    help = "Works out both shares by the Third Schedule: --wages and --part, or --csv FILE."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--wages", help="wages of the month in ringgit, without bonus")
        parser.add_argument("--bonus", default="0", help="bonus of the month in ringgit")
        parser.add_argument("--part", help="A to F")
        parser.add_argument("--month", help="wage month as YYYY-MM")
        parser.add_argument("--language", choices=["ms", "en"], help="ms or en")
        parser.add_argument(
            "--csv",
            metavar="FILE",
            help="columns part,wages,bonus,month; writes them with employer,employee; - reads"
            " standard input",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["csv"]:
            if options["wages"] or options["part"] or options["month"]:
                raise CommandError("--csv goes alone: the file says part, wages and month.")
            self._file(options["csv"])
            return
        missing = [f"--{name}" for name in ("wages", "part", "month") if not options[name]]
        if missing:
            raise CommandError(f"Give {', '.join(missing)}, or --csv FILE.")
        readings = parameters.schedule_options()
        try:
            asked = wage_rows.read(
                options["part"], options["wages"], options["bonus"], options["month"]
            )
            due = wage_rows.price(asked, readings)
        except ValueError as error:
            raise CommandError(str(error)) from None
        language = options["language"] or translation.get_language() or "ms"
        for line in _told(due, language):
            self.stdout.write(line)

    def _file(self, name: str) -> None:
        problems: list[BadRow] = []
        with ExitStack() as stack:
            made = stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", newline=""))
            try:
                source = stack.enter_context(
                    open(  # standard input has no path
                        sys.stdin.fileno() if name == "-" else name,
                        encoding="utf-8-sig",
                        newline="",
                        closefd=name != "-",
                    )
                )
            except OSError as error:
                raise CommandError(f"{name}: {error.strerror}") from None
            write = csv.writer(made, lineterminator="\n").writerow
            for row in wage_rows.priced(
                csv.reader(source, strict=True), problems, options=parameters.schedule_options()
            ):
                if not problems:
                    write(row)
            if problems:
                for problem in problems[:MOST_NAMED]:
                    self.stderr.write(str(problem))
                if len(problems) > MOST_NAMED:
                    self.stderr.write(f"and {len(problems) - MOST_NAMED} more")
                raise CommandError(f"{len(problems)} bad rows; nothing was written.")
            made.seek(0)
            shutil.copyfileobj(made, self.stdout)


def _told(due: Due, language: str) -> list[str]:
    """The answer as lines of text."""
    title = PART_TITLES[due.part].of(language)
    shares = (
        (working.EMPLOYER, due.employer_sen),
        (working.EMPLOYEE, due.employee_sen),
        (working.TOTAL, due.total_sen),
    )
    return [
        _HEADINGS["part"].of(language).format(part=due.part, title=title),
        _HEADINGS["month"].of(language).format(month=f"{due.wage_month:%Y-%m}"),
        "",
        *(
            f"  {line.label.of(language):<18} {line.figures}"
            for line in working.lines(due, parameters.schedule_options())
        ),
        "",
        *(f"{label.of(language):<20} {money.ringgit(sen):>14}" for label, sen in shares),
        "",
        *(REASONS[code].of(language) for code in due.reasons),
        _HEADINGS["source"].of(language).format(source=due.source.of(language)),
    ]
