"""Codes become sentences here, in the language of the reader. Rules and services never do this."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from members.ledger import money
from members.rules import bank_answers
from members.rules.text import Text
from withdrawals.rules import answers as shapes
from withdrawals.rules import terms
from withdrawals.rules.asks import Answer, AnswerKind, Question
from withdrawals.rules.facts import Channel
from withdrawals.rules.findings import Finding
from withdrawals.rules.reasons import REASONS
from withdrawals.rules.risk import WORDS, RiskNote
from withdrawals.rules.states import Event, Status

Words = str | Promise

STATUS: dict[Status, tuple[Words, str]] = {
    Status.DRAFT: (_("Draft"), "grey"),
    Status.SUBMITTED: (_("Submitted"), "blue"),
    Status.IN_REVIEW: (_("Being reviewed"), "blue"),
    Status.ASKED: (_("More documents needed"), "amber"),
    Status.SECOND: (_("With a second officer"), "blue"),
    Status.APPROVED: (_("Approved"), "green"),
    Status.PAYING: (_("Payment in progress"), "blue"),
    Status.PAID: (_("Paid"), "green"),
    Status.PAY_FAILED: (_("Payment failed"), "red"),
    Status.CREDITED: (_("Back in your savings"), "grey"),
    Status.REJECTED: (_("Rejected"), "red"),
    Status.WITHDRAWN: (_("Withdrawn by you"), "grey"),
    Status.EXPIRED: (_("Expired"), "grey"),
    Status.RUNNING: (_("Approved, in parts"), "green"),
    Status.FINISHED: (_("Finished"), "grey"),
}

STAFF_EVENT: dict[Event, Words] = {
    Event.SUBMIT: _("Submitted by the member"),
    Event.TAKE_IN: _("Taken in at a counter"),
    Event.DISCARD: _("Draft deleted by the member"),
    Event.EXPIRE: _("Draft expired"),
    Event.TAKE: _("Taken for review"),
    Event.PUT_BACK: _("Put back in the queue"),
    Event.APPROVE: _("Approved"),
    Event.HALF_APPROVE: _("Approved by a first officer"),
    Event.AGREE: _("Approved: a second officer agreed"),
    Event.SEND_BACK: _("Sent back by the second officer"),
    Event.RULE_APPROVE: _("Approved by rule"),
    Event.POSTPONE: _("Promised day moved"),
    Event.UNDO: _("Approval undone"),
    Event.APPROVE_PLAN: _("Approved; a payment plan begins"),
    Event.END_PLAN: _("The payment plan has ended"),
    Event.CANCEL_PLAN: _("Payment plan cancelled by the member"),
    Event.PAY_PLAN: _("Payment made by a plan"),
    Event.REJECT: _("Rejected"),
    Event.ASK: _("Documents asked for"),
    Event.ANSWER: _("Documents handed in"),
    Event.BRING: _("Documents handed in at a counter"),
    Event.LAPSE: _("Documents not handed in in time"),
    Event.WITHDRAW: _("Withdrawn by the member"),
    Event.SEND_PAYMENT: _("Payment sent to the bank"),
    Event.PAY: _("Paid"),
    Event.FAIL_PAYMENT: _("Payment failed"),
    Event.PAY_AGAIN: _("Payment to be sent again"),
    Event.CREDIT_BACK: _("Money put back into the member's savings"),
    Event.PAY_REST: _("Payment of a share to be sent again"),
}


def ringgit(sen: int) -> str:
    """An amount in sen as people read it."""
    return money.ringgit(sen)


def say(text: Text) -> str:
    """A pair of texts in the active language."""
    return text.of(get_language())


def status_words(status: str) -> str:
    """What the member reads for a status."""
    return str(STATUS[Status(status)][0])


def refused(finding: Finding | Mapping[str, Any]) -> str:
    """Why a check fails, as a sentence; takes a finding or one as a row keeps it."""
    return _sentence(finding, "refused")


def fix(finding: Finding | Mapping[str, Any]) -> str:
    """What to do about it."""
    return _sentence(finding, "fix")


def check(finding: Finding | Mapping[str, Any]) -> str:
    """What was checked."""
    return _sentence(finding, "check")


def source(finding: Finding) -> str:
    """Where the rule stands."""
    return say(REASONS[finding.code].source)


def answer(ask: Question, given: Answer | None) -> str:
    """What was answered, as a person reads it."""
    if given is None:
        return gettext("None")
    if isinstance(given, bool):
        return gettext("Yes") if given else gettext("No")
    if isinstance(given, date):
        return formats.date_format(given, "DATE_FORMAT")
    if ask.kind == AnswerKind.MONEY:
        return money.ringgit(int(given))
    words = shapes.choice_words(ask, given)
    return say(words) if words is not None else str(given)


def bank_reason(code: str) -> str:
    """What a bank's reason code means, in our own words."""
    return say(Text(*bank_answers.reason_words(code)))


def risk(note: RiskNote) -> str:
    """What was seen, as a sentence for an officer."""
    said = say(WORDS[note.code].words)
    return said.format(
        **{
            name: value if isinstance(value, str) else formats.date_format(value, "DATE_FORMAT")
            for name, value in note.values.items()
        }
    )


def risk_why(note: RiskNote) -> str:
    """Why an officer should know."""
    return say(WORDS[note.code].why)


def payee(code: str) -> str:
    """Who gets the money."""
    return say(terms.PAYEES[terms.Payee(code)])


def identity(code: str) -> str:
    """How the applicant shows who they are."""
    return say(terms.IDENTITIES[terms.Identity(code)])


def channel(code: str) -> str:
    """Where to apply."""
    return say(terms.CHANNELS[Channel(code)])


def _sentence(finding: Finding | Mapping[str, Any], part: str) -> str:
    if isinstance(finding, Finding):
        code, values = finding.code, finding.values
    else:
        code, values = finding["code"], finding.get("values", {})
    text: Text = getattr(REASONS[code], part)
    return say(text).format(**{name: _value(name, value) for name, value in values.items()})


def _value(name: str, value: Any) -> str:
    if name.endswith("_sen"):
        return money.ringgit(int(value))
    if name.endswith("_on"):
        day = value if isinstance(value, date) else date.fromisoformat(value)
        return formats.date_format(day, "DATE_FORMAT")
    return str(value)
