"""A month that is being filled in on screen: its rows, page by page, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from contributions.models import Employer, FormDraft, FormRow, Remittance, RemittanceState, RowError


@dataclass(frozen=True, slots=True)
class DraftTotals:
    """What the form comes to so far; money in sen."""

    rows: int
    paid: int
    wages_sen: int
    employer_sen: int
    employee_sen: int

    @property
    def total_sen(self) -> int:
        """Both shares together, in sen."""
        return self.employer_sen + self.employee_sen


def draft(employer: Employer, pk: int) -> FormDraft | None:
    """One of the employer's own drafts."""
    return (
        FormDraft.objects.select_related("remittance", "employer")
        .filter(employer=employer, pk=pk)
        .first()
    )


def draft_of(remittance: Remittance) -> FormDraft | None:
    """The form that a file was made of, if it was."""
    return FormDraft.objects.filter(remittance=remittance).first()


def drafts(employer: Employer) -> QuerySet[FormDraft]:
    """Drafts that were not submitted, newest month first."""
    return (
        FormDraft.objects.filter(employer=employer)
        .exclude(
            remittance__state__in=[
                RemittanceState.SUBMITTED,
                RemittanceState.POSTING,
                RemittanceState.POSTED,
            ]
        )
        .order_by("-wage_month")
    )


def draft_rows(draft: FormDraft) -> QuerySet[FormRow]:
    """The rows in order."""
    return FormRow.objects.filter(draft=draft).order_by("number")


def draft_totals(draft: FormDraft) -> DraftTotals:
    """One query."""
    found = FormRow.objects.filter(draft=draft).aggregate(
        rows=Count("id"),
        paid=Count("id", filter=Q(reason="")),
        wages=Sum("wages_sen"),
        employer=Sum("employer_sen"),
        employee=Sum("employee_sen"),
    )
    return DraftTotals(
        found["rows"],
        found["paid"],
        found["wages"] or 0,
        found["employer"] or 0,
        found["employee"] or 0,
    )


def draft_errors(draft: FormDraft, rows: list[FormRow]) -> dict[int, RowError]:
    """What the check of the file found, by the id of the row it is about; the first of each row."""
    remittance = draft.remittance
    if remittance is None or remittance.state != RemittanceState.INVALID:
        return {}
    by_line = {row.line_no: row.pk for row in rows if row.line_no}
    found: dict[int, RowError] = {}
    for error in RowError.objects.filter(remittance=remittance, line_no__in=list(by_line)).order_by(
        "line_no", "id"
    ):
        found.setdefault(by_line[error.line_no], error)
    return found
