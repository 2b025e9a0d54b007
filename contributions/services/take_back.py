"""A credited line comes out of its member's accounts again, once, and is the employer's money again.

The mirror of the crediting, against the clearing account of the remittance, and from there to suspense, in
one journal a book: clearing is at nil before and after. Where the member no longer has the money the
books refuse it (CHECK), and nothing has happened. The caller's transaction holds the employer's row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from contributions.models import (
    Contribution,
    CtmlLine,
    Origin,
    Receipt,
    Remittance,
    RemittanceState,
    TakenBack,
)
from contributions.rules import allocation, refunds
from contributions.selectors.credited import remittance_id_of
from contributions.services import billing
from contributions.services.allocation_journals import HOME_BOOK
from members.ledger import chart, days, journal
from members.ledger import selectors as ledger
from members.ledger.drafts import Amounts, FundLine, JournalDraft, MemberLine
from members.models import Member, User

SCOPE = "rev"


class NotThere(Exception):
    """The line is not credited, or was taken back before."""


class NotEnough(Exception):
    """The member no longer has the money; `.amount_sen` is what would have to come back."""

    def __init__(self, amount_sen: int) -> None:
        super().__init__(amount_sen)
        self.amount_sen = amount_sen


@dataclass(frozen=True, slots=True)
class Credited:
    """A line as the books have it, and the day its money came."""

    line: Contribution
    entry: ledger.Entry
    received_on: date


def find(remittance: Remittance, member_id: int) -> Credited:
    """A credited line that nobody has taken back. Raises NotThere."""
    line = Contribution.objects.filter(remittance=remittance, member_id=member_id).first()
    if (
        line is None
        or remittance.state != RemittanceState.POSTED
        or TakenBack.objects.filter(remittance=remittance, member_id=member_id).exists()
    ):
        raise NotThere
    aside = CtmlLine.objects.filter(remittance=remittance, line_no=line.line_no).exists()
    for entry in ledger.entries(member_id, kinds=("CONTRIBUTION",), limit=None):
        was_aside = ":ctml:" in entry.key
        if remittance_id_of(entry) == remittance.pk and was_aside == aside:
            bill = billing.contribution_bill(remittance)
            came_on = (bill.paid_on if bill else None) or remittance.credited_on
            assert came_on is not None
            return Credited(line, entry, came_on)
    raise NotThere


def take_back(*, remittance: Remittance, member: Member, by: User, at: datetime) -> TakenBack:
    """Take the line back into the employer's suspense. Raises NotThere, NotEnough."""
    found = find(remittance, member.pk)
    journal_id, suspense_id = _post(found, remittance, member, by=by)
    receipt = Receipt.objects.create(
        origin=Origin.TAKEN_BACK,
        employer_id=remittance.employer_id,
        amount_sen=found.entry.amounts.total,
        received_on=found.received_on,
        journal_id=suspense_id,
    )
    return TakenBack.objects.create(
        remittance=remittance,
        member=member,
        amount_sen=found.entry.amounts.total,
        journal_id=journal_id,
        credited_journal_id=found.entry.journal_id,
        receipt=receipt,
        taken_on=days.today(),
        taken_at=at,
    )


def _post(found: Credited, remittance: Remittance, member: Member, *, by: User) -> tuple[int, int]:
    """The journal of the member, and the one that fills the suspense."""
    is_55 = allocation.is_emas(member.born_on, days.today())
    for amounts in refunds.ways(found.entry.amounts, is_55=is_55):
        try:
            posted = journal.post(_out_of_the_account(found, remittance, member, amounts, by=by))
        except journal.NotEnoughInAccount:
            continue
        if found.entry.book == HOME_BOOK:
            return posted.journal_id, posted.journal_id
        return posted.journal_id, journal.post(_home(found, remittance, member, by=by)).journal_id
    raise NotEnough(found.entry.amounts.total)


def _out_of_the_account(
    found: Credited, remittance: Remittance, member: Member, amounts: Amounts, *, by: User
) -> JournalDraft:
    total, book = found.entry.amounts.total, found.entry.book
    # In the other book the money goes back to where it crossed from.
    to = chart.EMPLOYER_SUSPENSE if book == HOME_BOOK else chart.DUE_FROM_BOOK
    return JournalDraft(
        scope=SCOPE,
        key=f"{remittance.pk}:{member.pk}",
        kind="ADJUSTMENT",
        book=book,
        effective_on=days.today(),
        narration="contribution.taken_back",
        reference=remittance.reference,
        by=billing.actor(by),
        control=chart.CONTRIB_CLEARING,
        members=(MemberLine(member.pk, amounts),),
        fund=(
            FundLine(chart.CONTRIB_CLEARING, chart.DEBIT, total),
            FundLine(to, chart.CREDIT, total),
        ),
        detail={
            "employer": remittance.employer.name,
            "wage_month": f"{remittance.wage_month:%Y-%m}",
            "contribution_month": f"{remittance.contribution_month:%Y-%m}",
        },
    )


def _home(found: Credited, remittance: Remittance, member: Member, *, by: User) -> JournalDraft:
    total = found.entry.amounts.total
    return JournalDraft(
        scope=SCOPE,
        key=f"{remittance.pk}:{member.pk}:{HOME_BOOK}",
        kind="ADJUSTMENT",
        book=HOME_BOOK,
        effective_on=days.today(),
        narration="contribution.taken_back",
        reference=remittance.reference,
        by=billing.actor(by),
        fund=(
            FundLine(chart.DUE_TO_BOOK, chart.DEBIT, total),
            FundLine(chart.EMPLOYER_SUSPENSE, chart.CREDIT, total),
        ),
    )
