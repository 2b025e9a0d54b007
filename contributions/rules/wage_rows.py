"""A CSV of wages in, the same rows with both shares out. All rows are priced, or none is given.

Columns `part`, `wages`, `month` (YYYY-MM) and, if need be, `bonus`, in any order; other columns are
passed through. Amounts are ringgit. Rows are numbered as in the file: the header is row 1.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from contributions import schedules
from contributions.rules import third_schedule
from contributions.rules.due import DEFAULTS, Due, Options
from contributions.rules.third_schedule import PartNotInForce
from contributions.schedules.shape import PART_CODES
from members.ledger import money

REQUIRED = ("part", "wages", "month")
ADDED = ("employer", "employee")


class BadRow(ValueError):
    """A row, by its number in the file, that cannot be priced, and why."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"row {number}: {why}")
        self.number = number
        self.why = why


@dataclass(frozen=True, slots=True)
class Asked:
    """What a row, or a command, asks for."""

    part: str
    wages_sen: int
    bonus_sen: int
    wage_month: date


def month_of(text: str) -> date:
    """`2025-10` as the first of the month; raises ValueError for anything else."""
    year, dash, month = text.strip().partition("-")
    ok = dash and len(year) == 4 and len(month) == 2 and (year + month).isascii()
    if not ok or not (year + month).isdigit():
        raise ValueError(f"the month is written YYYY-MM, for example 2025-10, not {text!r}")
    try:
        return date(int(year), int(month), 1)
    except ValueError:
        raise ValueError(f"there is no month {text!r}") from None


def read(part: str, wages: str, bonus: str, month: str) -> Asked:
    """What people type, as facts; raises ValueError with what to do."""
    code = part.strip().upper()
    if code not in PART_CODES:
        raise ValueError(f"the Part is one of {', '.join(PART_CODES)}, not {part!r}")
    amounts = []
    for name, text in (("wages", wages), ("bonus", bonus or "0")):
        try:
            amounts.append(money.parse(text))
        except ValueError:
            raise ValueError(
                f"{name} are ringgit and sen, for example 3250.00, not {text!r}"
            ) from None
    return Asked(code, amounts[0], amounts[1], month_of(month))


def price(asked: Asked, options: Options = DEFAULTS) -> Due:
    """What is due; raises ValueError when the law has no such Part or month."""
    try:
        return third_schedule.part_due(
            asked.part, asked.wages_sen, asked.bonus_sen, asked.wage_month, options=options
        )
    except PartNotInForce:
        raise ValueError(
            f"Part {asked.part} was not in force in {asked.wage_month:%Y-%m}"
        ) from None
    except schedules.NoSchedule:
        first = schedules.SCHEDULES[0].first_month
        raise ValueError(f"no schedule is known before {first:%Y-%m}") from None


def priced(
    rows: Iterable[list[str]], problems: list[BadRow], *, options: Options = DEFAULTS
) -> Iterator[list[str]]:
    """The header and every good row with the two shares; bad rows are added to `problems`.

    Give the rows of a csv.reader. A header that cannot be used, or a line that is not CSV, ends
    the reading at once. Empty lines are passed over.
    """
    reader = iter(rows)
    number = 1
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        wrong = _header_problem(names)
        if wrong:
            problems.append(BadRow(1, wrong))
            return
        yield [*names, *ADDED]
        for number, row in enumerate(reader, start=2):
            if not row:
                continue
            try:
                yield [*row, *_price_row(names, row, options)]
            except ValueError as error:
                problems.append(BadRow(number, str(error)))
    except csv.Error as error:
        problems.append(BadRow(number + 1, f"this is not CSV ({error})"))
    except UnicodeDecodeError:
        problems.append(BadRow(number + 1, "the file is not UTF-8 text; save it as CSV UTF-8"))


def _header_problem(names: list[str]) -> str:
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        return f"the first row must name the columns part, wages, bonus, month; missing: {', '.join(missing)}"
    if len(set(names)) != len(names):
        return "two columns have the same name"
    if set(ADDED) & set(names):
        return "the file has a column employer or employee already"
    return ""


def _price_row(names: list[str], row: list[str], options: Options) -> list[str]:
    if len(row) != len(names):
        raise ValueError(f"{len(row)} values where the first row names {len(names)} columns")
    cells = dict(zip(names, row, strict=True))
    asked = read(cells["part"], cells["wages"], cells.get("bonus", "0"), cells["month"])
    due = price(asked, options)
    return [str(due.employer_sen // 100), str(due.employee_sen // 100)]
