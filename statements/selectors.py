"""What a statement says is what the ledger says: this module asks it, and nobody else, for figures.

Opening and closing balances are asked for apart from the entries between them, so that a statement
proves the sum instead of repeating it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from members.ledger import selectors as ledger
from members.ledger.drafts import Amounts
from members.models import Member
from members.rules import masking
from statements.models import IssuedStatement
from statements.rules import build, period

_TRIES = 3
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a statement is for, as it is printed: the identity number with only its tail."""

    name: str
    ic_masked: str
    member_no: str
    address: tuple[str, ...]
    scheme: str


def holder(member: Member) -> Holder:
    """The printed facts of a member. No query."""
    place = " ".join(part for part in (member.postcode, member.town) if part)
    return Holder(
        name=member.name,
        ic_masked=masking.number(member.ic_no),
        member_no=member.member_no,
        address=tuple(part for part in (member.address, place) if part),
        scheme=member.scheme,
    )


def statement(member_id: int, year: int, today: date) -> build.Statement:
    """The member's statement of `year` as the books stand now. Three queries.

    Raises NoSuchPeriod for a year without a statement, DoesNotAgree when the books contradict
    themselves (an entry that lands between the questions only makes it ask again).
    """
    if year not in years(member_id, today):
        raise period.NoSuchPeriod(f"{year} is before the member's first entry")
    covered = period.of_year(year, today)
    for attempt in range(1, _TRIES + 1):
        opening = ledger.balances_as_of(member_id, covered.first_on - _ONE_DAY)
        lines = _lines(
            ledger.entries(member_id, since=covered.first_on, until=covered.last_on, limit=None)
        )
        closing = ledger.balances_as_of(member_id, covered.last_on)
        watermark = max((line.journal_id for line in lines), default=0)
        try:
            return build.build(covered, opening, lines, closing, watermark)
        except build.DoesNotAgree:
            if attempt == _TRIES:
                raise
    raise AssertionError("unreachable")


def years(member_id: int, today: date) -> tuple[int, ...]:
    """Years the member has a statement for, newest first. One query."""
    return period.years(ledger.years(member_id), today)


def yearly(member_id: int, today: date) -> tuple[build.Statement, ...]:
    """A statement of every year, newest first, from one reading of the entries. Two queries.

    Raises DoesNotAgree as `statement` does.
    """
    for attempt in range(1, _TRIES + 1):
        lines = _lines(ledger.entries(member_id, until=today, limit=None))
        latest = ledger.balances_as_of(member_id, today)
        try:
            return _year_by_year(lines, latest, today)
        except build.DoesNotAgree:
            if attempt == _TRIES:
                raise
    raise AssertionError("unreachable")


def issued(member_id: int, uid: UUID) -> IssuedStatement | None:
    """One issued statement of this member; another member's looks like none at all. One query."""
    return IssuedStatement.objects.filter(member_id=member_id, uid=uid).first()


def recently_issued(member_id: int, limit: int = 10) -> list[IssuedStatement]:
    """The statements made last, without their bytes. One query."""
    return list(
        IssuedStatement.objects.filter(member_id=member_id)
        .defer("content")
        .order_by("-made_at", "-pk")[:limit]
    )


def _lines(entries: Iterable[ledger.Entry]) -> list[build.Line]:
    return [
        build.Line(
            journal_id=entry.journal_id,
            on=entry.effective_on,
            kind=entry.kind,
            book=entry.book,
            narration=entry.narration,
            reference=entry.reference,
            amounts=entry.amounts,
            detail=entry.detail,
        )
        for entry in entries
    ]


def _year_by_year(
    lines: list[build.Line], latest: Amounts, today: date
) -> tuple[build.Statement, ...]:
    found: list[build.Statement] = []
    closing = latest
    for year in period.years({line.on.year for line in lines}, today):
        covered = period.of_year(year, today)
        within = [line for line in lines if line.on.year == year]
        opening = closing - sum((line.amounts for line in within), Amounts())
        watermark = max((line.journal_id for line in within), default=0)
        found.append(build.build(covered, opening, within, closing, watermark))
        closing = opening
    if closing:
        raise build.DoesNotAgree("the entries do not add up to the balance")
    return tuple(found)
