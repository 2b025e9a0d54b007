"""Tells the member of every move of an application. Called with the move, in its transaction."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from members.services import notices
from withdrawals.models import Application, Transition
from withdrawals.rules.states import Event

ABOUT: dict[str, str] = {
    Event.SUBMIT: "withdrawal.submitted",
    Event.TAKE: "withdrawal.in_review",
    Event.APPROVE: "withdrawal.approved",
    Event.AGREE: "withdrawal.approved",
    Event.RULE_APPROVE: "withdrawal.approved",
    Event.POSTPONE: "withdrawal.postponed",
    Event.UNDO: "withdrawal.undone",
    Event.CREDIT_BACK: "withdrawal.credited_back",
    Event.REJECT: "withdrawal.rejected",
    Event.ASK: "withdrawal.documents_asked",
    Event.WITHDRAW: "withdrawal.withdrawn",
    Event.SEND_PAYMENT: "withdrawal.paying",
    Event.PAY: "withdrawal.paid",
    Event.FAIL_PAYMENT: "withdrawal.pay_failed",
}
# Nobody waits to hear of a draft, or that an officer put the file back or took it over.
UNTOLD: frozenset[str] = frozenset(
    {
        Event.DISCARD,
        Event.EXPIRE,
        Event.PUT_BACK,
        Event.ANSWER,
        Event.BRING,
        Event.HALF_APPROVE,
        Event.SEND_BACK,
    }
)
OTHER = "withdrawal.moved"


def moved(application: Application, transition: Transition, *, at: datetime) -> None:
    """Tell of one move, once. A move that has no words of its own is told as a new status."""
    same = transition.from_status == transition.to_status
    taken_over = same and transition.event == Event.TAKE
    if transition.event in UNTOLD or taken_over:
        return
    notices.tell_member(
        application.member_id,
        about=ABOUT.get(transition.event, OTHER),
        at=at,
        key=f"application:{application.pk}:{transition.pk}",
        link=reverse("withdrawals:application", args=[application.reference]),
        reference=application.reference,
        amount=application.amount_sen or 0,
    )
