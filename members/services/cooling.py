"""Begins the waits that follow a change; what they stop is asked of members/selectors.py."""

from __future__ import annotations

from datetime import datetime

from members.models import BankAccount, CoolingOff
from members.rules import cooling_off


def begin(
    reason: str, *, member_id: int, at: datetime, account: BankAccount | None = None
) -> datetime:
    """Start the wait for `reason`; answers when it ends. Raises KeyError for an unknown reason."""
    wait = cooling_off.WAITS[reason]
    ends_at = cooling_off.ends_at(reason, at)
    CoolingOff.objects.create(
        member_id=member_id,
        reason=reason,
        began_at=at,
        ends_at=ends_at,
        bank_account=account if wait.of_account else None,
        limit_sen=wait.limit_sen,
    )
    return ends_at
