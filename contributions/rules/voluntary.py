"""Voluntary money: how much a member may add in a year, and the incentive of i-Saraan. Sen throughout.

epf-rules 6.7: self contribution from RM1 to RM100,000 in a calendar year over all voluntary kinds
(RM60,000 before); i-Saraan for citizens under 60 without regular income, 20% of the member's own
voluntary money, at most RM500 a year and RM5,000 in a lifetime (15% and RM300 before).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from contributions.rules import allocation

LEAST_SEN = 100
SARAAN_BELOW_AGE = 60
CITIZEN = "CITIZEN"

TOO_LITTLE, ABOVE_THE_YEAR, TOO_OLD, NOT_LIVING = (
    "TOO_LITTLE",
    "ABOVE_THE_YEAR",
    "TOO_OLD",
    "NOT_LIVING",
)
NOT_A_CITIZEN, SIXTY_OR_OLDER = "NOT_A_CITIZEN", "SIXTY_OR_OLDER"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a year allows: the cap on voluntary money, and the incentive's rate and caps."""

    year_sen: int
    incentive_bps: int
    incentive_year_sen: int
    incentive_life_sen: int


def room_sen(limits: Limits, *, credited_sen: int, waiting_sen: int = 0) -> int:
    """What may still be added this year, after what was credited and what is on its way."""
    return max(limits.year_sen - credited_sen - waiting_sen, 0)


def refusals(
    amount_sen: int, *, room: int, born_on: date, on: date, is_deceased: bool = False
) -> tuple[str, ...]:
    """Every reason against adding `amount_sen` on a day; empty when there is none."""
    found = []
    if amount_sen < LEAST_SEN:
        found.append(TOO_LITTLE)
    if amount_sen > room:
        found.append(ABOVE_THE_YEAR)
    if allocation.is_too_old(born_on, on):
        found.append(TOO_OLD)
    if is_deceased:
        found.append(NOT_LIVING)
    return tuple(found)


def saraan_refusals(*, citizenship: str, born_on: date, on: date) -> tuple[str, ...]:
    """Every reason against i-Saraan; the member's own word says that there is no regular income."""
    found = []
    if citizenship != CITIZEN:
        found.append(NOT_A_CITIZEN)
    if allocation.age_on(born_on, on) >= SARAAN_BELOW_AGE:
        found.append(SIXTY_OR_OLDER)
    return tuple(found)


def incentive_sen(limits: Limits, *, own_sen: int, had_before_sen: int) -> int:
    """The year's incentive for `own_sen` of own voluntary money, after `had_before_sen` in a lifetime.

    Cut to the whole sen, never above either cap.
    """
    left = max(limits.incentive_life_sen - had_before_sen, 0)
    return min(own_sen * limits.incentive_bps // 10_000, limits.incentive_year_sen, left)
