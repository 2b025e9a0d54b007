"""When the money comes. A promise is a date, worked out once and kept with its calendar's version.

Decided (epf-rules 5.14 counts from approval, which a member cannot plan by): the member is promised
the type's working days counted from the day after submission, by the calendar of the member's own
state; where that day is none on which banks work in Kuala Lumpur, the next one is. Approval repeats
that date and never moves it later. Only when the decision comes after the promised day has passed is
there a new date, counted from the day after approval, with a reason the member reads. An officer may
move it with a stated reason, and no further than MOST_DAYS at once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from members.ledger import calendar
from withdrawals.rules.reasons import LATE_DECISION
from withdrawals.rules.waiting_reasons import WAITED_FOR_DOCUMENTS

MOST_DAYS = 30
"""Calendar days by which one postponement may move a promise."""


@dataclass(frozen=True, slots=True)
class Promise:
    """The day by which the money comes, and the reason code when it is not the first promise."""

    pay_by_on: date
    moved_because: str = ""


def promise(
    submitted_on: date,
    working_days: int,
    holidays: Collection[date],
    *,
    rest: frozenset[int] = calendar.SATURDAY_SUNDAY,
    bank_holidays: Collection[date] | None = None,
) -> Promise:
    """The `working_days`-th working day after the day of submission, which does not count.

    `holidays` and `rest` are the member's state's; `bank_holidays` Kuala Lumpur's, the same when
    left out.
    """
    day = calendar.add_working_days(submitted_on, working_days, holidays, rest)
    return Promise(bank_day(day, holidays if bank_holidays is None else bank_holidays))


def bank_day(day: date, bank_holidays: Collection[date]) -> date:
    """The day itself when banks work on it, else the next on which they do."""
    if calendar.is_working_day(day, bank_holidays):
        return day
    return calendar.next_working_day(day, bank_holidays)


def after_waiting(
    pay_by_on: date,
    asked_on: date,
    answered_on: date,
    holidays: Collection[date],
    *,
    rest: frozenset[int] = calendar.SATURDAY_SUNDAY,
    bank_holidays: Collection[date] | None = None,
) -> Promise:
    """The promise after the member was waited for: later by the working days of the wait."""
    waited = calendar.working_days_between(asked_on, answered_on, holidays, rest)
    if not waited:
        return Promise(pay_by_on)
    later = promise(pay_by_on, waited, holidays, rest=rest, bank_holidays=bank_holidays)
    return Promise(later.pay_by_on, WAITED_FOR_DOCUMENTS)


def restate(
    promised_on: date,
    approved_on: date,
    working_days: int,
    holidays: Collection[date],
    *,
    rest: frozenset[int] = calendar.SATURDAY_SUNDAY,
    bank_holidays: Collection[date] | None = None,
) -> Promise:
    """The promise as repeated at approval: the same day, unless that day has passed already."""
    if approved_on <= promised_on:
        return Promise(promised_on)
    late = promise(approved_on, working_days, holidays, rest=rest, bank_holidays=bank_holidays)
    return Promise(late.pay_by_on, LATE_DECISION)


def may_move(old: date, new: date, today: date) -> bool:
    """True when an officer may move a promise from `old` to `new`: later, ahead, and not too far."""
    return new > old and new > today and (new - max(old, today)).days <= MOST_DAYS
