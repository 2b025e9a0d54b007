"""Ledger entries become a statement. On every account, opening plus movements is closing.

Pure, and the only place where a statement's figures are added up: page and PDF show what this
returns. Amounts are signed sen; up is positive, so that a withdrawal is a negative figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from members.ledger import chart
from members.ledger.drafts import Amounts
from statements.rules.period import Period

CONTRIBUTIONS = "contributions"
WITHDRAWALS = "withdrawals"
DIVIDEND = "dividend"
ADJUSTMENTS = "adjustments"

BROUGHT_FORWARD = "OPENING"
_COLUMN_OF_KIND: dict[str, str] = {
    "CONTRIBUTION": CONTRIBUTIONS,
    "VOLUNTARY": CONTRIBUTIONS,
    "WITHDRAWAL": WITHDRAWALS,
    "DIVIDEND": DIVIDEND,
}
_LISTED = tuple(kind for kind, name in _COLUMN_OF_KIND.items() if name == CONTRIBUTIONS)
_ACCOUNTS: tuple[str, ...] = tuple(account.code for account in chart.MEMBER_ACCOUNTS)
_ALWAYS_SHOWN = (chart.PERSARAAN, chart.SEJAHTERA, chart.FLEKSIBEL)


class DoesNotAgree(Exception):
    """Opening plus movements is not what the ledger says the closing balance is."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the member, as the ledger tells it. `amounts` in signed sen per account."""

    journal_id: int
    on: date
    kind: str
    book: str
    narration: str
    reference: str
    amounts: Amounts
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One account over the period, or the total of all; signed sen."""

    account: str
    opening_sen: int
    contributions_sen: int
    withdrawals_sen: int
    dividend_sen: int
    adjustments_sen: int
    closing_sen: int

    @property
    def movement_sen(self) -> int:
        """Everything between opening and closing."""
        return (
            self.contributions_sen + self.withdrawals_sen + self.dividend_sen + self.adjustments_sen
        )


@dataclass(frozen=True, slots=True)
class Contribution:
    """One contribution credited in the period; sen per account in the order of `accounts`.

    `month_on` is the first day of the wage month; a voluntary one has neither month nor employer.
    """

    month_on: date | None
    on: date
    employer: str
    narration: str
    reference: str
    shares_sen: tuple[int, ...]
    total_sen: int


@dataclass(frozen=True, slots=True)
class Movement:
    """One account's part of an entry that is not a contribution; sen, one of the two sides nil."""

    on: date
    kind: str
    narration: str
    reference: str
    account: str
    debit_sen: int
    credit_sen: int
    detail: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Statement:
    """A member's year. `watermark` is the last journal it knows, `accounts` those with a row."""

    period: Period
    accounts: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row
    contributions: tuple[Contribution, ...]
    contribution_totals: tuple[int, ...]
    movements: tuple[Movement, ...]
    books: tuple[str, ...]
    watermark: int

    @property
    def has_adjustments(self) -> bool:
        return any(row.adjustments_sen for row in self.rows)


def build(
    period: Period,
    opening: Amounts,
    lines: Iterable[Line],
    closing: Amounts,
    watermark: int,
) -> Statement:
    """The statement of `period`, from its entries in any order and the balances around them.

    What the books took over from before they began counts as opening balance, not as a movement.

    Raises DoesNotAgree when, on any account, opening plus movements is not closing, and ValueError
    for an entry of another period.
    """
    ordered = sorted(lines, key=lambda line: (line.on, line.journal_id))
    for line in ordered:
        if not period.first_on <= line.on <= period.last_on:
            raise ValueError(f"entry {line.journal_id} is of another period")

    brought = sum((line.amounts for line in ordered if line.kind == BROUGHT_FORWARD), opening)
    by_column = {name: Amounts() for name in (CONTRIBUTIONS, WITHDRAWALS, DIVIDEND, ADJUSTMENTS)}
    for line in ordered:
        if line.kind == BROUGHT_FORWARD:
            continue
        name = _COLUMN_OF_KIND.get(line.kind, ADJUSTMENTS)
        by_column[name] = by_column[name] + line.amounts

    rows = tuple(
        _row(code, brought.account(code), closing.account(code), by_column) for code in _ACCOUNTS
    )
    accounts = _shown(rows, ordered)
    contributions = tuple(_contribution(line, accounts) for line in ordered if line.kind in _LISTED)
    return Statement(
        period=period,
        accounts=accounts,
        rows=tuple(row for row in rows if row.account in accounts),
        total=_total(rows),
        contributions=contributions,
        contribution_totals=tuple(by_column[CONTRIBUTIONS].account(code) for code in accounts),
        movements=tuple(
            movement
            for line in ordered
            if line.kind not in (*_LISTED, BROUGHT_FORWARD)
            for movement in _movements(line)
        ),
        books=tuple(sorted({line.book for line in ordered})),
        watermark=watermark,
    )


def _row(account: str, opening: int, closing: int, by_column: Mapping[str, Amounts]) -> Row:
    row = Row(
        account=account,
        opening_sen=opening,
        contributions_sen=by_column[CONTRIBUTIONS].account(account),
        withdrawals_sen=by_column[WITHDRAWALS].account(account),
        dividend_sen=by_column[DIVIDEND].account(account),
        adjustments_sen=by_column[ADJUSTMENTS].account(account),
        closing_sen=closing,
    )
    if row.opening_sen + row.movement_sen != row.closing_sen:
        raise DoesNotAgree(
            f"{account}: {row.opening_sen} + {row.movement_sen} is not {row.closing_sen}"
        )
    return row


def _total(rows: tuple[Row, ...]) -> Row:
    return Row(
        account="",
        opening_sen=sum(row.opening_sen for row in rows),
        contributions_sen=sum(row.contributions_sen for row in rows),
        withdrawals_sen=sum(row.withdrawals_sen for row in rows),
        dividend_sen=sum(row.dividend_sen for row in rows),
        adjustments_sen=sum(row.adjustments_sen for row in rows),
        closing_sen=sum(row.closing_sen for row in rows),
    )


def _shown(rows: tuple[Row, ...], lines: Iterable[Line]) -> tuple[str, ...]:
    """Accounts that held or moved money; the three of a member under 55 when none did."""
    used = {row.account for row in rows if row.opening_sen or row.closing_sen}
    used |= {code for line in lines for code, sen in line.amounts.items() if sen}
    under_55 = not used or not used.isdisjoint(_ALWAYS_SHOWN)
    return tuple(code for code in _ACCOUNTS if code in used or (under_55 and code in _ALWAYS_SHOWN))


def _contribution(line: Line, accounts: tuple[str, ...]) -> Contribution:
    return Contribution(
        month_on=_month(line.detail.get("wage_month", "")),
        on=line.on,
        employer=line.detail.get("employer", ""),
        narration=line.narration,
        reference=line.reference,
        shares_sen=tuple(line.amounts.account(code) for code in accounts),
        total_sen=line.amounts.total,
    )


def _month(text: str) -> date | None:
    """The first day of a month written `2026-09`; None when the entry names no month."""
    try:
        return date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return None


def _movements(line: Line) -> Iterable[Movement]:
    for account, sen in line.amounts.items():
        if sen:
            yield Movement(
                on=line.on,
                kind=line.kind,
                narration=line.narration,
                reference=line.reference,
                account=account,
                debit_sen=max(-sen, 0),
                credit_sen=max(sen, 0),
                detail=line.detail,
            )
