"""For how long money stays where it is after a change that a thief would make first.

A wait is of one of three kinds: nothing at all may be asked for; nothing may go to one bank account;
or only up to an amount. Source: security.md 2.4; for a new e-mail address, which a password reset
goes to, the wait of a reset. The member is always shown when it ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

PASSWORD_RESET = "PASSWORD_RESET"  # noqa: S105 a reason, not a password
EMAIL_CHANGED = "EMAIL_CHANGED"
PHONE_CHANGED = "PHONE_CHANGED"
BANK_ACCOUNT = "BANK_ACCOUNT"
BANK_ACCOUNT_LIMIT = "BANK_ACCOUNT_LIMIT"


@dataclass(frozen=True, slots=True)
class Wait:
    """How long, and what it stops: everything, unless it is for one account or has a limit in sen."""

    length: timedelta
    of_account: bool = False
    limit_sen: int = 0


WAITS: dict[str, Wait] = {
    PASSWORD_RESET: Wait(timedelta(hours=12)),
    EMAIL_CHANGED: Wait(timedelta(hours=12)),
    PHONE_CHANGED: Wait(timedelta(hours=24)),
    BANK_ACCOUNT: Wait(timedelta(hours=24), of_account=True),
    BANK_ACCOUNT_LIMIT: Wait(timedelta(hours=72), limit_sen=25_000),
}
LENGTHS = {reason: wait.length for reason, wait in WAITS.items()}
# What was approved before waits too: no payment leaves in these hours.
STOPS_PAYOUTS = frozenset({PHONE_CHANGED})


def ends_at(reason: str, began_at: datetime) -> datetime:
    """When the waiting for `reason` is over. Raises KeyError for an unknown reason."""
    return began_at + LENGTHS[reason]
