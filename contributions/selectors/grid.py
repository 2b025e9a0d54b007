"""A member's months at each employer: what came, what came late, what has not come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from contributions.models import Employment
from contributions.rules import months
from contributions.selectors.credited import LatestContribution, credited_lines
from members.ledger import selectors as ledger

GRID_MONTHS = 12
RECEIVED, LATE, MISSING, PENDING, NOT_EMPLOYED = (
    "RECEIVED",
    "LATE",
    "MISSING",
    "PENDING",
    "NOT_EMPLOYED",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A wage month at an employer: what was credited, or why nothing was."""

    wage_month: date
    due_on: date
    status: str
    employer_sen: int = 0
    employee_sen: int = 0
    uid: UUID | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """The months of the last twelve in which the member worked there, newest first."""

    employer_name: str
    cells: tuple[Cell, ...]
    employer_id: int | None = None

    @property
    def missing(self) -> int:
        return sum(cell.status == MISSING for cell in self.cells)


def grids(member_id: int, *, today: date) -> list[Grid]:
    """One grid for each employer of the last twelve wage months, by name. Three queries."""
    wanted = months.back_from(today, GRID_MONTHS)
    entries = ledger.entries(member_id, since=wanted[-1], kinds=("CONTRIBUTION",), limit=None)
    credited: dict[str, dict[date, LatestContribution]] = {}
    for line in credited_lines(member_id, entries):
        if line.wage_month in wanted:
            credited.setdefault(line.employer_name, {})[line.wage_month] = line
    spells: dict[str, list[tuple[date, date | None]]] = {}
    numbers: dict[str, int] = {}
    for name, number, started_on, ended_on in Employment.objects.filter(
        member_id=member_id
    ).values_list("employer__name", "employer_id", "started_on", "ended_on"):
        if ended_on is None or ended_on >= wanted[-1]:
            numbers[name] = number
            spells.setdefault(name, []).append((months.first_of(started_on), ended_on))
    return [
        Grid(
            employer_name=name,
            cells=tuple(
                cell
                for cell in (
                    _cell(month, credited.get(name, {}).get(month), spells.get(name, []), today)
                    for month in wanted
                )
                if cell.status != NOT_EMPLOYED
            ),
            employer_id=numbers.get(name),
        )
        for name in sorted({*credited, *spells})
    ]


def _cell(
    month: date,
    line: LatestContribution | None,
    spells: list[tuple[date, date | None]],
    today: date,
) -> Cell:
    due_on = months.due_on(month)
    if line is not None:
        # A corrected line is no later than the wrong one was.
        credited_on = line.first_credited_on or line.credited_on
        status = RECEIVED if credited_on <= due_on else LATE
        return Cell(month, due_on, status, line.employer_sen, line.employee_sen, line.journal_uid)
    employed = any(start <= month and (end is None or end >= month) for start, end in spells)
    if not employed:
        return Cell(month, due_on, NOT_EMPLOYED)
    return Cell(month, due_on, PENDING if today <= due_on else MISSING)
