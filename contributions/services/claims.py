"""What a file says of itself against the employer and the month it was sent for. Form A says it."""

from __future__ import annotations

from contributions.files import form_a
from contributions.files.form_a_rows import FormARows
from contributions.files.parse import Fault, Rows
from contributions.models import Remittance


def other_claims(remittance: Remittance, rows: Rows) -> list[Fault]:
    """Faults of a file that names another employer or another contribution month; else none."""
    claims = rows.claims if isinstance(rows, FormARows) else None
    if claims is None or claims.contribution_month is None:
        return []
    found = []
    if claims.employer_no != remittance.employer.employer_no.lstrip("0"):
        found.append(Fault(0, form_a.RECORD_01, "A_OTHER_EMPLOYER", claims.employer_no))
    if claims.contribution_month != remittance.contribution_month:
        month = f"{claims.contribution_month:%m/%Y}"
        found.append(Fault(0, form_a.RECORD_01, "A_OTHER_MONTH", month))
    return found
