"""Reads for pages. A member's reads start from the member, an employer's from the employer.

What a member was credited is asked of the books; the line behind an entry is found by the entry's key.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from contributions.models import (
    BalanceConsent,
    Contribution,
    Employer,
    EmployerUser,
    Employment,
    LookUp,
    Remittance,
    RemittanceState,
    RowError,
)
from contributions.rules import months
from members.ledger import selectors as ledger
from members.ledger.drafts import Amounts
from members.models.prepared import Prepared

SCOPE = "contrib"
GRID_MONTHS = 12
ERRORS_ON_PAGE = 200
DIFFERENCES_ON_PAGE = 50


@dataclass(frozen=True, slots=True)
class LatestContribution:
    """One contribution as it was credited to a member; money in sen."""

    employer_name: str
    wage_month: date
    contribution_month: date
    wages_sen: int
    employer_sen: int
    employee_sen: int
    split: Amounts
    credited_on: date
    received_at: datetime | None
    reference: str
    journal_id: int
    journal_uid: UUID

    @property
    def total_sen(self) -> int:
        """Both shares together, in sen."""
        return self.employer_sen + self.employee_sen


def remittance_id_of(entry: ledger.Entry) -> int | None:
    """The remittance a book entry came from; None when it is not a contribution of ours."""
    if entry.scope != SCOPE:
        return None
    head = entry.key.partition(":")[0]
    return int(head) if head.isdigit() else None


def _credited(member_id: int, entries: Iterable[ledger.Entry]) -> list[LatestContribution]:
    """The lines behind entries, in the order of the entries. One query."""
    by_remittance = {
        remittance_id: entry
        for entry in entries
        if (remittance_id := remittance_id_of(entry)) is not None
    }
    if not by_remittance:
        return []
    lines = (
        Contribution.objects.filter(member_id=member_id, remittance_id__in=list(by_remittance))
        .select_related("remittance__employer")
        .only(
            "wages_sen",
            "employer_sen",
            "employee_sen",
            "remittance__wage_month",
            "remittance__contribution_month",
            "remittance__reference",
            "remittance__submitted_at",
            "remittance__employer__name",
        )
    )
    found = {line.remittance_id: line for line in lines}
    credited = []
    for remittance_id, entry in by_remittance.items():
        line = found.get(remittance_id)
        if line is None:
            continue
        credited.append(
            LatestContribution(
                employer_name=line.remittance.employer.name,
                wage_month=line.remittance.wage_month,
                contribution_month=line.remittance.contribution_month,
                wages_sen=line.wages_sen,
                employer_sen=line.employer_sen,
                employee_sen=line.employee_sen,
                split=entry.amounts,
                credited_on=entry.effective_on,
                received_at=line.remittance.submitted_at,
                reference=line.remittance.reference,
                journal_id=entry.journal_id,
                journal_uid=entry.uid,
            )
        )
    return credited


_LINE = Prepared(
    lambda member_id, remittance_id: Contribution.objects.filter(
        member_id=member_id, remittance_id=remittance_id
    ).values_list(
        "remittance__employer__name",
        "remittance__wage_month",
        "remittance__contribution_month",
        "wages_sen",
        "employer_sen",
        "employee_sen",
        "remittance__submitted_at",
        "remittance__reference",
    )
)


def latest_contribution(member_id: int) -> LatestContribution | None:
    """The contribution credited last. At most two queries."""
    entry = ledger.latest_entry(member_id, "CONTRIBUTION")
    remittance_id = remittance_id_of(entry) if entry else None
    if entry is None or remittance_id is None:
        return None
    for name, wage_month, month, wages, employer, employee, at, reference in _LINE(
        member_id, remittance_id
    ):
        return LatestContribution(
            employer_name=name,
            wage_month=wage_month,
            contribution_month=month,
            wages_sen=wages,
            employer_sen=employer,
            employee_sen=employee,
            split=entry.amounts,
            credited_on=entry.effective_on,
            received_at=at,
            reference=reference,
            journal_id=entry.journal_id,
            journal_uid=entry.uid,
        )
    return None


def contribution_for_entry(member_id: int, entry: ledger.Entry) -> LatestContribution | None:
    """The member's line behind one of the member's book entries. One query."""
    found = _credited(member_id, [entry])
    return found[0] if found else None


def contributions_between(member_id: int, since: date, until: date) -> list[LatestContribution]:
    """What was credited in a period (value dates, both included), newest first. Two queries."""
    entries = ledger.entries(
        member_id, since=since, until=until, kinds=("CONTRIBUTION",), limit=None
    )
    return _credited(member_id, entries)


# ── a member's grid ─────────────────────────────────────────────────────────────────────────────


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
    for line in _credited(member_id, entries):
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
        status = RECEIVED if line.credited_on <= due_on else LATE
        return Cell(month, due_on, status, line.employer_sen, line.employee_sen, line.journal_uid)
    employed = any(start <= month and (end is None or end >= month) for start, end in spells)
    if not employed:
        return Cell(month, due_on, NOT_EMPLOYED)
    return Cell(month, due_on, PENDING if today <= due_on else MISSING)


# ── an employer's pages ─────────────────────────────────────────────────────────────────────────


def employer_user(user_id: int) -> EmployerUser | None:
    """For whom a login acts."""
    return EmployerUser.objects.select_related("employer").filter(user_id=user_id).first()


def remittances(employer: Employer) -> QuerySet[Remittance]:
    """All the employer's remittances, newest wage month first."""
    return Remittance.objects.filter(employer=employer).order_by("-wage_month", "-id")


def remittance(employer: Employer, reference: str) -> Remittance | None:
    """One of the employer's own remittances."""
    return (
        Remittance.objects.select_related("employer", "uploaded_by", "submitted_by")
        .filter(employer=employer, reference=reference)
        .first()
    )


def lines(remittance: Remittance) -> QuerySet[Contribution]:
    """The lines in the order of the file."""
    return (
        Contribution.objects.filter(remittance=remittance)
        .select_related("member")
        .order_by("line_no")
    )


def row_errors(remittance: Remittance) -> QuerySet[RowError]:
    """Everything wrong with the file, in the order of its rows."""
    return RowError.objects.filter(remittance=remittance).order_by("line_no", "id")


def twin(remittance: Remittance) -> Remittance | None:
    """Another live month of this employer with the very same file."""
    return (
        Remittance.objects.filter(employer_id=remittance.employer_id, sha256=remittance.sha256)
        .exclude(pk=remittance.pk)
        .exclude(state__in=[RemittanceState.INVALID, RemittanceState.CANCELLED])
        .exclude(wage_month=remittance.wage_month)
        .order_by("-wage_month")
        .first()
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """A member who joined (no amounts before), left (none now), or whose wages moved. Sen."""

    member_no: str
    name: str
    before_sen: int | None
    now_sen: int | None


@dataclass(frozen=True, slots=True)
class Differences:
    """What changed since the last month that was submitted."""

    since: date
    joined: int
    left: int
    moved: int
    rows: tuple[Difference, ...]


_DIFFERENT = """
with d as (
  select coalesce(n.member_id, b.member_id) as member_id, b.wages_sen as before, n.wages_sen as now
    from (select member_id, wages_sen from contributions_contribution
           where remittance_id = %(now)s) n
    full join (select member_id, wages_sen from contributions_contribution
                where remittance_id = %(before)s) b using (member_id)
   where b.member_id is null or n.member_id is null
      or abs(n.wages_sen - b.wages_sen) * 5 > b.wages_sen)
select count(*) filter (where before is null) over (), count(*) filter (where now is null) over (),
       count(*) filter (where before is not null and now is not null) over (),
       m.member_no, m.name, d.before, d.now
  from d join members_member m on m.id = d.member_id
 order by (d.now is null) desc, (d.before is null) desc, m.member_no
 limit %(most)s
"""


def differences(remittance: Remittance) -> Differences | None:
    """Who joined, who left, whose wages moved by more than 20%; None without an earlier month."""
    before = (
        Remittance.objects.filter(
            employer_id=remittance.employer_id,
            wage_month__lt=remittance.wage_month,
            state__in=[
                RemittanceState.SUBMITTED,
                RemittanceState.POSTING,
                RemittanceState.POSTED,
            ],
        )
        .order_by("-wage_month")
        .first()
    )
    if before is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            _DIFFERENT,
            {"now": remittance.pk, "before": before.pk, "most": DIFFERENCES_ON_PAGE},
        )
        rows = cursor.fetchall()
    joined, left, moved = rows[0][:3] if rows else (0, 0, 0)
    return Differences(
        since=before.wage_month,
        joined=joined,
        left=left,
        moved=moved,
        rows=tuple(Difference(*row[3:]) for row in rows),
    )


@dataclass(frozen=True, slots=True)
class Employee:
    """A current employee and the last wage month credited by this employer."""

    member_id: int
    member_no: str
    name: str
    started_on: date
    last_month: date | None


def employees(employer: Employer, *, today: date) -> QuerySet[Employment]:
    """Spells that run today, by member number."""
    return (
        Employment.objects.filter(employer=employer, started_on__lte=today)
        .exclude(ended_on__lt=today)
        .select_related("member")
        .order_by("member__member_no")
    )


def with_last_month(employer: Employer, spells: Iterable[Employment]) -> list[Employee]:
    """The spells of a page with the last month credited. Two queries."""
    spells = list(spells)
    posted = dict(
        Remittance.objects.filter(employer=employer, state=RemittanceState.POSTED)
        .order_by("-wage_month")
        .values_list("pk", "wage_month")[: 2 * GRID_MONTHS]
    )
    last: dict[int, date] = {}
    for member_id, remittance_id in Contribution.objects.filter(
        remittance_id__in=list(posted), member_id__in=[spell.member_id for spell in spells]
    ).values_list("member_id", "remittance_id"):
        month = posted[remittance_id]
        last[member_id] = max(month, last.get(member_id, month))
    return [
        Employee(
            spell.member_id,
            spell.member.member_no,
            spell.member.name,
            spell.started_on,
            last.get(spell.member_id),
        )
        for spell in spells
    ]


def is_employee(employer: Employer, member_id: int, *, today: date) -> bool:
    """True while a spell runs."""
    return employees(employer, today=today).filter(member_id=member_id).exists()


def status_at_employer(
    employer: Employer, member_id: int, started_on: date, *, today: date
) -> tuple[Cell, ...]:
    """The last twelve wage months of this employer only, newest first. Two queries."""
    wanted = months.back_from(today, GRID_MONTHS)
    posted = {
        pk: (month, credited_on)
        for pk, month, credited_on in Remittance.objects.filter(
            employer=employer, state=RemittanceState.POSTED, wage_month__in=wanted
        ).values_list("pk", "wage_month", "credited_on")
    }
    paid = {
        posted[line.remittance_id][0]: (line, posted[line.remittance_id][1])
        for line in Contribution.objects.filter(remittance_id__in=list(posted), member_id=member_id)
    }
    cells = []
    for month in wanted:
        due_on = months.due_on(month)
        if month in paid:
            line, credited_on = paid[month]
            status = RECEIVED if credited_on and credited_on <= due_on else LATE
            cells.append(Cell(month, due_on, status, line.employer_sen, line.employee_sen))
        elif month < months.first_of(started_on):
            cells.append(Cell(month, due_on, NOT_EMPLOYED))
        else:
            cells.append(Cell(month, due_on, PENDING if today <= due_on else MISSING))
    return tuple(cells)


def live_consent(employer: Employer, member_id: int, *, today: date) -> BalanceConsent | None:
    """A consent that is given, not withdrawn, and still runs."""
    return (
        BalanceConsent.objects.filter(
            employer=employer,
            member_id=member_id,
            given_at__isnull=False,
            withdrawn_at__isnull=True,
            expires_on__gte=today,
        )
        .order_by("-given_at")
        .first()
    )


def consents(member_id: int) -> QuerySet[BalanceConsent]:
    """All requests about a member, newest first."""
    return (
        BalanceConsent.objects.filter(member_id=member_id)
        .select_related("employer")
        .order_by("-asked_at", "-id")
    )


def look_ups(employer: Employer) -> QuerySet[LookUp]:
    """The employer's own log, newest first."""
    return (
        LookUp.objects.filter(employer=employer)
        .select_related("employer_user__user")
        .order_by("-at", "-id")
    )


@dataclass(frozen=True, slots=True)
class EmployerSummary:
    """What an employer's first page shows."""

    employer: Employer
    due_wage_month: date
    due_on: date
    due_state: str
    waiting: tuple[Remittance, ...]
    employee_count: int


def _live(employer: Employer, wage_month: date) -> Remittance | None:
    """The month's remittance, unless it came to nothing."""
    return (
        remittances(employer)
        .filter(wage_month=wage_month)
        .exclude(state__in=[RemittanceState.INVALID, RemittanceState.CANCELLED])
        .first()
    )


def employer_summary(user_id: int, *, today: date) -> EmployerSummary | None:
    """The month to submit next, what waits for a person, and how many employees. Five queries.

    A month whose due day has passed stays until it is submitted.
    """
    acting = employer_user(user_id)
    if acting is None:
        return None
    month = months.add(months.first_of(today), -1)
    live = _live(acting.employer, month)
    if live is not None and today > months.due_on(month):
        month = months.first_of(today)
        live = _live(acting.employer, month)
    return EmployerSummary(
        employer=acting.employer,
        due_wage_month=month,
        due_on=months.due_on(month),
        due_state=live.state if live else "",
        waiting=tuple(
            remittances(acting.employer).filter(
                state__in=[RemittanceState.READY, RemittanceState.UPLOADED]
            )[:5]
        ),
        employee_count=employees(acting.employer, today=today).count(),
    )
