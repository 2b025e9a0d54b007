"""Money of the demonstration that is not debited: an employer who falls behind, and money to look at."""

from __future__ import annotations

from datetime import datetime

from contributions.gateways.sandbox_collection import SandboxCollection
from contributions.models import Bill, BillKind, Employer
from contributions.models.bill import UNPAID
from contributions.services import collect


def arrive(employers: list[Employer], *, left: int, at: datetime) -> None:
    """The last employer pays by transfer and falls behind: a month late, then half, then nothing.

    `left` is how many months of the demonstration are still to come. In the last one somebody pays
    without a word of who it is, and an employer pays too much.
    """
    bank = SandboxCollection()
    debtor, generous = employers[-1], employers[1]  # somebody logs in for the generous one
    unpaid = list(
        Bill.objects.filter(employer=debtor, kind=BillKind.CONTRIBUTION, state__in=UNPAID).order_by(
            "due_on"
        )
    )
    pays = {2: [], 1: unpaid[:1], 0: unpaid[:1]}.get(left, unpaid)
    for bill in pays:
        amount = bill.open_sen // 2 if left == 0 else bill.open_sen
        bank.pay_in(
            order_ref=f"demo-{bill.bill_no}",
            amount_sen=amount,
            text=f"Caruman {bill.bill_no}",
            payer=debtor.name,
        )
    if left == 0:
        bank.pay_in(
            order_ref="demo-nobody",
            amount_sen=1_234_56,
            text="CARUMAN PEKERJA",
            payer="Kedai Runcit Fajar (rekaan)",
        )
        bank.pay_in(
            order_ref="demo-too-much",
            amount_sen=500_00,
            text=f"Majikan {generous.employer_no}",
            payer=generous.name,
        )
    collect.collect(at=at)
