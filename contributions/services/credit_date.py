"""The day a remittance is credited decides where each line goes; members may have changed since the check.

The credit date is the business date on which the bill is covered. A line whose member has moved to the
other book takes its money along: what one book owes the other stands in the books of both.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from contributions.models import Bill, Owes, Remittance
from contributions.rules import allocation
from contributions.services import ctml
from members.ledger import chart, journal
from members.ledger.drafts import FundLine, JournalDraft

_REDIRECT = """
update contributions_contribution c set book = m.scheme, to_emas = m.born_on <= %(emas)s
  from members_member m
 where c.remittance_id = %(remittance)s and m.id = c.member_id
   and (m.scheme <> c.book or (m.born_on <= %(emas)s) <> c.to_emas)
"""
_SUMS = """
select book, sum(employer_sen + employee_sen)::bigint from contributions_contribution
 where remittance_id = %(remittance)s group by book
"""


def decide(remittance: Remittance, bill: Bill, *, credited_on: date) -> None:
    """Decide every line again for its credit date. The caller holds the remittance's row."""
    facts: dict[str, Any] = {
        "remittance": remittance.pk,
        "emas": allocation.latest_birth(allocation.EMAS_AGE, credited_on),
    }
    with connection.cursor() as cursor:
        cursor.execute("set local work_mem = '64MB'; set local jit = off")
        cursor.execute(_REDIRECT, facts)
        moved = cursor.rowcount
        if moved:
            cursor.execute(_SUMS, facts)
            now = ctml.with_aside(dict(cursor.fetchall()), ctml.totals(remittance.pk))
            _carry_over(remittance, bill, now, on=credited_on)
    remittance.credited_on = credited_on
    remittance.save(update_fields=["credited_on"])


def _carry_over(remittance: Remittance, bill: Bill, now: dict[str, int], *, on: date) -> None:
    billed = dict.fromkeys(chart.BOOKS, 0)
    for line in bill.lines.filter(owes=Owes.CONTRIBUTION):
        billed[line.book] = line.amount_sen
    for book in chart.BOOKS:
        more = now.get(book, 0) - billed[book]
        if not more:
            continue
        clearing = chart.CREDIT if more > 0 else chart.DEBIT
        across = (
            FundLine(chart.DUE_FROM_BOOK, chart.DEBIT, more)
            if more > 0
            else FundLine(chart.DUE_TO_BOOK, chart.CREDIT, -more)
        )
        journal.post(
            JournalDraft(
                scope="bill.moved",
                key=f"{bill.bill_no}:{book}",
                kind="BILL",
                book=book,
                effective_on=on,
                narration="bill",
                reference=remittance.reference,
                by="system",
                fund=(across, FundLine(chart.CONTRIB_CLEARING, clearing, abs(more))),
            )
        )
