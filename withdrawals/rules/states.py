"""The life of an application: every allowed move is one row of MOVES, and nothing else is allowed.

`services.transition.move` is the only writer of `Application.status`; it asks `target` first.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Where an application stands (ux.md 11.4)."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    IN_REVIEW = "IN_REVIEW"
    ASKED = "ASKED"
    SECOND = "SECOND"
    APPROVED = "APPROVED"
    PAYING = "PAYING"
    PAID = "PAID"
    PAY_FAILED = "PAY_FAILED"
    CREDITED = "CREDITED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"
    RUNNING = "RUNNING"
    FINISHED = "FINISHED"


class Event(StrEnum):
    """What happened to an application."""

    SUBMIT = "SUBMIT"
    TAKE_IN = "TAKE_IN"
    DISCARD = "DISCARD"
    EXPIRE = "EXPIRE"
    TAKE = "TAKE"
    PUT_BACK = "PUT_BACK"
    APPROVE = "APPROVE"
    HALF_APPROVE = "HALF_APPROVE"
    AGREE = "AGREE"
    SEND_BACK = "SEND_BACK"
    RULE_APPROVE = "RULE_APPROVE"
    POSTPONE = "POSTPONE"
    UNDO = "UNDO"
    APPROVE_PLAN = "APPROVE_PLAN"
    REJECT = "REJECT"
    ASK = "ASK"
    ANSWER = "ANSWER"
    BRING = "BRING"
    LAPSE = "LAPSE"
    WITHDRAW = "WITHDRAW"
    SEND_PAYMENT = "SEND_PAYMENT"
    PAY = "PAY"
    FAIL_PAYMENT = "FAIL_PAYMENT"
    PAY_AGAIN = "PAY_AGAIN"
    CREDIT_BACK = "CREDIT_BACK"
    PAY_REST = "PAY_REST"
    PAY_PLAN = "PAY_PLAN"
    END_PLAN = "END_PLAN"
    CANCEL_PLAN = "CANCEL_PLAN"


class Who(StrEnum):
    """The part a person (or the system) plays in a move."""

    MEMBER = "MEMBER"
    COUNTER = "COUNTER"
    REVIEWER = "REVIEWER"
    PAYMENTS = "PAYMENTS"
    SYSTEM = "SYSTEM"


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed move: what happens, from where, to where, and who may cause it."""

    event: Event
    source: Status
    target: Status
    who: Who


class MoveNotAllowed(Exception):
    """The application is not in a status from which this event may happen."""

    def __init__(self, event: Event, source: Status) -> None:
        super().__init__(f"{event} is not allowed from {source}")
        self.event = event
        self.source = source


MOVES: tuple[Move, ...] = (
    Move(Event.SUBMIT, Status.DRAFT, Status.SUBMITTED, Who.MEMBER),
    Move(Event.TAKE_IN, Status.DRAFT, Status.SUBMITTED, Who.COUNTER),
    Move(Event.DISCARD, Status.DRAFT, Status.WITHDRAWN, Who.MEMBER),
    Move(Event.EXPIRE, Status.DRAFT, Status.EXPIRED, Who.SYSTEM),
    Move(Event.TAKE, Status.SUBMITTED, Status.IN_REVIEW, Who.REVIEWER),
    Move(Event.TAKE, Status.IN_REVIEW, Status.IN_REVIEW, Who.REVIEWER),
    Move(Event.PUT_BACK, Status.IN_REVIEW, Status.SUBMITTED, Who.REVIEWER),
    Move(Event.APPROVE, Status.IN_REVIEW, Status.APPROVED, Who.REVIEWER),
    # Above an amount the first officer's yes is half of an approval.
    Move(Event.HALF_APPROVE, Status.IN_REVIEW, Status.SECOND, Who.REVIEWER),
    Move(Event.AGREE, Status.SECOND, Status.APPROVED, Who.REVIEWER),
    Move(Event.SEND_BACK, Status.SECOND, Status.SUBMITTED, Who.REVIEWER),
    Move(Event.RULE_APPROVE, Status.SUBMITTED, Status.APPROVED, Who.SYSTEM),
    # The promised day moves; the application stays where it is.
    Move(Event.POSTPONE, Status.SUBMITTED, Status.SUBMITTED, Who.REVIEWER),
    Move(Event.POSTPONE, Status.IN_REVIEW, Status.IN_REVIEW, Who.REVIEWER),
    Move(Event.POSTPONE, Status.SECOND, Status.SECOND, Who.REVIEWER),
    # While its payment is in no file, an approval is undone by a record of its own.
    Move(Event.UNDO, Status.APPROVED, Status.SUBMITTED, Who.REVIEWER),
    Move(Event.REJECT, Status.IN_REVIEW, Status.REJECTED, Who.REVIEWER),
    Move(Event.ASK, Status.IN_REVIEW, Status.ASKED, Who.REVIEWER),
    Move(Event.ANSWER, Status.ASKED, Status.SUBMITTED, Who.MEMBER),
    Move(Event.BRING, Status.ASKED, Status.SUBMITTED, Who.COUNTER),
    Move(Event.LAPSE, Status.ASKED, Status.SUBMITTED, Who.SYSTEM),
    Move(Event.WITHDRAW, Status.ASKED, Status.WITHDRAWN, Who.MEMBER),
    Move(Event.WITHDRAW, Status.SUBMITTED, Status.WITHDRAWN, Who.MEMBER),
    Move(Event.WITHDRAW, Status.IN_REVIEW, Status.WITHDRAWN, Who.MEMBER),
    Move(Event.WITHDRAW, Status.SECOND, Status.WITHDRAWN, Who.MEMBER),
    Move(Event.SEND_PAYMENT, Status.APPROVED, Status.PAYING, Who.PAYMENTS),
    Move(Event.PAY, Status.PAYING, Status.PAID, Who.PAYMENTS),
    Move(Event.FAIL_PAYMENT, Status.PAYING, Status.PAY_FAILED, Who.PAYMENTS),
    Move(Event.FAIL_PAYMENT, Status.PAID, Status.PAY_FAILED, Who.PAYMENTS),
    Move(Event.PAY_AGAIN, Status.PAY_FAILED, Status.APPROVED, Who.PAYMENTS),
    Move(Event.CREDIT_BACK, Status.PAY_FAILED, Status.CREDITED, Who.PAYMENTS),
    # One of several shares is sent again, while others are with the bank or paid.
    Move(Event.PAY_REST, Status.PAY_FAILED, Status.PAYING, Who.REVIEWER),
)

_PLANS = (
    # Approved, and paid by a plan: month by month, or set aside until used.
    Move(Event.APPROVE_PLAN, Status.IN_REVIEW, Status.RUNNING, Who.REVIEWER),
    Move(Event.APPROVE_PLAN, Status.SECOND, Status.RUNNING, Who.REVIEWER),
    Move(Event.APPROVE_PLAN, Status.SUBMITTED, Status.RUNNING, Who.SYSTEM),
    Move(Event.END_PLAN, Status.RUNNING, Status.FINISHED, Who.SYSTEM),
    Move(Event.CANCEL_PLAN, Status.RUNNING, Status.FINISHED, Who.MEMBER),
    # One payment of a plan: an application born approved.
    Move(Event.PAY_PLAN, Status.DRAFT, Status.APPROVED, Who.SYSTEM),
)
MOVES += _PLANS

_TABLE: dict[tuple[Event, Status], Move] = {(move.event, move.source): move for move in MOVES}
if len(_TABLE) != len(MOVES):
    raise ValueError("one event leads from one status to one other")

TAKEABLE: frozenset[Status] = frozenset({Status.SUBMITTED, Status.IN_REVIEW})
"""An officer may take it, or take it over."""

UNDECIDED: frozenset[Status] = TAKEABLE | {Status.SECOND}
"""In the queue or on an officer's desk, with a hold, and nobody has decided yet, or only half."""

HELD: frozenset[Status] = UNDECIDED | {Status.ASKED}
"""Money is set aside and nobody has decided: in the queue, or waiting for the member's papers."""

OPEN: frozenset[Status] = HELD | {Status.APPROVED, Status.PAYING, Status.PAY_FAILED}
"""The member is waiting for something."""

AFTER_APPROVAL: frozenset[Status] = frozenset(
    {Status.APPROVED, Status.PAYING, Status.PAID, Status.PAY_FAILED, Status.CREDITED}
)
"""Approved: the money has left the member's accounts (and with CREDITED come back to them)."""

DECIDED: frozenset[Status] = AFTER_APPROVAL | {
    Status.REJECTED,
    Status.RUNNING,
    Status.FINISHED,
}
"""Decided: when is known, and who, or which rule."""

COUNTS_AS_TRANSFER: frozenset[Status] = OPEN | {Status.PAID, Status.RUNNING, Status.FINISHED}
"""Uses up the day's transfer. Refused, withdrawn and expired ones moved no money and do not; money
that was given back is as if it had not moved."""

CLOSED: frozenset[Status] = frozenset(
    {
        Status.PAID,
        Status.CREDITED,
        Status.REJECTED,
        Status.WITHDRAWN,
        Status.EXPIRED,
        Status.FINISHED,
    }
)


def move(event: Event, source: Status) -> Move:
    """The row of the table for `event` from `source`; raises MoveNotAllowed when there is none."""
    try:
        return _TABLE[event, source]
    except KeyError:
        raise MoveNotAllowed(event, source) from None


def may(event: Event, source: Status) -> bool:
    """True when the table has a row for `event` from `source`."""
    return (event, source) in _TABLE
