"""What an employer may ask back, and what it asked for. Amounts are sen."""

from __future__ import annotations

from datetime import date

from django.db.models import F, QuerySet

from contributions import parameters
from contributions.models import (
    Bill,
    Contribution,
    Employer,
    Receipt,
    Refund,
    RemittanceState,
)
from contributions.models.bill import UNPAID
from contributions.rules import refunds as rules
from contributions.selectors.credited import taken_back
from members.ledger import days


def refundable(employer: Employer) -> QuerySet[Receipt]:
    """Money in suspense that came within the time, oldest first."""
    within = parameters.refund_within_months(days.today())
    return Receipt.objects.filter(
        employer=employer,
        received_on__gte=_first_day(days.today(), within),
        amount_sen__gt=F("allocated_sen") + F("refunded_sen") + F("voluntary_sen"),
    ).order_by("received_on", "pk")


def _first_day(today: date, within_months: int) -> date:
    """The oldest day whose money may still be asked back."""
    earliest = rules.last_day(today, -within_months)
    while not rules.is_in_time(earliest, today, within_months):
        earliest = date.fromordinal(earliest.toordinal() + 1)
    return earliest


def refundable_sen(employer: Employer) -> int:
    """How much of the employer's suspense may be asked back, in sen."""
    return sum(receipt.left_sen for receipt in refundable(employer))


def owes_bills(employer: Employer) -> bool:
    """True while a bill is past its day."""
    return Bill.objects.filter(
        employer=employer, state__in=UNPAID, due_on__lt=days.today()
    ).exists()


def refunds(employer: Employer) -> QuerySet[Refund]:
    """All the employer asked for, newest first."""
    return Refund.objects.filter(employer=employer)


def refund(employer: Employer, reference: str) -> Refund | None:
    """One of the employer's own; another's is as good as none."""
    return refunds(employer).filter(reference=reference).first()


def credited_line(employer: Employer, member_no: str, wage_month: date) -> Contribution | None:
    """A line of the month that is with the member still, the newest where there are several."""
    return (
        Contribution.objects.filter(
            ~taken_back(),
            remittance__employer=employer,
            remittance__wage_month=wage_month,
            remittance__state=RemittanceState.POSTED,
            member__member_no=member_no.strip(),
        )
        .select_related("member", "remittance")
        .order_by("-remittance_id")
        .first()
    )
