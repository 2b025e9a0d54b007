"""Voluntary money and i-Saraan, as rows an officer could check. Ringgit in the tables, sen in the rule."""

from __future__ import annotations

from datetime import date

import pytest

from contributions.rules import voluntary
from contributions.rules.voluntary import Limits

NOW = Limits(10_000_000, 2_000, 50_000, 500_000)
BEFORE = Limits(6_000_000, 1_500, 30_000, 500_000)
ADULT = date(1990, 6, 1)
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("credited", "waiting", "room"),
    [
        (0, 0, 10_000_000),
        (9_999_900, 0, 100),
        (9_999_900, 100, 0),
        (10_000_000, 0, 0),
        (10_000_001, 0, 0),
    ],
)
def test_what_is_left_of_the_year(credited: int, waiting: int, room: int) -> None:
    assert voluntary.room_sen(NOW, credited_sen=credited, waiting_sen=waiting) == room


@pytest.mark.parametrize(
    ("amount", "room", "born_on", "reasons"),
    [
        (100, 100, ADULT, ()),
        (99, 100, ADULT, ("TOO_LITTLE",)),
        (101, 100, ADULT, ("ABOVE_THE_YEAR",)),
        (10_000_000, 10_000_000, ADULT, ()),
        (10_000_001, 10_000_000, ADULT, ("ABOVE_THE_YEAR",)),
        (100, 100, date(1951, 11, 25), ()),  # 75 tomorrow
        (100, 100, date(1951, 11, 24), ("TOO_OLD",)),  # 75 today
        (50, 0, date(1951, 11, 24), ("TOO_LITTLE", "ABOVE_THE_YEAR", "TOO_OLD")),
    ],
)
def test_every_reason_is_told(
    amount: int, room: int, born_on: date, reasons: tuple[str, ...]
) -> None:
    assert voluntary.refusals(amount, room=room, born_on=born_on, on=TODAY) == reasons


@pytest.mark.parametrize(
    ("citizenship", "born_on", "reasons"),
    [
        ("CITIZEN", ADULT, ()),
        ("CITIZEN", date(1966, 11, 25), ()),  # 60 tomorrow
        ("CITIZEN", date(1966, 11, 24), ("SIXTY_OR_OLDER",)),
        ("PR", ADULT, ("NOT_A_CITIZEN",)),
        ("NON_CITIZEN", date(1960, 1, 1), ("NOT_A_CITIZEN", "SIXTY_OR_OLDER")),
    ],
)
def test_who_may_join_i_saraan(citizenship: str, born_on: date, reasons: tuple[str, ...]) -> None:
    found = voluntary.saraan_refusals(citizenship=citizenship, born_on=born_on, on=TODAY)
    assert found == reasons


@pytest.mark.parametrize(
    ("limits", "own", "before", "incentive"),
    [
        (NOW, 0, 0, 0),
        (NOW, 100_000, 0, 20_000),  # RM1,000 brings RM200
        (NOW, 249_999, 0, 49_999),  # cut to the sen
        (NOW, 250_000, 0, 50_000),  # RM2,500 brings the year's RM500
        (NOW, 1_000_000, 0, 50_000),
        (NOW, 250_000, 480_000, 20_000),  # the lifetime's last RM200
        (NOW, 250_000, 500_000, 0),
        (BEFORE, 200_000, 0, 30_000),
        (BEFORE, 100_000, 0, 15_000),
    ],
)
def test_the_incentive(limits: Limits, own: int, before: int, incentive: int) -> None:
    assert voluntary.incentive_sen(limits, own_sen=own, had_before_sen=before) == incentive
