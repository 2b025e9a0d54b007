"""A member's months at each employer: what came, what came late, what has not come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from contributions.models import Employment
from contributions.rules import months
from contributions.selectors.credited import credited_lines
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
class Line:
    """One credited line of a wage month: shares in sen, and the day line and money were both there."""

    came_on: date | None
    employer_sen: int
    employee_sen: int
    uid: UUID | None = None


def credited_cell(month: date, lines: Sequence[Line]) -> Cell:
    """What a month's lines come to together, those of supplementary files too.

    Late when a line or its money came after the 15th, not when we credited it after. The cell leads to
    the first line given.
    """
    due_on = months.due_on(month)
    in_time = all(line.came_on is not None and line.came_on <= due_on for line in lines)
    return Cell(
        month,
        due_on,
        RECEIVED if in_time else LATE,
        sum(line.employer_sen for line in lines),
        sum(line.employee_sen for line in lines),
        lines[0].uid,
    )


def empty_cell(month: date, *, employed: bool, today: date) -> Cell:
    """A month without a line: not worked there, not due yet, or missing."""
    due_on = months.due_on(month)
    if not employed:
        return Cell(month, due_on, NOT_EMPLOYED)
    return Cell(month, due_on, PENDING if today <= due_on else MISSING)


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
    credited: dict[str, dict[date, list[Line]]] = {}
    for found in credited_lines(member_id, entries):
        if found.wage_month in wanted:
            # A corrected line is no later than the wrong one was.
            came_on = found.first_credited_on or found.complete_on or found.credited_on
            credited.setdefault(found.employer_name, {}).setdefault(found.wage_month, []).append(
                Line(came_on, found.employer_sen, found.employee_sen, found.journal_uid)
            )
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
                    _cell(month, credited.get(name, {}).get(month, []), spells.get(name, []), today)
                    for month in wanted
                )
                if cell.status != NOT_EMPLOYED
            ),
            employer_id=numbers.get(name),
        )
        for name in sorted({*credited, *spells})
    ]


def _cell(
    month: date, lines: list[Line], spells: list[tuple[date, date | None]], today: date
) -> Cell:
    if lines:
        return credited_cell(month, lines)
    employed = any(start <= month and (end is None or end >= month) for start, end in spells)
    return empty_cell(month, employed=employed, today=today)
