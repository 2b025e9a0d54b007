"""Which reading of an unsettled rule holds here. Settings choose; epf-rules 11 gives the defaults.

A setting that names no reading stops the program at its system check, before any money moves.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks

from contributions.rules.late import DayCount
from contributions.rules.third_schedule import Birthday, BonusBase, Options, Rounding


def schedule_options() -> Options:
    """How the Third Schedule is read; raises ValueError for a setting that names no reading."""
    return Options(
        bonus_base=BonusBase(settings.SCHEDULE_BONUS_BASE),
        rounding=Rounding(settings.SCHEDULE_ROUNDING),
        birthday=Birthday(settings.SCHEDULE_BIRTHDAY),
    )


def late_day_count() -> DayCount:
    """How late months are counted; raises ValueError for a setting that names no way."""
    return DayCount(settings.LATE_DAY_COUNT)


@checks.register("contributions")
def readings_are_known(**_asked: Any) -> list[checks.CheckMessage]:
    """Every setting above names a reading."""
    try:
        schedule_options()
        late_day_count()
    except ValueError as error:
        return [
            checks.Error(f"A reading of the law is not known: {error}.", id="contributions.E001")
        ]
    return []
