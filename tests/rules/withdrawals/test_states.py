"""The table of states, read back: who may do what from where, and that nothing else may happen."""

from __future__ import annotations

from datetime import date

import pytest

from withdrawals.rules import reference, schedule, states
from withdrawals.rules.ages import age_on, attains_on
from withdrawals.rules.states import Event, MoveNotAllowed, Status, Who

TABLE = """
SUBMIT        DRAFT       SUBMITTED   MEMBER
TAKE_IN       DRAFT       SUBMITTED   COUNTER
DISCARD       DRAFT       WITHDRAWN   MEMBER
EXPIRE        DRAFT       EXPIRED     SYSTEM
TAKE          SUBMITTED   IN_REVIEW   REVIEWER
TAKE          IN_REVIEW   IN_REVIEW   REVIEWER
PUT_BACK      IN_REVIEW   SUBMITTED   REVIEWER
APPROVE       IN_REVIEW   APPROVED    REVIEWER
HALF_APPROVE  IN_REVIEW   SECOND      REVIEWER
AGREE         SECOND      APPROVED    REVIEWER
SEND_BACK     SECOND      SUBMITTED   REVIEWER
RULE_APPROVE  SUBMITTED   APPROVED    SYSTEM
POSTPONE      SUBMITTED   SUBMITTED   REVIEWER
POSTPONE      IN_REVIEW   IN_REVIEW   REVIEWER
POSTPONE      SECOND      SECOND      REVIEWER
UNDO          APPROVED    SUBMITTED   REVIEWER
REJECT        IN_REVIEW   REJECTED    REVIEWER
ASK           IN_REVIEW   ASKED       REVIEWER
ANSWER        ASKED       SUBMITTED   MEMBER
BRING         ASKED       SUBMITTED   COUNTER
LAPSE         ASKED       SUBMITTED   SYSTEM
WITHDRAW      ASKED       WITHDRAWN   MEMBER
WITHDRAW      SUBMITTED   WITHDRAWN   MEMBER
WITHDRAW      IN_REVIEW   WITHDRAWN   MEMBER
WITHDRAW      SECOND      WITHDRAWN   MEMBER
SEND_PAYMENT  APPROVED    PAYING      PAYMENTS
PAY           PAYING      PAID        PAYMENTS
FAIL_PAYMENT  PAYING      PAY_FAILED  PAYMENTS
FAIL_PAYMENT  PAID        PAY_FAILED  PAYMENTS
PAY_AGAIN     PAY_FAILED  APPROVED    PAYMENTS
CREDIT_BACK   PAY_FAILED  CREDITED    PAYMENTS
PAY_REST      PAY_FAILED  PAYING      REVIEWER
APPROVE_PLAN  IN_REVIEW   RUNNING     REVIEWER
APPROVE_PLAN  SECOND      RUNNING     REVIEWER
APPROVE_PLAN  SUBMITTED   RUNNING     SYSTEM
END_PLAN      RUNNING     FINISHED    SYSTEM
CANCEL_PLAN   RUNNING     FINISHED    MEMBER
PAY_PLAN      DRAFT       APPROVED    SYSTEM
"""
ALLOWED = {
    (Event(event), Status(source)): (Status(target), Who(who))
    for event, source, target, who in (line.split() for line in TABLE.strip().splitlines())
}


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("source", Status)
def test_only_what_the_table_says(event: Event, source: Status) -> None:
    if (event, source) in ALLOWED:
        row = states.move(event, source)
        assert (row.target, row.who) == ALLOWED[event, source]
    else:
        assert not states.may(event, source)
        with pytest.raises(MoveNotAllowed):
            states.move(event, source)


def test_every_status_is_reached_and_every_end_stays() -> None:
    assert {row.target for row in states.MOVES} | {Status.DRAFT} == set(Status)
    for status in (Status.REJECTED, Status.WITHDRAWN, Status.EXPIRED, Status.CREDITED):
        assert not any(states.may(event, status) for event in Event)


def test_groups_do_not_overlap() -> None:
    assert not states.OPEN & states.CLOSED
    assert states.UNDECIDED < states.HELD < states.OPEN
    assert Status.DRAFT not in states.OPEN | states.CLOSED | states.DECIDED


@pytest.mark.parametrize(
    ("submitted", "promised"),
    [
        # The dossier's own checks (8.3); the day itself never counts.
        ("2026-01-30", "2026-02-11"),
        ("2026-02-13", "2026-02-26"),
        ("2026-03-16", "2026-03-27"),
        ("2026-05-25", "2026-06-08"),
        ("2026-12-18", "2026-12-30"),
        ("2026-11-20", "2026-12-01"),
        # Submitted on a Saturday, a Sunday, a holiday: as on the working day before.
        ("2026-11-21", "2026-12-01"),
        ("2026-11-22", "2026-12-01"),
        ("2026-11-09", "2026-11-18"),
    ],
)
def test_seven_working_days(submitted: str, promised: str) -> None:
    found = schedule.promise(date.fromisoformat(submitted), 7, KUL_2026)
    assert found.pay_by_on == date.fromisoformat(promised)
    assert not found.moved_because


@pytest.mark.parametrize(
    ("approved", "pay_by", "reason"),
    [
        ("2026-11-20", "2026-12-01", ""),
        ("2026-11-30", "2026-12-01", ""),
        ("2026-12-01", "2026-12-01", ""),
        ("2026-12-02", "2026-12-11", "LATE_DECISION"),
    ],
)
def test_approval_repeats_the_promise(approved: str, pay_by: str, reason: str) -> None:
    found = schedule.restate(date(2026, 12, 1), date.fromisoformat(approved), 7, KUL_2026)
    assert found == schedule.Promise(date.fromisoformat(pay_by), reason)


# Kedah rests on Friday and Saturday; the money moves on a day on which banks work in Kuala Lumpur.
KEDAH_REST = frozenset({4, 5})


@pytest.mark.parametrize(
    ("submitted", "days", "promised"),
    [
        # Thursday 19 November: the next working days are Sunday 22, Monday 23 ...
        ("2026-11-19", 2, "2026-11-23"),
        # ... and one working day later is Sunday, when no bank pays: Monday.
        ("2026-11-19", 1, "2026-11-23"),
        # Wednesday plus two: Thursday, Sunday; Monday again.
        ("2026-11-18", 2, "2026-11-23"),
        # Awal Muharram of Kedah is its own holiday; Kuala Lumpur's do not count there.
        ("2026-11-22", 7, "2026-12-02"),
    ],
)
def test_the_members_state_counts_and_banks_pay(submitted: str, days: int, promised: str) -> None:
    found = schedule.promise(
        date.fromisoformat(submitted),
        days,
        frozenset({date(2026, 11, 30)}),
        rest=KEDAH_REST,
        bank_holidays=KUL_2026,
    )
    assert found.pay_by_on == date.fromisoformat(promised)


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("1971-11-20", "2026-11-19", 54),
        ("1971-11-20", "2026-11-20", 55),
        ("1972-02-29", "2027-02-28", 54),
        ("1972-02-29", "2027-03-01", 55),
        ("1972-02-29", "2028-02-29", 56),
    ],
)
def test_age(born: str, on: str, age: int) -> None:
    assert age_on(date.fromisoformat(born), date.fromisoformat(on)) == age


def test_leap_day_birthday() -> None:
    assert attains_on(date(1972, 2, 29), 55) == date(2027, 3, 1)
    assert attains_on(date(1972, 2, 29), 56) == date(2028, 2, 29)


def test_references_are_unlike_each_other_and_hard_to_misread() -> None:
    made = {reference.new() for _ in range(2_000)}
    assert len(made) == 2_000
    assert all(reference.is_reference(one) for one in made)
    assert not set("01ILOU") & set("".join(made).replace("PGL-", ""))
    assert not reference.is_reference("PGL-0123456789")


KUL_2026 = frozenset(
    date(2026, month, day)
    for month, days in {
        1: (1,),
        2: (1, 2, 17, 18),
        3: (7, 20, 21, 22, 23),
        5: (1, 27, 31),
        6: (1, 2, 17),
        8: (25, 31),
        9: (16,),
        11: (8, 9),
        12: (25,),
    }.items()
    for day in days
)
