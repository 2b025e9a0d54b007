"""A small honest bank for trying the portal: it knows only the files we hand in and keeps its own books."""

from withdrawals.gateways.sandbox_bank.bank import SandboxBank

__all__ = ["SandboxBank"]
