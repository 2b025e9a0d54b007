"""For how long money stays where it is after a change that a thief would make first.

Source: security.md 2.4. The member is always shown when it ends.
"""

from __future__ import annotations

from datetime import datetime, timedelta

PASSWORD_RESET = "PASSWORD_RESET"  # noqa: S105 a reason, not a password
LENGTHS = {PASSWORD_RESET: timedelta(hours=12)}


def ends_at(reason: str, began_at: datetime) -> datetime:
    """When the waiting for `reason` is over. Raises KeyError for an unknown reason."""
    return began_at + LENGTHS[reason]
