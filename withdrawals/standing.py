"""Who stands under a restriction on a day, and whom an officer may not decide about. Reads only."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from members.ledger import selectors as ledger
from members.models import User
from withdrawals.models import PaymentPlan, Relative, Restriction, RestrictionKind
from withdrawals.rules.ages import months_after


def facts(member_id: int, *, on: date) -> dict[str, Any]:
    """Court holds and false documents in force on a day. One query."""
    held: date | None = None
    papers: list[tuple[str, date | None]] = []
    rows = restricted(on).filter(member_id=member_id)
    for kind, code, since, until, ended_at in rows.values_list(
        "kind", "type_code", "occurred_on", "ends_on", "ended_at"
    ):
        if kind == RestrictionKind.COURT_HOLD:
            held = since
        elif kind == RestrictionKind.FALSE_DOCUMENT:
            papers.append((code, until if ended_at else None))
    return {"court_hold_since": held, "false_documents": tuple(papers)}


def running(member_id: int) -> frozenset[str]:
    """Codes of the kinds of which a payment plan of the member runs. One query."""
    plans = PaymentPlan.objects.filter(member_id=member_id, ended_on__isnull=True)
    return frozenset(plans.values_list("application__type_code", flat=True))


def last_dividend_sen(member_id: int, book: str, *, on: date) -> int:
    """What was credited as dividend in the twelve months up to a day, in sen. One query."""
    rows = ledger.entries(
        member_id, since=months_after(on, -12), until=on, kinds=("DIVIDEND",), limit=None
    )
    return sum(row.amounts.total for row in rows if row.book == book)


def restricted(on: date) -> QuerySet[Restriction]:
    """Restrictions in force on a day: confirmed by a second officer, and not over."""
    return Restriction.objects.filter(confirmed_at__isnull=False).filter(
        Q(ended_at__isnull=True) | Q(ends_on__gt=on)
    )


def barred_members(on: date) -> QuerySet[Restriction, int]:
    """The ids of members under a court's hold, for a query to leave out."""
    held = restricted(on).filter(kind=RestrictionKind.COURT_HOLD)
    return held.values_list("member_id", flat=True)


def relatives(officer: User) -> QuerySet[Relative, int]:
    """The ids of members whom an officer has declared to be family."""
    mine = Relative.objects.filter(officer=officer, ended_at__isnull=True)
    return mine.values_list("member_id", flat=True)
