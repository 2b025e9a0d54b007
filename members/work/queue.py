"""Ask for work in the transaction that needs it; do it after commit, wherever a worker is alive.

A task may run 0, 1 or N times, so handlers are idempotent. Who does a task holds an advisory lock
of the database session: a killed worker frees it by dying, and the next sweep finds the row. A
handler that raises is tried again later; a task that was begun `MAX_ATTEMPTS` times without an end
is left DEAD with its error for a person.
"""

from __future__ import annotations

import json
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

_LOCK_SPACE = 0x776B << 48
MAX_ATTEMPTS = 8

# A worker's own statements, written out: around a short task they are most of what it costs.
_ASK = """
insert into work_task
       (topic, key, payload, state, attempts, created_at, available_at, last_error)
values (%s, %s, %s::jsonb, 'PENDING', 0, %s, %s, '') on conflict do nothing
"""
_NEXT = """
select id, pg_try_advisory_lock(%s + id) from (
  select id from work_task where state = 'PENDING' and available_at <= %s and id <> all(%s::bigint[])
   order by available_at, id limit 1) next
"""
_BEGIN = """
update work_task set attempts = attempts + 1
 where id = %s and state = 'PENDING' and available_at <= %s and attempts < %s
returning topic, payload, attempts
"""
_GIVE_UP = """
update work_task set state = 'DEAD'
 where id = %s and state = 'PENDING' and available_at <= %s and attempts >= %s
"""
_DONE = """
update work_task set state = 'DONE', done_at = %s, last_error = '' where id = %s and state = 'PENDING'
"""

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
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [topic, key, json.dumps(dict(payload)), now, available_at or now])
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
        now = at or timezone.now()
        with connection.cursor() as cursor:
            cursor.execute(_NEXT, [_LOCK_SPACE, now, passed])
            found = cursor.fetchone()
        if found is None:
            break
        task_id, is_mine = found
        if not is_mine:
            passed.append(task_id)
            continue
        try:
            tried += _try(task_id, at=at or timezone.now())
        finally:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [_LOCK_SPACE + task_id])
    return tried


def _try(task_id: int, *, at: datetime) -> bool:
    """Do a task that is in our hand; False when it was finished in the meantime."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, [task_id, at, MAX_ATTEMPTS])
        begun = cursor.fetchone()
        if begun is None:
            cursor.execute(_GIVE_UP, [task_id, at, MAX_ATTEMPTS])
            return bool(cursor.rowcount)
    topic, payload, attempts = begun
    faults.point("work.claimed")
    function = _handlers.get(topic)
    try:
        if function is None:
            raise LookupError(f"no handler for topic {topic}")
        function(json.loads(payload), at=at)
    except Exception as error:
        log.exception("task %s %s failed on try %s", topic, task_id, attempts)
        words = f"{type(error).__name__}: {error}"[:2000]
        if attempts >= MAX_ATTEMPTS:
            _put_back(task_id, state=TaskState.DEAD, last_error=words)
        else:
            later = at + timedelta(seconds=2 ** min(attempts, 9))
            _put_back(task_id, available_at=later, last_error=words)
    else:
        faults.point("work.done_not_marked")
        with connection.cursor() as cursor:
            cursor.execute(_DONE, [timezone.now(), task_id])
    return True


def _put_back(task_id: int, **changes: Any) -> None:
    Task.objects.filter(pk=task_id, state=TaskState.PENDING).update(**changes)
