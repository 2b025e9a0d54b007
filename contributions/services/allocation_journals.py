"""How an allocation stands in the books: suspense against what was owed.

Money is collected in the conventional book. What pays a line of the Shariah book crosses by what one
book owes the other, so that each book balances by itself. Posting again finds the same journals.
"""

from __future__ import annotations

from datetime import date

from contributions.models import Allocation, Owes
from members.ledger import chart, journal
from members.ledger.drafts import FundLine, JournalDraft

HOME_BOOK = "KONV"
_RECEIVABLE = {
    Owes.CONTRIBUTION.value: chart.CONTRIB_RECEIVABLE,
    Owes.LATE_DIVIDEND.value: chart.LATE_RECEIVABLE,
    Owes.LATE_CHARGE.value: chart.LATE_RECEIVABLE,
}


def post(one: Allocation, *, by: str) -> None:
    """Write the allocation; `one` is saved and knows its line and bill."""
    for draft in _drafts(one, by=by):
        journal.post(draft)


def undo(one: Allocation, *, on: date, by: str) -> None:
    """Reverse what `post` wrote."""
    for draft in _drafts(one, by="system"):
        posted = journal.post(draft)
        journal.reverse(posted.journal_id, key=f"alloc:{draft.key}", effective_on=on, by=by)


def _drafts(one: Allocation, *, by: str) -> list[JournalDraft]:
    line = one.line
    amount = one.amount_sen
    debit, credit = chart.DEBIT, chart.CREDIT
    owed = FundLine(_RECEIVABLE[line.owes], credit, amount)
    suspense = FundLine(chart.EMPLOYER_SUSPENSE, debit, amount)
    if line.book == HOME_BOOK:
        return [_draft(one, HOME_BOOK, (suspense, owed), by=by)]
    return [
        _draft(one, HOME_BOOK, (suspense, FundLine(chart.DUE_TO_BOOK, credit, amount)), by=by),
        _draft(one, line.book, (FundLine(chart.DUE_FROM_BOOK, debit, amount), owed), by=by),
    ]


def _draft(
    one: Allocation, book: str, lines: tuple[FundLine, FundLine], *, by: str
) -> JournalDraft:
    bill = one.line.bill
    return JournalDraft(
        scope="alloc",
        key=f"{one.pk}:{book}",
        kind="ALLOCATION",
        book=book,
        effective_on=one.allocated_on,
        narration="allocation",
        reference=(
            bill.remittance.reference if one.line.owes == Owes.CONTRIBUTION else bill.bill_no
        ),
        by=by,
        fund=lines,
    )
