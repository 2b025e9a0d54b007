"""Pages for officers: applications to decide on, payouts to release."""

from withdrawals.admin import application, payout

__all__ = ["application", "payout"]
