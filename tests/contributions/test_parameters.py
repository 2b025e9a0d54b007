"""Settings choose the reading of the law, and a setting that names none stops the program."""

from __future__ import annotations

from typing import Any

import pytest

from contributions import parameters
from contributions.rules.due import Birthday, BonusBase, Options, Rounding
from contributions.rules.late import DayCount

pytestmark = pytest.mark.django_db  # what officers confirmed is asked for


def test_the_defaults_are_those_of_the_rules() -> None:
    assert parameters.schedule_options() == Options()
    assert parameters.late_day_count() is DayCount.CALENDAR
    assert parameters.readings_are_known() == []


def test_settings_choose(settings: Any) -> None:
    settings.SCHEDULE_BONUS_BASE = "BAND_TOP"
    settings.SCHEDULE_ROUNDING = "EACH"
    settings.SCHEDULE_BIRTHDAY = "NEXT_MONTH"
    settings.LATE_DAY_COUNT = "FROM_16TH"
    assert parameters.schedule_options() == Options(
        BonusBase.BAND_TOP, Rounding.EACH, Birthday.NEXT_MONTH
    )
    assert parameters.late_day_count() is DayCount.FROM_16TH


@pytest.mark.parametrize(
    "name", ["SCHEDULE_BONUS_BASE", "SCHEDULE_ROUNDING", "SCHEDULE_BIRTHDAY", "LATE_DAY_COUNT"]
)
def test_an_unknown_reading_is_an_error(settings: Any, name: str) -> None:
    setattr(settings, name, "WHATEVER")
    (error,) = parameters.readings_are_known()
    assert "WHATEVER" in error.msg
