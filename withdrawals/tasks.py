"""What the work queue and the fund's day ask of payouts. Each may run 0, 1 or N times."""

from __future__ import annotations

import logging
import uuid
from datetime import date, datetime, timedelta
from typing import Any

from members.services import reports
from members.work import day, queue
from withdrawals import checks  # noqa: F401  (declares the invariants of money out)
from withdrawals.models import BankMessage, MessageState, PayoutAttempt, PayoutBatch
from withdrawals.rules import payout_states as states
from withdrawals.services import (
    apply,
    asking,
    bank_messages,
    batches,
    birthdays,
    by_rule,
    counter_papers,
    plans,
    promise,
    reconcile,
    stopping,
)

log = logging.getLogger(__name__)

_QUICK_TURNS = 20
_QUICK = 3
_SLOWEST = 300


def pause(turn: int) -> timedelta:
    """How long to wait before asking the bank again: 3 seconds for a minute, then doubling to 5 minutes."""
    if turn < _QUICK_TURNS:
        return timedelta(seconds=_QUICK)
    return timedelta(seconds=min(_QUICK * 2 ** (turn - _QUICK_TURNS + 1), _SLOWEST))


@queue.handler(batches.TRANSMIT)
def transmit(payload: dict[str, Any], *, at: datetime) -> None:
    """Hand a released file to the bank; a bank out of reach is tried again, however long it takes."""
    batch_id, turn = int(payload["batch_id"]), int(payload.get("turn", 0))
    try:
        batches.transmit(batch_id=batch_id, at=at)
    except OSError:
        log.warning("the bank is out of reach; batch %s waits", batch_id, exc_info=True)
        queue.enqueue(
            batches.TRANSMIT,
            f"{batch_id}/{turn + 1}",
            {"batch_id": batch_id, "turn": turn + 1},
            available_at=at + pause(turn),
        )


@queue.handler(batches.COLLECT)
def collect(payload: dict[str, Any], *, at: datetime) -> None:
    """Take in what the bank has for us; ask again while we wait for it."""
    turn = int(payload.get("turn", 0))
    try:
        if bank_messages.collect(at=at):
            turn = 0
    except OSError:
        log.warning("the bank is out of reach; its answers wait", exc_info=True)
    if awaits_bank():
        ask_again(turn + 1, at=at)


def awaits_bank() -> bool:
    """Whether any instruction, or any message we could not apply yet, waits for the bank."""
    return (
        PayoutAttempt.objects.filter(state__in=sorted(states.AWAITING_BANK)).exists()
        or BankMessage.objects.filter(state=MessageState.RECEIVED).exists()
    )


def ask_again(turn: int, *, at: datetime) -> None:
    """One more question to the bank. Chains that fall on the same moment become one."""
    wait = pause(turn)
    due = at + wait
    slot = int(due.timestamp() // wait.total_seconds())
    queue.enqueue(
        batches.COLLECT,
        f"turn-{int(wait.total_seconds())}-{slot}",
        {"turn": turn},
        available_at=due,
    )


@queue.handler(reports.TOPIC)
def stop_payments(payload: dict[str, Any], *, at: datetime) -> None:
    """A member said "not me": take their money out of sealed files, note for staff what had left."""
    stopping.stop(report_id=uuid.UUID(payload["report"]), at=at)


@queue.handler(by_rule.TOPIC)
def consider_by_rule(payload: dict[str, Any], *, at: datetime) -> None:
    """Let the rule in force look at an application that was just submitted."""
    by_rule.consider(application_id=int(payload["application_id"]), at=at)


@day.daily("withdrawals.birthdays", order=30)
def keep_birthdays(business_date: date, *, at: datetime) -> None:
    """Who turned 55 or 100: before anything is paid that day."""
    birthdays.merge(business_date=business_date, at=at)
    birthdays.unclaim(business_date=business_date, at=at)


@day.daily("withdrawals.pay_plans", order=40)
def pay_plans(business_date: date, *, at: datetime) -> None:
    """What payment plans owe by the next working day, each period once; before the files are built."""
    plans.pay_due(business_date=business_date, at=at)


@day.daily("withdrawals.build_batches", order=50)
def build_batches(business_date: date, *, at: datetime) -> None:
    """The day's payment files, and a look whether yesterday's reached the bank."""
    batches.build(business_date=business_date, at=at)
    released = PayoutBatch.objects.filter(state=states.BATCH_RELEASED)
    for pk in released.values_list("pk", flat=True):
        queue.enqueue(batches.TRANSMIT, f"{pk}/day-{business_date}", {"batch_id": pk})


@day.daily("withdrawals.ask_bank", order=60)
def ask_bank(business_date: date, *, at: datetime) -> None:
    """Statements come on days without payments too: returns, and what was late."""
    reconcile.chase(business_date=business_date, at=at)
    queue.enqueue(batches.COLLECT, f"day-{business_date}", {"turn": 0})


@day.daily("withdrawals.end_waiting", order=80)
def end_waiting(business_date: date, *, at: datetime) -> None:
    """Put back in the queue what waited in vain for a member's papers."""
    asking.lapse(business_date=business_date, at=at)


@day.daily("withdrawals.expire_drafts", order=90)
def expire_drafts(business_date: date, *, at: datetime) -> None:
    """End drafts that nobody has finished for thirty days; forget papers left lying at a counter."""
    apply.expire_drafts(at=at)
    counter_papers.sweep(at=at)


@day.daily("withdrawals.escalate", order=95)
def escalate(business_date: date, *, at: datetime) -> None:
    """The work list of promises that were not kept."""
    promise.escalate(business_date=business_date, at=at)
