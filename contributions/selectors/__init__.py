"""Reads for pages, a file for each subject. A member's start from the member, an employer's from the employer."""

from .consents import consents, live_consent, look_ups
from .credited import (
    SCOPE,
    LatestContribution,
    contribution_for_entry,
    contributions_between,
    latest_contribution,
    remittance_id_of,
)
from .drafts import DraftTotals, draft, draft_errors, draft_of, draft_rows, draft_totals, drafts
from .employees import (
    Employee,
    employees,
    employer_user,
    is_employee,
    status_at_employer,
    with_last_month,
)
from .files import (
    DIFFERENCES_ON_PAGE,
    ERRORS_ON_PAGE,
    Difference,
    Differences,
    differences,
    lines,
    remittance,
    remittances,
    row_errors,
    twin,
)
from .grid import GRID_MONTHS, LATE, MISSING, NOT_EMPLOYED, PENDING, RECEIVED, Cell, Grid, grids
from .schedule import AgainstSchedule, schedule_differences, schedule_lines
from .summary import EmployerSummary, employer_summary

__all__ = [
    "DIFFERENCES_ON_PAGE",
    "ERRORS_ON_PAGE",
    "GRID_MONTHS",
    "LATE",
    "MISSING",
    "NOT_EMPLOYED",
    "PENDING",
    "RECEIVED",
    "SCOPE",
    "AgainstSchedule",
    "Cell",
    "Difference",
    "Differences",
    "DraftTotals",
    "Employee",
    "EmployerSummary",
    "Grid",
    "LatestContribution",
    "consents",
    "contribution_for_entry",
    "contributions_between",
    "differences",
    "draft",
    "draft_errors",
    "draft_of",
    "draft_rows",
    "draft_totals",
    "drafts",
    "employees",
    "employer_summary",
    "employer_user",
    "grids",
    "is_employee",
    "latest_contribution",
    "lines",
    "live_consent",
    "look_ups",
    "remittance",
    "remittance_id_of",
    "remittances",
    "row_errors",
    "schedule_differences",
    "schedule_lines",
    "status_at_employer",
    "twin",
    "with_last_month",
]
