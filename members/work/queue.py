"""Ask for work in the transaction that needs it; do it after commit, wherever a worker is alive.

A task may run 0, 1 or N times, so handlers are idempotent. Who does a task holds an advisory lock
of the database session: a killed worker frees it by dying, and the next sweep finds the row. A
handler that raises is tried again later; a task that was begun `MAX_ATTEMPTS` times without an end
is left DEAD with its error for a person.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from members.work import faults
from members.work.models import Task, TaskState

log = logging.getLogger(__name__)

_LOCK_SPACE = 0x776B
MAX_ATTEMPTS = 8

Handler = Callable[..., None]
_handlers: dict[str, Handler] = {}
_bell: list[Callable[[], None]] = []


def handler(topic: str) -> Callable[[Handler], Handler]:
    """Register the function that does a topic: `f(payload: dict, *, at: datetime) -> None`."""

    def register(function: Handler) -> Handler:
        if _handlers.setdefault(topic, function) is not function:
            raise RuntimeError(f"topic {topic} has two handlers")
        return function

    return register


def on_bell(ring: Callable[[], None]) -> None:
    """Name the doorbell; tasks.py does, so that this module knows no broker."""
    _bell[:] = [ring]


@contextmanager
def quietly() -> Iterator[None]:
    """Ring nobody: for a load that does its own work with `run_due`."""
    kept = list(_bell)
    _bell.clear()
    try:
        yield
    finally:
        _bell[:] = kept


def enqueue(
    topic: str, key: str, payload: Mapping[str, Any], *, available_at: datetime | None = None
) -> None:
    """Ask for a piece of work, in the caller's transaction. Asking again for (topic, key) is harmless."""
    now = timezone.now()
    Task.objects.bulk_create(
        [
            Task(
                topic=topic,
                key=key,
                payload=dict(payload),
                created_at=now,
                available_at=available_at or now,
            )
        ],
        ignore_conflicts=True,
    )
    transaction.on_commit(ring)


# The same request as a part of another statement, where each round trip counts. Named parameters:
# task_topic, task_key, task_payload (JSON), task_at; nothing is asked for without a task_key.
ASK_SQL = f"""
INSERT INTO {Task._meta.db_table}
       (topic, key, payload, state, attempts, created_at, available_at, last_error)
SELECT %(task_topic)s, %(task_key)s, %(task_payload)s::jsonb, 'PENDING', 0, %(task_at)s,
       %(task_at)s, ''
 WHERE %(task_key)s <> '' ON CONFLICT DO NOTHING
"""


def ring() -> None:
    """Tell a worker to look. A silent broker costs only time: the sweep looks anyway."""
    for bell in _bell:
        try:
            bell()
        except Exception:
            log.warning("the broker did not answer; the sweep will find the work", exc_info=True)


def run_due(*, at: datetime | None = None, limit: int = 100) -> int:
    """Do what is due, one task at a time; answers how many were tried.

    A task that another worker has in hand is passed over.
    """
    tried = 0
    passed: list[int] = []
    while tried < limit:
        due = Task.objects.filter(
            state=TaskState.PENDING, available_at__lte=at or timezone.now()
        ).exclude(pk__in=passed)
        task_id = due.order_by("available_at", "id").values_list("id", flat=True).first()
        if task_id is None:
            break
        with _in_hand(task_id) as mine:
            if not mine:
                passed.append(task_id)
            elif _try(task_id, at=at or timezone.now()):
                tried += 1
    return tried


@contextmanager
def _in_hand(task_id: int) -> Iterator[bool]:
    key = (_LOCK_SPACE << 48) + task_id
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [key])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [key])


def _try(task_id: int, *, at: datetime) -> bool:
    """Do a task that is in our hand; False when it was finished in the meantime."""
    task = Task.objects.filter(pk=task_id, state=TaskState.PENDING, available_at__lte=at).first()
    if task is None:
        return False
    if task.attempts >= MAX_ATTEMPTS:
        _finish(task, state=TaskState.DEAD)
        return True
    task.attempts += 1
    task.save(update_fields=["attempts"])
    faults.point("work.claimed")
    function = _handlers.get(task.topic)
    try:
        if function is None:
            raise LookupError(f"no handler for topic {task.topic}")
        function(task.payload, at=at)
    except Exception as error:
        log.exception("task %s %s failed on try %s", task.topic, task.pk, task.attempts)
        words = f"{type(error).__name__}: {error}"[:2000]
        if task.attempts >= MAX_ATTEMPTS:
            _finish(task, state=TaskState.DEAD, last_error=words)
        else:
            later = at + timedelta(seconds=2 ** min(task.attempts, 9))
            _finish(task, available_at=later, last_error=words)
    else:
        faults.point("work.done_not_marked")
        _finish(task, state=TaskState.DONE, done_at=timezone.now(), last_error="")
    return True


def _finish(task: Task, **changes: Any) -> None:
    Task.objects.filter(pk=task.pk, state=TaskState.PENDING).update(**changes)
