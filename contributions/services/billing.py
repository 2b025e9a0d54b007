"""What an employer owes, written in the books as it is billed. Amounts are sen.

A bill is issued once for a remittance and kind; a bill that falls away gives its money back to the
employer's suspense. Whoever issues, cancels or allocates holds the employer's row: see `lock`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from contributions.models import (
    Allocation,
    Bill,
    BillKind,
    BillLine,
    BillState,
    Employer,
    Owes,
    Remittance,
)
from contributions.rules import bill_no, months
from contributions.services import allocation_journals
from members.ledger import chart, days, journal
from members.ledger.drafts import FundLine, JournalDraft
from members.models import User

RECEIVABLE = {
    Owes.CONTRIBUTION: chart.CONTRIB_RECEIVABLE,
    Owes.LATE_DIVIDEND: chart.LATE_RECEIVABLE,
    Owes.LATE_CHARGE: chart.LATE_RECEIVABLE,
}
_EARNED = {
    Owes.CONTRIBUTION: chart.CONTRIB_CLEARING,
    Owes.LATE_DIVIDEND: chart.DIVIDEND_POOL,
    Owes.LATE_CHARGE: chart.LATE_CHARGE_INCOME,
}


class WasWaived(Exception):
    """The bill cannot fall away: part of it was waived."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to bill, in one book; sen above nil."""

    owes: Owes
    book: str
    amount_sen: int


def lock(employer_id: int) -> None:
    """Take the employer's row for the rest of the transaction: always before a remittance's row.

    Whoever merely refers to the employer does not wait for it.
    """
    list(Employer.objects.select_for_update(no_key=True).filter(pk=employer_id).values_list("pk"))


def contribution_bill(remittance: Remittance) -> Bill | None:
    """The live bill of a remittance's contributions."""
    return (
        Bill.objects.filter(remittance=remittance, kind=BillKind.CONTRIBUTION)
        .exclude(state=BillState.CANCELLED)
        .first()
    )


def issue(
    remittance: Remittance,
    asked: Iterable[Asked],
    *,
    kind: BillKind,
    due_on: date,
    by: User | None,
    at: datetime,
) -> Bill:
    """Bill a remittance's employer, once for each kind; the bill that stands is answered as it is."""
    found = (
        Bill.objects.filter(remittance=remittance, kind=kind)
        .exclude(state=BillState.CANCELLED)
        .first()
    )
    if found is not None:
        return found
    wanted = sorted(asked, key=lambda one: (list(Owes).index(one.owes), one.book))
    today = days.today()
    bill = Bill.objects.create(
        bill_no=bill_no.made(
            remittance.wage_month, "".join(secrets.choice(bill_no.ALPHABET) for _ in range(6))
        ),
        kind=kind,
        employer_id=remittance.employer_id,
        remittance=remittance,
        wage_month=remittance.wage_month,
        amount_sen=sum(one.amount_sen for one in wanted),
        issued_on=today,
        issued_at=at,
        due_on=due_on,
    )
    BillLine.objects.bulk_create(
        BillLine(
            bill=bill,
            owes=one.owes,
            book=one.book,
            amount_sen=one.amount_sen,
            journal_id=journal.post(_draft(remittance, bill, one, on=today, by=by)).journal_id,
        )
        for one in wanted
    )
    return bill


def cancel(bill: Bill, *, by: User, at: datetime) -> None:
    """Let a bill fall away: what paid it lies in the employer's suspense again, what was owed is
    reversed. Harmless for a cancelled one. The caller holds the employer's row.
    """
    if bill.state == BillState.CANCELLED:
        return
    if bill.waived_sen:
        raise WasWaived
    on = days.today()
    for line in bill.lines.all():
        for one in Allocation.objects.filter(line=line, undone_at__isnull=True).select_related(
            "receipt"
        ):
            allocation_journals.undo(one, on=on, by=actor(by))
            one.receipt.allocated_sen -= one.amount_sen
            one.receipt.save(update_fields=["allocated_sen"])
            one.undone_at = at
            one.save(update_fields=["undone_at"])
        line.paid_sen = 0
        line.save(update_fields=["paid_sen"])
        journal.reverse(line.journal_id, key=f"bill-line:{line.pk}", effective_on=on, by=actor(by))
    bill.state = BillState.CANCELLED
    bill.paid_sen = 0
    bill.paid_on = None
    bill.cancelled_at = at
    bill.save(update_fields=["state", "paid_sen", "paid_on", "cancelled_at"])


def settle(bill: Bill, *, paid_on: date | None = None) -> None:
    """Write the state that follows from the bill's lines. `paid_on` is the value date of new money."""
    lines = list(bill.lines.all())
    bill.paid_sen = sum(line.paid_sen for line in lines)
    bill.waived_sen = sum(line.waived_sen for line in lines)
    if bill.paid_sen + bill.waived_sen == bill.amount_sen:
        bill.state = BillState.PAID if bill.paid_sen else BillState.WAIVED
    else:
        bill.state = BillState.PART_PAID if bill.paid_sen else BillState.OPEN
    if bill.state == BillState.PAID:
        bill.paid_on = paid_on or days.today()
    bill.save(update_fields=["paid_sen", "waived_sen", "state", "paid_on"])


def contributions_due(remittance: Remittance) -> date:
    """The 15th of the month after the wage month."""
    return months.due_on(remittance.wage_month)


def actor(by: User | None) -> str:
    """Who, as the books write it."""
    return f"user:{by.pk}" if by else "system"


def _draft(
    remittance: Remittance, bill: Bill, one: Asked, *, on: date, by: User | None
) -> JournalDraft:
    return JournalDraft(
        scope="bill",
        key=f"{bill.bill_no}:{one.owes}:{one.book}",
        kind="BILL",
        book=one.book,
        effective_on=on,
        narration="bill",
        reference=remittance.reference if one.owes == Owes.CONTRIBUTION else bill.bill_no,
        by=actor(by),
        fund=(
            FundLine(RECEIVABLE[one.owes], chart.DEBIT, one.amount_sen),
            FundLine(_EARNED[one.owes], chart.CREDIT, one.amount_sen),
        ),
    )
