"""The dividend of late money is credited to the members whose money was late, when the employer paid it.

Each member's share goes by the line in the remittance; shares sum to the dividend to the sen (the share up
to a member is rounded down, each gets the difference). One journal for each part and book, posted once.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from contributions import parameters
from contributions.models import (
    Allocation,
    Bill,
    BillState,
    LateAssessment,
    Owes,
    RemittancePart,
    RemittanceState,
    TrueUpDividend,
)
from contributions.services import ctml
from members.audit import services as audit
from members.ledger import chart, journal
from members.ledger.drafts import FundLine, JournalDraft
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

# The same shares on their way back, of members whose accounts have them free.
_BACK = f"""
select r.m, -r.p, -r.s, -r.f, 0::bigint, -r.e from ({_ROWS}) as r(m, p, s, f, a, e)
  join ledger_memberbalance b on b.member_id = r.m and b.book = %s
 where b.persaraan_sen - b.persaraan_held_sen >= r.p and b.sejahtera_sen - b.sejahtera_held_sen >= r.s
   and b.fleksibel_sen - b.fleksibel_held_sen >= r.f
   and b.akaun_emas_sen - b.akaun_emas_held_sen >= r.e
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
    less = _given_back(bill)
    for line in bill.lines.filter(owes=Owes.LATE_DIVIDEND).order_by("book"):
        for part in parts:
            _credit_part(bill, part, line.book, line.amount_sen - less.get(line.book, 0), on=on)
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


def _given_back(bill: Bill) -> dict[str, int]:
    """What of each book's dividend was too much, where its rate was declared before the bill was paid."""
    found = TrueUpDividend.objects.filter(
        true_up__assessment__bill=bill,
        true_up__assessment__credited_at__isnull=True,
        more_sen__lt=0,
    )
    return {book: -sen for book, sen in found.values_list("book", "more_sen")}


def take_back(bill: Bill, book: str, amount_sen: int, *, on: date) -> None:
    """Members give back what of a credited dividend was too much, in the caller's transaction.

    Out of the accounts it went to and only what is free there; the fund's reserve bears the rest. Raises
    NotEnoughInAccount when a member's money leaves at this very moment; a later try sees it gone.
    """
    taken = 0
    for part in RemittancePart.objects.filter(remittance=bill.remittance).order_by("number"):
        which = _which(bill, part, book, amount_sen)
        weights = _weights(on)
        params = [*weights, *weights, *which, book]
        with connection.cursor() as cursor:
            cursor.execute(
                f"select count(*), coalesce(-sum(p + s + f + a + e), 0)::bigint from ({_BACK})"  # noqa: S608
                " as r(m, p, s, f, a, e)",
                params,
            )
            count, total_sen = cursor.fetchone()
        if not count:
            continue
        taken += total_sen
        _post_rows(bill, f"less:{book}:{part.number}", book, on, count, -total_sen, _BACK, params)
    short = _shares_sen(bill, book, amount_sen) - taken
    if short:
        journal.post(
            JournalDraft(
                scope="late.dividend",
                key=f"{bill.bill_no}:short:{book}",
                kind="ADJUSTMENT",
                book=book,
                effective_on=on,
                narration="adjustment",
                reference=bill.bill_no,
                by="system",
                fund=(
                    FundLine(chart.RESERVE, chart.DEBIT, short),
                    FundLine(chart.DIVIDEND_POOL, chart.CREDIT, short),
                ),
            )
        )


def _shares_sen(bill: Bill, book: str, amount_sen: int) -> int:
    """What the members' shares of an amount come to; lines of nobody have their part of it."""
    total = 0
    for part in RemittancePart.objects.filter(remittance=bill.remittance):
        with connection.cursor() as cursor:
            cursor.execute(
                f"select coalesce(sum(share), 0)::bigint from ({_SHARES}) p",  # noqa: S608
                _which(bill, part, book, amount_sen),
            )
            total += cursor.fetchone()[0]
    return total


def _which(bill: Bill, part: RemittancePart, book: str, amount_sen: int) -> tuple[Any, ...]:
    """The parameters of _SHARES. The rows hold still: lines that were credited stay as they are."""
    remittance = bill.remittance
    aside = ctml.totals(remittance.pk)
    return (
        amount_sen,
        amount_sen,
        # Lines that nobody can identify have their part of it: it stays in the pool.
        aside.total_sen if book == ctml.HOME_BOOK else 0,
        remittance.pk,
        book,
        remittance.pk,
        part.after_member_id,
        part.last_member_id,
    )


def _weights(on: date) -> tuple[int, int]:
    split = parameters.split_on(on)
    return split.sejahtera_bps, split.fleksibel_bps


@transaction.atomic
def _credit_part(bill: Bill, part: RemittancePart, book: str, amount_sen: int, *, on: date) -> None:
    which, weights = _which(bill, part, book, amount_sen), _weights(on)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select count(*), coalesce(sum(share), 0)::bigint from ({_SHARES}) p",  # noqa: S608
            which,
        )
        count, total_sen = cursor.fetchone()
    if not count:
        return
    params = [*weights, *weights, *which]
    _post_rows(bill, f"{book}:{part.number}", book, on, count, total_sen, _ROWS, params)


def _post_rows(
    bill: Bill,
    key: str,
    book: str,
    on: date,
    count: int,
    total_sen: int,
    rows_sql: str,
    params: list[Any],
) -> None:
    journal.post_rows(
        scope="late.dividend",
        key=f"{bill.bill_no}:{key}",
        kind="DIVIDEND",
        book=book,
        effective_on=on,
        narration="dividend",
        reference=bill.bill_no,
        by="system",
        control=chart.DIVIDEND_POOL,
        count=count,
        total_sen=total_sen,
        rows_sql=rows_sql,
        params=params,
        detail={"wage_month": f"{bill.remittance.wage_month:%Y-%m}"},
    )
