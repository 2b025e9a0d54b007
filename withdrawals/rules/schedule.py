"""When the money comes. A promise is a date, worked out once and kept with its calendar's version.

Decided (epf-rules 5.14 counts from approval, which a member cannot plan by): the member is promised
the type's working days counted from the day after submission, Kuala Lumpur calendar. Approval
repeats that date and never moves it later. Only when the decision comes after the promised day has
passed is there a new date, counted from the day after approval, with a reason the member reads.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from members.ledger import calendar
from withdrawals.rules.reasons import LATE_DECISION
from withdrawals.rules.waiting_reasons import WAITED_FOR_DOCUMENTS


@dataclass(frozen=True, slots=True)
class Promise:
    """The day by which the money comes, and the reason code when it is not the first promise."""

    pay_by_on: date
    moved_because: str = ""


def promise(submitted_on: date, working_days: int, holidays: Collection[date]) -> Promise:
    """The `working_days`-th working day after the day of submission, which does not count."""
    return Promise(calendar.add_working_days(submitted_on, working_days, holidays))


def after_waiting(
    pay_by_on: date, asked_on: date, answered_on: date, holidays: Collection[date]
) -> Promise:
    """The promise after the member was waited for: later by the working days of the wait."""
    waited = calendar.working_days_between(asked_on, answered_on, holidays)
    if not waited:
        return Promise(pay_by_on)
    return Promise(calendar.add_working_days(pay_by_on, waited, holidays), WAITED_FOR_DOCUMENTS)


def restate(
    promised_on: date, approved_on: date, working_days: int, holidays: Collection[date]
) -> Promise:
    """The promise as repeated at approval: the same day, unless that day has passed already."""
    if approved_on <= promised_on:
        return Promise(promised_on)
    return Promise(calendar.add_working_days(approved_on, working_days, holidays), LATE_DECISION)
