"""Pages for officers: applications to decide on, payouts to release, the bank's words to read."""

from withdrawals.admin import application, bank, payout, payout_batch, restriction, sandbox_bank

__all__ = ["application", "bank", "payout", "payout_batch", "restriction", "sandbox_bank"]
