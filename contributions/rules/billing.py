"""What money pays first. Pure: amounts are sen, days are value dates.

A bill is paid by the money that quotes it; other money pays the oldest bill first. What is left stays
the employer's, in suspense, and pays the next bill. Sources: epf-rules 2 and 7.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

LATE_BILL_DAYS = 14
"""Days an employer has to pay a late charge; operational, no source fixes it."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A line of a bill that is still open."""

    line_id: int
    bill_no: str
    due_on: date
    open_sen: int


@dataclass(frozen=True, slots=True)
class Money:
    """Money that lies in suspense, and the bill number written beside it (or an empty text)."""

    receipt_id: int
    quoted: str
    left_sen: int


@dataclass(frozen=True, slots=True)
class Pays:
    """So much of a receipt to a line."""

    receipt_id: int
    line_id: int
    amount_sen: int


def share_out(money: Iterable[Money], owed: Sequence[Owed]) -> list[Pays]:
    """Which money pays which line, oldest money first. `owed` stands oldest bill first.

    Every receipt first pays what it quotes; only then does anything left pay other bills. No line is
    paid more than is open, no receipt gives more than it has.
    """
    purses = list(money)
    left = {purse.receipt_id: purse.left_sen for purse in purses}
    still = {line.line_id: line.open_sen for line in owed}
    pays: list[Pays] = []

    def pay(receipt_id: int, line: Owed) -> None:
        amount = min(left[receipt_id], still[line.line_id])
        if amount > 0:
            left[receipt_id] -= amount
            still[line.line_id] -= amount
            pays.append(Pays(receipt_id, line.line_id, amount))

    for purse in purses:
        for line in owed:
            if purse.quoted and line.bill_no == purse.quoted:
                pay(purse.receipt_id, line)
    for purse in purses:
        for line in owed:
            pay(purse.receipt_id, line)
    return pays


def late_bill_due(issued_on: date) -> date:
    """The last day on which a late charge billed that day is paid in time."""
    return issued_on + timedelta(days=LATE_BILL_DAYS)
