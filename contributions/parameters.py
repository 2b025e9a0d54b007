"""Which reading of an unsettled rule holds here. Settings choose; epf-rules 11 gives the defaults."""

from __future__ import annotations

from django.conf import settings

from contributions.rules.late import DayCount
from contributions.rules.third_schedule import Birthday, BonusBase, Options, Rounding


def schedule_options() -> Options:
    """How the Third Schedule is read; raises ValueError for a setting that names no reading."""
    return Options(
        bonus_base=BonusBase(getattr(settings, "SCHEDULE_BONUS_BASE", "ACTUAL")),
        rounding=Rounding(getattr(settings, "SCHEDULE_ROUNDING", "TOTAL")),
        birthday=Birthday(getattr(settings, "SCHEDULE_BIRTHDAY", "THIS_MONTH")),
    )


def late_day_count() -> DayCount:
    """How late months are counted; raises ValueError for a setting that names no way."""
    return DayCount(getattr(settings, "LATE_DAY_COUNT", "CALENDAR"))
