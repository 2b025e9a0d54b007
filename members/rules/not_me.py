"""What "Not me?" does, by what it is said of. Money stops for every report, until staff have answered.

Where somebody may be using the account, sessions end and codes and changes that wait are void too.
Where somebody only looked, the member's own sessions go on.
"""

from __future__ import annotations

_LOOKS = frozenset(
    {
        "staff.viewed_member",
        "withdrawal.viewed",
        "employer.balance_looked_up",
        "employer.consent_asked",
        "withdrawal.approved",
        "withdrawal.rejected",
        "payout.paid",
        "payout.failed",
        "payout.again",
    }
)
_OWN_DOING = frozenset({"report.made", "report.kept", "report.released"})


def can_be_said_of(action: str) -> bool:
    """Everything in the log but the reports themselves and what came of them."""
    return action not in _OWN_DOING


def account_is_used(action: str) -> bool:
    """Whether it means that somebody else may be logged in. What is not known counts as such."""
    return action not in _LOOKS
