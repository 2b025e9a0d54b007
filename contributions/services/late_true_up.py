"""When a year's dividend rate is declared, late payments that took an earlier year's are settled, once each.

More: a bill of its own, whose dividend is credited to the members when it is paid. Less: the difference of
charge and dividend is the employer's money again (suspense), and pays what is open. Members who had the
dividend already give back what was too much out of the accounts it went to; what they no longer have the
fund's reserve bears. Under the employer's row. Source: s.45(3) and s.49, each year at its own rate.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from contributions import parameters
from contributions.models import (
    Bill,
    BillKind,
    BillState,
    LateAssessment,
    LateTrueUp,
    Origin,
    Owes,
    Receipt,
    TrueUpDividend,
)
from contributions.rules import billing as rules
from contributions.rules import late as law
from contributions.services import allocate, billing, correction_news, late, late_dividend
from contributions.services.allocation_journals import HOME_BOOK
from members.audit import services as audit
from members.ledger import chart, days, journal
from members.ledger.drafts import FundLine, JournalDraft
from members.work import queue

SETTLE = "contributions.late_true_up"


def ask(*, today: date) -> int:
    """Ask for every late payment that can be settled by now; answers how many."""
    rates = parameters.lower_bps(today)
    asked = 0
    waiting = LateAssessment.objects.filter(is_provisional=True, true_up__isnull=True)
    for one in waiting.select_related("contribution_bill").order_by("pk"):
        if not late.cost_of(one.contribution_bill, rates).is_provisional:
            queue.enqueue(SETTLE, f"{one.pk}/{today}", {"assessment_id": one.pk})
            asked += 1
    return asked


@transaction.atomic
def settle(*, assessment_id: int, at: datetime) -> LateTrueUp | None:
    """Settle one; None while a rate is missing, or its dividend is on its way to the members."""
    employer_id = LateAssessment.objects.values_list("bill__employer_id", flat=True).get(
        pk=assessment_id
    )
    billing.lock(employer_id)
    one = LateAssessment.objects.select_related(
        "bill__employer", "bill__remittance", "contribution_bill"
    ).get(pk=assessment_id)
    done = LateTrueUp.objects.filter(assessment=one).first()
    if done is not None or not one.is_provisional:
        return done
    now = late.cost_of(one.contribution_bill, parameters.lower_bps(days.today()))
    if now.is_provisional or _is_on_its_way(one):
        return None
    charge, dividends = law.difference(_then(one), now)
    made = LateTrueUp(
        assessment=one,
        charge_sen=now.charge_sen,
        dividend_sen=now.dividend_sen,
        charge_more_sen=charge,
        settled_on=days.today(),
        settled_at=at,
    )
    made.bill = _bill_more(one, charge, dividends, at=at)
    made.receipt = _give_back(one, charge, dividends)
    made.save()
    TrueUpDividend.objects.bulk_create(
        TrueUpDividend(true_up=made, book=book, more_sen=sen) for book, sen in dividends if sen
    )
    if one.credited_at is not None:
        for book, sen in dividends:
            if sen < 0:
                late_dividend.take_back(one.bill, book, -sen, on=days.today())
    _tell(one, made, at=at)
    allocate.allocate(employer_id=employer_id, at=at)
    return made


def _is_on_its_way(one: LateAssessment) -> bool:
    """The bill is paid and the worker has not credited the members yet: they come first."""
    return (
        one.bill.state == BillState.PAID
        and one.credited_at is None
        and one.bill.lines.filter(owes=Owes.LATE_DIVIDEND).exists()
    )


def _then(one: LateAssessment) -> law.Owed:
    """What was assessed, as it was billed."""
    lines = one.bill.lines.filter(owes=Owes.LATE_DIVIDEND).order_by("book")
    return law.Owed(
        charge_sen=one.charge_sen,
        dividends=tuple(lines.values_list("book", "amount_sen")),
        is_provisional=True,
        months=one.months,
        late_sen=one.late_sen,
    )


def _bill_more(
    one: LateAssessment, charge: int, dividends: tuple[tuple[str, int], ...], *, at: datetime
) -> Bill | None:
    asked = [billing.Asked(Owes.LATE_CHARGE, HOME_BOOK, charge)] if charge > 0 else []
    asked += [billing.Asked(Owes.LATE_DIVIDEND, book, sen) for book, sen in dividends if sen > 0]
    if not asked:
        return None
    return billing.issue(
        one.bill.remittance,
        asked,
        kind=BillKind.LATE_MORE,
        due_on=rules.late_bill_due(days.today()),
        by=None,
        at=at,
    )


def _give_back(
    one: LateAssessment, charge: int, dividends: tuple[tuple[str, int], ...]
) -> Receipt | None:
    """What was too much lies in the employer's suspense; a charge that was waived is not given twice."""
    bill = one.bill
    less = min(max(-charge, 0), one.charge_sen - bill.waived_sen)
    fund = [FundLine(chart.LATE_CHARGE_INCOME, chart.DEBIT, less)] if less else []
    total = less
    for book, sen in dividends:
        if sen >= 0:
            continue
        total -= sen
        pool = FundLine(chart.DIVIDEND_POOL, chart.DEBIT, -sen)
        if book == HOME_BOOK:
            fund.append(pool)
            continue
        fund.append(FundLine(chart.DUE_TO_BOOK, chart.DEBIT, -sen))
        _post(one, book, (pool, FundLine(chart.DUE_FROM_BOOK, chart.CREDIT, -sen)))
    if not total:
        return None
    fund.append(FundLine(chart.EMPLOYER_SUSPENSE, chart.CREDIT, total))
    return Receipt.objects.create(
        origin=Origin.TRUE_UP,
        employer_id=bill.employer_id,
        amount_sen=total,
        received_on=days.today(),
        journal_id=_post(one, HOME_BOOK, tuple(fund)),
    )


def _post(one: LateAssessment, book: str, fund: tuple[FundLine, ...]) -> int:
    return journal.post(
        JournalDraft(
            scope="late.true_up",
            key=f"{one.pk}:{book}",
            kind="ADJUSTMENT",
            book=book,
            effective_on=days.today(),
            narration="adjustment",
            reference=one.bill.bill_no,
            by="system",
            fund=fund,
        )
    ).journal_id


def _tell(one: LateAssessment, made: LateTrueUp, *, at: datetime) -> None:
    more = made.bill.amount_sen if made.bill else 0
    less = made.receipt.amount_sen if made.receipt else 0
    audit.record(
        "late.true_up",
        by=None,
        at=at,
        employer_id=one.bill.employer_id,
        entity="bill",
        entity_id=one.bill.bill_no,
        detail={"more_sen": more, "less_sen": less},
    )
    if not more and not less:
        return
    correction_news.tell_employer(
        one.bill.employer,
        about="late.true_up_more" if more else "late.true_up_less",
        at=at,
        key=f"true_up:{one.pk}",
        bill=one.bill.bill_no,
        amount=more or less,
        charge=made.charge_sen,
        dividend=made.dividend_sen,
        new=made.bill.bill_no if made.bill else "",
    )
