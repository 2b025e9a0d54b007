"""A paid line that nobody can identify goes back to its employer's suspense: one officer asks, another does.

From there it pays the employer's bills, or is asked back like any over-payment. Once returned it can no
longer be credited, once credited no longer returned: both hold the line's row.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from contributions.models import (
    CtmlLine,
    CtmlReturn,
    Origin,
    Receipt,
    RemittanceState,
    ReturnState,
)
from contributions.services import allocate, billing, correction_news
from contributions.services.ctml import AlreadyCredited
from contributions.services.ctml_journals import HOME_BOOK
from members.audit import services as audit
from members.ledger import chart, days, journal
from members.ledger.drafts import FundLine, JournalDraft
from members.models import User


class AlreadyAsked(Exception):
    """A return of this line waits for a second officer."""


class AlreadyDecided(Exception):
    """It was returned or refused before."""


class OwnProposal(Exception):
    """Whoever asked for it does not do it."""


@transaction.atomic
def propose(*, line_id: int, reason: str, by: User, at: datetime) -> CtmlReturn:
    """Put a return before a second officer. Raises ctml.AlreadyCredited, AlreadyAsked."""
    line = _line(line_id)
    try:
        with transaction.atomic():
            made = CtmlReturn.objects.create(
                line=line, reason=reason, proposed_at=at, proposed_by=by
            )
    except IntegrityError:
        raise AlreadyAsked from None
    _record("ctml.return_proposed", made, by=by, at=at)
    return made


@transaction.atomic
def confirm(*, return_id: int, by: User, at: datetime) -> CtmlReturn:
    """Return it. Raises OwnProposal, AlreadyDecided, ctml.AlreadyCredited."""
    found = _waiting(return_id)
    if found.proposed_by_id == by.pk:
        raise OwnProposal
    line = _line(found.line_id)
    remittance, amount = line.remittance, line.total_sen
    bill = billing.contribution_bill(remittance)
    came_on = (bill.paid_on if bill else None) or remittance.credited_on
    assert came_on is not None
    posted = journal.post(
        JournalDraft(
            scope="ctml.return",
            key=str(line.pk),
            kind="CTML",
            book=HOME_BOOK,
            effective_on=days.today(),
            narration="ctml",
            reference=remittance.reference,
            by=billing.actor(by),
            fund=(
                FundLine(chart.CTML_UNALLOCATED, chart.DEBIT, amount),
                FundLine(chart.EMPLOYER_SUSPENSE, chart.CREDIT, amount),
            ),
        )
    )
    found.receipt = Receipt.objects.create(
        origin=Origin.NO_MEMBER,
        employer_id=remittance.employer_id,
        amount_sen=amount,
        received_on=came_on,
        journal_id=posted.journal_id,
    )
    found.state, found.decided_at, found.decided_by = ReturnState.DONE, at, by
    found.save(update_fields=["state", "decided_at", "decided_by", "receipt"])
    line.returned_on = days.today()
    line.save(update_fields=["returned_on"])
    _record("ctml.returned", found, by=by, at=at)
    correction_news.tell_employer(
        remittance.employer,
        about="contribution.returned",
        at=at,
        key=f"returned:{line.pk}",
        row=str(line.line_no),
        reference=remittance.reference,
        amount=amount,
    )
    allocate.allocate(employer_id=remittance.employer_id, at=at, by=by)
    return found


@transaction.atomic
def refuse(*, return_id: int, by: User, at: datetime) -> CtmlReturn:
    """Refuse it, or take it back. Raises AlreadyDecided."""
    found = _waiting(return_id)
    found.state, found.decided_at, found.decided_by = ReturnState.REFUSED, at, by
    found.save(update_fields=["state", "decided_at", "decided_by"])
    _record("ctml.return_refused", found, by=by, at=at)
    return found


def _waiting(return_id: int) -> CtmlReturn:
    """The return under its employer's row."""
    billing.lock(
        CtmlReturn.objects.values_list("line__remittance__employer_id", flat=True).get(pk=return_id)
    )
    found = CtmlReturn.objects.get(pk=return_id)
    if found.state != ReturnState.PROPOSED:
        raise AlreadyDecided
    return found


def _line(line_id: int) -> CtmlLine:
    """The line's row, where it may still be returned."""
    line = (
        CtmlLine.objects.select_for_update(of=("self",))
        .select_related("remittance__employer")
        .get(pk=line_id)
    )
    if (
        line.member_id is not None
        or line.returned_on is not None
        or line.remittance.state != RemittanceState.POSTED
    ):
        raise AlreadyCredited
    return line


def _record(action: str, found: CtmlReturn, *, by: User, at: datetime) -> None:
    remittance = found.line.remittance
    audit.record(
        action,
        by=by,
        at=at,
        employer_id=remittance.employer_id,
        entity="remittance",
        entity_id=remittance.reference,
        detail={"row": found.line.line_no, "amount_sen": found.line.total_sen},
    )
