"""An employer who agreed to direct debit is debited for each bill of contributions, once.

The order goes to the bank from the worker; that it was taken is no money. The bank's statement is.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from contributions.gateways import collection
from contributions.models import Bill, BillKind, PaysBy
from members.audit import services as audit
from members.models import User
from members.work import queue

DEBIT = "contributions.direct_debit"


def ask_if_agreed(bill: Bill) -> None:
    """Ask the worker to debit a bill of contributions that is still open. Asking twice is harmless."""
    bill.refresh_from_db()
    agreed = bill.employer.pays_by == PaysBy.DIRECT_DEBIT
    if agreed and bill.kind == BillKind.CONTRIBUTION and bill.is_unpaid:
        queue.enqueue(DEBIT, bill.bill_no, {"bill_id": bill.pk})


def ask(*, bill: Bill, by: User, at: datetime) -> None:
    """Ask the worker to have a bill paid by the bank now; asked for the same open amount once."""
    with transaction.atomic():
        audit.record(
            "bill.pay_asked",
            by=by,
            at=at,
            employer_id=bill.employer_id,
            entity="bill",
            entity_id=bill.bill_no,
        )
        queue.enqueue(DEBIT, f"{bill.bill_no}/{bill.open_sen}", {"bill_id": bill.pk})


def debit(*, bill_id: int, at: datetime) -> None:
    """Hand the order to the bank; a bill that was paid or cancelled meanwhile is left alone.

    Raises collection.NoDirectDebit, OSError when the bank is out of reach.
    """
    bill = Bill.objects.select_related("employer").get(pk=bill_id)
    if not bill.is_unpaid:
        return
    collection.bank().debit(
        # A bill that was partly paid since is another order.
        order_ref=f"DD-{bill.bill_no}-{bill.open_sen}",
        amount_sen=bill.open_sen,
        text=bill.bill_no,
        payer=bill.employer.name,
    )
