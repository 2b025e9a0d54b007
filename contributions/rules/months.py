"""Wage month, contribution month, due date. A month is the date of its first day.

Wages of month M are contribution month M+1, payable on or before the 15th of M+1
(epf-rules 1.7; Employees Provident Fund Act, s.45 and the Rules).
"""

from __future__ import annotations

from datetime import date

DUE_DAY = 15


def first_of(day: date) -> date:
    """The month a day lies in."""
    return day.replace(day=1)


def add(month: date, count: int) -> date:
    """`count` months after `month` (before it when negative)."""
    years, index = divmod(month.year * 12 + month.month - 1 + count, 12)
    return date(years, index + 1, 1)


def contribution_month(wage_month: date) -> date:
    """The month in which wages of `wage_month` are contributed."""
    return add(first_of(wage_month), 1)


def due_on(wage_month: date) -> date:
    """The last day on which the month's contribution is on time; no extension for holidays."""
    return contribution_month(wage_month).replace(day=DUE_DAY)


def is_future(wage_month: date, today: date) -> bool:
    """True when nobody can have earned the wages yet."""
    return first_of(wage_month) > first_of(today)


def back_from(today: date, count: int) -> tuple[date, ...]:
    """The current month and the `count` - 1 before it, newest first."""
    current = first_of(today)
    return tuple(add(current, -step) for step in range(count))


def between(first: date, last: date) -> tuple[date, ...]:
    """Every month from the one `first` lies in to the one `last` lies in, oldest first."""
    month, end = first_of(first), first_of(last)
    found = []
    while month <= end:
        found.append(month)
        month = add(month, 1)
    return tuple(found)
