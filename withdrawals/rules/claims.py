"""Shares of several payees: what is wrong with them, to the sen. Pure.

A claimant under 18 is paid through a guardian or trustee (epf-rules 6.6). Next of kin without letters
claim up to RM25,000 (epf-rules 5.11).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from withdrawals.rules.ages import age_on
from withdrawals.rules.asks import Answers
from withdrawals.rules.terms import Payee

OF_AGE = 18
MOST_SHARES = 20


class Problem(StrEnum):
    """What is wrong, as a code; `line_no` says where, 0 for all of them together."""

    NONE = "NONE"
    TOO_MANY = "TOO_MANY"
    NOTHING = "NOTHING"
    SUM = "SUM"
    GUARDIAN = "GUARDIAN"
    BORN = "BORN"


@dataclass(frozen=True, slots=True)
class Part:
    """One payee's part in sen; `born_on` where it matters who is of age."""

    amount_sen: int
    born_on: date | None = None
    guardian: str = ""
    needs_age: bool = False


def problems(parts: Sequence[Part], amount_sen: int, on: date) -> list[tuple[int, Problem]]:
    """(line, problem) of everything that is wrong; empty when the parts may stand."""
    found: list[tuple[int, Problem]] = []
    if not parts:
        return [(0, Problem.NONE)]
    if len(parts) > MOST_SHARES:
        found.append((0, Problem.TOO_MANY))
    for line_no, part in enumerate(parts, start=1):
        if part.amount_sen <= 0:
            found.append((line_no, Problem.NOTHING))
        if (part.needs_age and part.born_on is None) or (
            part.born_on is not None and part.born_on > on
        ):
            found.append((line_no, Problem.BORN))
        elif part.born_on is not None and age_on(part.born_on, on) < OF_AGE and not part.guardian:
            found.append((line_no, Problem.GUARDIAN))
    if sum(part.amount_sen for part in parts) != amount_sen:
        found.append((0, Problem.SUM))
    return found


def government_share_sen(payees: Collection[Payee], answers: Answers) -> int:
    """What goes to the pension fund before the member is paid, in sen (s.56; epf-rules 5.11)."""
    share = answers.get("government_share_sen")
    if Payee.PENSION_FUND not in payees or not isinstance(share, int):
        return 0
    return share
