"""From approval to the bank's statement, and what the books say at each stop."""

from __future__ import annotations

from datetime import date

import pytest

from members.models import Role
from tests.factories import make_user
from tests.withdrawals.payouts.people import (
    MONDAY,
    TUESDAY,
    World,
    attempt_of,
    balances,
    breaches,
    may,
)
from withdrawals.gateways.sandbox_bank.bank import SandboxBank
from withdrawals.models import Application, BankMessage, PayoutBatch, Transition
from withdrawals.rules.states import Status
from withdrawals.services import batches, second_officer


def test_approved_released_paid(world: World) -> None:
    application = world.approved(50_000)
    attempt = attempt_of(application)
    assert (attempt.state, attempt.end_to_end_id) == ("QUEUED", f"{application.reference}-01")
    assert balances() == {"2200": 50_000, "3000": -50_000}

    batch = world.sealed()
    assert (batch.state, batch.n_items, batch.total_sen) == ("SEALED", 1, 50_000)
    assert balances() == {"2200": 50_000, "3000": -50_000}, "sealing moves no money"

    world.released(batch)
    assert balances() == {"2210": 50_000, "3000": -50_000}
    assert Application.objects.get(pk=application.pk).status == Status.PAYING
    assert breaches() == []

    world.work()
    application.refresh_from_db()
    attempt.refresh_from_db()
    batch.refresh_from_db()
    assert (application.status, application.paid_on) == (Status.PAID, TUESDAY)
    assert application.bank_reference.startswith("DB")
    assert (attempt.state, batch.state) == ("SETTLED", "CLOSED")
    assert attempt.closing_entry is not None and attempt.closing_message is not None
    assert balances() == {"1110": 50_000, "3000": -50_000}, "nothing payable, nothing in transit"
    assert breaches() == []
    kinds = set(BankMessage.objects.values_list("msg_type", "state"))
    assert kinds == {("pain.002.001.12", "APPLIED"), ("camt.053.001.08", "APPLIED")}
    moves = Transition.objects.filter(application=application).values_list("event", flat=True)
    assert list(moves) == ["SUBMIT", "TAKE", "APPROVE", "SEND_PAYMENT", "PAY"]


@pytest.mark.parametrize(("ending", "reason"), [("0000", "AC04"), ("0001", "AC01")])
def test_refused_by_the_bank_is_payable_again(world: World, ending: str, reason: str) -> None:
    application = world.approved(50_000, ending=ending)
    world.released(world.sealed())
    world.work()
    application.refresh_from_db()
    attempt = attempt_of(application)
    assert (attempt.state, attempt.reason_code) == ("REJECTED", reason)
    assert application.status == Status.PAY_FAILED
    assert balances() == {"2200": 50_000, "3000": -50_000}
    assert PayoutBatch.objects.get().state == "CLOSED"
    assert breaches() == []


def test_sent_back_after_payment(world: World) -> None:
    application = world.approved(50_000, ending="0003")
    world.released(world.sealed())
    world.work()
    application.refresh_from_db()
    assert application.status == Status.PAID
    world.go_to(date(2026, 11, 25))
    from withdrawals import tasks

    tasks.ask_bank(date(2026, 11, 25), at=world.tick())
    world.work()
    application.refresh_from_db()
    attempt = attempt_of(application)
    assert (attempt.state, attempt.reason_code) == ("RETURNED", "AC06")
    assert application.status == Status.PAY_FAILED
    assert balances() == {"2220": 50_000, "3000": -50_000}
    assert breaches() == []


def test_a_file_for_each_book_and_rail(world: World) -> None:
    world.approved(50_000)
    world.approved(30_000)
    world.approved(20_000, book="SHARIAH")
    large = world.approved(100_000_001)
    second = may(make_user(role=Role.STAFF, login_id="second"), "review_application")
    second_officer.agree(application_id=large.pk, by=second, at=world.tick())
    world.go_to(TUESDAY)
    made = batches.build(business_date=TUESDAY, at=world.tick())
    assert [(b.msg_id, b.n_items, b.total_sen) for b in made] == [
        ("PAY-20261124-KONV-IBG-1", 2, 80_000),
        ("PAY-20261124-KONV-RENTAS-1", 1, 100_000_001),
        ("PAY-20261124-SHARIAH-IBG-1", 1, 20_000),
    ]
    accounts = {b.book: b.debit_account_no for b in made}
    assert len(set(accounts.values())) == 2, "each book pays from its own account"


def test_built_once_a_day_and_never_on_a_day_of_rest(world: World) -> None:
    world.approved()
    assert batches.build(business_date=MONDAY, at=world.tick()) == [], "approved today"
    world.go_to(date(2026, 11, 28))
    assert batches.build(business_date=date(2026, 11, 28), at=world.tick()) == [], "a Saturday"
    world.go_to(date(2026, 11, 30))
    assert len(batches.build(business_date=date(2026, 11, 30), at=world.tick())) == 1
    assert batches.build(business_date=date(2026, 11, 30), at=world.tick()) == [], "the job again"


def test_a_file_nobody_released_goes_into_the_next_days(world: World) -> None:
    application = world.approved()
    first = world.sealed()
    second = world.sealed(date(2026, 11, 25))
    first.refresh_from_db()
    assert (first.state, second.state) == ("VOID", "SEALED")
    assert attempt_of(application).batch == second
    world.released(second)
    with pytest.raises(batches.NotWaiting):
        world.released(first)
    assert breaches() == []


def test_statement_on_the_next_business_date(world: World, settings) -> None:  # type: ignore[no-untyped-def]
    settings.SANDBOX_BANK_STATEMENT = "NEXT_DAY"
    application = world.approved()
    world.released(world.sealed())
    world.work()
    application.refresh_from_db()
    assert (application.status, attempt_of(application).state) == (Status.PAYING, "ACKED")
    world.go_to(date(2026, 11, 25))
    world.work()
    application.refresh_from_db()
    assert (application.status, application.paid_on) == (Status.PAID, date(2026, 11, 25))


def test_the_bank_takes_a_reference_once(world: World) -> None:
    """F37: the same payments under another file name are refused by the bank, not by luck."""
    batch = world.sent(50_000)
    door = SandboxBank()
    door.fetch_outbox()
    again = bytes(batch.file_bytes or b"").replace(
        batch.msg_id.encode(), batch.msg_id.replace("-1", "-9").encode()
    )
    door.submit("other.xml", again)
    world.work()
    world.work()
    assert balances()["1110"] == 50_000
    assert breaches() == []
