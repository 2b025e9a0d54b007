"""Every printed row, every change of law, every choice of Part, from tables an officer can correct."""

from __future__ import annotations

import csv
import itertools
from datetime import date
from fractions import Fraction
from math import ceil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contributions import schedules
from contributions.rules import payments, third_schedule, working
from contributions.rules.due import (
    Band,
    Birthday,
    BonusBase,
    Due,
    Election,
    Options,
    Person,
    Rounding,
)
from contributions.rules.payments import Payment
from contributions.rules.reasons import REASONS
from contributions.schedules import bands, minimum_wages
from contributions.schedules.shape import PART_TITLES, BadSchedule, Part, Schedule
from members.ledger import money
from members.rules.text import Text

SCENARIOS = Path(__file__).parents[2] / "scenarios" / "contributions"
NOW = date(2025, 10, 1)
ADULT = Person(born_on=date(1991, 5, 10))


def table(name: str) -> list[dict[str, str]]:
    with (SCENARIOS / name).open(newline="") as file:
        return list(csv.DictReader(file))


def named(row: dict[str, str]) -> str:
    return row["case"]


def month_of(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


# ── the officer's tables ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("row", table("third_schedule.csv"), ids=named)
def test_the_shares(row: dict[str, str]) -> None:
    due = third_schedule.part_due(
        row["part"],
        money.parse(row["wages"]),
        money.parse(row["bonus"]),
        month_of(row["month"]),
        options=Options(BonusBase(row["bonus_base"]), Rounding(row["rounding"])),
    )
    assert (due.employer_sen, due.employee_sen) == (
        int(row["employer"]) * 100,
        int(row["employee"]) * 100,
    )


def person_of(row: dict[str, str]) -> Person:
    return Person(
        born_on=date.fromisoformat(row["born_on"]),
        citizenship=row["citizenship"],
        elected_before_1998=row["elected_before_1998"] == "yes",
        has_opted_in=row["has_opted_in"] == "yes",
        is_domestic_servant=row["domestic"] == "yes",
        is_outside_the_act=row["outside"] == "yes",
        died_on=date.fromisoformat(row["died_on"]) if row["died_on"] else None,
    )


@pytest.mark.parametrize("row", table("part_choice.csv"), ids=named)
def test_the_part(row: dict[str, str]) -> None:
    options = Options(birthday=Birthday(row["birthday"]))
    month = month_of(row["month"])
    part, reasons = third_schedule.part_of(person_of(row), month, options)
    assert part == row["part"]
    assert reasons == ((row["reason"],) if row["reason"] else ())
    due = third_schedule.contribution_due(3_250_00, 0, month, person_of(row), options=options)
    assert due.part == part
    assert bool(due.total_sen) is bool(part)


# ── the printed bands ───────────────────────────────────────────────────────────────────────────

BANDED = [
    (schedule, part)
    for schedule in schedules.SCHEDULES
    for part in schedule.parts
    if part.is_banded
]


def title(value: Schedule | Part) -> str:
    return value.code if isinstance(value, Part) else f"{value.first_month:%Y-%m}"


def test_there_are_401_bands_without_a_gap() -> None:
    every = bands.every()
    assert len(every) == 401
    assert every[0] == (1, 10_00) and every[1] == (10_01, 20_00) and every[2] == (20_01, 40_00)
    assert every[-1] == (19_900_01, 20_000_00)
    assert all(after[0] == before[1] + 1 for before, after in itertools.pairwise(every))
    widths = {last - first + 1 for first, last in every if first > 20_00 and last <= 5_000_00}
    assert widths == {20_00}
    assert {last - first + 1 for first, last in every if first > 5_000_00} == {100_00}


def expected(part: Part, upper_sen: int) -> tuple[int, int]:
    """The ceiling rule in fractions: another way than the one under test."""
    if upper_sen <= 10_00:
        return 0, 0
    rate = part.employer_high_bps if upper_sen > 5_000_00 else part.employer_low_bps
    employer = ceil(Fraction(rate * upper_sen, 1_000_000)) * 100
    employee = ceil(Fraction(part.employee_bps * upper_sen, 1_000_000)) * 100
    return part.employer_flat_sen or employer, employee


@pytest.mark.parametrize(("schedule", "part"), BANDED, ids=title)
def test_every_band_edge_and_one_sen_beyond_it(schedule: Schedule, part: Part) -> None:
    every = bands.every()
    for index, (first, last) in enumerate(every):
        for wages in (first, (first + last) // 2, last):
            due = third_schedule.part_due(part.code, wages, 0, schedule.first_month)
            assert (due.employer_sen, due.employee_sen) == expected(part, last), wages
            assert due.band == Band(first, last)
            assert due.total_sen == due.employer_sen + due.employee_sen
        if index + 1 < len(every):
            after = third_schedule.part_due(part.code, last + 1, 0, schedule.first_month)
            assert (after.employer_sen, after.employee_sen) == expected(part, every[index + 1][1])
    above = third_schedule.part_due(part.code, bands.LAST_SEN + 1, 0, schedule.first_month)
    assert above.band is None and "ABOVE_20000" in above.reasons


def test_the_history_is_the_published_one() -> None:
    found = {
        f"{schedule.first_month:%Y-%m}": (
            schedule.senior_age,
            {part.code: part.employee_bps for part in schedule.parts},
        )
        for schedule in schedules.SCHEDULES
    }
    assert found == {
        "2012-01": (55, {"A": 1100, "B": 1100, "C": 550, "D": 550}),
        "2013-08": (60, {"A": 1100, "B": 1100, "C": 550, "D": 550}),
        "2016-03": (60, {"A": 800, "B": 800, "C": 400, "D": 400}),
        "2018-01": (60, {"A": 1100, "B": 1100, "C": 550, "D": 550}),
        "2019-01": (60, {"A": 1100, "B": 1100, "C": 550, "D": 550, "E": 0}),
        "2020-04": (60, {"A": 700, "B": 700, "C": 550, "D": 550, "E": 0}),
        "2021-01": (60, {"A": 900, "B": 900, "C": 550, "D": 550, "E": 0}),
        "2022-07": (60, {"A": 1100, "B": 1100, "C": 550, "D": 550, "E": 0}),
        "2025-10": (60, {"A": 1100, "C": 550, "E": 0, "F": 200}),
    }
    for schedule in schedules.SCHEDULES:
        assert schedule.source.ms and schedule.source.en
        following = schedules.last_month(schedule)
        assert following is None or schedules.in_force(following) is schedule


@pytest.mark.parametrize(
    ("month", "code"),
    [("2025-10", "B"), ("2025-10", "D"), ("2025-09", "F"), ("2018-12", "E"), ("2025-10", "Z")],
)
def test_a_part_that_was_not_in_force(month: str, code: str) -> None:
    with pytest.raises(third_schedule.PartNotInForce):
        third_schedule.part_due(code, 1, 0, month_of(month))


def test_before_the_first_schedule() -> None:
    with pytest.raises(schedules.NoSchedule):
        third_schedule.contribution_due(3_250_00, 0, date(2011, 12, 31), ADULT)


def test_a_schedule_that_is_not_one_cannot_be_made() -> None:
    source = Text("sumber", "source")
    part = Part("A", 1_300, 1_200, 1_100)
    for month, citizen in ((date(2030, 1, 2), ("A", "A")), (date(2030, 1, 1), ("A", "E"))):
        with pytest.raises(BadSchedule):
            Schedule(month, source, 60, (part,), citizen, ("A", "A"), ("A", "A"), True)
    for wrong in ((10_001, 0, 0, 0), (0, 0, 0, 5_50), (100, 100, 0, 5_00)):
        with pytest.raises(BadSchedule):
            Part("A", *wrong)


# ── wages are payments ──────────────────────────────────────────────────────────────────────────


def test_what_does_not_count_is_left_out() -> None:
    due = third_schedule.contribution_due(
        [Payment("SALARY", 3_000_00), Payment("ALLOWANCE", 250_00), Payment("OVERTIME", 900_00)],
        0,
        NOW,
        ADULT,
    )
    assert (due.wages_sen, due.left_out_sen) == (3_250_00, 900_00)
    assert (due.employer_sen, due.employee_sen) == (424_00, 359_00)
    assert "LEFT_OUT" in due.reasons


def test_a_typed_bonus_is_a_bonus() -> None:
    typed = [Payment("SALARY", 4_500_00), Payment("BONUS", 650_00)]
    assert third_schedule.contribution_due(typed, 0, NOW, ADULT).employer_sen == 670_00
    commission = [Payment("SALARY", 4_500_00), Payment("COMMISSION", 650_00)]
    assert third_schedule.contribution_due(commission, 0, NOW, ADULT).employer_sen == 624_00


def test_which_payments_count() -> None:
    liable = {code for code, kind in payments.KINDS.items() if kind.is_liable}
    assert liable == {
        "SALARY", "UNUSED_LEAVE", "BONUS", "ALLOWANCE", "COMMISSION", "INCENTIVE", "ARREARS",
        "MATERNITY", "STUDY_LEAVE", "HALF_DAY_LEAVE", "OTHER_CONTRACT",
    }  # fmt: skip
    assert set(payments.KINDS) - liable == {
        "OVERTIME", "SERVICE_CHARGE", "GRATUITY", "RETIREMENT", "TERMINATION", "TRAVEL", "EXEMPT",
    }  # fmt: skip


@pytest.mark.parametrize("wrong", [[Payment("TIPS", 1)], [Payment("SALARY", -1)], -1, 10**11])
def test_payments_that_are_refused(wrong: int | list[Payment]) -> None:
    with pytest.raises(ValueError, match=r"payment|wages"):
        third_schedule.contribution_due(wrong, 0, NOW, ADULT)


def test_only_overtime_is_no_wages() -> None:
    due = third_schedule.contribution_due([Payment("OVERTIME", 500_00)], 0, NOW, ADULT)
    assert due.total_sen == 0 and "NO_WAGES" in due.reasons


# ── minimum wage, elections, tolerance ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("month", "borneo", "floor"),
    [
        ("2012-12", False, 0),
        ("2013-01", False, 900_00),
        ("2013-01", True, 800_00),
        ("2016-07", True, 920_00),
        ("2019-01", True, 1_100_00),
        ("2022-04", False, 1_100_00),
        ("2022-05", False, 1_500_00),
        ("2025-02", True, 1_700_00),
    ],
)
def test_the_minimum_wage_by_month(month: str, borneo: bool, floor: int) -> None:
    assert minimum_wages.floor_sen(month_of(month), borneo=borneo) == floor


def test_no_contribution_below_the_one_on_the_minimum_wage() -> None:
    covered = Person(born_on=ADULT.born_on, minimum_wage_applies=True)
    due = third_schedule.contribution_due(1_200_00, 0, NOW, covered)
    floor = third_schedule.part_due("A", 1_700_00, 0, NOW)
    assert (due.employer_sen, due.employee_sen) == (floor.employer_sen, floor.employee_sen)
    assert "MINIMUM_WAGE" in due.reasons and due.wages_sen == 1_200_00
    assert third_schedule.contribution_due(0, 0, NOW, covered).total_sen == 0
    above = third_schedule.contribution_due(1_700_00, 0, NOW, covered)
    assert "MINIMUM_WAGE" not in above.reasons


def test_an_elected_rate_and_elected_ringgit() -> None:
    rate = Election(first_month=NOW, employee_bps=1_500)
    due = third_schedule.contribution_due(3_250_00, 0, NOW, ADULT, election=rate)
    assert (due.employee_sen, due.employee_excess_sen) == (489_00, 130_00)
    assert due.employer_sen == 424_00
    extra = Election(first_month=NOW, employer_extra_sen=50_00, employee_extra_sen=1_00)
    due = third_schedule.contribution_due(3_250_00, 0, NOW, ADULT, election=extra)
    assert (due.employer_sen, due.employee_sen) == (474_00, 360_00)
    lower = Election(first_month=NOW, employee_bps=500)
    due = third_schedule.contribution_due(3_250_00, 0, NOW, ADULT, election=lower)
    assert due.employee_sen == 359_00 and "ELECTED" not in due.reasons


def test_an_election_never_reaches_back_or_past_its_end() -> None:
    election = Election(NOW, date(2025, 12, 1), employee_extra_sen=10_00)
    shares = [
        third_schedule.contribution_due(
            3_250_00, 0, month, ADULT, election=election
        ).employee_excess_sen
        for month in (date(2025, 9, 1), NOW, date(2025, 12, 31), date(2026, 1, 1))
    ]
    assert shares == [0, 10_00, 10_00, 0]


def test_a_citizen_of_60_may_elect_to_pay() -> None:
    senior = Person(born_on=date(1960, 1, 1))
    due = third_schedule.contribution_due(
        3_250_00, 0, NOW, senior, election=Election(NOW, employee_bps=550)
    )
    assert (due.part, due.employer_sen, due.employee_sen) == ("E", 131_00, 180_00)


@pytest.mark.parametrize("wrong", [{"employee_extra_sen": 50}, {"employer_bps": 10_001}])
def test_an_election_is_whole_ringgit_or_a_rate(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="elected"):
        Election(NOW, **wrong)


def test_employers_may_round_each_share_where_there_is_no_band() -> None:
    due = third_schedule.part_due("A", 20_000_01, 0, NOW)
    assert third_schedule.is_accepted(due, 2_400_00, 2_201_00)
    assert third_schedule.is_accepted(due, 2_401_00, 2_201_00)
    for employer, employee in ((2_402_00, 2_201_00), (2_399_00, 2_201_00), (2_401_00, 2_202_00)):
        assert not third_schedule.is_accepted(due, employer, employee)
    example = third_schedule.part_due("A", 21_250_00, 0, NOW)
    assert not third_schedule.is_accepted(example, 2_551_00, 2_338_00)
    banded = third_schedule.part_due("A", 3_250_00, 0, NOW)
    assert third_schedule.is_accepted(banded, 424_00, 359_00)
    assert not third_schedule.is_accepted(banded, 425_00, 359_00)


# ── words and working ───────────────────────────────────────────────────────────────────────────


def test_every_part_and_reason_has_words() -> None:
    codes = {part.code for schedule in schedules.SCHEDULES for part in schedule.parts}
    assert codes == set(PART_TITLES)
    source = Path(third_schedule.__file__).read_text()
    for code in REASONS:
        assert f'"{code}"' in source, f"{code} is never given"


def test_the_working_of_a_band() -> None:
    due = third_schedule.part_due("A", 3_250_00, 0, NOW)
    assert [(line.label.en, line.figures) for line in working.lines(due)] == [
        ("Wages", "RM3,250.00"),
        ("Wage band", "RM3,240.01 – RM3,260.00"),
        ("Employer's share", "13% × RM3,260.00 = RM423.80 → RM424.00"),
        ("Employee's share", "11% × RM3,260.00 = RM358.60 → RM359.00"),
    ]


def test_the_working_above_the_bands() -> None:
    due = third_schedule.part_due("A", 20_000_01, 0, NOW)
    figures = [line.figures for line in working.lines(due)]
    assert figures == [
        "RM20,000.01",
        "12% × RM20,000.01 + 11% × RM20,000.01 = RM4,600.0023 → RM4,601.00",
        "11% × RM20,000.01 = RM2,200.0011 → RM2,201.00",
        "RM4,601.00 − RM2,201.00 = RM2,400.00",
    ]


@st.composite
def dues(draw: st.DrawFn) -> tuple[Due, Options]:
    schedule = draw(st.sampled_from(schedules.SCHEDULES))
    part = draw(st.sampled_from(schedule.parts))
    options = Options(draw(st.sampled_from(BonusBase)), draw(st.sampled_from(Rounding)))
    wages = draw(st.integers(0, 3_000_000) | st.integers(0, third_schedule.MOST_SEN))
    bonus = draw(st.just(0) | st.integers(0, 3_000_000))
    due = third_schedule.part_due(part.code, wages, bonus, schedule.first_month, options=options)
    return due, options


@given(dues())
def test_the_working_ends_in_the_shares(case: tuple[Due, Options]) -> None:
    due, options = case
    figures = {line.label: line.figures for line in working.lines(due, options)}
    if due.total_sen:
        assert figures[working.EMPLOYER].endswith(money.ringgit(due.employer_sen))
        assert figures[working.EMPLOYEE].endswith(money.ringgit(due.employee_sen))


# ── properties ──────────────────────────────────────────────────────────────────────────────────


@given(dues())
def test_shares_are_whole_ringgit_and_add_up(case: tuple[Due, Options]) -> None:
    due, _ = case
    assert due.employer_sen >= 0 and due.employee_sen >= 0
    assert due.employer_sen % 100 == 0 and due.employee_sen % 100 == 0
    assert due.total_sen == due.employer_sen + due.employee_sen


@given(dues())
def test_the_total_is_the_exact_one_rounded_up_where_there_is_no_band(
    case: tuple[Due, Options],
) -> None:
    due, options = case
    if due.band or options.rounding is not Rounding.TOTAL or not due.base_sen:
        return
    part = schedules.in_force(due.wage_month).part(due.part)
    assert part is not None
    low = "BONUS_RATE" in due.reasons or due.base_sen <= bands.STEP_SEN
    rate = part.employer_low_bps if low else part.employer_high_bps
    exact = Fraction((rate + part.employee_bps) * due.base_sen, 10_000) + part.employer_flat_sen
    assert due.total_sen == ceil(exact / 100) * 100


SIDES = [(0, bands.STEP_SEN), (bands.STEP_SEN + 1, 3 * bands.LAST_SEN)]


@pytest.mark.parametrize(("least", "most"), SIDES)
@given(data=st.data())
def test_more_wages_never_owe_less_on_one_side_of_5000(
    least: int, most: int, data: st.DataObject
) -> None:
    schedule = data.draw(st.sampled_from(schedules.SCHEDULES))
    part = data.draw(st.sampled_from(schedule.parts))
    few, many = sorted(data.draw(st.tuples(*[st.integers(least, most)] * 2)))
    less = third_schedule.part_due(part.code, few, 0, schedule.first_month)
    more = third_schedule.part_due(part.code, many, 0, schedule.first_month)
    assert less.employee_sen <= more.employee_sen
    assert less.total_sen <= more.total_sen


@given(st.dates(date(1930, 1, 1), date(2011, 1, 1)), st.dates(date(2012, 1, 1), date(2040, 1, 1)))
def test_the_reading_of_birthdays_moves_an_age_by_a_month(born_on: date, month: date) -> None:
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    assert third_schedule.age_in(month, born_on) == third_schedule.age_in(
        following, born_on, Birthday.NEXT_MONTH
    )
