"""The same schedules where SQL can join them: two tables and two functions, made from the files here.

`contributions_due` prices a month of a person (as `third_schedule.contribution_due`, without
elections and the facts few people have), `contributions_shares` a Part chosen by name; shares are
sen. The printed bands stand in arrays, one row a Part and period. Both functions are plain SQL, so
the planner folds them into the query: two hash joins, and a million rows are priced in one pass.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from contributions import schedules
from contributions.schedules import bands, revision
from contributions.schedules.shape import Part, Schedule

# What every row of a query reads has a fixed width and comes first; then the arrays; then words.
# `standing` is 1 citizen, 2 resident, 3 other non-citizen by choice, 4 other non-citizen.
TABLES = """
create table contributions_schedule_rate (
  id int primary key,
  employer_low_bps bigint not null, employer_high_bps bigint not null,
  employee_bps bigint not null, employer_flat_sen bigint not null,
  last_band_sen bigint not null,
  has_bonus_rule boolean not null,
  employer_sen bigint[] not null, employee_sen bigint[] not null,
  part text not null check (part in ('', 'A', 'B', 'C', 'D', 'E', 'F')),
  first_month date not null,
  last_month date not null,
  source text not null,
  check (first_month <= last_month),
  check (least(employer_low_bps, employer_high_bps, employee_bps, employer_flat_sen) >= 0),
  exclude using gist (part with =, daterange(first_month, last_month, '[]') with &&)
);
alter table contributions_schedule_rate
  alter employer_sen set storage plain, alter employee_sen set storage plain;
create table contributions_schedule_month (
  wage_month date not null,
  standing int not null check (standing between 1 and 4),
  last_birth_75 date not null, last_birth_senior date not null, last_birth_14 date not null,
  rate_id int not null references contributions_schedule_rate,
  senior_rate_id int not null references contributions_schedule_rate,
  birthday text not null check (birthday in ('THIS_MONTH', 'NEXT_MONTH')),
  primary key (wage_month, standing, birthday)
);
"""

DROP = """
drop function contributions_due(text, boolean, date, boolean, date, bigint, bigint, text, text, text);
drop function contributions_shares(text, date, bigint, bigint, text, text);
drop table contributions_schedule_month;
drop table contributions_schedule_rate;
"""

NOTHING = 0  # the row of those who are not liable
LAST_MONTH = date(2099, 12, 1)

RATE_COLUMNS = (
    "id, employer_low_bps, employer_high_bps, employee_bps, employer_flat_sen, last_band_sen,"
    " has_bonus_rule, employer_sen, employee_sen, part, first_month, last_month, source"
)
MONTH_COLUMNS = (
    "wage_month, standing, last_birth_75, last_birth_senior, last_birth_14, rate_id,"
    " senior_rate_id, birthday"
)

_SHARES = """
case when {base} > r.last_band_sen then
    case when {base} = 0 then 0 when rounding = 'TOTAL' then
      ({units} * {base} + {flat} + r.employee_bps * {base} + 999999) / 1000000 * 100
      - (r.employee_bps * {base} + 999999) / 1000000 * 100
    else ({units} * {base} + {flat} + 999999) / 1000000 * 100 end
  when bonus_sen > 0 and {by_bonus} then
    (r.employer_low_bps * case bonus_base when 'ACTUAL' then {base} else {upper} end + 999999)
    / 1000000 * 100
  else r.employer_sen[{number}] end as employer_sen,
case when {base} > r.last_band_sen then
    (r.employee_bps * {base} + 999999) / 1000000 * 100
  else r.employee_sen[{number}] end as employee_sen
"""

_BY_PART = """
create or replace function contributions_shares(
  part text, wage_month date, wages_sen bigint, bonus_sen bigint,
  bonus_base text default 'ACTUAL', rounding text default 'TOTAL')
returns table (employer_sen bigint, employee_sen bigint)
language sql stable parallel safe as $$
select {shares}
  from contributions_schedule_rate r
 where r.part = contributions_shares.part
   and wage_month between r.first_month and r.last_month and r.part <> ''
$$;
"""

_BY_PERSON = """
create or replace function contributions_due(
  citizenship text, elected_before_1998 boolean, born_on date, has_opted_in boolean,
  wage_month date, wages_sen bigint, bonus_sen bigint,
  bonus_base text default 'ACTUAL', rounding text default 'TOTAL',
  birthday text default 'THIS_MONTH')
returns table (part text, employer_sen bigint, employee_sen bigint)
language sql stable parallel safe as $$
select r.part, {shares}
  from contributions_schedule_month m join contributions_schedule_rate r
    on r.id = case when born_on > m.last_birth_senior and born_on <= m.last_birth_14 then m.rate_id
                   when born_on <= m.last_birth_75 or born_on > m.last_birth_14 then {nothing}
                   else m.senior_rate_id end
 where m.wage_month = contributions_due.wage_month and m.birthday = contributions_due.birthday
   and m.standing = case when citizenship = 'CITIZEN' then 1
                         when citizenship = 'PR' or elected_before_1998 then 2
                         when has_opted_in then 3 else 4 end
$$;
"""


def functions() -> str:
    """The SQL that makes both functions, with the bands of `contributions.schedules.bands`."""
    base = "(wages_sen + bonus_sen)"
    below, count = 0, 0
    numbers, uppers = [], []
    for width, last in bands.WIDTHS_SEN:
        cell = f"({base} + {count * width - (below - width + 1)}) / {width}"
        numbers.append(f"when {base} > {below} then {cell}")
        uppers.append(f"when {base} > {below} then ({base} + {width - 1}) / {width} * {width}")
        below, count = last, count + (last - below) // width
    step = bands.STEP_SEN
    by_bonus = f"r.has_bonus_rule and wages_sen <= {step} and {base} > {step}"
    shares = _SHARES.format(
        base=base,
        by_bonus=by_bonus,
        units=f"case when {base} > {step} and not ({by_bonus}) then r.employer_high_bps"
        " else r.employer_low_bps end",
        flat="r.employer_flat_sen * 10000",
        # No wages, no band: the first one is nil as well.
        number=f"(case {' '.join(reversed(numbers))} else 1 end)::int",
        upper=f"case {' '.join(reversed(uppers))} end",
    )
    return _BY_PART.format(shares=shares) + _BY_PERSON.format(shares=shares, nothing=NOTHING)


def _printed(part: Part) -> tuple[list[int], list[int]]:
    """Both shares of every band in sen: the rate of the upper limit, rounded up to the ringgit."""
    employer, employee = [], []
    for _first, upper in bands.every():
        nil = upper <= bands.NIL_UPTO_SEN
        rate = part.employer_high_bps if upper > bands.STEP_SEN else part.employer_low_bps
        employer.append(0 if nil else -(-rate * upper // 1_000_000) * 100 + part.employer_flat_sen)
        employee.append(0 if nil else -(-part.employee_bps * upper // 1_000_000) * 100)
    return employer, employee


Known = tuple[Schedule, ...]


def _ids(known: Known) -> dict[tuple[date, str], int]:
    keys = [(schedule.first_month, part.code) for schedule in known for part in schedule.parts]
    return {key: number for number, key in enumerate(keys, start=1)}


def rates(known: Known = schedules.SCHEDULES) -> list[tuple[Any, ...]]:
    """Rows of contributions_schedule_rate, in the order of RATE_COLUMNS."""
    ids = _ids(known)
    none = [0] * len(bands.every())
    first = known[0].first_month
    nothing = (NOTHING, 0, 0, 0, 0, bands.LAST_SEN, False, none, none, "", first, LAST_MONTH, "")
    found: list[tuple[Any, ...]] = [nothing]
    for schedule in known:
        for part in schedule.parts:
            found.append(
                (
                    ids[schedule.first_month, part.code],
                    part.employer_low_bps,
                    part.employer_high_bps,
                    part.employee_bps,
                    part.employer_flat_sen,
                    bands.LAST_SEN if part.is_banded else -1,
                    part.has_bonus_rule,
                    *_printed(part),
                    part.code,
                    schedule.first_month,
                    schedules.last_month(schedule, known) or LAST_MONTH,
                    schedule.source.en,
                )
            )
    return found


def _last_birth(age: int, day: date) -> date:
    try:
        return day.replace(year=day.year - age)
    except ValueError:  # 29 February in a common year
        return date(day.year - age, 2, 28)


def _month(
    schedule: Schedule, month: date, ids: dict[tuple[date, str], int]
) -> list[tuple[Any, ...]]:
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    by_law = schedule.other if schedule.other_must_contribute else ("", "")
    choices = (schedule.citizen, schedule.resident, schedule.other, by_law)
    found = []
    for birthday, first in (("THIS_MONTH", following), ("NEXT_MONTH", month)):
        day = first - timedelta(days=1)
        births = [_last_birth(age, day) for age in (75, schedule.senior_age, 14)]
        for standing, codes in enumerate(choices, start=1):
            pair = [ids.get((schedule.first_month, code), NOTHING) for code in codes]
            found.append((month, standing, *births, *pair, birthday))
    return found


def every_month(known: Known = schedules.SCHEDULES) -> list[tuple[Any, ...]]:
    """Rows of contributions_schedule_month, in the order of MONTH_COLUMNS."""
    ids = _ids(known)
    found: list[tuple[Any, ...]] = []
    month = known[0].first_month
    while month <= LAST_MONTH:
        found += _month(schedules.in_force(month, known), month, ids)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return found


def write(cursor: Any) -> None:
    """Make the database say what the files and the confirmed revisions say; for migrations, as the owner."""
    fill(cursor, schedules.with_revisions(confirmed(cursor)))
    cursor.execute(functions())
    cursor.execute("analyze contributions_schedule_month, contributions_schedule_rate")


def confirmed(cursor: Any) -> list[Schedule]:
    """The revisions that two officers confirmed, as the database keeps them."""
    cursor.execute("select to_regclass('contributions_schedulerevision')")
    if cursor.fetchone()[0] is None:
        return []
    cursor.execute(
        "select first_month, body, source from contributions_schedulerevision"
        " where state = 'CONFIRMED' order by first_month"
    )
    return [
        revision.read(first_month, json.loads(body) if isinstance(body, str) else body, source)
        for first_month, body, source in cursor.fetchall()
    ]


def revise(cursor: Any, first_month: date, known: Known) -> None:
    """Write the months from a confirmed revision on, in its transaction, through the owner's function.

    The database refuses a month that has begun and one that no confirmed revision begins in.
    """
    pieces = []
    for columns, rows, place in (
        (RATE_COLUMNS, rates(known), "first_month"),
        (MONTH_COLUMNS, every_month(known), "wage_month"),
    ):
        names = columns.split(", ")
        at = names.index(place)
        found = [dict(zip(names, row, strict=True)) for row in rows if row[at] >= first_month]
        pieces.append(json.dumps(found, default=date.isoformat))
    cursor.execute("select contributions_revise_schedule(%s, %s, %s)", [first_month, *pieces])


def fill(cursor: Any, known: Known) -> None:
    """Write the rows of these schedules in place of what is there; as the owner."""
    for table, columns, rows in (
        ("contributions_schedule_month", MONTH_COLUMNS, []),
        ("contributions_schedule_rate", RATE_COLUMNS, rates(known)),
        ("contributions_schedule_month", MONTH_COLUMNS, every_month(known)),
    ):
        cursor.execute(f"delete from {table}")  # noqa: S608
        for start in range(0, len(rows), 500):
            piece = rows[start : start + 500]
            marks = ", ".join(["(" + ", ".join(["%s"] * len(piece[0])) + ")"] * len(piece))
            cursor.execute(
                f"insert into {table} ({columns}) values {marks}",  # noqa: S608
                [value for row in piece for value in row],
            )
