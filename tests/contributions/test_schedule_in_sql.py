"""SQL and Python price alike: at every band edge of every Part and period, and for every person."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection

from contributions import schedules
from contributions.rules import months, third_schedule
from contributions.rules.due import CITIZENSHIPS, Birthday, BonusBase, Options, Person, Rounding
from contributions.schedules import bands, tables

pytestmark = pytest.mark.django_db

Priced = tuple[int, int]


def test_the_tables_say_what_the_files_say() -> None:
    """When this fails, a schedule was added without the migration that calls `tables.write`."""
    for table, columns, rows in (
        ("contributions_schedule_rate", tables.RATE_COLUMNS, tables.rates()),
        ("contributions_schedule_month", tables.MONTH_COLUMNS, tables.every_month()),
    ):
        with connection.cursor() as cursor:
            cursor.execute(f"select {columns} from {table}")
            assert sorted(map(str, cursor.fetchall())) == sorted(map(str, rows))


def by_part(asked: list[tuple[str, date, int, int]], options: Options) -> list[Priced]:
    parts, wage_months, wages, bonuses = (list(column) for column in zip(*asked, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "select s.employer_sen, s.employee_sen"
            " from unnest(%s::text[], %s::date[], %s::bigint[], %s::bigint[])"
            " with ordinality as a (part, wage_month, wages_sen, bonus_sen, number),"
            " lateral contributions_shares(a.part, a.wage_month, a.wages_sen, a.bonus_sen, %s, %s) s"
            " order by number",
            [parts, wage_months, wages, bonuses, options.bonus_base.value, options.rounding.value],
        )
        return list(cursor.fetchall())


def in_python(asked: list[tuple[str, date, int, int]], options: Options) -> list[Priced]:
    found = []
    for code, month, wages, bonus in asked:
        due = third_schedule.part_due(code, wages, bonus, month, options=options)
        found.append((due.employer_sen, due.employee_sen))
    return found


def test_every_band_edge_of_every_period() -> None:
    edges = [wages for band in bands.every() for wages in band]
    edges += [0, bands.LAST_SEN + 1, bands.LAST_SEN + 99, 123_456_78_90, third_schedule.MOST_SEN]
    asked = [
        (part.code, schedule.first_month, wages, 0)
        for schedule in schedules.SCHEDULES
        for part in schedule.parts
        for wages in edges
    ]
    assert len(asked) > 30_000
    assert by_part(asked, Options()) == in_python(asked, Options())


@pytest.mark.parametrize(("base", "rounding"), list(product(BonusBase, Rounding)))
def test_bonuses_and_high_wages_on_every_reading(base: BonusBase, rounding: Rounding) -> None:
    chance = random.Random(f"{base}{rounding}")
    options = Options(base, rounding)
    near = [0, 1, 10_00, 10_01, 4_999_99, 5_000_00, 5_000_01, 19_999_99, 20_000_00, 20_000_01]
    asked = [
        (part.code, schedule.first_month, wages, bonus)
        for schedule in schedules.SCHEDULES
        for part in schedule.parts
        for wages, bonus in [
            *product(near, [0, 1, 99, 600_00, 20_000_00]),
            *((chance.randrange(6_000_00), chance.randrange(30_000_00)) for _ in range(40)),
            *((chance.randrange(10**11), chance.randrange(2)) for _ in range(5)),
        ]
    ]
    assert by_part(asked, options) == in_python(asked, options)


def test_no_row_where_the_part_was_not_in_force() -> None:
    for code, month in (("B", date(2025, 10, 1)), ("F", date(2025, 9, 1)), ("", date(2025, 9, 1))):
        assert by_part([(code, month, 3_250_00, 0)], Options()) == []
    assert by_part([("A", date(2011, 12, 1), 3_250_00, 0)], Options()) == []


def people() -> list[tuple[Person, date]]:
    """Every standing, around every age that matters, at the edges of every period."""
    edges = [
        month for s in schedules.SCHEDULES for month in (s.first_month, schedules.last_month(s))
    ]
    found = []
    for month in [edge for edge in edges if edge] + [date(2023, 2, 1), date(2024, 2, 1)]:
        for age, shift in product((14, 34, 55, 60, 75), (-32, -31, -1, 0, 1, 27, 28, 30, 31)):
            first = month + timedelta(days=shift)
            day = 28 if (first.month, first.day) == (2, 29) else first.day
            born_on = date(first.year - age, first.month, day)
            for citizenship, elected, opted_in in product(
                CITIZENSHIPS, (False, True), (False, True)
            ):
                person = Person(
                    born_on=born_on,
                    citizenship=citizenship,
                    elected_before_1998=elected,
                    has_opted_in=opted_in,
                )
                found.append((person, month))
    leap = Person(born_on=date(1948, 2, 29))
    return [
        *found,
        *(
            (leap, month)
            for month in months.between(date(2008, 1, 1), date(2023, 12, 1))
            if month.year >= 2012
        ),
    ]


@pytest.mark.parametrize("birthday", list(Birthday))
def test_every_person(birthday: Birthday) -> None:
    options = Options(birthday=birthday)
    asked = people()
    wages, bonus = 4_500_00, 650_00
    facts: list[tuple[Any, ...]] = [
        (p.citizenship, p.elected_before_1998, p.born_on, p.has_opted_in, month)
        for p, month in asked
    ]
    columns = [list(column) for column in zip(*facts, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            "select d.part, d.employer_sen, d.employee_sen"
            " from unnest(%s::text[], %s::boolean[], %s::date[], %s::boolean[], %s::date[])"
            " with ordinality as a (citizenship, elected, born_on, opted_in, wage_month, number),"
            " lateral contributions_due(a.citizenship, a.elected, a.born_on, a.opted_in,"
            " a.wage_month, %s, %s, birthday => %s) d order by number",
            [*columns, wages, bonus, birthday.value],
        )
        in_sql = list(cursor.fetchall())
    called = []
    for person, month in asked:
        due = third_schedule.contribution_due(wages, bonus, month, person, options=options)
        called.append((due.part, due.employer_sen, due.employee_sen))
    assert in_sql == called
    assert {part for part, *_ in called} == {"", "A", "B", "C", "D", "E", "F"}
