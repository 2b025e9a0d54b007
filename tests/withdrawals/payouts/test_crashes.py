"""Dying at the worst moment, and everything running twice. The bank's own ledger is the judge."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from members.work import faults, queue
from members.work.models import Task
from tests.withdrawals.payouts import people
from tests.withdrawals.payouts.people import World, attempt_of, balances, breaches
from withdrawals import tasks
from withdrawals.gateways.sandbox_bank.bank import SandboxBank
from withdrawals.models import (
    BankMessage,
    PayoutBatch,
    SandboxBankFile,
    SandboxBankPayment,
)
from withdrawals.services import bank_messages, batches


@pytest.fixture
def world(transactional_db: None) -> World:
    """Commits are real here, so a crash leaves what it would leave."""
    return people.world()


@pytest.fixture(autouse=True)
def _disarmed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("FAULT_POINT", raising=False)
    faults._hits.clear()
    yield
    faults._hits.clear()


def run_until_paid(world: World) -> None:
    for _turn in range(3):
        world.work()


@pytest.mark.parametrize(
    "point",
    [
        "payout.transmit.before_asking",
        "payout.transmit.before_upload",
        "payout.transmit.after_upload",
        "payout.collect.after_store",
        "payout.answer.after_item",
        "payout.statement.after_entry",
        "work.done_not_marked",
    ],
)
@pytest.mark.parametrize("hit", [1, 2])
def test_dies_there_and_pays_once(
    world: World, monkeypatch: pytest.MonkeyPatch, point: str, hit: int
) -> None:
    """C10, C11, C14, C15: whatever was half done is finished, nothing is done twice."""
    applications = [world.approved(50_000), world.approved(20_000)]
    batch = world.released(world.sealed())
    monkeypatch.setenv("FAULT_POINT", f"{point}:{hit}:raise")
    if point == "work.done_not_marked":
        with pytest.raises(RuntimeError):
            run_until_paid(world)
    run_until_paid(world)
    batch.refresh_from_db()
    assert batch.state == "CLOSED"
    assert [attempt_of(a).state for a in applications] == ["SETTLED", "SETTLED"]
    assert SandboxBankFile.objects.filter(folder="IN").count() == 1, "the file went out once"
    assert SandboxBankPayment.objects.filter(outcome="PAID").count() == 2
    assert balances() == {"1110": 70_000, "3000": -70_000}
    assert breaches() == []


def test_dies_between_upload_and_writing_it_down(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C11: the bank has the file, we do not know. The next try asks first and uploads nothing."""
    world.approved()
    batch = world.released(world.sealed())
    monkeypatch.setenv("FAULT_POINT", "payout.transmit.after_upload:1:raise")
    with pytest.raises(RuntimeError):
        batches.transmit(batch_id=batch.pk, at=world.tick())
    batch.refresh_from_db()
    assert batch.state == "RELEASED"
    uploads: list[str] = []
    monkeypatch.setattr(SandboxBank, "submit", lambda self, name, content: uploads.append(name))
    batches.transmit(batch_id=batch.pk, at=world.tick())
    batch.refresh_from_db()
    assert (batch.state, uploads) == ("SENT", [])


def test_the_banks_answer_tells_us_that_it_has_the_file(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer overtakes our own note: it proves what we did not come to write down."""
    application = world.approved()
    batch = world.released(world.sealed())
    monkeypatch.setenv("FAULT_POINT", "payout.transmit.after_upload:1:raise")
    with pytest.raises(RuntimeError):
        batches.transmit(batch_id=batch.pk, at=world.tick())
    bank_messages.collect(at=world.tick())
    batch.refresh_from_db()
    assert (batch.state, attempt_of(application).state) == ("CLOSED", "SETTLED")
    assert breaches() == []


def test_dies_while_sealing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """C8: what was rendered is thrown away; the next run renders again, once."""
    world.approved()
    monkeypatch.setenv("FAULT_POINT", "payout.seal.after_render:1:raise")
    with pytest.raises(RuntimeError):
        world.sealed()
    assert PayoutBatch.objects.get().state == "OPEN"
    assert PayoutBatch.objects.get().file_bytes is None
    (batch,) = batches.build(business_date=people.TUESDAY, at=world.tick())
    assert (batch.state, batch.n_items) == ("SEALED", 1)


def test_every_handler_twice(world: World) -> None:
    """C6, F24: the broker replays everything."""
    application = world.approved()
    batch = world.released(world.sealed())
    for _again in range(3):
        tasks.transmit({"batch_id": batch.pk}, at=world.tick())
        tasks.collect({"turn": 0}, at=world.tick())
        tasks.build_batches(people.TUESDAY, at=world.tick())
        tasks.ask_bank(people.TUESDAY, at=world.tick())
    assert attempt_of(application).state == "SETTLED"
    assert SandboxBankFile.objects.filter(folder="IN").count() == 1
    assert BankMessage.objects.count() == 2
    assert breaches() == []


def test_a_bank_out_of_reach_is_asked_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    application = world.approved()
    world.released(world.sealed())
    with monkeypatch.context() as patch:

        def away(self: SandboxBank, *args: object) -> None:
            raise ConnectionRefusedError

        patch.setattr(SandboxBank, "has_file", away)
        patch.setattr(SandboxBank, "fetch_outbox", away)
        world.work()
        assert attempt_of(application).state == "BATCHED"
        assert not Task.objects.filter(state="DEAD").exists()
    run_until_paid(world)
    assert attempt_of(application).state == "SETTLED"


def test_asking_stops_when_nothing_is_awaited(world: World) -> None:
    world.approved()
    world.released(world.sealed())
    run_until_paid(world)
    assert not Task.objects.filter(state="PENDING").exists()
    assert not tasks.awaits_bank()


def test_asking_slows_down() -> None:
    waits = [tasks.pause(turn).total_seconds() for turn in range(40)]
    assert waits[:20] == [3] * 20
    assert waits == sorted(waits)
    assert waits[-1] == 300


def test_chains_of_questions_become_one(world: World) -> None:
    at = world.tick()
    for _chain in range(5):
        tasks.ask_again(1, at=at)
    assert Task.objects.filter(topic=batches.COLLECT).count() == 1
    assert queue.MAX_ATTEMPTS > 1
