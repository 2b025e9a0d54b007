"""What a withdrawal type can say: one frozen value. The engine never asks which one it is.

A half-filled type cannot be made: `WithdrawalType` refuses it when the program starts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from members.ledger import chart
from members.rules.text import Text
from withdrawals.rules.facts import Channel, MemberFacts
from withdrawals.rules.findings import Finding


class Review(StrEnum):
    """Who looks before money moves."""

    OFFICER = "OFFICER"


class Step(StrEnum):
    """A page that asks the member something, in the order the type names them."""

    AMOUNT = "AMOUNT"
    BANK_ACCOUNT = "BANK_ACCOUNT"
    DECLARATION = "DECLARATION"


@dataclass(frozen=True, slots=True)
class Enquiry:
    """One question to the rules: this type, these facts, this day, this channel."""

    type_code: str
    facts: MemberFacts
    on: date
    channel: Channel


Predicate = Callable[[Enquiry], Finding]
Limit = Callable[[MemberFacts, tuple[str, ...]], int]


@dataclass(frozen=True, slots=True)
class Declaration:
    """The text a member affirms. New words take a new version; old versions stay stored."""

    code: str
    version: str
    text: Text
    zakat_note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalType:
    """A kind of withdrawal. Amounts in sen, `pays_within` in working days.

    `source_accounts` are taken from in this order. Raises ValueError when half-filled.
    """

    code: str
    title: Text
    short_title: Text
    summary: Text
    needs: tuple[Text, ...]
    source_accounts: tuple[str, ...]
    who: tuple[Predicate, ...]
    how_much: Limit
    minimum_sen: int
    steps: tuple[Step, ...] = (Step.AMOUNT, Step.BANK_ACCOUNT, Step.DECLARATION)
    declaration: Declaration
    tac_purpose: str
    narration: str
    review: Review = Review.OFFICER
    pays_within: int
    effective_from: date
    retired_on: date | None = None

    def __post_init__(self) -> None:
        problems = [
            problem
            for problem, found in (
                ("code is two to eight capitals or digits", not _CODE.fullmatch(self.code)),
                ("needs at least one source account", not self.source_accounts),
                ("needs known accounts", not set(self.source_accounts) <= set(chart.TITLES)),
                ("names an account twice", _repeats(self.source_accounts)),
                ("says who may apply", not self.who),
                ("has a minimum of at least one sen", self.minimum_sen < 1),
                ("asks for the amount first", self.steps[:1] != (Step.AMOUNT,)),
                ("ends with the declaration", self.steps[-1:] != (Step.DECLARATION,)),
                ("asks each thing once", _repeats(self.steps)),
                ("has a TAC purpose", not self.tac_purpose),
                ("has a narration code", not self.narration.startswith("withdrawal.")),
                ("pays within at least one working day", self.pays_within < 1),
                (
                    "retires after it starts",
                    self.retired_on is not None and self.retired_on <= self.effective_from,
                ),
            )
            if found
        ]
        if problems:
            raise ValueError(f"withdrawal type {self.code!r}: {'; '.join(problems)}")

    @property
    def slug(self) -> str:
        """The code as it stands in an address."""
        return self.code.lower()

    def is_offered(self, on: date) -> bool:
        """True from the day it starts until the day before it is retired."""
        return self.effective_from <= on and (self.retired_on is None or on < self.retired_on)


_CODE = re.compile(r"[A-Z][A-Z0-9]{1,7}")


def _repeats(values: tuple[str, ...]) -> bool:
    return len(set(values)) != len(values)
