"""The states of an instruction to pay and of a day's file of them, and the steps between.

The same table stands in the database (migration 0003), which refuses every other step. UNKNOWN counts
as live: while nobody can say whether the bank has an instruction, there is never a second one.
"""

from __future__ import annotations

QUEUED = "QUEUED"
BATCHED = "BATCHED"
SENT = "SENT"
ACKED = "ACKED"
UNKNOWN = "UNKNOWN"
SETTLED = "SETTLED"
REJECTED = "REJECTED"
RETURNED = "RETURNED"
CANCELLED = "CANCELLED"

ATTEMPT_STATES: tuple[str, ...] = (
    QUEUED,
    BATCHED,
    SENT,
    ACKED,
    UNKNOWN,
    SETTLED,
    REJECTED,
    RETURNED,
    CANCELLED,
)

ATTEMPT_STEPS: frozenset[tuple[str, str]] = frozenset(
    {
        (QUEUED, BATCHED),
        (BATCHED, QUEUED),
        (QUEUED, CANCELLED),
        (BATCHED, SENT),
        (SENT, ACKED),
        (SENT, UNKNOWN),
        (ACKED, UNKNOWN),
        (UNKNOWN, ACKED),
        (SENT, SETTLED),
        (ACKED, SETTLED),
        (UNKNOWN, SETTLED),
        (SENT, REJECTED),
        (ACKED, REJECTED),
        (UNKNOWN, REJECTED),
        (SETTLED, RETURNED),
    }
)

AWAITING_BANK: frozenset[str] = frozenset({SENT, ACKED, UNKNOWN})
DEAD: frozenset[str] = frozenset({REJECTED, RETURNED, CANCELLED})
NEEDS_BATCH: frozenset[str] = frozenset({BATCHED, SENT, ACKED, UNKNOWN, SETTLED, RETURNED})
NEEDS_EVIDENCE: frozenset[str] = frozenset({SETTLED, REJECTED, RETURNED})

BATCH_OPEN = "OPEN"
BATCH_SEALED = "SEALED"
BATCH_RELEASED = "RELEASED"
BATCH_SENT = "SENT"
BATCH_ACKED = "ACKED"
BATCH_CLOSED = "CLOSED"
BATCH_VOID = "VOID"

BATCH_STATES: tuple[str, ...] = (
    BATCH_OPEN,
    BATCH_SEALED,
    BATCH_RELEASED,
    BATCH_SENT,
    BATCH_ACKED,
    BATCH_CLOSED,
    BATCH_VOID,
)

BATCH_STEPS: frozenset[tuple[str, str]] = frozenset(
    {
        (BATCH_OPEN, BATCH_SEALED),
        (BATCH_OPEN, BATCH_VOID),
        (BATCH_SEALED, BATCH_RELEASED),
        (BATCH_SEALED, BATCH_VOID),
        (BATCH_RELEASED, BATCH_SENT),
        (BATCH_SENT, BATCH_ACKED),
        (BATCH_SENT, BATCH_CLOSED),
        (BATCH_ACKED, BATCH_CLOSED),
    }
)

# What still may change about membership: a sealed file is frozen, a void one gives its items back.
BATCH_MEMBERSHIP_MOVES: frozenset[str] = frozenset({BATCH_OPEN, BATCH_VOID})


def may_step(old: str, new: str) -> bool:
    """True when an attempt may go from `old` to `new`."""
    return (old, new) in ATTEMPT_STEPS
