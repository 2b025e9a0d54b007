"""The ledger's refusals, named for the sentence they end, and their translation from PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError

from members.ledger.drafts import Unbalanced


class NotEnoughInAccount(Exception):
    """More than what is available would leave an account."""


class KeyReused(Exception):
    """The same event key was used for something else."""


class HoldEnded(Exception):
    """The hold was already released or captured by another journal."""


_BY_CONSTRAINT: dict[str, type[Exception]] = {
    "balance_never_below_what_is_held": NotEnoughInAccount,
    "ledger_key_reused": KeyReused,
    "ledger_hold_final": HoldEnded,
    "ledger_journal_balanced": Unbalanced,
    "ledger_member_once": Unbalanced,
}


@contextmanager
def translated() -> Iterator[None]:
    """Turn the constraint names of the books into the exceptions above; let anything else pass."""
    try:
        yield
    except DatabaseError as error:
        diagnostics = getattr(error.__cause__, "diag", None)
        name = getattr(diagnostics, "constraint_name", None)
        refusal = _BY_CONSTRAINT.get(name or "")
        if refusal is None:
            raise
        raise refusal(str(error).splitlines()[0]) from error
