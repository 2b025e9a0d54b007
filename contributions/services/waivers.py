"""A late charge is waived by two officers: one proposes an amount and a reason, another grants it.

Granting takes the amount off the charge in the books and off the bill, in one transaction.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from contributions.models import Bill, BillLine, BillState, Owes, Waiver, WaiverState
from contributions.services import billing, late
from contributions.services.allocation_journals import HOME_BOOK
from members.audit import services as audit
from members.ledger import chart, days, journal
from members.ledger.drafts import FundLine, JournalDraft
from members.models import User

PROPOSE = "contributions.add_waiver"
DECIDE = "contributions.change_waiver"


class NothingToWaive(Exception):
    """The bill has no open charge of that amount."""


class AlreadyProposed(Exception):
    """A waiver of this bill waits for a second officer."""


class AlreadyDecided(Exception):
    """The waiver was granted or refused before."""


class OwnProposal(Exception):
    """Whoever proposed a waiver does not grant it."""


def waivable_sen(bill: Bill) -> int:
    """How much of a bill's charge may still be waived."""
    return sum(line.open_sen for line in _charges(bill)) if bill.is_unpaid else 0


@transaction.atomic
def propose(*, bill_no: str, amount_sen: int, reason: str, by: User, at: datetime) -> Waiver:
    """Put a waiver before a second officer. Raises NothingToWaive, AlreadyProposed, Bill.DoesNotExist."""
    bill = Bill.objects.get(bill_no=bill_no)
    billing.lock(bill.employer_id)
    bill.refresh_from_db()
    if not 0 < amount_sen <= waivable_sen(bill):
        raise NothingToWaive
    if Waiver.objects.filter(bill=bill, state=WaiverState.PROPOSED).exists():
        raise AlreadyProposed
    made = Waiver.objects.create(
        bill=bill, amount_sen=amount_sen, reason=reason, proposed_at=at, proposed_by=by
    )
    _record("waiver.proposed", made, by=by, at=at)
    return made


@transaction.atomic
def grant(*, waiver_id: int, by: User, at: datetime) -> Waiver:
    """Grant it. Raises OwnProposal, AlreadyDecided, NothingToWaive when it was paid meanwhile."""
    waiver = _waiting(waiver_id)
    if waiver.proposed_by_id == by.pk:
        raise OwnProposal
    bill = waiver.bill
    left = waiver.amount_sen
    if left > waivable_sen(bill):
        raise NothingToWaive
    for line in _charges(bill):
        part = min(left, line.open_sen)
        line.waived_sen += part
        left -= part
        line.save(update_fields=["waived_sen"])
    journal.post(
        JournalDraft(
            scope="waiver",
            key=str(waiver.pk),
            kind="WAIVER",
            book=HOME_BOOK,
            effective_on=days.today(),
            narration="waiver",
            reference=bill.bill_no,
            by=billing.actor(by),
            fund=(
                FundLine(chart.LATE_CHARGE_INCOME, chart.DEBIT, waiver.amount_sen),
                FundLine(chart.LATE_RECEIVABLE, chart.CREDIT, waiver.amount_sen),
            ),
        )
    )
    billing.settle(bill)
    if bill.state == BillState.PAID:
        late.covered(bill)
    return _decide(waiver, WaiverState.GRANTED, "waiver.granted", by=by, at=at)


@transaction.atomic
def refuse(*, waiver_id: int, by: User, at: datetime) -> Waiver:
    """Refuse it, or take it back. Raises AlreadyDecided."""
    return _decide(_waiting(waiver_id), WaiverState.REFUSED, "waiver.refused", by=by, at=at)


def _waiting(waiver_id: int) -> Waiver:
    billing.lock(Waiver.objects.values_list("bill__employer_id", flat=True).get(pk=waiver_id))
    waiver = Waiver.objects.select_related("bill").get(pk=waiver_id)
    if waiver.state != WaiverState.PROPOSED:
        raise AlreadyDecided
    return waiver


def _decide(waiver: Waiver, state: WaiverState, action: str, *, by: User, at: datetime) -> Waiver:
    waiver.state = state
    waiver.decided_at = at
    waiver.decided_by = by
    waiver.save(update_fields=["state", "decided_at", "decided_by"])
    _record(action, waiver, by=by, at=at)
    return waiver


def _charges(bill: Bill) -> list[BillLine]:
    return list(bill.lines.filter(owes=Owes.LATE_CHARGE))


def _record(action: str, waiver: Waiver, *, by: User, at: datetime) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        employer_id=waiver.bill.employer_id,
        entity="bill",
        entity_id=waiver.bill.bill_no,
        detail={"amount_sen": waiver.amount_sen},
    )
