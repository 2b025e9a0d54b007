"""Questions to the books. Balances come from the balance rows, history from the entries; both agree."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, Subquery, Sum

from members.ledger import chart, days
from members.ledger.drafts import Amounts
from members.ledger.models import BusinessDate, MemberBalance, MemberEntry
from members.models.prepared import Prepared

_SEN = tuple(f"{column}_sen" for column in chart.COLUMNS)
_HELD = tuple(f"{column}_held_sen" for column in chart.COLUMNS)
_COLUMN = {account.code: f"{account.column}_sen" for account in chart.MEMBER_ACCOUNTS}

_BALANCES = Prepared(
    lambda member_id: (
        MemberBalance.objects.filter(member_id=member_id)
        .order_by("book")
        .values_list("book", *_SEN, *_HELD)
    )
)


@dataclass(frozen=True, slots=True)
class Balance:
    """What a member has in a book, in sen: posted, held, and available (posted less held)."""

    book: str
    posted: Amounts
    held: Amounts

    @property
    def available(self) -> Amounts:
        return self.posted - self.held


@dataclass(frozen=True, slots=True)
class Entry:
    """One member's part of a journal, in sen; up is positive."""

    journal_id: int
    uid: UUID
    scope: str
    key: str
    kind: str
    book: str
    effective_on: date
    posted_at: datetime
    narration: str
    reference: str
    detail: Mapping[str, Any]
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A line of the trial balance, in sen, credit positive."""

    book: str
    account: str
    balance_sen: int


def balances(member_id: int) -> list[Balance]:
    """A member's balances, one for each book they have money in. One query."""
    rows = _BALANCES(member_id)
    return [Balance(row[0], Amounts(*row[1:6]), Amounts(*row[6:11])) for row in rows]


def total_balances(member_id: int) -> Balance:
    """The same, added over the books (book is an empty text). One query."""
    posted, held = Amounts(), Amounts()
    for balance in balances(member_id):
        posted, held = posted + balance.posted, held + balance.held
    return Balance("", posted, held)


_POSITION = Prepared(
    lambda member_id: (
        MemberBalance.objects.filter(member_id=member_id)
        .order_by("book")
        .annotate(today=Subquery(BusinessDate.objects.filter(pk=1).values("today_on")))
        .values_list("today", *_SEN, *_HELD)
    )
)


def position(member_id: int) -> tuple[date, Balance]:
    """The business date, and what the member has on it over all books. One query for who has money."""
    today, posted, held = None, Amounts(), Amounts()
    for row in _POSITION(member_id):
        today = row[0]
        posted, held = posted + Amounts(*row[1:6]), held + Amounts(*row[6:11])
    return today or days.today(), Balance("", posted, held)


_ENTRY_FIELDS = (
    "journal_id",
    "journal__uid",
    "journal__scope",
    "journal__key",
    "journal__kind",
    "journal__book",
    "journal__effective_on",
    "journal__posted_at",
    "journal__narration",
    "journal__reference",
    "journal__detail",
    *_SEN,
)


def _entry(row: tuple[Any, ...]) -> Entry:
    head, sen = row[:11], row[11:]
    return Entry(*head, Amounts(*sen))  # type: ignore[call-arg]  # eleven columns, then five


def entries(
    member_id: int,
    *,
    since: date | None = None,
    until: date | None = None,
    account: str | None = None,
    kinds: tuple[str, ...] = (),
    before: int | None = None,
    limit: int | None = 50,
) -> list[Entry]:
    """A member's entries, newest first by value date then journal. One query.

    `since` and `until` are value dates, both included; `account` keeps entries that touch it;
    `before` is the journal id to page on from; `limit` None gives all. Raises KeyError for an
    unknown account code.
    """
    query = MemberEntry.objects.filter(member_id=member_id)
    if since is not None:
        query = query.filter(journal__effective_on__gte=since)
    if until is not None:
        query = query.filter(journal__effective_on__lte=until)
    if account is not None:
        query = query.filter(~Q(**{_COLUMN[account]: 0}))
    if kinds:
        query = query.filter(journal__kind__in=kinds)
    if before is not None:
        query = query.filter(journal_id__lt=before)
    query = query.order_by("-journal__effective_on", "-journal_id")
    return [_entry(row) for row in query.values_list(*_ENTRY_FIELDS)[:limit]]


@cache
def _latest(kind: str) -> Prepared:
    return Prepared(
        lambda member_id: (
            MemberEntry.objects.filter(member_id=member_id, journal__kind=kind)
            .order_by("-journal_id")
            .values_list(*_ENTRY_FIELDS)[:1]
        )
    )


def latest_entry(member_id: int, kind: str) -> Entry | None:
    """The member's entry of a kind that was posted last. One query, by the index alone."""
    for row in _latest(kind)(member_id):
        return _entry((*row[:10], json.loads(row[10]), *row[11:]))
    return None


def entry(member_id: int, uid: UUID) -> Entry | None:
    """One entry of this member, or None when there is none: another's looks like no entry at all."""
    row = (
        MemberEntry.objects.filter(member_id=member_id, journal__uid=uid)
        .values_list(*_ENTRY_FIELDS)
        .first()
    )
    return _entry(row) if row else None


def balances_as_of(member_id: int, on: date) -> Amounts:
    """What the member had at the end of a day, by value date, over all books. One query."""
    sums = MemberEntry.objects.filter(member_id=member_id, journal__effective_on__lte=on).aggregate(
        **{f"total_{name}": Sum(name) for name in _SEN}
    )
    return Amounts(*(sums[f"total_{name}"] or 0 for name in _SEN))


def years(member_id: int) -> list[int]:
    """Calendar years in which the member has entries, newest first. One query."""
    return sorted(
        {
            year
            for (year,) in MemberEntry.objects.filter(member_id=member_id)
            .values_list("journal__effective_on__year")
            .distinct()
        },
        reverse=True,
    )


def with_money_in(accounts: tuple[str, ...], *, born_by: date) -> list[int]:
    """Members born by a day who have something available in one of these accounts. One query."""
    free = Q()
    for code in accounts:
        column = _COLUMN[code]
        free |= Q(**{f"{column}__gt": F(f"{column.removesuffix('_sen')}_held_sen")})
    rows = MemberBalance.objects.filter(free, member__born_on__lte=born_by)
    return list(rows.order_by("member_id").values_list("member_id", flat=True).distinct())


def last_journal_id(member_id: int) -> int:
    """The newest journal that touches the member, 0 for none: changes exactly when the history does."""
    return (
        MemberEntry.objects.filter(member_id=member_id)
        .order_by("-journal_id")
        .values_list("journal_id", flat=True)
        .first()
        or 0
    )


def trial_balance() -> list[TrialRow]:
    """Every account's balance in every book, credit positive; sums to nil in each book."""
    sums = ", ".join(f"sum({column}_sen) {column}" for column in chart.COLUMNS)
    values = ", ".join(
        f"('{account.code}', b.{account.column})" for account in chart.MEMBER_ACCOUNTS
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            select b.book, v.account, v.sen
              from (select book, {sums} from ledger_memberbalance group by book) b
              cross join lateral (values {values}) v(account, sen)
            union all
            select book, account, sum(sen) from (
              select book, control_id account, contra_sen sen
                from ledger_journal where control_id is not null
              union all
              select j.book, l.account_id,
                     case l.side when 'C' then l.amount_sen else -l.amount_sen end
                from ledger_fundline l join ledger_journal j on j.id = l.journal_id) c
            group by book, account
            order by 1, 2
            """
        )
        return [TrialRow(book, account, int(sen)) for book, account, sen in cursor.fetchall()]


def control_balance(account: str, book: str, *, reference: str | None = None) -> int:
    """A control account's balance in sen, credit positive; of one business reference when given."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select coalesce(sum(sen), 0) from (
              select contra_sen sen, reference from ledger_journal where control_id = %(a)s and book = %(b)s
              union all
              select case l.side when 'C' then l.amount_sen else -l.amount_sen end, j.reference
                from ledger_fundline l join ledger_journal j on j.id = l.journal_id
               where l.account_id = %(a)s and j.book = %(b)s) c
            where %(r)s::text is null or reference = %(r)s
            """,
            {"a": account, "b": book, "r": reference},
        )
        return int(cursor.fetchone()[0])
