"""Entries in the books for tests of pages, posted through the ledger like everything else."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import connection, transaction

from members.ledger import chart, journal, selectors
from members.ledger.drafts import Amounts, JournalDraft, MemberLine


def credit(
    member_id: int,
    amounts: Amounts,
    *,
    key: str,
    on: date = date(2026, 10, 6),
    kind: str = "CONTRIBUTION",
    narration: str = "contribution",
    reference: str = "CRM-202609-ABC123",
    detail: dict[str, str] | None = None,
) -> UUID:
    """Post one entry and give its public id."""
    with transaction.atomic():
        posted = journal.post(
            JournalDraft(
                scope="test",
                key=key,
                kind=kind,
                book="KONV",
                effective_on=on,
                narration=narration,
                reference=reference,
                by="test",
                control=chart.CONTRIB_CLEARING,
                members=(MemberLine(member_id, amounts),),
                detail=detail or {},
            )
        )
    for entry in selectors.entries(member_id, limit=None):
        if entry.journal_id == posted.journal_id:
            return entry.uid
    raise AssertionError(connection.alias)
