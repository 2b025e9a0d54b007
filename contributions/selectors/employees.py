"""Who works for an employer now, and what this employer's contributions say of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from contributions.models import (
    Contribution,
    Employer,
    EmployerUser,
    Employment,
    Remittance,
    RemittanceState,
)
from contributions.rules import months
from contributions.selectors.credited import complete_on, first_credited_on, taken_back
from contributions.selectors.grid import GRID_MONTHS, Cell, Line, credited_cell, empty_cell


def employer_user(user_id: int) -> EmployerUser | None:
    """For whom a login acts."""
    return (
        EmployerUser.objects.select_related("employer")
        .filter(user_id=user_id, ended_at__isnull=True)
        .first()
    )


def people(employer: Employer) -> list[EmployerUser]:
    """Everybody who acts for the employer now, by name."""
    found = EmployerUser.objects.filter(employer=employer, ended_at__isnull=True)
    return list(found.select_related("user").order_by("user__display_name", "id"))


def person(employer: Employer, pk: int) -> EmployerUser | None:
    """One of them."""
    found = EmployerUser.objects.filter(employer=employer, ended_at__isnull=True, pk=pk)
    return found.select_related("user", "employer").first()


@dataclass(frozen=True, slots=True)
class Employee:
    """A current employee, the branch if any, and the last wage month credited by this employer."""

    spell_id: int
    branch: str
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
        .select_related("member", "branch")
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
        ~taken_back(),
        remittance_id__in=list(posted),
        member_id__in=[spell.member_id for spell in spells],
    ).values_list("member_id", "remittance_id"):
        month = posted[remittance_id]
        last[member_id] = max(month, last.get(member_id, month))
    return [
        Employee(
            spell.pk,
            spell.branch.name if spell.branch else "",
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
        pk: (month, first_on or came_on or credited_on)
        for pk, month, credited_on, first_on, came_on in Remittance.objects.filter(
            employer=employer, state=RemittanceState.POSTED, wage_month__in=wanted
        ).values_list("pk", "wage_month", "credited_on", first_credited_on("pk"), complete_on("pk"))
    }
    credited: dict[date, list[Line]] = {}
    for found in Contribution.objects.filter(
        ~taken_back(), remittance_id__in=list(posted), member_id=member_id
    ):
        month, came_on = posted[found.remittance_id]
        credited.setdefault(month, []).append(Line(came_on, found.employer_sen, found.employee_sen))
    first = months.first_of(started_on)
    return tuple(
        credited_cell(month, credited[month])
        if month in credited
        else empty_cell(month, employed=month >= first, today=today)
        for month in wanted
    )
