"""An employer's bills, and the money that came for them. Amounts are sen."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, QuerySet, Sum

from contributions.models import (
    Allocation,
    Bill,
    BillKind,
    BillState,
    Employer,
    Receipt,
    Remittance,
)
from contributions.models.bill import UNPAID


@dataclass(frozen=True, slots=True)
class Standing:
    """What an employer owes and has lying with us, in sen."""

    open_sen: int
    open_count: int
    suspense_sen: int


def bills(employer: Employer) -> QuerySet[Bill]:
    """All bills of the employer, newest first."""
    return Bill.objects.filter(employer=employer).select_related("remittance")


def bill(employer: Employer, bill_no: str) -> Bill | None:
    """One of the employer's bills; another's is as good as none."""
    return bills(employer).filter(bill_no=bill_no).first()


def live(remittance: Remittance) -> Bill | None:
    """The bill of a remittance's contributions, unless it was cancelled."""
    return (
        Bill.objects.filter(remittance=remittance, kind=BillKind.CONTRIBUTION)
        .exclude(state=BillState.CANCELLED)
        .first()
    )


def standing(employer: Employer) -> Standing:
    """What is open and what lies in suspense. Two queries."""
    owed = Bill.objects.filter(employer=employer, state__in=UNPAID).values_list(
        "amount_sen", "paid_sen", "waived_sen"
    )
    rows = list(owed)
    left = Receipt.objects.filter(
        employer=employer,
        amount_sen__gt=F("allocated_sen") + F("refunded_sen") + F("voluntary_sen"),
    ).aggregate(sen=Sum(F("amount_sen") - F("allocated_sen") - F("refunded_sen")))["sen"]
    return Standing(
        open_sen=sum(amount - paid - waived for amount, paid, waived in rows),
        open_count=len(rows),
        suspense_sen=left or 0,
    )


def payments_of(found: Bill) -> QuerySet[Allocation]:
    """What paid a bill, oldest first."""
    return (
        Allocation.objects.filter(line__bill=found, undone_at__isnull=True)
        .select_related("receipt", "line")
        .order_by("receipt__received_on", "pk")
    )


def receipts(employer: Employer) -> QuerySet[Receipt]:
    """Money that came from the employer, newest first."""
    return Receipt.objects.filter(employer=employer).select_related("entry")
