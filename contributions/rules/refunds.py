"""Money that goes back to an employer: how long it may be asked for, and where it is taken from.

An over-payment is refunded within two years of the contribution (form KWSP 14, epf-rules 7.2). What was
credited to a member by mistake comes back out of the accounts it went to, and once they have become
Akaun 55, out of that; never out of money that came otherwise. Amounts are sen.
"""

from __future__ import annotations

import calendar
from datetime import date

from members.ledger import chart
from members.ledger.drafts import Amounts

WITHIN_MONTHS = 24
MERGE_AGE = 55

ASKED, REVIEWED, APPROVED, PAID, FAILED, REFUSED, CANCELLED = (
    "ASKED",
    "REVIEWED",
    "APPROVED",
    "PAID",
    "FAILED",
    "REFUSED",
    "CANCELLED",
)
MOVES: dict[str, frozenset[str]] = {
    ASKED: frozenset({REVIEWED, REFUSED, CANCELLED}),
    REVIEWED: frozenset({APPROVED, REFUSED, CANCELLED}),
    APPROVED: frozenset({PAID, FAILED}),
    PAID: frozenset({FAILED}),
    FAILED: frozenset(),
    REFUSED: frozenset(),
    CANCELLED: frozenset(),
}
OPEN = frozenset({ASKED, REVIEWED})
"""Its money is set aside, and in the books still the employer's suspense."""

TAKES_MONEY = frozenset({ASKED, REVIEWED, APPROVED, PAID})
"""Its money is set aside or has gone: it pays nothing else."""


def last_day(contributed_on: date, within_months: int = WITHIN_MONTHS) -> date:
    """The last day on which money that came that day may be asked back."""
    months = contributed_on.year * 12 + contributed_on.month - 1 + within_months
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(contributed_on.day, calendar.monthrange(year, month)[1]))


def is_in_time(contributed_on: date, today: date, within_months: int = WITHIN_MONTHS) -> bool:
    """True until the end of the last day."""
    return today <= last_day(contributed_on, within_months)


def ways(credited: Amounts, *, is_55: bool) -> tuple[Amounts, ...]:
    """What may be taken from a member for a line that was credited so, the first way first.

    Every way sums to minus what was credited.
    """
    mirror = -credited
    went_to = {code for code, sen in credited.items() if sen}
    if not is_55 or not went_to <= {chart.PERSARAAN, chart.SEJAHTERA, chart.FLEKSIBEL}:
        return (mirror,)
    return (mirror, Amounts.of(chart.AKAUN_55, -credited.total))
