"""Who checks a person's face or thumb: an adapter each. Today an officer at a counter, by a terminal."""

from __future__ import annotations

from typing import Protocol

from withdrawals.gateways import identity_terminal


class IdentityCheck(Protocol):
    """An adapter. `code` stands on every step that came by it."""

    code: str

    def confirms(self, *, way: str, receipt_no: str, identity_no: str) -> bool:
        """Whether the check was made of this person. Raises identity_terminal.TerminalSilent."""


class CounterCheck:
    """An officer stands by; the terminal at the counter made the check and gave a receipt."""

    code = "COUNTER"

    def confirms(self, *, way: str, receipt_no: str, identity_no: str) -> bool:
        if not receipt_no:
            return False
        return identity_terminal.gateway().confirms(
            way=way, receipt_no=receipt_no, identity_no=identity_no
        )


COUNTER: IdentityCheck = CounterCheck()
