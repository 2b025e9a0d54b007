"""The employer stands by the totals, once; until posting starts the employer may take it back.

Submission bills what the lines sum to, in the book of each line. Money that lies in the employer's
suspense pays at once; the worker credits the members when the bill is covered. A second click finds it
done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from contributions.models import BillKind, BillState, Owes, Remittance, RemittanceState
from contributions.rules import allocation, states
from contributions.services import allocate, billing, ctml, direct_debit, parts
from contributions.services.parts import Totals
from contributions.services.validate import validate
from members.audit import services as audit
from members.ledger import days
from members.models import User


class NotReady(Exception):
    """The remittance has errors, is cancelled, or is not checked yet."""


class TotalsMoved(Exception):
    """The totals confirmed are not the totals of the file."""


class TooLateToUndo(Exception):
    """Posting has started."""


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
        billing.lock(Remittance.objects.values_list("employer_id", flat=True).get(pk=remittance_id))
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
            standing = _as_kept(remittance)
            if standing is None or _may_differ(cursor, remittance, facts):
                standing = _standing(cursor, facts)
            aside = ctml.totals(remittance.pk)
            if standing.totals + aside != header or standing.too_old:
                ctml.forget(remittance)
                return validate(remittance_id=remittance.pk, at=at, again=True)
            if standing.moved:
                cursor.execute(_REDIRECT, facts)
                standing = _standing(cursor, facts)
        bill = billing.issue(
            remittance,
            (
                billing.Asked(Owes.CONTRIBUTION, book, sen)
                for book, sen in ctml.with_aside(dict(standing.bills), aside).items()
            ),
            kind=BillKind.CONTRIBUTION,
            due_on=billing.contributions_due(remittance),
            by=by,
            at=at,
        )
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
        allocate.allocate(
            employer_id=remittance.employer_id, at=at, just_decided=frozenset({remittance.pk})
        )
        direct_debit.ask_if_agreed(bill)
    return remittance


def cancel(*, remittance_id: int, by: User, at: datetime) -> Remittance:
    """Take a remittance back; its bill is reversed and what was paid on it is the employer's again.

    Cancelled before: as it is. Raises TooLateToUndo once posting has started, and for a remittance that
    ended otherwise.
    """
    with transaction.atomic():
        billing.lock(Remittance.objects.values_list("employer_id", flat=True).get(pk=remittance_id))
        remittance = Remittance.objects.select_for_update().get(pk=remittance_id)
        if remittance.state == RemittanceState.CANCELLED:
            return remittance
        if not states.can_go(remittance.state, states.CANCELLED):
            raise TooLateToUndo
        if remittance.state == RemittanceState.SUBMITTED:
            for bill in remittance.bills.exclude(state=BillState.CANCELLED):
                try:
                    billing.cancel(bill, by=by, at=at)
                except billing.WasWaived:
                    raise TooLateToUndo from None
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


def _as_kept(remittance: Remittance) -> _Standing | None:
    """What the lines came to when they were written; None when one was redirected since."""
    books = parts.kept_books(remittance.pk)
    if not books:
        return None
    return _Standing(
        totals=sum(books.values(), Totals()),
        bills=tuple((book, totals.total_sen) for book, totals in sorted(books.items())),
        too_old=0,
        moved=0,
    )


def _may_differ(cursor: Any, remittance: Remittance, facts: dict[str, Any]) -> bool:
    """True unless the lines were checked today and no member of theirs has changed since."""
    if remittance.checked_on != remittance.credited_on:
        return True
    cursor.execute(_MEMBERS_CHANGED, {**facts, "since": remittance.checked_from})
    return bool(cursor.fetchone()[0])


def _standing(cursor: Any, facts: dict[str, Any]) -> _Standing:
    # The planner has not met these lines yet: without a hint it would seek each member by itself.
    cursor.execute("set local work_mem = '64MB'; set local jit = off")
    cursor.execute("set local enable_nestloop = off; set local enable_sort = off")
    cursor.execute(_TODAY, facts)
    rows = sorted(cursor.fetchall())
    cursor.execute("set local enable_nestloop = on; set local enable_sort = on")
    return _Standing(
        totals=Totals(*(sum(row[column] for row in rows) for column in range(1, 5))),
        bills=tuple((row[0], row[3] + row[4]) for row in rows),
        too_old=sum(row[5] for row in rows),
        moved=sum(row[6] for row in rows),
    )
