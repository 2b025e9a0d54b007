"""Money in suspense pays bills; a covered bill lets its remittance be credited. Under the employer's row.

Part of a bill's money credits nobody: members are credited when the bill is covered to the sen. Whatever
is left stays in suspense and is never a member's. `rules/billing.py` says which money pays what.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Max

from contributions.models import (
    Allocation,
    Bill,
    BillKind,
    BillLine,
    BillState,
    Employer,
    Receipt,
    Remittance,
)
from contributions.models.bill import UNPAID
from contributions.rules import billing as rules
from contributions.services import allocation_journals, billing, credit_date, late
from members.audit import services as audit
from members.ledger import chart, days, journal
from members.ledger.drafts import FundLine, JournalDraft
from members.models import User
from members.work import faults, queue


class NotThisEmployers(Exception):
    """The receipt and the bill belong to two employers."""


class NothingLeft(Exception):
    """Nothing of the receipt is left, or nothing of the bill is open."""


class AlreadyIdentified(Exception):
    """The receipt has an employer."""


@transaction.atomic
def allocate(
    *,
    employer_id: int,
    at: datetime,
    by: User | None = None,
    just_decided: frozenset[int] = frozenset(),
) -> list[Bill]:
    """Let an employer's money pay the employer's bills; answers the bills that were covered by it.

    `just_decided` names remittances whose lines were looked at in this transaction. Doing it again
    finds nothing to do.
    """
    billing.lock(employer_id)
    covered: list[Bill] = []
    while done := _round(employer_id, at=at, by=by):
        for bill in done:
            _covered(bill, at=at, decided=bill.remittance_id in just_decided)
        covered += done
    return covered


@transaction.atomic
def attach(*, receipt_id: int, bill_no: str, by: User, at: datetime) -> Bill:
    """Let a receipt pay this bill before any other: a member of staff says so.

    Raises NotThisEmployers, NothingLeft, Receipt.DoesNotExist, Bill.DoesNotExist.
    """
    employer_id = Receipt.objects.values_list("employer_id", flat=True).get(pk=receipt_id)
    bill = Bill.objects.get(bill_no=bill_no)
    if employer_id is None or bill.employer_id != employer_id:
        raise NotThisEmployers
    billing.lock(employer_id)
    receipt = Receipt.objects.get(pk=receipt_id)
    bill = Bill.objects.get(pk=bill.pk)
    if not receipt.left_sen or not bill.is_unpaid:
        raise NothingLeft
    receipt.quoted = bill.bill_no
    receipt.save(update_fields=["quoted"])
    audit.record(
        "receipt.attached",
        by=by,
        at=at,
        employer_id=employer_id,
        entity="receipt",
        entity_id=str(receipt.pk),
        detail={"bill": bill.bill_no},
    )
    allocate(employer_id=employer_id, at=at, by=by)
    bill.refresh_from_db()
    return bill


@transaction.atomic
def identify(*, receipt_id: int, employer: Employer, by: User, at: datetime) -> Receipt:
    """Say whose money an unidentified receipt is; it then pays that employer's bills.

    Raises AlreadyIdentified, also when the same was said twice.
    """
    billing.lock(employer.pk)
    receipt = Receipt.objects.select_for_update().get(pk=receipt_id)
    if receipt.employer_id is not None or receipt.voluntary_sen:
        raise AlreadyIdentified
    journal.post(
        JournalDraft(
            scope="identified",
            key=str(receipt.pk),
            kind="RECEIPT",
            book=allocation_journals.HOME_BOOK,
            effective_on=days.today(),
            narration="receipt",
            reference=employer.employer_no,
            by=billing.actor(by),
            fund=(
                FundLine(chart.UNIDENTIFIED_RECEIPT, chart.DEBIT, receipt.amount_sen),
                FundLine(chart.EMPLOYER_SUSPENSE, chart.CREDIT, receipt.amount_sen),
            ),
        )
    )
    receipt.employer = employer
    receipt.identified_by = by
    receipt.identified_at = at
    receipt.save(update_fields=["employer", "identified_by", "identified_at"])
    audit.record(
        "receipt.identified",
        by=by,
        at=at,
        employer_id=employer.pk,
        entity="receipt",
        entity_id=str(receipt.pk),
        detail={"amount_sen": receipt.amount_sen},
    )
    allocate(employer_id=employer.pk, at=at, by=by)
    return receipt


def _round(employer_id: int, *, at: datetime, by: User | None) -> list[Bill]:
    """Allocate what there is to what is open now; answers the bills that this covered."""
    receipts = {
        receipt.pk: receipt
        for receipt in Receipt.objects.filter(
            employer_id=employer_id,
            amount_sen__gt=F("allocated_sen") + F("refunded_sen") + F("voluntary_sen"),
        ).order_by("received_on", "pk")
    }
    if not receipts:
        return []
    lines = {
        line.pk: line
        for line in BillLine.objects.filter(
            bill__employer_id=employer_id,
            bill__state__in=UNPAID,
            amount_sen__gt=F("paid_sen") + F("waived_sen"),
        )
        .select_related("bill__remittance")
        .order_by("bill__due_on", "bill__issued_on", "bill_id", "pk")
    }
    pays = rules.share_out(
        [rules.Money(one.pk, one.quoted, one.left_sen) for one in receipts.values()],
        [
            rules.Owed(line.pk, line.bill.bill_no, line.bill.due_on, line.open_sen)
            for line in lines.values()
        ],
    )
    touched: dict[int, Bill] = {}
    for one in pays:
        line = lines[one.line_id]
        _write(receipts[one.receipt_id], line, one.amount_sen, at=at, by=by)
        touched[line.bill_id] = line.bill
        faults.point("contributions.between_allocations")
    for bill in touched.values():
        billing.settle(bill, paid_on=_paid_on(bill))
    return [bill for bill in touched.values() if bill.state == BillState.PAID]


def _write(
    receipt: Receipt, line: BillLine, amount_sen: int, *, at: datetime, by: User | None
) -> None:
    one = Allocation.objects.create(
        receipt=receipt,
        line=line,
        amount_sen=amount_sen,
        allocated_on=days.today(),
        allocated_at=at,
        allocated_by=by,
    )
    receipt.allocated_sen += amount_sen
    receipt.save(update_fields=["allocated_sen"])
    line.paid_sen += amount_sen
    line.save(update_fields=["paid_sen"])
    allocation_journals.post(one, by=billing.actor(by))


def _paid_on(bill: Bill) -> date | None:
    """The value date of the last money that went to a bill."""
    found: date | None = Allocation.objects.filter(
        line__bill=bill, undone_at__isnull=True
    ).aggregate(last=Max("receipt__received_on"))["last"]
    return found


def _covered(bill: Bill, *, at: datetime, decided: bool) -> None:
    """What follows from the last sen: members are credited, and what was late is billed."""
    audit.record(
        "bill.covered",
        by=None,
        at=at,
        employer_id=bill.employer_id,
        entity="bill",
        entity_id=bill.bill_no,
        detail={"amount_sen": bill.paid_sen},
    )
    if bill.kind != BillKind.CONTRIBUTION:
        late.covered(bill)
        return
    remittance = Remittance.objects.select_for_update().get(pk=bill.remittance_id)
    if not decided:
        credit_date.decide(remittance, bill, credited_on=days.today())
    late.assess(bill, at=at)
    queue.enqueue(
        "contributions.post",
        f"{remittance.reference}/{bill.bill_no}",
        {"remittance_id": remittance.pk},
    )
