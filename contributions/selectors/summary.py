"""What an employer's first page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from contributions.models import Employer, Remittance, RemittanceState
from contributions.rules import months
from contributions.selectors.employees import employees, employer_user
from contributions.selectors.files import remittances


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
