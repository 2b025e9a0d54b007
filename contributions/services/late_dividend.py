"""The dividend of late money is credited to the members whose money was late, when the employer paid it.

Each member's share goes by the line in the remittance; shares sum to the dividend to the sen (the share up
to a member is rounded down, each gets the difference). One journal for each part and book, posted once.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Max

from contributions import parameters
from contributions.models import (
    Allocation,
    Bill,
    BillLine,
    BillState,
    LateAssessment,
    Owes,
    RemittancePart,
    RemittanceState,
)
from contributions.services import ctml
from members.audit import services as audit
from members.ledger import chart, journal
from members.work import faults

# Sums of bigint are numeric, so that nothing overflows; div() rounds down.
_SHARES = """
select member_id, to_emas, share
  from (select member_id, to_emas,
               (div(upto * %s, whole) - div((upto - own) * %s, whole))::bigint as share
          from (select member_id, to_emas, employer_sen + employee_sen as own,
                       sum(employer_sen + employee_sen) over (order by member_id) as upto,
                       sum(employer_sen + employee_sen) over () + %s as whole
                  from contributions_contribution
                 where remittance_id = %s and book = %s
                   and line_no not in (select a.line_no from contributions_ctmlline a
                                        where a.remittance_id = %s)) l) s
 where share > 0 and member_id > %s and member_id <= %s
"""
_ROWS = f"""
select member_id,
       case when to_emas then 0 else share - share * %s / 10000 - share * %s / 10000 end,
       case when to_emas then 0 else share * %s / 10000 end,
       case when to_emas then 0 else share * %s / 10000 end,
       0::bigint,
       case when to_emas then share else 0 end
  from ({_SHARES}) p
"""  # noqa: S608 - our own words


class NotCreditedYet(Exception):
    """The contributions themselves are still on their way; a later try finds them."""


def credit(*, bill_id: int, at: datetime) -> None:
    """Credit what a covered late bill owes the members. Safe to run again; raises NotCreditedYet."""
    bill = Bill.objects.select_related("remittance").get(pk=bill_id)
    if bill.state != BillState.PAID:
        return
    if bill.remittance.state != RemittanceState.POSTED:
        raise NotCreditedYet(bill.remittance.reference)
    # The same day however often this runs: the business date on which the bill was covered.
    on = Allocation.objects.filter(line__bill=bill).aggregate(last=Max("allocated_on"))["last"]
    parts = list(RemittancePart.objects.filter(remittance=bill.remittance).order_by("number"))
    for line in bill.lines.filter(owes=Owes.LATE_DIVIDEND).order_by("book"):
        for part in parts:
            _credit_part(bill, part, line, on=on)
            faults.point("contributions.between_late_parts")
    with transaction.atomic():
        done = LateAssessment.objects.filter(bill=bill, credited_at__isnull=True).update(
            credited_at=at
        )
        if done:
            audit.record(
                "late.dividend_credited",
                by=None,
                at=at,
                employer_id=bill.employer_id,
                entity="bill",
                entity_id=bill.bill_no,
            )


@transaction.atomic
def _credit_part(bill: Bill, part: RemittancePart, line: BillLine, *, on: date) -> None:
    remittance = bill.remittance
    split = parameters.split_on(on)
    weights = (split.sejahtera_bps, split.fleksibel_bps)
    aside = ctml.totals(remittance.pk)
    # The rows hold still: lines of a remittance that was credited stay as they are.
    which = (
        line.amount_sen,
        line.amount_sen,
        # Lines that nobody can identify have their part of it: it stays in the pool.
        aside.total_sen if line.book == ctml.HOME_BOOK else 0,
        remittance.pk,
        line.book,
        remittance.pk,
        part.after_member_id,
        part.last_member_id,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"select count(*), coalesce(sum(share), 0)::bigint from ({_SHARES}) p",  # noqa: S608
            which,
        )
        count, total_sen = cursor.fetchone()
    if not count:
        return
    journal.post_rows(
        scope="late.dividend",
        key=f"{bill.bill_no}:{line.book}:{part.number}",
        kind="DIVIDEND",
        book=line.book,
        effective_on=on,
        narration="dividend",
        reference=bill.bill_no,
        by="system",
        control=chart.DIVIDEND_POOL,
        count=count,
        total_sen=total_sen,
        rows_sql=_ROWS,
        params=[*weights, *weights, *which],
        detail={"wage_month": f"{remittance.wage_month:%Y-%m}"},
    )
