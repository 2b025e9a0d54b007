"""Wrong tries lock an account for a while. Tries made during a lock neither count nor prolong it.

Numbers: security.md 2.3. The counting itself is one SQL statement in services/sign_in_counters.py;
a test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """`tries` wrong ones within `window` lock for the next of `locks`; the last one repeats."""

    tries: int
    window: timedelta
    locks: tuple[timedelta, ...]
    forget_after: timedelta


_QUARTER = timedelta(minutes=15)
ACCOUNT = Limit(
    tries=5,
    window=_QUARTER,
    locks=(
        _QUARTER,
        timedelta(minutes=30),
        timedelta(hours=1),
        timedelta(hours=2),
        timedelta(hours=4),
    ),
    forget_after=timedelta(hours=24),
)
ADDRESS = Limit(tries=60, window=_QUARTER, locks=(_QUARTER,), forget_after=timedelta(hours=1))
# New picture codes: a whole office may log in at once, a machine that collects pictures may not.
PICTURES = Limit(tries=300, window=_QUARTER, locks=(_QUARTER,), forget_after=timedelta(hours=1))
# Forms for who forgot, and codes asked for at the door, from one address.
RECOVERY = Limit(tries=30, window=_QUARTER, locks=(_QUARTER,), forget_after=timedelta(hours=1))
# A code at the door, or a pass it gave: three tries, and it is over for good.
CODE = Limit(
    tries=3, window=timedelta(hours=1), locks=(timedelta(days=1),), forget_after=timedelta(days=2)
)
# Member numbers sent to one person.
NUMBERS = Limit(
    tries=3,
    window=timedelta(hours=1),
    locks=(timedelta(hours=1),),
    forget_after=timedelta(hours=2),
)


def everybody(failures: int) -> Limit:
    """All failed log-ins together. Its lock shuts nobody out: it is how long the alarm that was
    raised is enough, before the count begins again.
    """
    return Limit(
        tries=failures, window=_QUARTER, locks=(_QUARTER,), forget_after=timedelta(hours=1)
    )


@dataclass(frozen=True, slots=True)
class Count:
    """What is remembered of one account or address."""

    tries: tuple[datetime, ...] = ()
    times_locked: int = 0
    locked_until: datetime | None = None


def lock_for(limit: Limit, times_locked: int) -> timedelta:
    """How long the next lock lasts after `times_locked` earlier ones."""
    return limit.locks[min(times_locked, len(limit.locks) - 1)]


def recent(tries: Sequence[datetime], limit: Limit, at: datetime) -> tuple[datetime, ...]:
    """The tries that still count at `at`."""
    return tuple(each for each in tries if each > at - limit.window)


def reserve(count: Count, limit: Limit, at: datetime) -> tuple[Count, bool]:
    """The count after one more try at `at`, and whether that try may be looked at."""
    if count.locked_until is not None and count.locked_until > at:
        return count, False
    earlier = count.times_locked
    if count.locked_until is not None and count.locked_until <= at - limit.forget_after:
        earlier = 0
    tries = (*recent(count.tries, limit, at), at)
    if len(tries) < limit.tries:
        return Count(tries, earlier, count.locked_until), True
    return Count((), earlier + 1, at + lock_for(limit, earlier)), True
