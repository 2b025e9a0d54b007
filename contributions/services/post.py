"""Credit a submitted remittance to its members: chunk by chunk, each chunk one transaction.

A chunk is the next lines in member order after the last member credited, so a crash resumes where it
stopped and a replay finds the same journal. It is POSTED only when lines, totals and the books agree:
the clearing account of the remittance has returned to nil in every book.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from contributions import limits
from contributions.models import Remittance, RemittanceState
from contributions.rules import allocation
from members.audit import services as audit
from members.ledger import chart, journal, selectors
from members.work import faults, queue

SCOPE = "contrib"


class DoesNotAdd(Exception):
    """Lines, totals and books do not agree; nothing more is posted until a person has looked."""


@dataclass(frozen=True, slots=True)
class _Part:
    """The part of a chunk in one book."""

    book: str
    lines: int
    total_sen: int
    last_member_id: int


_NEXT = """
select book, count(*), sum(employer_sen + employee_sen)::bigint, max(member_id) from (
  select book, employer_sen, employee_sen, member_id from contributions_contribution
   where remittance_id = %s and member_id > %s
   order by member_id limit %s) chunk
 group by book order by book
"""

# money.split in SQL: floor for Sejahtera and Fleksibel, the rest to Persaraan; from 55 Akaun Emas.
_SHARES = """
select member_id,
       case when to_emas then 0 else total - total * %s / 10000 - total * %s / 10000 end,
       case when to_emas then 0 else total * %s / 10000 end,
       case when to_emas then 0 else total * %s / 10000 end,
       0::bigint,
       case when to_emas then total else 0 end
  from (select member_id, to_emas, employer_sen + employee_sen as total
          from contributions_contribution
         where remittance_id = %s and member_id > %s and member_id <= %s and book = %s) c
"""


def post_all(remittance_id: int, *, at: datetime) -> Remittance:
    """Post what is left of a remittance. Safe to call at any time, by any number of workers."""
    while post_next(remittance_id, at=at):
        faults.point("contributions.between_chunks")
    return Remittance.objects.get(pk=remittance_id)


def post_next(remittance_id: int, *, at: datetime) -> bool:
    """Post the next chunk, or finish; False when there is nothing left to do.

    Raises DoesNotAdd when the proof fails; that transaction leaves nothing behind.
    """
    with transaction.atomic():
        remittance = Remittance.objects.select_for_update().get(pk=remittance_id)
        if remittance.state == RemittanceState.SUBMITTED:
            remittance.state = RemittanceState.POSTING
        if remittance.state != RemittanceState.POSTING:
            return False
        parts = _next_parts(remittance)
        if parts:
            last_member_id = max(part.last_member_id for part in parts)
            for part in parts:
                _post_part(remittance, part, last_member_id)
            remittance.posted_chunks += 1
            remittance.posted_lines += sum(part.lines for part in parts)
            remittance.posted_sen += sum(part.total_sen for part in parts)
            remittance.posted_to_member_id = last_member_id
        if remittance.posted_lines >= remittance.line_count or not parts:
            _finish(remittance, at=at)
        remittance.save(
            update_fields=[
                "state",
                "posted_at",
                "posted_chunks",
                "posted_lines",
                "posted_sen",
                "posted_to_member_id",
            ]
        )
    return remittance.state == RemittanceState.POSTING


def _next_parts(remittance: Remittance) -> list[_Part]:
    with connection.cursor() as cursor:
        # The next lines in the order of the key: never by sorting all that is left.
        cursor.execute("set local work_mem = '64MB'; set local jit = off")
        cursor.execute("set local enable_bitmapscan = off; set local enable_seqscan = off")
        cursor.execute(_NEXT, [remittance.pk, remittance.posted_to_member_id, limits.chunk_lines()])
        parts = [_Part(*row) for row in cursor.fetchall()]
        cursor.execute("set local enable_bitmapscan = on; set local enable_seqscan = on")
    return parts


def _post_part(remittance: Remittance, part: _Part, last_member_id: int) -> None:
    credited_on: date = remittance.credited_on  # type: ignore[assignment]  # by constraint
    split = allocation.split_on(credited_on)
    weights = (split.sejahtera_bps, split.fleksibel_bps)
    faults.point("contributions.before_part")
    journal.post_rows(
        scope=SCOPE,
        key=f"{remittance.pk}:{part.book}:{remittance.posted_chunks + 1}",
        kind="CONTRIBUTION",
        book=part.book,
        effective_on=credited_on,
        narration="contribution",
        reference=remittance.reference,
        detail={
            "employer": remittance.employer.name,
            "wage_month": f"{remittance.wage_month:%Y-%m}",
            "contribution_month": f"{remittance.contribution_month:%Y-%m}",
        },
        by="system",
        control=chart.CONTRIB_CLEARING,
        count=part.lines,
        total_sen=part.total_sen,
        rows_sql=_SHARES,
        params=[
            *weights,
            *weights,
            remittance.pk,
            remittance.posted_to_member_id,
            last_member_id,
            part.book,
        ],
    )


def _finish(remittance: Remittance, *, at: datetime) -> None:
    """Prove the whole and close it."""
    if (remittance.posted_lines, remittance.posted_sen) != (
        remittance.line_count,
        remittance.total_sen,
    ):
        raise DoesNotAdd(remittance.reference)
    for book in chart.BOOKS:
        if selectors.control_balance(chart.CONTRIB_CLEARING, book, reference=remittance.reference):
            raise DoesNotAdd(f"{remittance.reference} in {book}")
    remittance.state = RemittanceState.POSTED
    remittance.posted_at = at
    audit.record(
        "remittance.posted",
        by=None,
        at=at,
        entity="remittance",
        entity_id=remittance.reference,
        detail={"lines": remittance.posted_lines, "total_sen": remittance.posted_sen},
    )
    queue.enqueue("contributions.register", remittance.reference, {"remittance_id": remittance.pk})
