"""What a birthday does to the books: at 55 three accounts become one, at 100 what is left is unclaimed.

One journal a member and book; at 55 it sums to nil by itself (epf-rules 3.3, s.51A). Money held for an
application stays where it is until that is decided; the next day's run moves what came free. Safe to
run 0, 1 or N times: what has moved is no longer there to be moved.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from members.audit import services as audit
from members.ledger import chart, journal
from members.ledger import selectors as ledger
from members.ledger.drafts import Amounts, JournalDraft, MemberLine
from members.work import faults
from withdrawals.models import PaymentPlan
from withdrawals.rules.ages import latest_birth
from withdrawals.services import plans, transition

MERGE = "account.merge"
UNCLAIM = "account.unclaimed"
MERGE_AGE, UNCLAIMED_AGE = 55, 100
BEFORE_55 = (chart.PERSARAAN, chart.SEJAHTERA, chart.FLEKSIBEL)


def merge(*, business_date: date, at: datetime) -> int:
    """Everybody of 55 who still has money in the three accounts; answers how many were moved."""
    moved = 0
    born_by = latest_birth(MERGE_AGE, business_date)
    for member_id in ledger.with_money_in(BEFORE_55, born_by=born_by):
        moved += _merge(member_id, business_date, at=at)
        faults.point("birthdays.between_members")
    return moved


@transaction.atomic
def _merge(member_id: int, on: date, *, at: datetime) -> int:
    transition.lock_member(member_id)
    plans.end_for_good(member_id=member_id, at=at)
    moved = 0
    for balance in ledger.balances(member_id):
        free = {code: max(balance.available.account(code), 0) for code in BEFORE_55}
        total = sum(free.values())
        if not total:
            continue
        amounts = Amounts.of(chart.AKAUN_55, total)
        for code, sen in free.items():
            amounts -= Amounts.of(code, sen)
        if _post(MERGE, member_id, balance.book, on, "transfer.age_55", amounts, None):
            _audit("account.merged", member_id, total, at=at)
            moved += 1
    return moved


def unclaim(*, business_date: date, at: datetime) -> int:
    """Who is 100 and has claimed nothing: the money is owed to the Registrar of Unclaimed Money."""
    moved = 0
    born_by = latest_birth(UNCLAIMED_AGE, business_date)
    for member_id in ledger.with_money_in(tuple(chart.TITLES), born_by=born_by):
        moved += _unclaim(member_id, business_date, at=at)
        faults.point("birthdays.between_members")
    return moved


@transaction.atomic
def _unclaim(member_id: int, on: date, *, at: datetime) -> int:
    transition.lock_member(member_id)
    if PaymentPlan.objects.filter(member_id=member_id, ended_on__isnull=True).exists():
        return 0
    moved = 0
    for balance in ledger.balances(member_id):
        if balance.held or not balance.posted:
            continue
        narration = "transfer.unclaimed"
        if _post(UNCLAIM, member_id, balance.book, on, narration, -balance.posted, chart.UNCLAIMED):
            _audit("account.unclaimed", member_id, balance.posted.total, at=at)
            moved += 1
    return moved


def _post(
    scope: str,
    member_id: int,
    book: str,
    on: date,
    narration: str,
    amounts: Amounts,
    control: str | None,
) -> bool:
    """One journal a member, book and day; False when this day's was written before."""
    try:
        return journal.post(
            JournalDraft(
                scope=scope,
                key=f"{member_id}:{book}:{on.isoformat()}",
                kind="TRANSFER",
                book=book,
                effective_on=on,
                narration=narration,
                reference=f"{scope}:{member_id}",
                by="system",
                control=control,
                members=(MemberLine(member_id, amounts),),
            )
        ).created
    except journal.KeyReused:
        return False  # something came free after the day's run: tomorrow's moves it


def _audit(action: str, member_id: int, sen: int, *, at: datetime) -> None:
    audit.record(
        action,
        by=None,
        at=at,
        member_id=member_id,
        entity="member",
        entity_id=str(member_id),
        detail={"amount_sen": sen},
    )
