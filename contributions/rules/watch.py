"""When a wage month is looked at, and what is found amiss with it. Money in sen.

A month is looked at on the first working day after its due date, so that a member hears of a month
that is absent or short while it can still be put right.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from datetime import date

from contributions.rules import months
from members.ledger import calendar

MISSING, BELOW_SCHEDULE, BELOW_USUAL = "MISSING", "BELOW_SCHEDULE", "BELOW_USUAL"
FINDINGS = (MISSING, BELOW_SCHEDULE, BELOW_USUAL)

# The usual month is the middle one of the last three that were credited; half a year back at most.
USUAL_OF = 3
USUAL_WITHIN_MONTHS = 6
# Below this share of the usual month it is worth a question. Ours to choose: a fifth less is more
# than an unpaid day or two, and less than a month of a part-time hand.
USUAL_BPS = 8_000

# How far back a member may report a month: what an employer still has to keep at hand.
REPORT_MONTHS = 12


def watch_day(wage_month: date, holidays: Set[date]) -> date:
    """The 16th of the contribution month, or the next working day."""
    return calendar.next_working_day(months.due_on(wage_month), holidays)


def month_watched_on(day: date, holidays: Set[date]) -> date | None:
    """The wage month that is looked at on `day`; None on every other day."""
    wage_month = months.add(months.first_of(day), -1)
    return wage_month if watch_day(wage_month, holidays) == day else None


def usual(credited_sen: Iterable[int]) -> int | None:
    """The middle of the last credited months' totals, newest first; None without any."""
    last = sorted(list(credited_sen)[:USUAL_OF])
    return last[(len(last) - 1) // 2] if last else None


def judge(*, credited_sen: int | None, due_sen: int, usual_sen: int | None) -> str | None:
    """What is amiss with a month; None when nothing is.

    `credited_sen` both shares as credited, None when nothing was; `due_sen` both shares as the
    Third Schedule has them for the wages reported; `usual_sen` as `usual` answers.
    """
    if credited_sen is None:
        return MISSING
    if credited_sen < due_sen:
        return BELOW_SCHEDULE
    if usual_sen is not None and credited_sen * 10_000 < usual_sen * USUAL_BPS:
        return BELOW_USUAL
    return None


def may_report(wage_month: date, *, today: date) -> bool:
    """True for a month past its due date and not older than REPORT_MONTHS."""
    oldest = months.add(months.first_of(today), -REPORT_MONTHS)
    return wage_month.day == 1 and wage_month >= oldest and months.due_on(wage_month) < today
