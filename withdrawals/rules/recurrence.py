"""What follows an approval besides one payment: monthly payments, a yearly dividend, money set aside.

Monthly payments fall on the 25th; on a day on which banks rest they come the working day before
(epf-rules 5.12, default of the dossier; the housing instalments take the same day). The yearly dividend
comes on 25 March, after the fund has declared it. Pure.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from members.ledger import calendar

PAY_DAY = 25
DIVIDEND_MONTH = 3
SET_ASIDE_MONTHS = 12
"""Money is set aside for at least so long (epf-rules 5.8)."""


class Later(StrEnum):
    """What a kind, or a way to take its money, does after approval instead of one payment."""

    MONTHLY = "MONTHLY"
    PART_AND_MONTHLY = "PART_AND_MONTHLY"
    DIVIDEND = "DIVIDEND"
    SET_ASIDE = "SET_ASIDE"


class Rhythm(StrEnum):
    """How often a plan pays."""

    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"
    SET_ASIDE = "SET_ASIDE"


class Ending(StrEnum):
    """Why a plan ended."""

    DONE = "DONE"
    NO_MONEY = "NO_MONEY"
    CANCELLED = "CANCELLED"
    DIED = "DIED"
    RELEASED = "RELEASED"


PAYS_NOW = frozenset({Later.PART_AND_MONTHLY, Later.DIVIDEND})
"""The amount of the application is paid at approval, and the plan comes after it."""

RHYTHMS = {
    Later.MONTHLY: Rhythm.MONTHLY,
    Later.PART_AND_MONTHLY: Rhythm.MONTHLY,
    Later.DIVIDEND: Rhythm.YEARLY,
    Later.SET_ASIDE: Rhythm.SET_ASIDE,
}


def pay_day(nominal_on: date, holidays: Collection[date]) -> date:
    """The working day on or before a nominal pay day."""
    day = nominal_on
    while not calendar.is_working_day(day, holidays):
        day -= timedelta(days=1)
    return day


def nominal(rhythm: Rhythm, first_on: date, number: int) -> date:
    """The nominal pay day of a period, counted from 0. Raises ValueError for money set aside."""
    if rhythm == Rhythm.SET_ASIDE or number < 0:
        raise ValueError("no period of this number is paid")
    months = number * (12 if rhythm == Rhythm.YEARLY else 1)
    year, month = divmod(first_on.year * 12 + first_on.month - 1 + months, 12)
    return date(year, month + 1, PAY_DAY)


def first(rhythm: Rhythm, approved_on: date, holidays: Collection[date]) -> date:
    """The first nominal pay day whose working day comes after the approval."""
    day = date(approved_on.year, approved_on.month, PAY_DAY)
    if rhythm == Rhythm.YEARLY:
        day = date(approved_on.year, DIVIDEND_MONTH, PAY_DAY)
    number = 0
    while pay_day(nominal(rhythm, day, number), holidays) <= approved_on:
        number += 1
    return nominal(rhythm, day, number)


def falls_due(due_on: date, today: date, holidays: Collection[date]) -> bool:
    """True when the payment must be made today, so that the next working day's file carries it."""
    return due_on <= calendar.next_working_day(today, holidays)
