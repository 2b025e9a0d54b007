"""How lines without full details stand in the books: aside when they are paid, a member's when found."""

from __future__ import annotations

from typing import Any

from contributions import parameters
from contributions.models import CtmlLine, Remittance
from contributions.rules import allocation
from members.ledger import chart, days
from members.ledger import money as sen
from members.ledger.drafts import Amounts, FundLine, JournalDraft, MemberLine
from members.models import Member

SCOPE = "contrib"
HOME_BOOK = "KONV"


def set_aside(remittance: Remittance, amount_sen: int) -> JournalDraft:
    """What a remittance sets aside, out of its clearing account."""
    return JournalDraft(
        scope="ctml",
        key=str(remittance.pk),
        kind="CTML",
        book=HOME_BOOK,
        effective_on=remittance.credited_on,  # type: ignore[arg-type]  # by constraint
        narration="ctml",
        reference=remittance.reference,
        by="system",
        fund=(
            FundLine(chart.CONTRIB_CLEARING, chart.DEBIT, amount_sen),
            FundLine(chart.CTML_UNALLOCATED, chart.CREDIT, amount_sen),
        ),
    )


def found(line: CtmlLine, member: Member, *, by: str) -> list[JournalDraft]:
    """The line's money to a member, split as money credited today; across the books if need be."""
    remittance, book, amount = line.remittance, member.scheme, line.total_sen
    today = days.today()
    if allocation.is_emas(member.born_on, today):
        amounts = Amounts(akaun_emas=amount)
    else:
        amounts = Amounts(*sen.split(amount, parameters.split_on(today).weights))

    def draft(in_book: str, key: str, **what: Any) -> JournalDraft:
        return JournalDraft(
            scope=SCOPE,
            key=key,
            kind="CONTRIBUTION",
            book=in_book,
            effective_on=today,
            narration="contribution",
            reference=remittance.reference,
            by=by,
            detail={
                "employer": remittance.employer.name,
                "wage_month": f"{remittance.wage_month:%Y-%m}",
                "contribution_month": f"{remittance.contribution_month:%Y-%m}",
            },
            **what,
        )

    key = f"{remittance.pk}:ctml:{line.pk}"
    across: tuple[FundLine, ...] = ()
    drafts = []
    if book != HOME_BOOK:
        drafts.append(
            draft(
                HOME_BOOK,
                f"{key}:{HOME_BOOK}",
                fund=(
                    FundLine(chart.CTML_UNALLOCATED, chart.DEBIT, amount),
                    FundLine(chart.DUE_TO_BOOK, chart.CREDIT, amount),
                ),
            )
        )
        across = (
            FundLine(chart.DUE_FROM_BOOK, chart.DEBIT, amount),
            FundLine(chart.CTML_UNALLOCATED, chart.CREDIT, amount),
        )
    drafts.append(
        draft(
            book,
            key,
            control=chart.CTML_UNALLOCATED,
            members=(MemberLine(member.pk, amounts),),
            fund=across,
        )
    )
    return drafts
