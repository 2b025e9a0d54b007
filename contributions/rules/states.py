"""Where a remittance may go next. A step is a row here; services apply it under a row lock."""

from __future__ import annotations

UPLOADED = "UPLOADED"
INVALID = "INVALID"
READY = "READY"
SUBMITTED = "SUBMITTED"
POSTING = "POSTING"
POSTED = "POSTED"
CANCELLED = "CANCELLED"

TRANSITIONS: dict[str, tuple[str, ...]] = {
    UPLOADED: (INVALID, READY, CANCELLED),
    INVALID: (READY,),  # once the lines that nobody can identify are set aside
    READY: (SUBMITTED, INVALID, CANCELLED),
    SUBMITTED: (POSTING, CANCELLED),
    POSTING: (POSTED,),
    POSTED: (),
    CANCELLED: (),
}

LIVE: tuple[str, ...] = (UPLOADED, READY, SUBMITTED, POSTING, POSTED)
UNDOABLE: tuple[str, ...] = tuple(
    state for state, following in TRANSITIONS.items() if CANCELLED in following
)


def can_go(state: str, to: str) -> bool:
    """True when a remittance in `state` may become `to`."""
    return to in TRANSITIONS[state]
