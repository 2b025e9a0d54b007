"""How long an application stays with the officer who took it. After that, anybody may take it over.

Counted from the last time the officer opened it, so that somebody who is at work keeps it and
somebody who went home does not.
"""

from __future__ import annotations

from datetime import datetime, timedelta

CLAIM_LASTS = timedelta(minutes=30)


def ends_at(seen_at: datetime) -> datetime:
    """The moment from which others may take over, given the officer's last look."""
    return seen_at + CLAIM_LASTS


def has_lapsed(seen_at: datetime | None, at: datetime) -> bool:
    """True when nobody holds the application any more."""
    return seen_at is None or at >= ends_at(seen_at)


def lapsed_before(at: datetime) -> datetime:
    """Claims last seen at or before this moment have lapsed at `at`."""
    return at - CLAIM_LASTS
