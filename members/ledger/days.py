"""The fund's day and its holidays. Rules take these as facts; nothing that decides reads the clock."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import date, datetime

from django.utils import timezone

from members.ledger.models import BusinessDate, Holiday
from members.models.prepared import Prepared

_TODAY = Prepared(lambda: BusinessDate.objects.filter(pk=1).values_list("today_on"))


def today() -> date:
    """The business date; before the fund's first day, the date in Kuala Lumpur."""
    for (day,) in _TODAY():
        return day  # type: ignore[no-any-return]
    return timezone.localdate()


def begin(day: date, *, at: datetime) -> None:
    """Say which day the fund begins on. Raises ValueError when it has begun."""
    _, created = BusinessDate.objects.get_or_create(
        pk=1, defaults={"today_on": day, "advanced_at": at}
    )
    if not created:
        raise ValueError("the fund has begun; its date only moves forward")


def lock_today(*, at: datetime) -> date:
    """The business date, its row locked for this transaction; the first day begins here."""
    BusinessDate.objects.bulk_create(
        [BusinessDate(id=1, today_on=timezone.localdate(at), advanced_at=at)], ignore_conflicts=True
    )
    return BusinessDate.objects.select_for_update().get(pk=1).today_on


def set_today(day: date, *, at: datetime) -> None:
    """Move the business date; the caller holds it by `lock_today`. Raises ValueError when it goes back."""
    row = BusinessDate.objects.select_for_update().get(pk=1)
    if day < row.today_on:
        raise ValueError("the business date never goes back")
    row.today_on, row.advanced_at = day, at
    row.save(update_fields=["today_on", "advanced_at"])


def holidays(year_from: int, year_to: int, state: str = "KUL") -> frozenset[date]:
    """The holidays of a state in the years given, both included."""
    return frozenset(
        Holiday.objects.filter(
            state_code=state, day__year__gte=year_from, day__year__lte=year_to
        ).values_list("day", flat=True)
    )


def holidays_of(
    states: Collection[str], year_from: int, year_to: int
) -> dict[str, frozenset[date]]:
    """The holidays of each of some states in the years given, both included. One query."""
    found: dict[str, set[date]] = {state: set() for state in states}
    rows = Holiday.objects.filter(
        state_code__in=sorted(found), day__year__gte=year_from, day__year__lte=year_to
    )
    for state, day in rows.values_list("state_code", "day"):
        found[state].add(day)
    return {state: frozenset(days) for state, days in found.items()}


def next_holidays(day: date, count: int, state: str = "KUL") -> list[tuple[date, str]]:
    """(day, name) of the next holidays of a state, from `day` on."""
    found = Holiday.objects.filter(state_code=state, day__gte=day).order_by("day")
    return list(found.values_list("day", "name")[:count])


def calendar_version(state: str = "KUL") -> str:
    """Twelve hex digits that change whenever the holidays of a state change."""
    days = Holiday.objects.filter(state_code=state).order_by("day").values_list("day", flat=True)
    text = state + ",".join(day.isoformat() for day in days)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
