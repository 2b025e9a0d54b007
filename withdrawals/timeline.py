"""An application's way as the member reads it: what has happened, what comes, who acts next.

Built from transition rows alone; nothing is guessed except the promised day, which is stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from withdrawals import wording
from withdrawals.models import Application, Transition
from withdrawals.rules.states import UNDECIDED, Event, Status
from withdrawals.rules.terms import Payee

DONE, CURRENT, PENDING, STOPPED = "done", "current", "pending", "stopped"

_SHOWN: dict[Event, Status] = {
    Event.SUBMIT: Status.SUBMITTED,
    Event.TAKE_IN: Status.SUBMITTED,
    Event.TAKE: Status.IN_REVIEW,
    Event.ASK: Status.ASKED,
    Event.ANSWER: Status.SUBMITTED,
    Event.BRING: Status.SUBMITTED,
    Event.LAPSE: Status.SUBMITTED,
    Event.APPROVE: Status.APPROVED,
    Event.AGREE: Status.APPROVED,
    Event.RULE_APPROVE: Status.APPROVED,
    Event.UNDO: Status.SUBMITTED,
    Event.CREDIT_BACK: Status.CREDITED,
    Event.APPROVE_PLAN: Status.RUNNING,
    Event.END_PLAN: Status.FINISHED,
    Event.CANCEL_PLAN: Status.FINISHED,
    Event.PAY_PLAN: Status.APPROVED,
    Event.REJECT: Status.REJECTED,
    Event.WITHDRAW: Status.WITHDRAWN,
    Event.SEND_PAYMENT: Status.PAYING,
    Event.PAY: Status.PAID,
    Event.FAIL_PAYMENT: Status.PAY_FAILED,
    Event.PAY_AGAIN: Status.APPROVED,
    Event.PAY_REST: Status.PAYING,
}
# Moves whose reason the member reads on the way: what was waited for, and a day that moved.
_STOPPED = frozenset({Status.REJECTED, Status.WITHDRAWN, Status.PAY_FAILED})
# Where an application stands on the way, for statuses that are not on it.
_STANDS_AS = {Status.SECOND: Status.IN_REVIEW, Status.ASKED: Status.SUBMITTED}
_WAY = (Status.SUBMITTED, Status.IN_REVIEW, Status.APPROVED, Status.PAYING, Status.PAID)


@dataclass(frozen=True, slots=True)
class Item:
    """One point on the way."""

    title: str
    state: str
    on: date | None = None
    text: str = ""


def items(application: Application, history: Iterable[Transition]) -> list[Item]:
    """What has happened, oldest first, then what is still to come."""
    passed = [(_SHOWN.get(Event(row.event)), row) for row in history if _is_shown(row)]
    shown = [
        pair
        for place, pair in enumerate(passed)
        if place == 0 or pair[0] is None or pair[0] != passed[place - 1][0]
    ]
    last = len(shown) - 1
    found = []
    for place, (status, row) in enumerate(shown):
        state = DONE
        if status in _STOPPED or row.event == Event.UNDO:
            state = STOPPED
        elif place == last and status not in (Status.PAID, Status.CREDITED):
            state = CURRENT
        found.append(Item(_title(status, row), state, row.on, _told(status, row)))
    now = _STANDS_AS.get(application.state, application.state)
    if now in _WAY and application.pay_by_on is not None:
        for status in _WAY[_WAY.index(now) + 1 :]:
            text = ""
            if status == Status.PAID and application.state != Status.ASKED:
                text = _("By %(date)s") % {
                    "date": formats.date_format(application.pay_by_on, "DATE_FORMAT")
                }
            found.append(Item(wording.status_words(status), PENDING, None, text))
    return found


def _is_shown(row: Transition) -> bool:
    event = Event(row.event)
    return event in _SHOWN or event == Event.POSTPONE


def _title(status: Status | None, row: Transition) -> str:
    """What happened. An approval by rule says so; so does a moved promise and an undone approval."""
    match Event(row.event):
        case Event.RULE_APPROVE:
            return _("Approved by rule")
        case Event.POSTPONE:
            return _("Payment date moved")
        case Event.UNDO:
            return _("Approval undone")
        case _:
            assert status is not None
            return wording.status_words(status)


def _told(status: Status | None, row: Transition) -> str:
    """The reasons of a move that the member reads on its way; those of a refusal stand apart."""
    text = " ".join(f"{wording.refused(reason)}." for reason in row.reasons)
    if row.event == Event.RULE_APPROVE:
        by_rule = _(
            "Your application passed every check, and a rule of the fund approved it without an "
            "officer. Some of these are looked at by an officer afterwards."
        )
        return f"{by_rule} {text}".strip()
    return "" if status == Status.REJECTED else text


_TO_A_PAYEE = {
    Status.SUBMITTED: _lazy(
        "We act next: an officer checks your application, and who you named is paid by %(date)s. "
        "You need not do anything."
    ),
    Status.SECOND: _lazy(
        "We act next: a second officer looks at your application because of its amount, and who you "
        "named is paid by %(date)s. You need not do anything."
    ),
    Status.IN_REVIEW: _lazy(
        "We act next: an officer checks your application, and who you named is paid by %(date)s. "
        "You need not do anything."
    ),
    Status.APPROVED: _lazy(
        "We act next: the payment is sent, and who you named is paid by %(date)s. "
        "You need not do anything."
    ),
    Status.PAYING: _lazy(
        "The bank acts next: who you named is paid by %(date)s. You need not do anything."
    ),
    Status.PAY_FAILED: _lazy(
        "The bank did not accept the payment to who you named. Contact us; the money is safe with us."
    ),
}


def next_step(application: Application, *, today: date) -> str:
    """Who acts next and by when, in one or two sentences."""
    by = formats.date_format(application.pay_by_on, "DATE_FORMAT") if application.pay_by_on else ""
    late = _late(application, today)
    if late:
        return late
    if application.pay_to != Payee.MEMBER and application.state in _TO_A_PAYEE:
        return str(_TO_A_PAYEE[application.state]) % {"date": by}
    match application.state:
        case Status.SECOND:
            return _(
                "We act next: a second officer looks at your application because of its amount, and "
                "the money reaches your bank account by %(date)s. You need not do anything."
            ) % {"date": by}
        case Status.SUBMITTED | Status.IN_REVIEW:
            return _(
                "We act next: an officer checks your application, and the money reaches your bank "
                "account by %(date)s. You need not do anything."
            ) % {"date": by}
        case Status.ASKED:
            return _(
                "You act next: hand in the documents we ask for. Until then your application waits, "
                "and the day of payment moves by as many working days."
            )
        case Status.APPROVED:
            return _(
                "We act next: the payment is sent to your bank and reaches your account by "
                "%(date)s. You need not do anything."
            ) % {"date": by}
        case Status.RUNNING:
            return _("Your payment plan runs. See under payment plans what is paid next and when.")
        case Status.PAYING:
            return _(
                "Your bank acts next: the money reaches your account by %(date)s. "
                "You need not do anything."
            ) % {"date": by}
        case Status.PAY_FAILED:
            return _(
                "Your bank did not accept the payment. Check your bank details and contact us; "
                "the money is safe with us."
            )
        case _:
            return ""


def _late(application: Application, today: date) -> str:
    """What a member reads once the promised day has passed, whoever has to act."""
    pay_by_on = application.pay_by_on
    if pay_by_on is None or pay_by_on >= today:
        return ""
    named = {"date": formats.date_format(pay_by_on, "DATE_FORMAT")}
    if application.state in UNDECIDED:
        return (
            _(
                "We are late. We promised the money by %(date)s, and an officer has still to decide. "
                "Supervisors see this application every day until it is done. You need not do anything."
            )
            % named
        )
    if application.state in (Status.APPROVED, Status.PAYING):
        return (
            _(
                "The money is late. We promised it by %(date)s; it is approved and on its way to your "
                "bank. Supervisors see this application every day until it is paid. You need not do "
                "anything."
            )
            % named
        )
    return ""
