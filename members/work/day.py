"""The fund's day moves by one job, one day at a time, and each day's jobs run once for that day.

Missed days are caught up in order. The date never goes back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from members.ledger import days
from members.work import faults
from members.work.models import JobRun, JobRunState

log = logging.getLogger(__name__)

Daily = Callable[..., None]
_LOCK_SPACE = 0x6461


@dataclass(frozen=True)
class _Job:
    order: int
    name: str
    function: Daily


_jobs: dict[str, _Job] = {}


def daily(name: str, *, order: int) -> Callable[[Daily], Daily]:
    """Register a job of every business date: `f(business_date: date, *, at: datetime) -> None`."""

    def register(function: Daily) -> Daily:
        if name in _jobs and _jobs[name].function is not function:
            raise RuntimeError(f"daily job {name} is declared twice")
        _jobs[name] = _Job(order, name, function)
        return function

    return register


def jobs() -> list[str]:
    """The daily jobs in the order they run."""
    return [job.name for job in sorted(_jobs.values(), key=lambda job: (job.order, job.name))]


def advance(*, at: datetime, until: date | None = None) -> date:
    """Move the business date one day on, ask for that day's jobs, and answer the new date.

    With `until`, does nothing when that date has been reached: two schedulers move the day once.
    """
    with transaction.atomic():
        today = days.lock_today(at=at)
        if until is not None and today >= until:
            return today
        tomorrow = today + timedelta(days=1)
        days.set_today(tomorrow, at=at)
        JobRun.objects.bulk_create(
            [
                JobRun(job=name, business_date=tomorrow, state=JobRunState.WAITING, created_at=at)
                for name in jobs()
            ],
            ignore_conflicts=True,
        )
    return tomorrow


def catch_up(*, at: datetime) -> int:
    """Bring the business date to the calendar's date, running each missed day's jobs before the next.

    Answers how many days were moved. A date ahead of the calendar (a sandbox) is left alone.
    """
    target = timezone.localdate(at)
    moved = 0
    if not run_outstanding(at=at):
        return moved
    while days.today() < target:
        advance(at=at, until=target)
        moved += 1
        if not run_outstanding(at=at):
            break
    return moved


def run_outstanding(*, at: datetime) -> bool:
    """Run every daily job that has not finished, oldest date first; False when one failed."""
    order = {name: place for place, name in enumerate(jobs())}
    waiting = JobRun.objects.exclude(state=JobRunState.DONE).values_list(
        "id", "business_date", "job"
    )
    for run_id, _on, job in sorted(waiting, key=lambda row: (row[1], order.get(row[2], 999))):
        if job in _jobs and not _run(run_id, _jobs[job], at=at):
            return False
    return True


def _run(run_id: int, job: _Job, *, at: datetime) -> bool:
    # The lock lives with the connection: a killed runner frees it, a living one keeps others out.
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [_LOCK_SPACE, run_id])
        if not cursor.fetchone()[0]:
            return False
    try:
        run = JobRun.objects.get(pk=run_id)
        if run.state == JobRunState.DONE:
            return True
        run.state = JobRunState.RUNNING
        run.started_at = at
        run.attempts += 1
        run.save(update_fields=["state", "started_at", "attempts"])
        faults.point(f"day.{job.name}")
        job.function(run.business_date, at=at)
        run.state = JobRunState.DONE
        run.finished_at = timezone.now()
        run.last_error = ""
        run.save(update_fields=["state", "finished_at", "last_error"])
        return True
    except Exception as error:
        log.exception("daily job %s failed", job.name)
        JobRun.objects.filter(pk=run_id).update(
            state=JobRunState.FAILED, last_error=f"{type(error).__name__}: {error}"[:2000]
        )
        return False
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s, %s)", [_LOCK_SPACE, run_id])
