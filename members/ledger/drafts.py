"""What somebody wants the books to say. A draft that does not balance cannot be made.

The database refuses the same things again; these refusals only come sooner and read better.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from members.ledger import chart


class Unbalanced(Exception):
    """The journal does not balance, or says nothing."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """Signed sen per member account; positive is the member's money going up."""

    persaraan: int = 0
    sejahtera: int = 0
    fleksibel: int = 0
    akaun_55: int = 0
    akaun_emas: int = 0

    @classmethod
    def of(cls, account: str, sen: int) -> Amounts:
        """Sen on one account, named by its code; raises KeyError for an unknown code."""
        return cls(**{_COLUMN[account]: sen})

    @property
    def total(self) -> int:
        return self.persaraan + self.sejahtera + self.fleksibel + self.akaun_55 + self.akaun_emas

    def account(self, code: str) -> int:
        """Sen on the account with this code."""
        return int(getattr(self, _COLUMN[code]))

    def as_tuple(self) -> tuple[int, int, int, int, int]:
        return (self.persaraan, self.sejahtera, self.fleksibel, self.akaun_55, self.akaun_emas)

    def items(self) -> tuple[tuple[str, int], ...]:
        """(account code, sen) for all five, in the order of the chart."""
        return tuple(zip(_COLUMN, self.as_tuple(), strict=True))

    def __neg__(self) -> Amounts:
        return Amounts(*(-value for value in self.as_tuple()))

    def __add__(self, other: Amounts) -> Amounts:
        return Amounts(*(a + b for a, b in zip(self.as_tuple(), other.as_tuple(), strict=True)))

    def __sub__(self, other: Amounts) -> Amounts:
        return self + (-other)

    def __bool__(self) -> bool:
        return any(self.as_tuple())


_COLUMN: dict[str, str] = {account.code: account.column for account in chart.MEMBER_ACCOUNTS}
assert tuple(column.name for column in fields(Amounts)) == chart.COLUMNS


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One member's part of a journal."""

    member_id: int
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class FundLine:
    """One line on a control account: side D or C, amount in sen above nil."""

    account: str
    side: str
    amount_sen: int

    def __post_init__(self) -> None:
        if self.side not in (chart.DEBIT, chart.CREDIT):
            raise ValueError("side must be D or C")
        if self.amount_sen <= 0:
            raise ValueError("a fund line has an amount above nil; turn the side instead")

    @property
    def signed_sen(self) -> int:
        """Credit positive, as for members."""
        return self.amount_sen if self.side == chart.CREDIT else -self.amount_sen


@dataclass(frozen=True, slots=True)
class JournalDraft:
    """One business event, once: `scope` and `key` say which, for ever.

    Member lines stand against `control`; fund lines balance among themselves. `reference` is the
    business reference a clearing account must return to nil for (a remittance, an application).
    `detail` holds the few words a statement prints beside the amount. Raises Unbalanced.
    """

    scope: str
    key: str
    kind: str
    book: str
    effective_on: date
    narration: str
    reference: str
    by: str
    control: str | None = None
    members: tuple[MemberLine, ...] = ()
    fund: tuple[FundLine, ...] = ()
    detail: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.members and not self.fund:
            raise Unbalanced("a journal says something")
        if sum(line.signed_sen for line in self.fund):
            raise Unbalanced("fund lines do not balance")
        if self.contra_sen and self.control is None:
            raise Unbalanced("member lines need a control account to stand against")
        ids = [line.member_id for line in self.members]
        if len(ids) != len(set(ids)):
            raise Unbalanced("a member has at most one line in a journal")

    @property
    def contra_sen(self) -> int:
        """What the control account takes, credit positive: minus the sum of the member lines."""
        return -sum(line.amounts.total for line in self.members)
