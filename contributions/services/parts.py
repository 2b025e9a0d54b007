"""A remittance's lines in parts: stretches in member order, each credited in one transaction.

They are laid out, and what they come to in each book is kept, when the lines are written; a line that is
redirected or removed later takes the kept sums away (a trigger), and they are then summed afresh. Kept or
fresh, they are only announced: the books hold every part to them when it is credited.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import connection

from contributions import limits
from contributions.models import PartSum, Remittance, RemittancePart


@dataclass(frozen=True, slots=True)
class Totals:
    """What lines sum to: how many, and sen."""

    lines: int = 0
    wages_sen: int = 0
    employer_sen: int = 0
    employee_sen: int = 0

    def __add__(self, other: Totals) -> Totals:
        return Totals(
            self.lines + other.lines,
            self.wages_sen + other.wages_sen,
            self.employer_sen + other.employer_sen,
            self.employee_sen + other.employee_sen,
        )

    @property
    def total_sen(self) -> int:
        """Both shares together."""
        return self.employer_sen + self.employee_sen


@dataclass(frozen=True, slots=True)
class Stretch:
    """The lines from one member to another, both included, and their totals in each book."""

    first_member_id: int
    last_member_id: int
    books: tuple[tuple[str, Totals], ...]


_LAST = """
select member_id from contributions_contribution
 where remittance_id = %s and member_id > %s order by member_id offset %s limit 1
"""
# Part 0 ends before the first border, part 1 before the second, and so on.
_STRETCHES = """
select width_bucket(member_id, %s::bigint[]) as part, book, min(member_id), max(member_id), count(*),
       sum(wages_sen)::bigint, sum(employer_sen)::bigint, sum(employee_sen)::bigint
  from contributions_contribution where remittance_id = %s
 group by part, book
"""
_SUMS = """
select book, count(*), sum(wages_sen)::bigint, sum(employer_sen)::bigint, sum(employee_sen)::bigint
  from contributions_contribution
 where remittance_id = %s and member_id > %s and member_id <= %s group by book
"""


def stretches(cursor: Any, remittance_id: int, lines: int) -> list[Stretch]:
    """The `lines` lines this transaction sees of a remittance, in parts of nearly one size."""
    if not lines:
        return []
    count = -(-lines // limits.chunk_lines())
    _plan_by_key(cursor, True)
    borders, after = [], 0
    for _part in range(1, count):
        cursor.execute(_LAST, [remittance_id, after, -(-lines // count) - 1])
        after = cursor.fetchone()[0]
        borders.append(after + 1)
    cursor.execute(_STRETCHES, [borders or [0], remittance_id])
    rows = sorted(cursor.fetchall())
    _plan_by_key(cursor, False)
    found = []
    for _part, of_part in groupby(rows, key=lambda row: row[0]):
        books = list(of_part)
        found.append(
            Stretch(
                first_member_id=min(row[2] for row in books),
                last_member_id=max(row[3] for row in books),
                books=tuple((row[1], Totals(*row[4:])) for row in books),
            )
        )
    return found


def together(first: list[Stretch], second: list[Stretch]) -> list[Stretch] | None:
    """The stretches of two halves as those of the whole; None when members of both mingle."""
    for before, after in ((first, second), (second, first)):
        if not before or not after or before[-1].last_member_id < after[0].first_member_id:
            return before + after
    return None


def totals(found: Iterable[Stretch]) -> Totals:
    """What stretches come to over all books."""
    return sum((of_book for stretch in found for _book, of_book in stretch.books), Totals())


def keep(remittance_id: int, found: Iterable[Stretch]) -> None:
    """Write the parts and what they come to. Each part begins where the one before ended."""
    parts, sums, after = [], [], 0
    for number, stretch in enumerate(found, 1):
        parts.append(
            RemittancePart(
                remittance_id=remittance_id,
                number=number,
                after_member_id=after,
                last_member_id=stretch.last_member_id,
            )
        )
        sums += [
            PartSum(
                remittance_id=remittance_id,
                number=number,
                book=book,
                lines=of_book.lines,
                wages_sen=of_book.wages_sen,
                employer_sen=of_book.employer_sen,
                employee_sen=of_book.employee_sen,
            )
            for book, of_book in stretch.books
        ]
        after = stretch.last_member_id
    RemittancePart.objects.bulk_create(parts)
    PartSum.objects.bulk_create(sums)


def lay_out(remittance: Remittance) -> None:
    """Lay out a remittance that has no parts yet: one that was checked before parts were kept."""
    if RemittancePart.objects.filter(remittance=remittance).exists():
        return
    with connection.cursor() as cursor:
        keep(remittance.pk, stretches(cursor, remittance.pk, remittance.line_count))


def kept_books(remittance_id: int) -> dict[str, Totals]:
    """What the lines come to in each book, as kept; nothing when a line was redirected since."""
    found: dict[str, Totals] = {}
    for row in PartSum.objects.filter(remittance_id=remittance_id).order_by("book", "number"):
        found[row.book] = found.get(row.book, Totals()) + _of(row)
    return found


def books_of(part: RemittancePart) -> list[tuple[str, Totals]]:
    """What a part comes to in each book: as kept, else summed from its lines."""
    kept = PartSum.objects.filter(remittance_id=part.remittance_id, number=part.number)
    found = [(row.book, _of(row)) for row in kept.order_by("book")]
    if found:
        return found
    with connection.cursor() as cursor:
        _plan_by_key(cursor, True)
        cursor.execute(_SUMS, [part.remittance_id, part.after_member_id, part.last_member_id])
        found = sorted((row[0], Totals(*row[1:])) for row in cursor.fetchall())
        _plan_by_key(cursor, False)
    return found


def _of(row: PartSum) -> Totals:
    return Totals(row.lines, row.wages_sen, row.employer_sen, row.employee_sen)


def _plan_by_key(cursor: Any, on: bool) -> None:
    """The planner has not met these lines yet; only the order of the key makes each step small."""
    cursor.execute("set local work_mem = '64MB'; set local jit = off")
    switch = "off" if on else "on"
    cursor.execute(
        f"set local enable_bitmapscan = {switch}; set local enable_seqscan = {switch};"
        f" set local enable_sort = {switch}"
    )
