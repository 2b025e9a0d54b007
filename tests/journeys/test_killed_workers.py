"""Kill the worker wherever it hurts, start it again: nothing is lost and nobody is paid twice.

Real processes: a Celery worker on the real queue, killed with its children by SIGKILL. The bank keeps
its own ledger by instruction, and that is what we count payments in.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from contributions.models import Remittance, RemittanceState
from contributions.services import receive, submit, validate
from members.ledger import checks, days
from members.ledger import selectors as ledger
from members.work import day, queue
from members.work.models import JobRun, JobRunState, Task, TaskState
from members.work.tasks import move_day
from tests.journeys import fund as funds
from tests.withdrawals.payouts import people
from withdrawals.models import Application, PayoutAttempt, PayoutBatch, SandboxBankPayment
from withdrawals.rules.states import Status

PATIENCE = 60.0


def until(done: Callable[[], bool], *, what: str) -> None:
    """Ring as beat would until `done`, or fail saying what did not happen."""
    deadline = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > deadline:
            left = list(
                Task.objects.exclude(state=TaskState.DONE).values_list(
                    "topic", "attempts", "last_error"
                )
            )
            pytest.fail(f"{what} did not happen in {PATIENCE:.0f} s; left over: {left}")
        queue.ring()
        move_day.apply_async()
        time.sleep(0.3)


def died(worker: Any) -> Callable[[], bool]:
    return lambda: worker.process is not None and worker.process.poll() is not None


def everything_holds() -> None:
    assert [f"{r.code} {r.sentence}: {r.breach}" for r in checks.run() if not r.holds] == []
    assert not Task.objects.filter(state=TaskState.DEAD).exists()


@pytest.mark.parametrize(
    "point",
    [
        "work.claimed:1",
        "contributions.collect.after_store:1",
        "contributions.between_allocations:1",
        "contributions.between_receipts:1",
        "contributions.before_part:2",
        "contributions.between_chunks:1",
        "work.done_not_marked:1",
    ],
)
def test_a_remittance_is_credited_once(
    point: str, worker: Callable[..., Any], transactional_db: None, settings: Any
) -> None:
    # The parts are laid out when the file is checked, which is here.
    settings.CONTRIBUTIONS_CHUNK_LINES = 7
    fund = funds.build("ms")
    at = timezone.now()
    remittance = receive.receive_bytes(
        employer=fund.employer,
        wage_month=funds.WAGE_MONTH,
        content=[fund.file],
        file_name="caruman.csv",
        by=fund.hr,
        at=at,
    )
    validate.validate(remittance_id=remittance.pk, at=at)
    submit.submit(remittance_id=remittance.pk, by=fund.hr, at=at)
    doomed = worker(FAULT_POINT=f"{point}:kill", CONTRIBUTIONS_CHUNK_LINES="7")
    until(died(doomed), what=f"the worker's death at {point}")

    worker(CONTRIBUTIONS_CHUNK_LINES="7")
    until(
        lambda: (
            Remittance.objects.get(pk=remittance.pk).state == RemittanceState.POSTED
            and not Task.objects.filter(
                topic="contributions.post", state=TaskState.PENDING
            ).exists()
        ),
        what="the posting",
    )
    for line in fund.lines:
        (entry,) = ledger.entries(line.member.pk, kinds=("CONTRIBUTION",))
        assert entry.amounts == line.split
    everything_holds()


def test_a_worker_that_dies_after_every_part_ends_at_the_exact_total(
    worker: Callable[..., Any], transactional_db: None, settings: Any
) -> None:
    """Six parts, six deaths, each right after a part was committed; a seventh worker closes it."""
    settings.CONTRIBUTIONS_CHUNK_LINES = 5
    fund = funds.build("ms")
    at = timezone.now()
    remittance = receive.receive_bytes(
        employer=fund.employer,
        wage_month=funds.WAGE_MONTH,
        content=[fund.file],
        file_name="caruman.csv",
        by=fund.hr,
        at=at,
    )
    validate.validate(remittance_id=remittance.pk, at=at)
    submit.submit(remittance_id=remittance.pk, by=fund.hr, at=at)
    parts = remittance.parts.count()
    assert parts == 6
    for death in range(1, parts + 1):
        doomed = worker(
            FAULT_POINT="contributions.between_chunks:1:kill", CONTRIBUTIONS_POSTING_CONNECTIONS="1"
        )
        until(died(doomed), what=f"death {death}")
        remittance.refresh_from_db()
        credited = [
            entry
            for line in fund.lines
            for entry in ledger.entries(line.member.pk, kinds=("CONTRIBUTION",))
        ]
        assert (remittance.state, remittance.posted_chunks) == ("POSTING", death)
        assert remittance.posted_lines == len(credited) == 5 * death
        assert remittance.posted_sen == sum(entry.amounts.total for entry in credited)
    worker()
    until(
        lambda: Remittance.objects.get(pk=remittance.pk).state == RemittanceState.POSTED,
        what="the posting",
    )
    for line in fund.lines:
        (entry,) = ledger.entries(line.member.pk, kinds=("CONTRIBUTION",))
        assert entry.amounts == line.split
    everything_holds()


@pytest.mark.parametrize(
    "point",
    [
        "day.withdrawals.build_batches:1",
        "payout.seal.after_render:1",
        "payout.transmit.before_asking:1",
        "payout.transmit.before_upload:1",
        "payout.transmit.after_upload:1",
        "payout.collect.after_store:1",
        "payout.answer.after_item:1",
        "payout.statement.after_entry:1",
        "payout.statement.after_entry:2",
    ],
)
def test_a_withdrawal_is_paid_once(
    point: str, worker: Callable[..., Any], transactional_db: None
) -> None:
    world = people.world()
    applications = [world.approved(50_000 + n) for n in range(3)]
    day.advance(at=timezone.now())
    doomed = worker(FAULT_POINT=f"{point}:kill")
    released = False

    def dead_or_released() -> bool:
        nonlocal released
        released = released or _release(world)
        return died(doomed)()

    until(dead_or_released, what=f"the worker's death at {point}")
    worker()
    if not released:
        until(lambda: _release(world), what="the building of the batch")
    until(
        lambda: Application.objects.filter(status=Status.PAID).count() == len(applications),
        what="the payment",
    )
    _paid_once(applications)
    everything_holds()


def test_kills_at_random_moments(worker: Callable[..., Any], transactional_db: None) -> None:
    """Nine deaths while three withdrawals go from approval to the bank's statement."""
    chance = random.Random(20261122)
    world = people.world()
    applications = [world.approved(60_000 + n) for n in range(3)]
    day.advance(at=timezone.now())
    for _ in range(9):
        doomed = worker()
        queue.ring()
        move_day.apply_async()
        time.sleep(chance.uniform(0.05, 1.2))
        _release(world)
        doomed.kill()
    worker()

    def paid() -> bool:
        _release(world)
        return Application.objects.filter(status=Status.PAID).count() == len(applications)

    until(paid, what="the payment")
    _paid_once(applications)
    everything_holds()


def _release(world: people.World) -> bool:
    """Devi releases the sealed file, if there is one to release; whether one is released."""
    batch = PayoutBatch.objects.filter(state="SEALED").first()
    if batch is not None:
        world.released(batch)
    return PayoutBatch.objects.filter(released_at__isnull=False).exists()


def _paid_once(applications: list[Application]) -> None:
    assert PayoutAttempt.objects.count() == len(applications)
    paid = dict(SandboxBankPayment.objects.values_list("end_to_end_id", "amount_sen"))
    assert sorted(paid.values()) == sorted(application.amount_sen for application in applications)
    for application in applications:
        (entry,) = ledger.entries(application.member_id, kinds=("WITHDRAWAL",))
        assert entry.amounts.total == -application.amount_sen
    assert JobRun.objects.exclude(state=JobRunState.DONE).count() == 0
    assert days.today() == people.TUESDAY
    connection.close()
