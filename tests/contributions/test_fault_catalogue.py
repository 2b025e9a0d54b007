"""The faults of money in, one test each, by their number in the catalogue.

F50 is test_bad_input.py and test_any_bytes.py; F51 is test_posting.py and the journeys' killed workers.
"""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from contributions.models import (
    Allocation,
    Bill,
    Contribution,
    Employer,
    LateAssessment,
    Receipt,
    Remittance,
    SandboxDeposit,
)
from contributions.services import allocate, direct_debit, post, receive, submit, validate
from members.ledger import chart, days
from members.ledger import selectors as ledger
from members.ledger.models import Holiday
from members.models import Member, User
from members.work import queue
from tests.contributions.conftest import MONTH, Send, file_of, row
from tests.contributions.test_bills import bill_of, everything_holds
from tests.factories import money


def NOW() -> Any:
    return timezone.now()


# ── F49: the same file again, renamed, re-ordered ───────────────────────────────────────────────


def _sent(
    employer: Employer, hr: User, content: bytes, name: str, kind: str = "ORIGINAL"
) -> Remittance:
    received = receive.receive_bytes(
        employer=employer,
        wage_month=MONTH,
        content=[content],
        file_name=name,
        by=hr,
        at=NOW(),
        kind=kind,
    )
    return validate.validate(remittance_id=received.pk, at=NOW())


def test_f49_the_same_file_renamed_is_the_same_remittance(
    people: list[Member], employer: Employer, hr: User
) -> None:
    content = file_of(map(row, people))
    first = _sent(employer, hr, content, "oktober.csv")
    submit.submit(remittance_id=first.pk, by=hr, at=NOW())
    post.post_all(first.pk, at=NOW())
    for name in ("oktober (1).csv", "OKTOBER.CSV", "../../oktober.csv"):
        assert _sent(employer, hr, content, name).pk == first.pk
        submit.submit(remittance_id=first.pk, by=hr, at=NOW())
        post.post_all(first.pk, at=NOW())
    assert Remittance.objects.count() == 1
    assert all(len(ledger.entries(member.pk)) == 1 for member in people)
    everything_holds()


def test_f49_the_same_rows_in_another_order_are_stopped_by_the_month(
    people: list[Member], employer: Employer, hr: User
) -> None:
    rows = list(map(row, people))
    first = _sent(employer, hr, file_of(rows), "a.csv")
    shuffled = rows[:]
    random.Random(49).shuffle(shuffled)
    assert shuffled != rows
    for again in (shuffled, rows[::-1], [*rows[:-1], rows[-1] + " "]):
        with pytest.raises(receive.MonthAlreadyThere) as refused:
            _sent(employer, hr, file_of(again), "b.csv")
        assert refused.value.remittance.pk == first.pk
    assert _sent(employer, hr, file_of(rows), "b.csv").pk == first.pk
    everything_holds()


def test_f49_as_a_supplement_it_is_billed_apart_and_credits_nobody_before_it_is_paid(
    people: list[Member], billed: Any, other: Employer, boss: User
) -> None:
    first = billed(map(row, people), month=MONTH)
    money.arrives(money.line(first.total_sen, bill_of(first).bill_no, on=date(2026, 11, 12)))
    queue.run_due()
    again = _sent(other, boss, file_of(reversed(list(map(row, people)))), "b.csv", "SUPPLEMENTARY")
    submit.submit(remittance_id=again.pk, by=boss, at=NOW())
    queue.run_due()
    assert all(len(ledger.entries(member.pk)) == 1 for member in people)
    submit.cancel(remittance_id=again.pk, by=boss, at=NOW())
    everything_holds()


# ── F52: a payment told of twice ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(6))
def test_f52_a_payment_told_of_in_every_way_counts_once(
    people: list[Member], billed: Any, other: Employer, boss: User, seed: int
) -> None:
    """The button pressed twice, the worker twice, the bank's file twice, the entry on a later statement."""
    remittance = billed(map(row, people), month=MONTH)
    bill = bill_of(remittance)
    tellings = [
        lambda: direct_debit.ask(bill=bill, by=boss, at=NOW()),
        lambda: direct_debit.ask(bill=bill, by=boss, at=NOW()),
        lambda: queue.run_due(),
        lambda: direct_debit.debit(bill_id=bill.pk, at=NOW()),
        lambda: direct_debit.debit(bill_id=bill.pk, at=NOW()),
    ]
    random.Random(seed).shuffle(tellings)
    for tell in tellings:
        tell()
    queue.run_due()
    assert SandboxDeposit.objects.filter(order_ref__startswith="DD-").count() == 1
    bill.refresh_from_db()
    assert (bill.state, bill.paid_sen) == ("PAID", bill.amount_sen)
    assert Receipt.objects.filter(employer=other).count() == 1
    everything_holds()


def test_f52_an_entry_repeated_on_a_later_statement_is_no_receipt(
    people: list[Member], billed: Any, other: Employer
) -> None:
    bill = bill_of(billed(map(row, people), month=MONTH))
    line = money.line(bill.amount_sen, bill.bill_no, on=date(2026, 11, 12), ref="PAY-1")
    money.arrives(line)
    money.arrives(line)
    queue.run_due()
    assert [entry.problem for entry in money.entries("C")] == ["", "ENTRY_REPEATED"]
    assert Receipt.objects.filter(employer=other).count() == 1
    everything_holds()


# ── F53: too little, too much, the wrong reference ──────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sen", "words", "state", "left", "unidentified"),
    [
        (-1, "{bill}", "PART_PAID", 0, 0),
        (0, "{bill}", "PAID", 0, 0),
        (1, "{bill}", "PAID", 1, 0),
        (500_00, "{bill}", "PAID", 500_00, 0),
        (0, "gaji {employer}", "PAID", 0, 0),
        (0, "{bill} {stranger}", "PAID", 0, 0),
        (0, "{employer} {stranger}", "OPEN", 0, 1),
        (0, "{mistyped}", "OPEN", 0, 1),
        (0, "", "OPEN", 0, 1),
        (0, "{theirs}", "OPEN", 0, 0),
    ],
)
def test_f53_what_is_not_right_is_suspense_and_never_a_members(
    people: list[Member],
    billed: Any,
    other: Employer,
    employer: Employer,
    sen: int,
    words: str,
    state: str,
    left: int,
    unidentified: int,
) -> None:
    bill = bill_of(billed(map(row, people), month=MONTH))
    theirs = bill_of(billed([row(people[0])], month=MONTH, at_employer=employer))
    mistyped = bill.bill_no[:-1] + ("A" if bill.bill_no[-1] != "A" else "B")
    text = words.format(
        bill=bill.bill_no,
        employer=other.employer_no,
        stranger=employer.employer_no,
        mistyped=mistyped,
        theirs=theirs.bill_no,
    )
    amount = bill.amount_sen + sen
    money.arrives(money.line(amount, text, on=date(2026, 11, 12)))
    queue.run_due()
    bill.refresh_from_db()
    assert bill.state == state
    assert sum(one.left_sen for one in Receipt.objects.filter(employer=other)) == left
    assert ledger.control_balance(chart.UNIDENTIFIED_RECEIPT, "KONV") == unidentified * amount
    credited = Contribution.objects.filter(
        remittance__employer=other, remittance__state="POSTED"
    ).count()
    assert credited == (len(people) if state == "PAID" else 0)
    everything_holds()


# ── F54: one member, two employers, one moment ──────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_f54_two_employers_credit_the_same_people_at_once(
    people: list[Member], billed: Any, other: Employer, employer: Employer
) -> None:
    one = billed(map(row, people), month=MONTH)
    two = billed(map(row, reversed(people)), month=MONTH, at_employer=employer)
    three = billed(map(row, people), month=date(2026, 9, 1), at_employer=employer)
    money.arrives(money.line(one.total_sen, bill_of(one).bill_no, on=date(2026, 11, 12)))

    def posted(pk: int) -> str:
        try:
            return str(post.post_all(pk, at=NOW()).state)
        except IntegrityError as error:
            # Two at once open somebody's first balance: one of them is tried again, as the queue does.
            assert "ledger_memberbalance_pkey" in str(error)
            return "again"
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(posted, [one.pk, two.pk, three.pk] * 2))
    for remittance in (one, two, three):
        assert post.post_all(remittance.pk, at=NOW()).state == "POSTED"
    for member in people:
        assert ledger.total_balances(member.pk).posted.total == 3 * 783_00
        assert len(ledger.entries(member.pk)) == 3
    everything_holds()


# ── F55: late, or not, around midnight and on holidays ──────────────────────────────────────────


@pytest.mark.parametrize(
    ("received_on", "is_late"),
    [
        (date(2026, 11, 13), False),
        (date(2026, 11, 15), False),  # a Sunday, and the last day all the same
        (date(2026, 11, 16), True),
        (date(2026, 11, 30), True),
    ],
)
@pytest.mark.parametrize("is_holiday", [False, True])
def test_f55_only_the_banks_value_date_makes_late(
    people: list[Member], billed: Any, received_on: date, is_late: bool, is_holiday: bool
) -> None:
    """No extension for a Sunday or a holiday (epf-rules 2); our own clock says nothing."""
    if is_holiday:
        Holiday.objects.get_or_create(day=date(2026, 11, 15), state_code="KUL", name="Test")
    days.set_today(date(2026, 12, 1), at=NOW())
    bill = bill_of(billed(map(row, people), month=MONTH))
    money.arrives(money.line(bill.amount_sen, bill.bill_no, on=received_on))
    queue.run_due()
    assert LateAssessment.objects.exists() == is_late
    everything_holds()


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 15, 15, 59, 59, tzinfo=UTC),  # 23:59:59 of the 15th in Malaysia
        datetime(2026, 11, 15, 16, 0, 0, tzinfo=UTC),  # midnight in Malaysia, the 15th in UTC
        datetime(2026, 11, 16, 0, 30, 0, tzinfo=UTC),
    ],
)
def test_f55_taken_in_around_midnight_it_is_as_late_as_the_bank_says(
    people: list[Member], billed: Any, moment: datetime, other: Employer
) -> None:
    bill = bill_of(billed(map(row, people), month=MONTH))
    money.arrives(money.line(bill.amount_sen, bill.bill_no, on=date(2026, 11, 15)), at=moment)
    allocate.allocate(employer_id=other.pk, at=moment)
    queue.run_due()
    assert Bill.objects.get(pk=bill.pk).state == "PAID"
    assert not LateAssessment.objects.exists()
    assert Allocation.objects.get(line__bill=bill, line__book="KONV").receipt.received_on == date(
        2026, 11, 15
    )
    everything_holds()


def test_f55_part_in_time_and_part_late_charges_the_late_part(
    people: list[Member], billed: Any, send: Send
) -> None:
    bill = bill_of(billed(map(row, people), month=MONTH))
    money.arrives(money.line(bill.amount_sen - 100_00, bill.bill_no, on=date(2026, 11, 15)))
    money.arrives(money.line(100_00, bill.bill_no, on=date(2026, 11, 16)))
    queue.run_due()
    found = LateAssessment.objects.get()
    assert (found.late_sen, found.months, found.charge_sen) == (100_00, 1, 10_00)
    everything_holds()
