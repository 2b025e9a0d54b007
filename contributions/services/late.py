"""Money that came late: its charge and dividend are billed when the contributions are covered.

Assessed once for a remittance, from the value date of each part of the money. The charge is the fund's
income; the dividend belongs to the members and is credited to them when it is paid.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from contributions import parameters
from contributions.models import (
    Allocation,
    Bill,
    BillKind,
    LateAssessment,
    Owes,
    RemittanceKind,
)
from contributions.rules import billing as rules
from contributions.rules import late as law
from contributions.services import billing
from members.audit import services as audit
from members.ledger import days
from members.work import queue

CREDIT_DIVIDEND = "contributions.late_dividend"
HOME_BOOK = "KONV"


def assess(bill: Bill, *, at: datetime) -> LateAssessment | None:
    """Bill what the late part of a covered contribution bill costs; None when all was in time.

    A corrected line was assessed with the remittance that it came in.
    """
    if bill.remittance.kind == RemittanceKind.CORRECTION:
        return None
    cost = cost_of(bill, parameters.lower_bps(days.today()))
    if not cost.charge_sen:
        return None
    asked = [billing.Asked(Owes.LATE_CHARGE, HOME_BOOK, cost.charge_sen)]
    asked += [billing.Asked(Owes.LATE_DIVIDEND, book, sen) for book, sen in cost.dividends if sen]
    late_bill = billing.issue(
        bill.remittance,
        asked,
        kind=BillKind.LATE,
        due_on=rules.late_bill_due(days.today()),
        by=None,
        at=at,
    )
    found, made = LateAssessment.objects.get_or_create(
        contribution_bill=bill,
        defaults={
            "bill": late_bill,
            "late_sen": cost.late_sen,
            "months": cost.months,
            "charge_sen": cost.charge_sen,
            "dividend_sen": cost.dividend_sen,
            "is_provisional": cost.is_provisional,
            "assessed_on": days.today(),
        },
    )
    if made:
        audit.record(
            "late.assessed",
            by=None,
            at=at,
            employer_id=bill.employer_id,
            entity="bill",
            entity_id=late_bill.bill_no,
            detail={"charge_sen": found.charge_sen, "dividend_sen": found.dividend_sen},
        )
    return found


def cost_of(bill: Bill, lower_bps: Mapping[int, int]) -> law.Owed:
    """What a bill of contributions costs for its late part, at these rates."""
    paid = Allocation.objects.filter(
        line__bill=bill, line__owes=Owes.CONTRIBUTION, undone_at__isnull=True
    ).order_by("receipt__received_on", "pk")
    return law.owed(
        list(paid.values_list("amount_sen", "line__book", "receipt__received_on")),
        wage_month=bill.wage_month,
        lower_bps=lower_bps,
        day_count=parameters.late_day_count(),
    )


def covered(bill: Bill) -> None:
    """A late bill is paid: the members' dividend is credited by the worker."""
    if bill.lines.filter(owes=Owes.LATE_DIVIDEND).exists():
        queue.enqueue(CREDIT_DIVIDEND, bill.bill_no, {"bill_id": bill.pk})
