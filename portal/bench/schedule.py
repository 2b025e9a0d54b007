"""How much faster a million wages are priced in one pass of SQL than by a million Python calls.

The same made-up people, months and wages for both, in one run; the sums must agree to the sen.
SQL is timed as the server plans it, and once more on one core as Python is.
"""

from __future__ import annotations

import io
import random
import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg2

from contributions.rules import months, third_schedule
from contributions.rules.due import CITIZENSHIPS, Person

_COLUMNS = "citizenship, elected, born_on, has_opted_in, wage_month, wages_sen, bonus_sen"
_PRICE = """
select sum(d.employer_sen), sum(d.employee_sen)
  from bench_wages w,
       lateral contributions_due(w.citizenship, w.elected, w.born_on, w.has_opted_in,
                                 w.wage_month, w.wages_sen, w.bonus_sen) d
"""
_Row = tuple[Person, date, int, int]


def run(*, rows: int, rounds: int, owner_address: str, say: Callable[[str], None]) -> float:
    """Measure; answers the median ratio of the times, Python over SQL.

    Raises RuntimeError when the two do not agree.
    """
    say(f"making {rows:,} wages")
    made = _rows(rows)
    ratios: list[float] = []
    with psycopg2.connect(owner_address) as owner, owner.cursor() as cursor:
        _load(cursor, made)
        _price(cursor)
        for number in range(1, max(1, min(rounds, 3)) + 1):
            set_based, in_sql = _price(cursor)
            cursor.execute("set local max_parallel_workers_per_gather = 0")
            one_core, _ = _price(cursor)
            cursor.execute("set local max_parallel_workers_per_gather to default")
            called, in_python = _one_by_one(made)
            if in_sql != in_python:
                raise RuntimeError(f"SQL says {in_sql}, Python says {in_python}")
            ratios.append(called / set_based)
            say(
                f"round {number} one call a row {rows / called:>9,.0f} rows/s"
                f"   set-based {rows / set_based:>10,.0f} rows/s   ratio {ratios[-1]:.1f}"
                f"   (on one core {rows / one_core:>10,.0f} rows/s, ratio {called / one_core:.1f})"
            )
        owner.rollback()
    return statistics.median(ratios)


def _rows(count: int) -> list[_Row]:
    chance = random.Random(20_251_001)  # noqa: S311
    people = [
        Person(
            born_on=date(chance.randint(1945, 2006), chance.randint(1, 12), chance.randint(1, 28)),
            citizenship=chance.choices(CITIZENSHIPS, (85, 5, 10))[0],
            elected_before_1998=chance.random() < 0.05,
            has_opted_in=chance.random() < 0.5,
        )
        for _ in range(50_000)
    ]
    wage_months = months.between(date(2012, 1, 1), date(2026, 10, 1))
    return [
        (
            people[chance.randrange(len(people))],
            wage_months[chance.randrange(len(wage_months))],
            int(chance.lognormvariate(12.7, 0.7)),
            chance.randint(1, 2_000_000) if chance.random() < 0.1 else 0,
        )
        for _ in range(count)
    ]


def _load(cursor: Any, rows: list[_Row]) -> None:
    text = io.StringIO()
    for person, month, wages, bonus in rows:
        text.write(
            f"{person.citizenship}\t{person.elected_before_1998}\t{person.born_on}"
            f"\t{person.has_opted_in}\t{month}\t{wages}\t{bonus}\n"
        )
    text.seek(0)
    cursor.execute(
        "create unlogged table bench_wages (citizenship text, elected boolean, born_on date,"
        " has_opted_in boolean, wage_month date, wages_sen bigint, bonus_sen bigint)"
    )
    cursor.copy_expert(f"copy bench_wages ({_COLUMNS}) from stdin", text)
    cursor.execute("analyze bench_wages")


def _price(cursor: Any) -> tuple[float, tuple[int, ...]]:
    """Median of five passes, for one lasts a blink, and the two sums."""
    times = []
    for _ in range(5):
        started = time.perf_counter()
        cursor.execute(_PRICE)
        answer = tuple(int(value) for value in cursor.fetchone())
        times.append(time.perf_counter() - started)
    return statistics.median(times), answer


def _one_by_one(rows: list[_Row]) -> tuple[float, tuple[int, ...]]:
    price = third_schedule.contribution_due
    employer = employee = 0
    started = time.perf_counter()
    for person, month, wages, bonus in rows:
        due = price(wages, bonus, month, person)
        employer += due.employer_sen
        employee += due.employee_sen
    return time.perf_counter() - started, (employer, employee)
