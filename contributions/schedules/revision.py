"""A revision of the Third Schedule as officers write it down: the same shape as a file, kept as JSON.

Officers change rates, the age limit and fixed amounts. Which Part applies to whom stays as in the schedule
before: that is a change of law for the files. `read` of what `body` writes is the same schedule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from contributions.schedules.shape import Part, Schedule
from members.rules.text import Text


def body(schedule: Schedule) -> dict[str, Any]:
    """What is kept of a schedule beside its month and source."""
    return {
        "senior_age": schedule.senior_age,
        "parts": [asdict(part) for part in schedule.parts],
        "citizen": list(schedule.citizen),
        "resident": list(schedule.resident),
        "other": list(schedule.other),
        "other_must_contribute": schedule.other_must_contribute,
    }


def read(first_month: date, kept: Mapping[str, Any], source: str) -> Schedule:
    """The schedule that was kept. Raises shape.BadSchedule for one that is not whole."""
    return Schedule(
        first_month=first_month,
        source=Text(source, source),
        senior_age=int(kept["senior_age"]),
        parts=tuple(Part(**part) for part in kept["parts"]),
        citizen=(kept["citizen"][0], kept["citizen"][1]),
        resident=(kept["resident"][0], kept["resident"][1]),
        other=(kept["other"][0], kept["other"][1]),
        other_must_contribute=bool(kept["other_must_contribute"]),
    )


def revised(
    before: Schedule,
    *,
    first_month: date,
    source: str,
    senior_age: int,
    rates: Mapping[str, tuple[int, int, int, int]],
) -> Schedule:
    """`before` with other numbers from a month on. `rates` by Part: the employer's to RM5,000 and above
    it, the employee's (basis points), the employer's fixed amount (sen). Raises shape.BadSchedule.
    """
    parts = []
    for part in before.parts:
        low, high, employee, flat = rates[part.code]
        parts.append(
            replace(
                part,
                employer_low_bps=low,
                employer_high_bps=high,
                employee_bps=employee,
                employer_flat_sen=flat,
            )
        )
    return replace(
        before,
        first_month=first_month,
        source=Text(source, source),
        senior_age=senior_age,
        parts=tuple(parts),
    )
