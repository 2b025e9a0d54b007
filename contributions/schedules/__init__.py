"""The Third Schedule as dated data: one file per change of law, each with its legal source.

A file `from_YYYY_MM.py` holds one `SCHEDULE` and is found by walking this folder; it applies from
its first wage month until the next file's. A late month is charged at the schedule of the wage
month. What officers confirm since (models/schedule_revision.py) comes on top, as values of the same
shape. After adding a file, add a migration that calls `tables.write`, which puts the same data
where SQL can join it; a test compares the two.
"""

from __future__ import annotations

import importlib
import pkgutil
from bisect import bisect_right
from collections.abc import Iterable
from datetime import date

from contributions.schedules.shape import BadSchedule, Schedule


class NoSchedule(LookupError):
    """No schedule is known for the wage month: it lies before the first one."""


def _find() -> tuple[Schedule, ...]:
    found: list[Schedule] = []
    for info in pkgutil.iter_modules(__path__):
        if not info.name.startswith("from_"):
            continue
        schedule = getattr(importlib.import_module(f"{__name__}.{info.name}"), "SCHEDULE", None)
        if not isinstance(schedule, Schedule):
            raise BadSchedule(f"{info.name} has no SCHEDULE")
        if info.name != f"from_{schedule.first_month:%Y_%m}":
            raise BadSchedule(f"{info.name} holds the schedule of {schedule.first_month}")
        found.append(schedule)
    return tuple(sorted(found, key=lambda schedule: schedule.first_month))


SCHEDULES: tuple[Schedule, ...] = _find()
_FIRST_MONTHS = [schedule.first_month for schedule in SCHEDULES]


def with_revisions(revisions: Iterable[Schedule]) -> tuple[Schedule, ...]:
    """The files and what officers confirmed since, oldest first; a file wins over a revision of its month."""
    by_month = {schedule.first_month: schedule for schedule in (*revisions, *SCHEDULES)}
    return tuple(by_month[month] for month in sorted(by_month))


def in_force(wage_month: date, revisions: tuple[Schedule, ...] = ()) -> Schedule:
    """The schedule of a wage month; raises NoSchedule before the first."""
    index = bisect_right(_FIRST_MONTHS, wage_month)
    if index == 0:
        raise NoSchedule(f"{wage_month:%Y-%m}")
    found = SCHEDULES[index - 1]
    for revision in revisions:
        if found.first_month < revision.first_month <= wage_month:
            found = revision
    return found


def last_month(schedule: Schedule, known: tuple[Schedule, ...] = SCHEDULES) -> date | None:
    """The last wage month of a schedule; None for the last of those known."""
    index = known.index(schedule)
    if index + 1 == len(known):
        return None
    following = known[index + 1].first_month
    years, month = divmod(following.year * 12 + following.month - 2, 12)
    return date(years, month + 1, 1)
