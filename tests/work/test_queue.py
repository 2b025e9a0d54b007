"""Work in rows: once asked, tried until done, given up on loudly, and never by two at once."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from members.ledger import days
from members.work import day, queue
from members.work.models import JobRun, JobRunState, Task, TaskState


@pytest.fixture
def handlers(monkeypatch):
    known = {}
    monkeypatch.setattr(queue, "_handlers", known)
    monkeypatch.setattr(queue, "_bell", [])
    return known


def test_asked_twice_is_done_once(transactional_db, handlers):
    seen = []
    handlers["t"] = lambda payload, at: seen.append(payload)
    for _ in range(2):
        queue.enqueue("t", "one", {"n": 1})
    assert queue.run_due() == 1
    queue.enqueue("t", "one", {"n": 2})
    assert queue.run_due() == 0
    assert seen == [{"n": 1}]


def test_work_asked_for_in_a_transaction_that_fails_is_not_there(transactional_db, handlers):
    with pytest.raises(RuntimeError), transaction.atomic():
        queue.enqueue("t", "one", {})
        raise RuntimeError
    assert not Task.objects.exists()


def test_the_bell_rings_after_commit_and_a_dead_broker_loses_nothing(
    transactional_db, handlers, monkeypatch, caplog
):
    rung = []

    def broken():
        rung.append(connection.in_atomic_block)
        raise ConnectionError("no broker")

    monkeypatch.setattr(queue, "_bell", [broken])
    handlers["t"] = lambda payload, at: None
    with transaction.atomic():
        queue.enqueue("t", "one", {})
        assert rung == []
    assert rung == [False]
    assert queue.run_due() == 1


def test_a_failing_task_is_tried_later_and_given_up_with_its_error(transactional_db, handlers):
    def fail(payload, at):
        raise ValueError("the reason")

    handlers["t"] = fail
    queue.enqueue("t", "one", {})
    at = timezone.now()
    for attempt in range(1, queue.MAX_ATTEMPTS + 1):
        assert queue.run_due(at=at) == 1
        assert queue.run_due(at=at) == 0, "the next try waits"
        task = Task.objects.get()
        assert task.attempts == attempt
        at = task.available_at
    assert task.state == TaskState.DEAD
    assert task.last_error == "ValueError: the reason"


def test_a_task_that_kills_every_worker_is_given_up_too(transactional_db, handlers):
    """What a killed worker leaves: a counted attempt and no end."""
    queue.enqueue("t", "poison", {})
    Task.objects.update(attempts=queue.MAX_ATTEMPTS)
    queue.run_due()
    assert Task.objects.get().state == TaskState.DEAD


def test_two_workers_never_do_one_task_at_once(transactional_db, handlers):
    began, may_end, done = threading.Event(), threading.Event(), []

    def slow(payload, at):
        began.set()
        assert may_end.wait(10)
        done.append(payload["n"])

    handlers["slow"] = slow
    handlers["quick"] = lambda payload, at: done.append(payload["n"])
    queue.enqueue("slow", "one", {"n": 1})

    def first():
        try:
            queue.run_due()
        finally:
            connection.close()

    worker = threading.Thread(target=first)
    worker.start()
    assert began.wait(10)
    queue.enqueue("quick", "two", {"n": 2})
    assert queue.run_due() == 1, "the second worker passes over what is in hand"
    may_end.set()
    worker.join()
    assert done == [2, 1]
    assert set(Task.objects.values_list("state", "attempts")) == {(TaskState.DONE, 1)}


@pytest.fixture
def jobs(monkeypatch):
    known = {}
    monkeypatch.setattr(day, "_jobs", known)
    return known


def test_missed_days_are_caught_up_one_by_one(transactional_db, jobs):
    seen = []
    day.daily("b", order=2)(lambda on, at: seen.append(("b", on.day)))
    day.daily("a", order=1)(lambda on, at: seen.append(("a", on.day)))
    at = timezone.now()
    start = timezone.localdate(at) - timedelta(days=3)
    days.begin(start, at=at)
    assert day.catch_up(at=at) == 3
    assert days.today() == timezone.localdate(at)
    expected = [(name, (start + timedelta(days=n)).day) for n in (1, 2, 3) for name in ("a", "b")]
    assert seen == expected
    assert day.catch_up(at=at) == 0
    assert seen == expected


def test_a_failed_job_stops_the_day_until_it_succeeds(transactional_db, jobs):
    broken = [True]

    def job(on, at):
        if broken[0]:
            raise RuntimeError("not today")

    day.daily("a", order=1)(job)
    at = timezone.now()
    start = timezone.localdate(at) - timedelta(days=2)
    days.begin(start, at=at)
    assert day.catch_up(at=at) == 1
    assert JobRun.objects.get().state == JobRunState.FAILED
    assert day.catch_up(at=at) == 0
    broken[0] = False
    assert day.catch_up(at=at) == 1
    assert set(JobRun.objects.values_list("state", flat=True)) == {JobRunState.DONE}


def test_the_date_moves_by_one_and_never_back(transactional_db, jobs):
    at = timezone.now()
    days.begin(date(2026, 11, 23), at=at)
    assert day.advance(at=at) == date(2026, 11, 24)
    with pytest.raises(ValueError, match="back"), transaction.atomic():
        days.set_today(date(2026, 11, 23), at=at)
    assert day.advance(at=at, until=date(2026, 11, 24)) == date(2026, 11, 24)


def test_a_date_ahead_of_the_calendar_is_left_alone(transactional_db, jobs):
    at = timezone.now()
    ahead = timezone.localdate(at) + timedelta(days=5)
    days.begin(ahead, at=at)
    assert day.catch_up(at=at) == 0
    assert days.today() == ahead
