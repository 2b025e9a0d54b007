"""The day a member is told, by the calendar of their own state, and what happens when it passes.

A promise moves only with a reason that the member reads; the database asks for it at commit. What is
still open after its day stands on that day's work list, once a day, until it is closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from members.audit import services as audit
from members.ledger import calendar, days
from members.models import Member, User
from members.services import notices
from withdrawals.models import Application, Overdue
from withdrawals.rules import schedule, staff_reasons
from withdrawals.rules.findings import Finding
from withdrawals.rules.schedule import Promise
from withdrawals.rules.spec import WithdrawalType
from withdrawals.rules.states import OPEN, UNDECIDED, Event, MoveNotAllowed, Status
from withdrawals.services import transition

KUALA_LUMPUR = "KUL"
REASONS = staff_reasons.codes(staff_reasons.PROMISE_MOVED)


class BadDay(Exception):
    """The new day is not later, not ahead, or too far; `.latest_on` is the last one possible."""

    def __init__(self, latest_on: date) -> None:
        super().__init__(latest_on.isoformat())
        self.latest_on = latest_on


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which state's days are counted."""

    state: str
    holidays: frozenset[date]
    bank_holidays: frozenset[date]

    @property
    def version(self) -> str:
        """The version of the state's holidays. One query."""
        return days.calendar_version(self.state)

    @property
    def rest(self) -> frozenset[int]:
        """Weekdays on which the state rests."""
        return calendar.rest_days(self.state)


def calendar_of(state: str, on: date) -> Calendar:
    """A state's calendar; Kuala Lumpur's where the state's holidays are not in the table.

    One query.
    """
    known = days.holidays_of({state, KUALA_LUMPUR}, on.year, on.year + 1)
    banks = known[KUALA_LUMPUR]
    if not known[state]:
        state = KUALA_LUMPUR
    return Calendar(state, known[state], banks)


def promised(kind: WithdrawalType, on: date, *, state: str = KUALA_LUMPUR) -> Promise:
    """When an application submitted on the day `on` by a member of this state will be paid."""
    return _promise(kind, on, calendar_of(state, on))


def give(application: Application, *, on: date) -> None:
    """Write the first promise on an application that is being submitted; the caller saves it."""
    counted = calendar_of(_state(application), on)
    promise = _promise(application.kind, on, counted)
    application.promised_on = application.pay_by_on = promise.pay_by_on
    application.calendar_state = counted.state
    application.calendar_version = counted.version


def restate(application: Application, *, on: date, because: str = "") -> list[Finding]:
    """The promise at approval or when it is paid again: the same day, or a new one and why.

    The caller saves the application and hands the findings to the move. `because` replaces the
    reason for a day that has passed.
    """
    assert application.pay_by_on is not None
    counted = calendar_of(_state(application), on)
    promise = schedule.restate(
        application.pay_by_on,
        on,
        application.kind.pays_within,
        counted.holidays,
        rest=counted.rest,
        bank_holidays=counted.bank_holidays,
    )
    return _moved(application, counted, promise, because or promise.moved_because)


def after_waiting(application: Application, asked_on: date, answered_on: date) -> list[Finding]:
    """The promise moved by the working days in which the member was waited for, and why.

    The caller saves the application and hands the findings to the move.
    """
    assert application.pay_by_on is not None
    counted = calendar_of(_state(application), asked_on)
    later = schedule.after_waiting(
        application.pay_by_on,
        asked_on,
        answered_on,
        counted.holidays,
        rest=counted.rest,
        bank_holidays=counted.bank_holidays,
    )
    return _moved(application, counted, later, later.moved_because)


@transaction.atomic
def postpone(
    *, application_id: int, to_on: date, reason_code: str, by: User, at: datetime, note: str = ""
) -> Application:
    """Move a promise with a stated reason, to a day on which banks work.

    For an officer who may review the application; the caller has asked. Raises MoveNotAllowed,
    BadDay, and ValueError for a reason that is none.
    """
    if reason_code not in REASONS:
        raise ValueError(f"not a reason to move a promise: {reason_code}")
    application = transition.lock(application_id)
    if application.state not in UNDECIDED or application.pay_by_on is None:
        raise MoveNotAllowed(Event.POSTPONE, application.state)
    today = days.today()
    to_on = schedule.bank_day(to_on, days.holidays(to_on.year, to_on.year + 1))
    if not schedule.may_move(application.pay_by_on, to_on, today):
        raise BadDay(latest_on(application, today))
    application.pay_by_on = to_on
    finding = Finding(reason_code, False, {"pay_by_on": to_on})
    transition.move(application, Event.POSTPONE, by=by, at=at, reasons=[stored(finding)], note=note)
    audit.record(
        "withdrawal.postponed",
        by=by,
        at=at,
        member_id=application.member_id,
        entity="withdrawal",
        entity_id=application.reference,
        detail={"reference": application.reference, "on": to_on.isoformat()},
    )
    return application


def latest_on(application: Application, today: date) -> date:
    """The last day to which one postponement may move the promise."""
    assert application.pay_by_on is not None
    return date.fromordinal(max(application.pay_by_on, today).toordinal() + schedule.MOST_DAYS)


def escalate(*, business_date: date, at: datetime) -> int:
    """Put what is open after its promised day on the day's work list; answers how many are new.

    Harmless when it has run. What waits for its member's papers is not late. The member is told
    once of each promise that is not kept.
    """
    late = Application.objects.filter(
        status__in=sorted(OPEN - {Status.ASKED}), pay_by_on__lt=business_date
    ).exclude(overdue_days__on=business_date)
    new = 0
    for pk, member_id, reference, status, pay_by_on in list(
        late.order_by("pay_by_on", "pk").values_list(
            "pk", "member_id", "reference", "status", "pay_by_on"
        )
    ):
        assert pay_by_on is not None
        with transaction.atomic():
            _row, created = Overdue.objects.get_or_create(
                application_id=pk,
                on=business_date,
                defaults={"promised_on": pay_by_on, "status": status, "noted_at": at},
            )
            if not created:
                continue
            new += 1
            notices.tell_member(
                member_id,
                about="withdrawal.late",
                at=at,
                key=f"application:{pk}:late:{pay_by_on}",
                link=reverse("withdrawals:application", args=[reference]),
                reference=reference,
                promised=pay_by_on,
            )
    return new


def stored(finding: Finding) -> dict[str, object]:
    """A finding as a row keeps it: dates in ISO form, money in sen."""
    return {
        "code": finding.code,
        "values": {
            name: value if isinstance(value, int | str) else value.isoformat()
            for name, value in finding.values.items()
        },
    }


def _moved(
    application: Application, counted: Calendar, promise: Promise, because: str
) -> list[Finding]:
    if not promise.moved_because:
        return []
    application.pay_by_on = promise.pay_by_on
    application.calendar_state = counted.state
    application.calendar_version = counted.version
    return [Finding(because, False, {"pay_by_on": promise.pay_by_on})]


def _state(application: Application) -> str:
    return Member.objects.values_list("state_code", flat=True).get(pk=application.member_id)


def _promise(kind: WithdrawalType, on: date, counted: Calendar) -> Promise:
    return schedule.promise(
        on,
        kind.pays_within,
        counted.holidays,
        rest=counted.rest,
        bank_holidays=counted.bank_holidays,
    )
