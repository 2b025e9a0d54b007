"""Pages for officers: applications to decide on, payouts to release, the bank's words to read."""

from withdrawals.admin import (
    application,
    bank,
    follow_up,
    identity_step,
    intake,
    payout,
    payout_batch,
    plan,
    remedy,
    restriction,
    sandbox_bank,
)

__all__ = [
    "application",
    "bank",
    "follow_up",
    "identity_step",
    "intake",
    "payout",
    "payout_batch",
    "plan",
    "remedy",
    "restriction",
    "sandbox_bank",
]
