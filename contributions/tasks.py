"""What the worker does for money in. Each handler may run 0, 1 or N times."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta
from typing import Any

from contributions import checks  # noqa: F401  (declares the invariants of money in)
from contributions.gateways.collection import NoDirectDebit
from contributions.models import Bill, BillKind, BillState, Remittance, RemittanceState
from contributions.models.bill import UNPAID
from contributions.services import (
    check,
    collect,
    compare,
    credited,
    direct_debit,
    form_drafts,
    late,
    late_dividend,
    late_true_up,
    look_up,
    post,
    refund_payments,
    register,
    voluntary,
    watch,
)
from members.work import day, queue
from members.work.models import Task, TaskState

log = logging.getLogger(__name__)

COLLECT = "contributions.collect"
EVERY = timedelta(minutes=10)
"""How often the bank is asked while a bill is open."""


class StillPosting(Exception):
    """A part is in other hands; should they let go of it, a later try finds it."""


queue.handler(look_up.ASK)(look_up.put_before)


@queue.handler("contributions.validate")
def validate_remittance(payload: dict[str, Any], *, at: datetime) -> None:
    """Check a large file, or one whose page died before it was checked. Most pages lived: nothing to do."""
    remittance = (
        Remittance.objects.select_related("uploaded_by")
        .filter(
            pk=payload["remittance_id"],
            state__in=(
                RemittanceState.UPLOADED,
                RemittanceState.INVALID,
                RemittanceState.READY,
            ),
        )
        .first()
    )
    if remittance is not None:
        check.check(remittance, by=remittance.uploaded_by, at=at)


@queue.handler("contributions.compare")
def compare_remittance(payload: dict[str, Any], *, at: datetime) -> None:
    """Compare a large file with the Third Schedule."""
    compare.compare(remittance_id=payload["remittance_id"], at=at)


@queue.handler("contributions.post")
def post_remittance(payload: dict[str, Any], *, at: datetime) -> None:
    """Credit a submitted remittance. Raises StillPosting while another worker holds a part."""
    remittance = post.post_all(payload["remittance_id"], at=at)
    if remittance.state == RemittanceState.POSTING:
        raise StillPosting(remittance.reference)


@queue.handler(direct_debit.DEBIT)
def debit_employer(payload: dict[str, Any], *, at: datetime) -> None:
    """Hand a debit order to the bank, then look whether its statement shows money."""
    try:
        direct_debit.debit(bill_id=payload["bill_id"], at=at)
    except NoDirectDebit:
        log.warning("the bank takes no debit orders; bill %s waits for a transfer", payload)
        return
    _look_soon(at=at)


def _look_soon(*, at: datetime) -> None:
    """Ask for one look at the bank. A look that has not begun will see what was ordered before now."""
    last = Task.objects.filter(topic=COLLECT).order_by("-pk").first()
    if last and last.state == TaskState.PENDING and not last.attempts and last.available_at <= at:
        return
    queue.enqueue(COLLECT, f"after-{last.pk if last else 0}", {})


@queue.handler(COLLECT)
def collect_money(payload: dict[str, Any], *, at: datetime) -> None:
    """Take in the statements of the collection account; a bank out of reach is asked again."""
    try:
        collect.collect(at=at)
    except OSError:
        log.warning("the collection bank is out of reach", exc_info=True)
    turn = int(payload.get("turn", 0))
    if "turn" in payload and Bill.objects.filter(state__in=UNPAID).exists():
        due = at + EVERY
        queue.enqueue(
            COLLECT, f"{due:%Y%m%d%H}-{due.minute // 10}", {"turn": turn + 1}, available_at=due
        )


@queue.handler(refund_payments.TRANSMIT)
def pay_refund(payload: dict[str, Any], *, at: datetime) -> None:
    """Hand the file of an approved refund to the bank; a bank out of reach is tried again."""
    refund_payments.transmit(payment_id=payload["payment_id"], at=at)


@queue.handler(late.CREDIT_DIVIDEND)
def credit_late_dividend(payload: dict[str, Any], *, at: datetime) -> None:
    """Credit the members with the dividend of late money."""
    late_dividend.credit(bill_id=payload["bill_id"], at=at)


@queue.handler("contributions.register")
def register_employees(payload: dict[str, Any], *, at: datetime) -> None:
    """Open the spells of employment a credited remittance tells of."""
    register.register(payload["remittance_id"])
    credited.tell(payload["remittance_id"], at=at)


@queue.handler(credited.TOPIC)
def mail_credited(payload: dict[str, Any], *, at: datetime) -> None:
    """Send the e-mails about a credited remittance, some hundred in one go."""
    credited.mail_some(payload["event"], at=at)


@queue.handler(late_true_up.SETTLE)
def settle_late_payment(payload: dict[str, Any], *, at: datetime) -> None:
    """Settle a late payment whose year's rate was declared."""
    late_true_up.settle(assessment_id=payload["assessment_id"], at=at)


@day.daily("contributions.late_true_up", order=60)
def find_provisional(business_date: date, *, at: datetime) -> None:
    """Late payments at a rate that was not declared then, and is now."""
    late_true_up.ask(today=business_date)


@day.daily("contributions.collect", order=55)
def ask_bank(business_date: date, *, at: datetime) -> None:
    """Statements come every day, and in the course of it. What is paid and still waits is asked for again."""
    queue.enqueue(COLLECT, f"day-{business_date}", {"turn": 0})
    waiting = Bill.objects.filter(
        state=BillState.PAID,
        kind=BillKind.CONTRIBUTION,
        remittance__state__in=(RemittanceState.SUBMITTED, RemittanceState.POSTING),
    ).select_related("remittance")
    for bill in waiting:
        queue.enqueue(
            "contributions.post",
            f"{bill.remittance.reference}/{business_date}",
            {"remittance_id": bill.remittance_id},
        )


@day.daily("contributions.watch", order=70)
def watch_months(business_date: date, *, at: datetime) -> None:
    """Find months that did not come or came short, and settle those that came since."""
    watch.look(business_date, at=at)


@day.daily("contributions.lapse_promises", order=71)
def lapse_promises(business_date: date, *, at: datetime) -> None:
    """End promises of voluntary money that were not paid in time."""
    voluntary.lapse(today=business_date)


@day.daily("contributions.forget_forms", order=90)
def forget_forms(business_date: date, *, at: datetime) -> None:
    """Forget forms whose month was credited, and those that nobody came back to."""
    form_drafts.forget_old(at=at)
