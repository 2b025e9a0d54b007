"""The employer stands by the totals, once; until posting starts the employer may take it back.

Submission bills what the lines sum to (receivable against clearing, in the book of each line) and
asks the worker to post. A second click finds it done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from contributions.models import Remittance, RemittanceState
from contributions.rules import allocation, states
from contributions.services.validate import Totals, validate
from members.audit import services as audit
from members.ledger import chart, days, journal
from members.ledger.drafts import FundLine, JournalDraft
from members.models import User
from members.work import queue


class NotReady(Exception):
    """The remittance has errors, is cancelled, or is not checked yet."""


class TotalsMoved(Exception):
    """The totals confirmed are not the totals of the file."""


class TooLateToUndo(Exception):
    """Posting has started."""


_LINES = """
select book, count(*), sum(wages_sen)::bigint, sum(employer_sen)::bigint, sum(employee_sen)::bigint,
       0, 0
  from contributions_contribution where remittance_id = %(remittance)s group by book
"""
_MEMBERS_CHANGED = """
select exists (
  select 1 from contributions_contribution
   where remittance_id = %(remittance)s
     and member_id = any (array(select member_id from contributions_memberchange
                                 where xact >= %(since)s::text::xid8)))
"""
_TODAY = """
select c.book, count(*), coalesce(sum(c.wages_sen), 0)::bigint,
       coalesce(sum(c.employer_sen), 0)::bigint, coalesce(sum(c.employee_sen), 0)::bigint,
       count(*) filter (where m.id is null or m.born_on <= %(too_old)s),
       count(*) filter (where m.scheme <> c.book or (m.born_on <= %(emas)s) <> c.to_emas)
  from contributions_contribution c left join members_member m on m.id = c.member_id
 where c.remittance_id = %(remittance)s group by c.book
"""
_REDIRECT = """
update contributions_contribution c set book = m.scheme, to_emas = m.born_on <= %(emas)s
  from members_member m
 where c.remittance_id = %(remittance)s and m.id = c.member_id
   and (m.scheme <> c.book or (m.born_on <= %(emas)s) <> c.to_emas)
"""
_BILLS = """
select book, sum(employer_sen + employee_sen)::bigint from contributions_contribution
 where remittance_id = %s group by book order by book
"""


@dataclass(frozen=True, slots=True)
class _Standing:
    """The lines of a remittance against the members as they are today."""

    totals: Totals
    bills: tuple[tuple[str, int], ...]
    too_old: int
    moved: int


def submit(
    *, remittance_id: int, by: User, at: datetime, confirmed: Totals | None = None
) -> Remittance:
    """Submit a READY remittance. Answers it as it is when it was submitted before.

    `confirmed` are the totals the person saw (sen). Raises NotReady; TotalsMoved when the file says
    something else. When a line no longer holds today, the remittance becomes INVALID, with reasons.
    """
    with transaction.atomic():
        remittance = Remittance.objects.select_for_update().get(pk=remittance_id)
        if remittance.state in (
            RemittanceState.SUBMITTED,
            RemittanceState.POSTING,
            RemittanceState.POSTED,
        ):
            return remittance
        if remittance.state != RemittanceState.READY:
            raise NotReady
        header = Totals(
            remittance.line_count,
            remittance.wages_sen,
            remittance.employer_sen,
            remittance.employee_sen,
        )
        if confirmed is not None and confirmed != header:
            raise TotalsMoved
        remittance.credited_on = credited_on = days.today()
        facts: dict[str, Any] = {
            "remittance": remittance.pk,
            "too_old": allocation.latest_birth(allocation.LAST_AGE, credited_on),
            "emas": allocation.latest_birth(allocation.EMAS_AGE, credited_on),
        }
        with connection.cursor() as cursor:
            standing = _standing(cursor, facts, _what_may_differ(cursor, remittance, facts))
            if standing.totals != header or standing.too_old:
                return validate(remittance_id=remittance.pk, at=at, again=True)
            if standing.moved:
                cursor.execute(_REDIRECT, facts)
                standing = _standing(cursor, facts, _LINES)
        for draft in _bills(remittance, standing.bills, by=by):
            journal.post(draft)
        remittance.state = RemittanceState.SUBMITTED
        remittance.submitted_at = at
        remittance.submitted_by = by
        remittance.save(update_fields=["state", "submitted_at", "submitted_by", "credited_on"])
        audit.record(
            "remittance.submitted",
            by=by,
            at=at,
            employer_id=remittance.employer_id,
            entity="remittance",
            entity_id=remittance.reference,
            detail={"lines": header.lines, "total_sen": remittance.total_sen},
        )
        queue.enqueue("contributions.post", remittance.reference, {"remittance_id": remittance.pk})
    return remittance


def cancel(*, remittance_id: int, by: User, at: datetime) -> Remittance:
    """Take a remittance back; a bill already issued is reversed. Cancelled before: as it is.

    Raises TooLateToUndo once posting has started, and for a remittance that ended otherwise.
    """
    with transaction.atomic():
        remittance = Remittance.objects.select_for_update().get(pk=remittance_id)
        if remittance.state == RemittanceState.CANCELLED:
            return remittance
        if not states.can_go(remittance.state, states.CANCELLED):
            raise TooLateToUndo
        if remittance.state == RemittanceState.SUBMITTED:
            with connection.cursor() as cursor:
                cursor.execute(_BILLS, [remittance.pk])
                bills = cursor.fetchall()
            for draft in _bills(remittance, bills, by=remittance.submitted_by):
                journal.reverse(
                    journal.post(draft).journal_id,
                    key=f"bill:{draft.key}",
                    effective_on=days.today(),
                    by=_actor(by),
                )
        remittance.state = RemittanceState.CANCELLED
        remittance.cancelled_at = at
        remittance.cancelled_by = by
        remittance.save(update_fields=["state", "cancelled_at", "cancelled_by"])
        audit.record(
            "remittance.cancelled",
            by=by,
            at=at,
            employer_id=remittance.employer_id,
            entity="remittance",
            entity_id=remittance.reference,
        )
    return remittance


def _what_may_differ(cursor: Any, remittance: Remittance, facts: dict[str, Any]) -> str:
    """The lines alone, when they were checked today and no member of theirs has changed since."""
    if remittance.checked_on != remittance.credited_on:
        return _TODAY
    cursor.execute(_MEMBERS_CHANGED, {**facts, "since": remittance.checked_from})
    return _TODAY if cursor.fetchone()[0] else _LINES


def _standing(cursor: Any, facts: dict[str, Any], query: str) -> _Standing:
    # The planner has not met these lines yet: without a hint it would seek each member by itself.
    cursor.execute("set local work_mem = '64MB'; set local jit = off")
    cursor.execute("set local enable_nestloop = off; set local enable_sort = off")
    cursor.execute(query, facts)
    rows = sorted(cursor.fetchall())
    cursor.execute("set local enable_nestloop = on; set local enable_sort = on")
    return _Standing(
        totals=Totals(*(sum(row[column] for row in rows) for column in range(1, 5))),
        bills=tuple((row[0], row[3] + row[4]) for row in rows),
        too_old=sum(row[5] for row in rows),
        moved=sum(row[6] for row in rows),
    )


def _bills(
    remittance: Remittance, bills: Iterable[tuple[str, int]], *, by: User | None
) -> list[JournalDraft]:
    """One bill for each book; calling again gives the same drafts, so posting again finds them."""
    assert remittance.credited_on is not None
    return [
        JournalDraft(
            scope="bill",
            key=f"{remittance.pk}:{book}",
            kind="BILL",
            book=book,
            effective_on=remittance.credited_on,
            narration="bill",
            reference=remittance.reference,
            by=_actor(by),
            fund=(
                FundLine(chart.CONTRIB_RECEIVABLE, chart.DEBIT, total_sen),
                FundLine(chart.CONTRIB_CLEARING, chart.CREDIT, total_sen),
            ),
        )
        for book, total_sen in bills
    ]


def _actor(by: User | None) -> str:
    return f"user:{by.pk}" if by else "system"
