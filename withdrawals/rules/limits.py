"""How much, in sen, and from which accounts. Nothing here rounds or makes money."""

from __future__ import annotations

from members.ledger.drafts import Amounts
from withdrawals.rules.facts import MemberFacts


class NotEnough(Exception):
    """The accounts of this type together hold less than the amount asked."""


def whole_available(facts: MemberFacts, source_accounts: tuple[str, ...]) -> int:
    """All that is available in the source accounts, in sen (epf-rules 5.1 row 0)."""
    return sum(max(facts.available.account(code), 0) for code in source_accounts)


def sources(amount_sen: int, available: Amounts, source_accounts: tuple[str, ...]) -> Amounts:
    """Which accounts give how much: each is emptied before the next is touched.

    Raises NotEnough when they cannot give the whole amount, ValueError for nil or less.
    """
    if amount_sen <= 0:
        raise ValueError("an amount above nil is taken")
    taken = Amounts()
    rest = amount_sen
    for code in source_accounts:
        part = min(rest, max(available.account(code), 0))
        taken += Amounts.of(code, part)
        rest -= part
    if rest:
        raise NotEnough(f"{rest} sen short")
    return taken
