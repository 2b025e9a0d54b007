"""What each role may do for an employer. An administrator may do everything; reading is everybody's.

Where an employer wants two people, one prepares a file and another confirms it; otherwise whoever
may do either submits it (epf-rules 7.2: one person without approval is the default).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

PREPARE, CONFIRM, MANAGE = "PREPARE", "CONFIRM", "MANAGE"

MAY: dict[str, frozenset[str]] = {
    "MAKER": frozenset({PREPARE}),
    "CHECKER": frozenset({CONFIRM}),
    "ADMINISTRATOR": frozenset({PREPARE, CONFIRM, MANAGE}),
}


def may(role: str, act: str) -> bool:
    """True when the role may do the act."""
    return act in MAY[role]


def may_submit(role: str, *, needs_two: bool, is_prepared: bool) -> bool:
    """True when the role may take the next step of a checked file towards submission."""
    if not needs_two:
        return may(role, PREPARE) or may(role, CONFIRM)
    return may(role, CONFIRM if is_prepared else PREPARE)


def suffices_for_two(roles: Sequence[str]) -> bool:
    """True when one of the people may prepare and another one may confirm."""
    return any(
        may(one, PREPARE) and may(other, CONFIRM) for one, other in itertools.permutations(roles, 2)
    )
