"""Ask for work in the transaction that needs it; do it after commit, wherever a worker is alive.

A task may run 0, 1 or N times, so handlers are idempotent. A claim ends by itself: when the worker is
killed, the next sweep after `CLAIM` finds the row again. A handler that raises is tried again later,
at most `MAX_ATTEMPTS` times, then left DEAD with its error for a person.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from members.work import faults
from members.work.models import Task, TaskState

log = logging.getLogger(__name__)

CLAIM = timedelta(minutes=5)
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


def ring() -> None:
    """Tell a worker to look. A silent broker costs only time: the sweep looks anyway."""
    for bell in _bell:
        try:
            bell()
        except Exception:
            log.warning("the broker did not answer; the sweep will find the work", exc_info=True)


def run_due(*, at: datetime | None = None, limit: int = 100) -> int:
    """Claim and do what is due, one task at a time; answers how many were tried."""
    tried = 0
    while tried < limit:
        task = _claim(at or timezone.now())
        if task is None:
            break
        tried += 1
        _do(task, at=at or timezone.now())
    return tried


def _claim(now: datetime) -> Task | None:
    with transaction.atomic():
        task = (
            Task.objects.select_for_update(skip_locked=True)
            .filter(state=TaskState.PENDING, available_at__lte=now)
            .filter(Q(claimed_until__isnull=True) | Q(claimed_until__lte=now))
            .order_by("available_at", "id")
            .first()
        )
        if task is None:
            return None
        task.claim_token = uuid.uuid4()
        task.claimed_until = now + CLAIM
        task.attempts += 1
        task.save(update_fields=["claim_token", "claimed_until", "attempts"])
    return task


def _do(task: Task, *, at: datetime) -> None:
    faults.point("work.claimed")
    mine = Task.objects.filter(pk=task.pk, claim_token=task.claim_token, state=TaskState.PENDING)
    function = _handlers.get(task.topic)
    try:
        if function is None:
            raise LookupError(f"no handler for topic {task.topic}")
        function(task.payload, at=at)
    except Exception as error:
        log.exception("task %s %s failed on try %s", task.topic, task.pk, task.attempts)
        dead = task.attempts >= MAX_ATTEMPTS
        mine.update(
            state=TaskState.DEAD if dead else TaskState.PENDING,
            available_at=at + timedelta(seconds=2 ** min(task.attempts, 9)),
            claimed_until=None,
            claim_token=None,
            last_error=f"{type(error).__name__}: {error}"[:2000],
        )
        return
    faults.point("work.done_not_marked")
    mine.update(
        state=TaskState.DONE,
        done_at=timezone.now(),
        claimed_until=None,
        claim_token=None,
        last_error="",
    )
