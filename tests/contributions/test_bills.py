"""Money comes by statement, pays bills, and credits members when a bill is covered, to the sen, once."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.conf import settings as project
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from contributions import tasks
from contributions.gateways.sandbox_collection import SandboxCollection
from contributions.models import (
    Allocation,
    Bill,
    CollectionMessage,
    Employer,
    LateAssessment,
    PaysBy,
    Receipt,
    Remittance,
)
from contributions.rules import late
from contributions.services import allocate, collect, late_dividend, post, submit, voluntary
from members.audit.models import AuditEvent
from members.ledger import checks, days
from members.ledger import selectors as ledger
from members.models import Member, User
from members.work import queue
from members.work.models import Task
from tests import cast
from tests.contributions.conftest import TODAY, row
from tests.factories import make_member, make_user, money

AUGUST = date(2026, 8, 1)
EARLY = date(2026, 8, 20)


def NOW() -> Any:
    return timezone.now()


def everything_holds() -> None:
    assert [f"{r.code} {r.sentence}: {r.breach}" for r in checks.run() if not r.holds] == []


def bill_of(remittance: Remittance) -> Bill:
    return Bill.objects.get(remittance=remittance, kind="CONTRIBUTION")


def state_of(remittance: Remittance) -> str:
    queue.run_due()
    remittance.refresh_from_db()
    assert not Task.objects.exclude(last_error="").values_list("topic", "last_error")
    return remittance.state


def test_the_bill(people: list[Member], billed: Any) -> None:
    remittance = billed(map(row, people))
    bill = bill_of(remittance)
    assert (bill.state, bill.amount_sen, bill.paid_sen) == ("OPEN", remittance.total_sen, 0)
    assert (bill.due_on, bill.issued_on) == (date(2026, 10, 15), TODAY)
    assert {line.book: line.amount_sen for line in bill.lines.all()} == {
        "KONV": 4 * 783_00,
        "SHARIAH": 783_00,
    }
    assert state_of(remittance) == "SUBMITTED"
    everything_holds()


def test_part_of_the_money_credits_nobody(people: list[Member], billed: Any) -> None:
    remittance = billed(map(row, people))
    bill = bill_of(remittance)
    money.arrives(money.line(bill.amount_sen - 1, bill.bill_no, on=EARLY))
    bill.refresh_from_db()
    assert (bill.state, bill.open_sen) == ("PART_PAID", 1)
    assert state_of(remittance) == "SUBMITTED"
    assert not any(ledger.entries(member.pk) for member in people)
    everything_holds()
    money.arrives(money.line(1, bill.bill_no, on=EARLY))
    assert state_of(remittance) == "POSTED"
    assert [len(ledger.entries(member.pk)) for member in people] == [1] * 5
    assert Bill.objects.get(pk=bill.pk).paid_on == EARLY
    assert LateAssessment.objects.count() == 0
    everything_holds()


def test_too_much_stays_in_suspense_and_pays_the_next_bill(
    people: list[Member], billed: Any, other: Employer
) -> None:
    remittance = billed(map(row, people))
    bill = bill_of(remittance)
    money.arrives(money.line(bill.amount_sen + 500_00, bill.bill_no, on=EARLY))
    receipt = Receipt.objects.get(employer=other)
    assert (receipt.left_sen, state_of(remittance)) == (500_00, "POSTED")
    everything_holds()
    second = billed([row(people[0], employer=300, employee=200)], month=AUGUST)
    assert bill_of(second).state == "PAID"
    assert state_of(second) == "POSTED"
    receipt.refresh_from_db()
    assert receipt.left_sen == 0
    everything_holds()


def test_money_without_a_bill_number_pays_the_oldest_bill(
    people: list[Member], billed: Any, other: Employer
) -> None:
    newer = billed(map(row, people), month=date(2026, 9, 1))
    older = billed(map(row, people), month=AUGUST)
    money.arrives(money.line(older.total_sen + 1, f"gaji {other.employer_no}", on=EARLY))
    assert (bill_of(older).state, bill_of(newer).state) == ("PAID", "PART_PAID")
    assert (state_of(older), state_of(newer)) == ("POSTED", "SUBMITTED")
    everything_holds()


@pytest.mark.parametrize("words", ["", "gaji oktober", "BIL2610AAAAAAA", "1000001 1000009"])
def test_money_of_nobody_known_waits_for_a_person(
    words: str, employer: Employer, other: Employer, people: list[Member], billed: Any
) -> None:
    remittance = billed(map(row, people))
    money.arrives(money.line(remittance.total_sen, words, on=EARLY))
    receipt = Receipt.objects.get(employer=None)
    assert state_of(remittance) == "SUBMITTED"
    everything_holds()
    officer = cast.chong()
    allocate.identify(receipt_id=receipt.pk, employer=other, by=officer, at=NOW())
    assert state_of(remittance) == "POSTED"
    receipt.refresh_from_db()
    assert (receipt.identified_by, receipt.left_sen) == (officer, 0)
    assert AuditEvent.objects.filter(action="receipt.identified", actor_id=officer.pk).count() == 1
    with pytest.raises(allocate.AlreadyIdentified):
        allocate.identify(receipt_id=receipt.pk, employer=employer, by=officer, at=NOW())
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.filter(pk=receipt.pk).update(employer=employer)
    everything_holds()


def test_staff_put_money_to_a_bill(people: list[Member], billed: Any, employer: Employer) -> None:
    remittance = billed(map(row, people))
    strange = Receipt.objects.get(employer=employer)
    with pytest.raises(allocate.NotThisEmployers):
        allocate.attach(
            receipt_id=strange.pk, bill_no=bill_of(remittance).bill_no, by=cast.chong(), at=NOW()
        )
    everything_holds()


def test_the_same_money_told_again_counts_once(
    people: list[Member], billed: Any, other: Employer
) -> None:
    bill = bill_of(billed(map(row, people)))
    first = money.statement(money.line(100_00, bill.bill_no, ref="ABC1"))

    def tell(content: bytes, name: str = "a.xml") -> CollectionMessage:
        collect.store(source=project.COLLECTION_BANK_BIC, file_name=name, content=content, at=NOW())
        collect.apply_waiting(at=NOW())
        return CollectionMessage.objects.latest("pk")

    told = tell(first)
    assert told.state == "APPLIED"
    assert not collect.store(source="X", file_name="again.xml", content=first, at=NOW())
    repeated = tell(money.statement(money.line(100_00, bill.bill_no, ref="ABC1")), "b.xml")
    assert repeated.statements.get().entries.get().problem == "ENTRY_REPEATED"
    assert Receipt.objects.filter(employer=other).count() == 1
    bill.refresh_from_db()
    assert bill.paid_sen == 100_00
    everything_holds()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "UNREADABLE"),
        (b"<xml>", "UNREADABLE"),
        (b"\x00\xff" * 40, "UNREADABLE"),
    ],
)
def test_what_cannot_be_read_is_kept_for_a_person(
    content: bytes, problem: str, business_date: date
) -> None:
    collect.store(source="X", file_name="bad.xml", content=content, at=NOW())
    collect.apply_waiting(at=NOW())
    message = CollectionMessage.objects.get()
    assert (message.state, message.problem) == ("EXCEPTION", problem)


def test_money_taken_from_the_account_waits_for_a_person(business_date: date) -> None:
    from members.gateways.iso20022 import written

    debit = written.Line("FEE1", "D", 5_00, "", EARLY)
    money.arrives(debit)
    entry = CollectionMessage.objects.get().statements.get().entries.get()
    assert entry.problem == "DEBIT_UNEXPECTED"
    assert not Receipt.objects.exists()


def test_one_that_fails_keeps_nobody_waiting(
    people: list[Member],
    billed: Any,
    employer: Employer,
    other: Employer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    remittance = billed(map(row, people))
    real = allocate.allocate

    def stumbles(*, employer_id: int, **facts: Any) -> list[Bill]:
        if employer_id == employer.pk:
            raise RuntimeError("stumbled")
        return real(employer_id=employer_id, **facts)

    monkeypatch.setattr(allocate, "allocate", stumbles)
    with pytest.raises(RuntimeError):
        money.arrives(
            money.line(5_00, employer.employer_no, on=EARLY),
            money.line(remittance.total_sen, other.employer_no, on=EARLY),
        )
    assert bill_of(remittance).state == "PAID"
    monkeypatch.undo()
    collect.apply_waiting(at=NOW())
    assert Receipt.objects.filter(employer=employer, amount_sen=5_00).count() == 1
    everything_holds()


def test_the_database_credits_only_what_is_paid(people: list[Member], billed: Any) -> None:
    remittance = billed(map(row, people))
    assert post.post_all(remittance.pk, at=NOW()).state == "SUBMITTED"
    with pytest.raises(IntegrityError, match="bill is covered"), transaction.atomic():
        Remittance.objects.filter(pk=remittance.pk).update(state="POSTING")
    bill = bill_of(remittance)
    for change in ({"state": "PAID"}, {"paid_sen": bill.amount_sen + 1}, {"amount_sen": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Bill.objects.filter(pk=bill.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        bill.delete()


def test_what_is_paid_is_credited_though_a_task_was_lost(people: list[Member], billed: Any) -> None:
    remittance = billed(map(row, people))
    bill = bill_of(remittance)
    money.arrives(money.line(bill.amount_sen, bill.bill_no, on=EARLY))
    Task.objects.filter(topic="contributions.post").update(state="DONE", done_at=NOW())
    assert state_of(remittance) == "SUBMITTED"
    tasks.ask_bank(date(2026, 11, 21), at=NOW())
    assert state_of(remittance) == "POSTED"
    everything_holds()


def test_direct_debit_runs_by_itself(people: list[Member], billed: Any, other: Employer) -> None:
    other.pays_by = PaysBy.DIRECT_DEBIT
    other.save()
    remittance = billed(map(row, people))
    while queue.run_due():
        pass
    assert state_of(remittance) == "POSTED"
    receipt = Receipt.objects.get(employer=other)
    assert (receipt.quoted, receipt.received_on) == (bill_of(remittance).bill_no, TODAY)
    tasks.debit_employer({"bill_id": bill_of(remittance).pk}, at=NOW())
    assert Receipt.objects.filter(employer=other).count() == 1
    everything_holds()


def test_cancelling_gives_the_money_back_to_suspense(
    people: list[Member], billed: Any, other: Employer, boss: User
) -> None:
    remittance = billed(map(row, people))
    bill = bill_of(remittance)
    money.arrives(money.line(1_000_00, bill.bill_no, on=EARLY))
    submit.cancel(remittance_id=remittance.pk, by=boss, at=NOW())
    bill.refresh_from_db()
    assert (bill.state, bill.paid_sen) == ("CANCELLED", 0)
    assert Receipt.objects.get(employer=other).left_sen == 1_000_00
    everything_holds()
    again = billed(map(row, people))
    assert bill_of(again).paid_sen == 1_000_00
    everything_holds()


def test_who_moves_to_shariah_before_the_money_comes_takes_it_along(
    people: list[Member], billed: Any
) -> None:
    remittance = billed(map(row, people))
    bill = bill_of(remittance)
    moved = people[0]
    moved.scheme = "SHARIAH"
    moved.save()
    money.arrives(money.line(bill.amount_sen, bill.bill_no, on=EARLY))
    assert state_of(remittance) == "POSTED"
    (entry,) = ledger.entries(moved.pk)
    assert entry.book == "SHARIAH"
    everything_holds()


def test_the_credit_date_is_the_day_the_bill_is_covered(people: list[Member], billed: Any) -> None:
    """Who is 55 by then is credited to Akaun Emas, though the file came before the birthday."""
    nearly = people[3]  # 55 on 21 November 2026, the day after TODAY
    remittance = billed(map(row, people))
    days.set_today(date(2026, 11, 23), at=NOW())
    bill = bill_of(remittance)
    money.arrives(money.line(bill.amount_sen, bill.bill_no, on=EARLY))
    assert state_of(remittance) == "POSTED"
    assert remittance.credited_on == date(2026, 11, 23)
    (entry,) = ledger.entries(nearly.pk)
    assert (entry.effective_on, entry.amounts.akaun_emas) == (date(2026, 11, 23), 783_00)
    everything_holds()


# ── late ────────────────────────────────────────────────────────────────────────────────────────


def test_late_money_is_charged_and_its_dividend_reaches_the_members(
    people: list[Member], billed: Any
) -> None:
    remittance = billed(
        [row(member, employer=424 + n, employee=359) for n, member in enumerate(people)]
    )
    bill = bill_of(remittance)
    money.arrives(money.line(bill.amount_sen, bill.bill_no, on=date(2026, 11, 19)))
    assert state_of(remittance) == "POSTED"
    assessed = LateAssessment.objects.get(contribution_bill=bill)
    expected = late.late_charge(
        bill.amount_sen, wage_month=date(2026, 9, 1), received_on=date(2026, 11, 19)
    )
    assert assessed.charge_sen == expected.charge_sen
    assert abs(assessed.dividend_sen - expected.dividend_sen) <= 1  # each book rounds by itself
    owed = assessed.bill
    assert (owed.state, owed.amount_sen) == (
        "OPEN",
        assessed.charge_sen + assessed.dividend_sen,
    )
    before = [ledger.total_balances(member.pk).posted.total for member in people]
    everything_holds()
    money.arrives(money.line(owed.amount_sen, owed.bill_no, on=TODAY))
    queue.run_due()
    late_dividend.credit(bill_id=owed.pk, at=NOW())
    after = [ledger.total_balances(member.pk).posted.total for member in people]
    gained = [now - then for now, then in zip(after, before, strict=True)]
    assert sum(gained) == assessed.dividend_sen
    assert all(sen > 0 for sen in gained)
    assessed.refresh_from_db()
    assert assessed.credited_at
    everything_holds()


# ── any order, any number at once ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(6))
def test_any_order_of_bills_and_money(
    seed: int, people: list[Member], billed: Any, other: Employer, boss: User
) -> None:
    chance = random.Random(seed)
    months = [date(2026, month, 1) for month in range(1, 9)]
    live: list[Remittance] = []
    refs = 0
    for _step in range(18):
        match chance.choice(
            ["bill", "pay", "pay", "over", "again", "nobody", "cancel", "identify"]
        ):
            case "bill" if months:
                chosen = chance.sample(people, chance.randint(1, 5))
                rows = [row(m, employer=chance.randint(1, 900), employee=100) for m in chosen]
                live.append(billed(rows, month=months.pop(0)))
            case "pay" if live:
                bill = bill_of(chance.choice(live)) if live else None
                words = chance.choice([bill.bill_no if bill else "", f"no {other.employer_no}"])
                refs += 1
                money.arrives(
                    money.line(chance.randint(1, 900_00), words, on=EARLY, ref=f"S{seed}R{refs}")
                )
            case "over":
                refs += 1
                words = f"no {other.employer_no}"
                money.arrives(
                    money.line(chance.randint(1, 3_000_00), words, on=EARLY, ref=f"S{seed}R{refs}")
                )
            case "again" if refs:
                money.arrives(money.line(7_00, other.employer_no, on=EARLY, ref=f"S{seed}R{refs}"))
            case "nobody":
                refs += 1
                money.arrives(
                    money.line(chance.randint(1, 900_00), "?", on=EARLY, ref=f"S{seed}R{refs}")
                )
            case "cancel" if live:
                one = chance.choice(live)
                try:
                    submit.cancel(remittance_id=one.pk, by=boss, at=NOW())
                    live.remove(one)
                except submit.TooLateToUndo:
                    pass
            case "identify":
                found = Receipt.objects.filter(employer=None).first()
                if found:
                    allocate.identify(receipt_id=found.pk, employer=other, by=boss, at=NOW())
        if chance.random() < 0.4:
            queue.run_due()
        everything_holds()
    receipts = Receipt.objects.filter(employer=other)
    allocated = Allocation.objects.filter(
        undone_at__isnull=True, receipt__employer=other
    ).values_list("amount_sen", flat=True)
    assert sum(r.amount_sen for r in receipts) == sum(allocated) + sum(r.left_sen for r in receipts)
    for remittance in live:
        covered = bill_of(remittance).state == "PAID"
        assert (state_of(remittance) == "POSTED") == covered


@pytest.mark.django_db(transaction=True)
def test_many_workers_take_the_same_statements(
    people: list[Member], billed: Any, other: Employer
) -> None:
    remittance = billed(map(row, people))
    bill = bill_of(remittance)
    part = bill.amount_sen // 10
    lines = [money.line(part, bill.bill_no, on=EARLY, ref=f"P{n}") for n in range(9)]
    lines.append(money.line(bill.amount_sen - 9 * part + 77, bill.bill_no, on=EARLY, ref="P9"))
    content = money.statement(*lines)

    def work(_n: int) -> None:
        try:
            collect.store(source="BANK", file_name="x.xml", content=content, at=NOW())
            collect.apply_waiting(at=NOW())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(8)))
    assert Receipt.objects.filter(employer=other).count() == 10
    bill.refresh_from_db()
    assert (bill.state, bill.paid_sen) == ("PAID", bill.amount_sen)
    assert sum(r.left_sen for r in Receipt.objects.filter(employer=other)) == 77
    assert state_of(remittance) == "POSTED"
    everything_holds()


@pytest.mark.django_db(transaction=True)
def test_submitting_cancelling_and_paying_at_the_same_moment(
    people: list[Member], billed: Any, other: Employer, boss: User
) -> None:
    first = billed(map(row, people), month=AUGUST)
    bill = bill_of(first)
    contents = [
        money.statement(
            money.line(bill.amount_sen, other.employer_no, on=EARLY, ref=f"Q{n}"), seq=9 + 2 * n
        )
        for n in range(3)
    ]

    def pay(content: bytes) -> None:
        try:
            collect.store(source="BANK", file_name="x.xml", content=content, at=NOW())
            collect.apply_waiting(at=NOW())
        finally:
            connection.close()

    def take_back() -> None:
        try:
            submit.cancel(remittance_id=first.pk, by=boss, at=NOW())
        finally:
            connection.close()

    def send_more() -> None:
        try:
            billed(map(row, people), month=date(2026, 7, 1))
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        running = [pool.submit(pay, content) for content in contents]
        running += [pool.submit(take_back), pool.submit(send_more)]
        for one in running:
            one.result()
    queue.run_due()
    everything_holds()
    assert sum(r.amount_sen for r in Receipt.objects.all()) == 3 * bill.amount_sen


# ── a member's own money, and pages ─────────────────────────────────────────────────────────────


def test_a_members_own_money_by_its_reference(aminah: User) -> None:
    member = aminah.member
    promised = voluntary.promise(member=member, amount_sen=500_00, by=aminah, at=NOW())
    money.arrives(money.line(500_00, promised.reference.replace("-", " "), on=TODAY))
    assert ledger.total_balances(member.pk).posted.total == 500_00
    receipt = Receipt.objects.get()
    assert (receipt.employer, receipt.voluntary_sen, receipt.left_sen) == (None, 500_00, 0)
    money.arrives(money.line(500_00, promised.reference, on=TODAY))
    assert ledger.total_balances(member.pk).posted.total == 500_00
    everything_holds()


def test_a_shariah_members_own_money(business_date: date) -> None:
    member = make_member(scheme="SHARIAH")
    user = make_user(member=member, login_id="zul")
    promised = voluntary.promise(member=member, amount_sen=50_00, by=user, at=NOW())
    money.arrives(money.line(50_00, promised.reference, on=TODAY))
    assert ledger.total_balances(member.pk).posted.total == 50_00
    everything_holds()


def test_pages_of_a_bill(
    client: Client, people: list[Member], billed: Any, boss: User, hr: User
) -> None:
    remittance = billed(map(row, people))
    bill = bill_of(remittance)
    client.force_login(boss)
    listing = client.get("/employer/bills/").content.decode()
    assert bill.bill_no in listing
    assert "RM3,915.00" in listing
    page = client.get(f"/employer/bills/{bill.bill_no}/").content.decode()
    assert project.COLLECTION_ACCOUNT in page
    assert "Overdue" in page
    waiting = client.get(f"/employer/contributions/{remittance.reference}/").content.decode()
    assert bill.bill_no in waiting
    answer = client.post(f"/employer/bills/{bill.bill_no}/pay/")
    assert answer.status_code == 302
    while queue.run_due():
        pass
    assert state_of(remittance) == "POSTED"
    page = client.get(f"/employer/bills/{bill.bill_no}/").content.decode()
    assert "What paid it" in page and "20/11/2026" in page
    assert "RM3,915.00" in client.get("/employer/bills/payments/").content.decode()
    client.post(f"/employer/bills/{bill.bill_no}/pay/")
    client.force_login(hr)
    assert client.get(f"/employer/bills/{bill.bill_no}/").status_code == 404
    assert client.post(f"/employer/bills/{bill.bill_no}/pay/").status_code == 404
    everything_holds()


def test_no_pay_button_where_money_is_real(
    client: Client, people: list[Member], billed: Any, boss: User, settings: Any
) -> None:
    bill = bill_of(billed(map(row, people)))
    settings.SANDBOX = False
    client.force_login(boss)
    assert b"sandbox" not in client.get(f"/employer/bills/{bill.bill_no}/").content.lower()
    assert client.post(f"/employer/bills/{bill.bill_no}/pay/").status_code == 404


def test_the_sandbox_bank_states_a_payment_once(business_date: date) -> None:
    bank = SandboxCollection()
    for _twice in range(2):
        bank.pay_in(order_ref="one", amount_sen=100, text="hello", payer="Somebody")
    collect.collect(at=NOW())
    collect.collect(at=NOW())
    assert [receipt.amount_sen for receipt in Receipt.objects.all()] == [100]
    assert bank.fetch_outbox() == []
    everything_holds()
