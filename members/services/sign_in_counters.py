"""Counts a try before the password is looked at, in one statement that parallel tries cannot pass.

The rule is members/rules/lockout.py; the statement below is the same rule in SQL, and a test holds
the two together. Keys are keyed digests: the table tells nobody which numbers were tried.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from members.gateways import vault
from members.models import CounterKind, SignInCounter
from members.rules import lockout
from members.work.models import Task

LIMITS = {
    CounterKind.ACCOUNT: lockout.ACCOUNT,
    CounterKind.DEVICE: lockout.ACCOUNT,
    CounterKind.ADDRESS: lockout.ADDRESS,
    CounterKind.PICTURE: lockout.PICTURES,
    CounterKind.SECOND: lockout.ACCOUNT,
    CounterKind.CODE: lockout.CODE,
    CounterKind.RECOVERY: lockout.RECOVERY,
    CounterKind.NUMBER_SENT: lockout.NUMBERS,
    CounterKind.CONFIRM: lockout.ACCOUNT,
}

_COUNT = """
INSERT INTO members_signincounter AS c (key, kind, tries, times_locked, locked_until, changed_at)
SELECT %(key)s, %(kind)s, ARRAY[%(at)s::timestamptz], 0, NULL, %(at)s::timestamptz
ON CONFLICT (key) DO UPDATE SET
    tries = CASE WHEN %(limit)s <= 1 + (
            SELECT count(*) FROM unnest(c.tries) AS t WHERE t > excluded.changed_at - %(window)s
        ) THEN ARRAY[]::timestamptz[]
        ELSE ARRAY(
            SELECT t FROM unnest(c.tries) AS t
            WHERE t > excluded.changed_at - %(window)s ORDER BY t
        ) || excluded.changed_at END,
    times_locked = CASE
            WHEN c.locked_until <= excluded.changed_at - %(forget)s THEN 0
            ELSE c.times_locked END
        + CASE WHEN %(limit)s <= 1 + (
            SELECT count(*) FROM unnest(c.tries) AS t WHERE t > excluded.changed_at - %(window)s
        ) THEN 1 ELSE 0 END,
    locked_until = CASE WHEN %(limit)s <= 1 + (
            SELECT count(*) FROM unnest(c.tries) AS t WHERE t > excluded.changed_at - %(window)s
        ) THEN excluded.changed_at + (%(locks)s::interval[])[
            least(
                1 + CASE WHEN c.locked_until <= excluded.changed_at - %(forget)s THEN 0
                    ELSE c.times_locked END,
                %(steps)s
            )
        ] ELSE c.locked_until END,
    changed_at = excluded.changed_at
WHERE c.locked_until IS NULL OR c.locked_until <= excluded.changed_at
RETURNING locked_until
"""
_FIRST = re.sub(r"%\((?!at\))", "%(first_", _COUNT)
# The second is counted only if the first may be looked at, and always after it: two people who
# share both never wait for each other in a ring.
_BOTH = f"""
WITH first AS ({_FIRST}), second AS ({_COUNT.replace("ON CONFLICT", "FROM first ON CONFLICT", 1)})
SELECT (SELECT count(*) FROM first), (SELECT locked_until FROM first),
       (SELECT count(*) FROM second), (SELECT locked_until FROM second)
"""  # noqa: S608 our own constants
# All failed log-ins in one row. Whoever fills it up asks for the alarm in the same statement, so that
# there is one alarm however many fail at once, and one for each window.
_ALL = f"""
WITH counted AS ({_COUNT}), asked AS (
    INSERT INTO {Task._meta.db_table}
           (topic, key, payload, state, attempts, created_at, available_at, last_error)
    SELECT %(topic)s, %(payload)s::jsonb ->> 'at', %(payload)s::jsonb, 'PENDING', 0, %(at)s, %(at)s, ''
    FROM counted WHERE locked_until > %(at)s
    ON CONFLICT DO NOTHING
)
SELECT count(*) FROM counted WHERE locked_until > %(at)s
"""  # noqa: S608 our own constants
_FORGIVE = """
WITH first AS (
    UPDATE members_signincounter SET tries = array_remove(tries, %(at)s::timestamptz)
    WHERE key = %(first_key)s RETURNING 1
)
DELETE FROM members_signincounter
WHERE key = %(key)s AND (SELECT count(*) FROM first) >= 0
"""


# Kind of counter, and what is counted.
Counted = tuple[CounterKind, str]


@dataclass(frozen=True, slots=True)
class Reservation:
    """Whether the try may be looked at, and until when the next ones may not."""

    allowed: bool
    locked_until: datetime | None


def key(kind: CounterKind, subject: str) -> str:
    """The counter's key for an account or an address."""
    return vault.digest("sign_in.counter", kind.value, subject).hex()


def reserve(kind: CounterKind, subject: str, *, at: datetime) -> Reservation:
    """Count one try. To be called outside a transaction, so that the count stands whatever follows.

    Refused while locked; a refused try changes nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"at": at, **_parameters(kind, subject)})
        row = cursor.fetchone()
    return _reservation(kind, subject, row is not None, row and row[0], at)


def reserve_both(
    first: Counted, second: Counted, *, at: datetime
) -> tuple[Reservation, Reservation | None]:
    """Count one try by two keys in one statement; the second only if the first allows it, else None.

    To be called outside a transaction.
    """
    parameters = {f"first_{name}": value for name, value in _parameters(*first).items()}
    with connection.cursor() as cursor:
        cursor.execute(_BOTH, {"at": at, **parameters, **_parameters(*second)})
        first_counted, first_until, second_counted, second_until = cursor.fetchone()
    by_first = _reservation(*first, bool(first_counted), first_until, at)
    if not by_first.allowed:
        return by_first, None
    return by_first, _reservation(*second, bool(second_counted), second_until, at)


def count_failure(limit: lockout.Limit, topic: str, *, at: datetime) -> bool:
    """Count one failed log-in of the whole portal; true for the one that reaches the limit.

    That one asks for work of `topic` in the same statement, with {"at": when} for its payload. To be
    called outside a transaction: everybody's failures share the row.
    """
    payload = json.dumps({"at": at.isoformat()})
    with connection.cursor() as cursor:
        cursor.execute(
            _ALL,
            {
                "at": at,
                "topic": topic,
                "payload": payload,
                **_parameters(CounterKind.ALL, "", limit),
            },
        )
        return bool(cursor.fetchone()[0])


def forgive(first: Counted, second: Counted, *, at: datetime) -> None:
    """The try reserved at `at` was a right one: `first` never saw it, `second` forgets all."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGIVE, {"at": at, "first_key": key(*first), "key": key(*second)})


def _parameters(
    kind: CounterKind, subject: str, limit: lockout.Limit | None = None
) -> dict[str, Any]:
    limit = limit or LIMITS[kind]
    return {
        "key": key(kind, subject),
        "kind": kind.value,
        "limit": limit.tries,
        "window": limit.window,
        "forget": limit.forget_after,
        "locks": list(limit.locks),
        "steps": len(limit.locks),
    }


def _reservation(
    kind: CounterKind, subject: str, counted: bool, until: datetime | None, at: datetime
) -> Reservation:
    if not counted:
        return Reservation(False, locked_until(kind, subject, at=at))
    return Reservation(True, until if until is not None and until > at else None)


def locked_until(kind: CounterKind, subject: str, *, at: datetime) -> datetime | None:
    """When the lock opens, None when there is none at `at`."""
    return (
        SignInCounter.objects.filter(pk=key(kind, subject), locked_until__gt=at)
        .values_list("locked_until", flat=True)
        .first()
    )


def clear(kind: CounterKind, subject: str) -> bool:
    """Forget the tries and the lock; true when there was anything to forget."""
    deleted, _rows = SignInCounter.objects.filter(pk=key(kind, subject)).delete()
    return bool(deleted)


def forget_old(*, at: datetime) -> int:
    """Remove counters that say nothing any more; how many there were."""
    deleted, _rows = SignInCounter.objects.filter(
        changed_at__lt=at - 2 * lockout.ACCOUNT.forget_after
    ).delete()
    return deleted
