"""The same schedules where SQL can join them: two tables and two functions, made from the files here.

`contributions_part` answers the Part of a person in a wage month, `contributions_shares` both
shares in sen; each gives one row, or none where nothing is known. Both are plain SQL, so the
planner folds them into the query and a million rows are priced in one pass.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from contributions import schedules
from contributions.schedules import bands

TABLES = """
create table contributions_schedule_period (
  first_month date primary key,
  last_month date not null,
  senior_age int not null,
  citizen text not null, citizen_senior text not null,
  resident text not null, resident_senior text not null,
  other text not null, other_senior text not null,
  other_must_contribute boolean not null,
  source text not null,
  check (first_month <= last_month),
  exclude using gist (daterange(first_month, last_month, '[]') with &&)
);
create table contributions_schedule_rate (
  part text not null check (part in ('A', 'B', 'C', 'D', 'E', 'F')),
  first_month date not null references contributions_schedule_period,
  last_month date not null,
  employer_low_bps bigint not null, employer_high_bps bigint not null,
  employee_bps bigint not null, employer_flat_sen bigint not null,
  is_banded boolean not null, has_bonus_rule boolean not null,
  primary key (part, first_month),
  check (first_month <= last_month),
  check (least(employer_low_bps, employer_high_bps, employee_bps, employer_flat_sen) >= 0),
  exclude using gist (part with =, daterange(first_month, last_month, '[]') with &&)
);
"""

DROP = """
drop function contributions_shares(text, date, bigint, bigint, text, text);
drop function contributions_part(text, boolean, date, date, boolean, text);
drop table contributions_schedule_rate;
drop table contributions_schedule_period;
"""

# Months have no end while a schedule is in force.
FOREVER = date(9999, 12, 1)

PERIOD_COLUMNS = (
    "first_month, last_month, senior_age, citizen, citizen_senior, resident, resident_senior,"
    " other, other_senior, other_must_contribute, source"
)
RATE_COLUMNS = (
    "part, first_month, last_month, employer_low_bps, employer_high_bps, employee_bps,"
    " employer_flat_sen, is_banded, has_bonus_rule"
)

_PART = """
create or replace function contributions_part(
  citizenship text, elected_before_1998 boolean, born_on date, wage_month date,
  has_opted_in boolean default false, birthday text default 'THIS_MONTH')
returns table (part text) language sql stable parallel safe as $$
select case
    when born_on <= (d.day - interval '75 years')::date then null
    when born_on > (d.day - interval '14 years')::date then null
    when citizenship = 'CITIZEN' then
      case when born_on <= (d.day - make_interval(p.senior_age))::date
           then p.citizen_senior else p.citizen end
    when citizenship = 'PR' or elected_before_1998 then
      case when born_on <= (d.day - make_interval(p.senior_age))::date
           then p.resident_senior else p.resident end
    when not p.other_must_contribute and not has_opted_in then null
    when born_on <= (d.day - make_interval(p.senior_age))::date then p.other_senior
    else p.other end
  from contributions_schedule_period p,
       lateral (select (wage_month + case birthday when 'THIS_MONTH' then interval '1 month'
                                                   else interval '0' end)::date - 1 as day) d
 where wage_month between p.first_month and p.last_month
$$;
"""

_SHARES = """
create or replace function contributions_shares(
  part_code text, wage_month date, wages_sen bigint, bonus_sen bigint,
  bonus_base text default 'ACTUAL', rounding text default 'TOTAL')
returns table (employer_sen bigint, employee_sen bigint)
language sql stable parallel safe as $$
select case
    when a.is_nil then 0
    when a.top is null and rounding = 'TOTAL' then
      (e.units + r.employee_bps * a.base + 999999) / 1000000 * 100
      - (r.employee_bps * a.base + 999999) / 1000000 * 100
    else (e.units + 999999) / 1000000 * 100 end,
  case when a.is_nil then 0
    else (r.employee_bps * coalesce(a.top, a.base) + 999999) / 1000000 * 100 end
  from contributions_schedule_rate r,
       lateral (select wages_sen + bonus_sen as base,
                  case when r.is_banded then {upper} end as top,
                  wages_sen + bonus_sen = 0
                  or r.is_banded and wages_sen + bonus_sen <= {nil} as is_nil,
                  r.has_bonus_rule and wages_sen <= {step} and wages_sen + bonus_sen > {step}
                    as by_bonus) a,
       lateral (select case when r.employer_flat_sen > 0 then r.employer_flat_sen * 10000
                  else case when a.base > {step} and not a.by_bonus
                            then r.employer_high_bps else r.employer_low_bps end
                     * case when a.by_bonus and bonus_base = 'ACTUAL'
                            then a.base else coalesce(a.top, a.base) end end as units) e
 where r.part = part_code and wage_month between r.first_month and r.last_month
$$;
"""


def functions() -> str:
    """The SQL that makes both functions, with the bands of `contributions.schedules.bands`."""
    base = "(wages_sen + bonus_sen)"
    steps = " ".join(
        f"when {base} <= {last} then ({base} + {width - 1}) / {width} * {width}"
        for width, last in bands.WIDTHS_SEN
    )
    return _PART + _SHARES.format(
        upper=f"case {steps} end", nil=bands.NIL_UPTO_SEN, step=bands.STEP_SEN
    )


def periods() -> list[tuple[Any, ...]]:
    """Rows of contributions_schedule_period, in the order of PERIOD_COLUMNS."""
    return [
        (
            schedule.first_month,
            schedules.last_month(schedule) or FOREVER,
            schedule.senior_age,
            *schedule.citizen,
            *schedule.resident,
            *schedule.other,
            schedule.other_must_contribute,
            schedule.source.en,
        )
        for schedule in schedules.SCHEDULES
    ]


def rates() -> list[tuple[Any, ...]]:
    """Rows of contributions_schedule_rate, in the order of RATE_COLUMNS."""
    return [
        (
            part.code,
            schedule.first_month,
            schedules.last_month(schedule) or FOREVER,
            part.employer_low_bps,
            part.employer_high_bps,
            part.employee_bps,
            part.employer_flat_sen,
            part.is_banded,
            part.has_bonus_rule,
        )
        for schedule in schedules.SCHEDULES
        for part in schedule.parts
    ]


def write(cursor: Any) -> None:
    """Make the database say what the files say; for migrations, which run as the owner."""
    cursor.execute("delete from contributions_schedule_rate")
    cursor.execute("delete from contributions_schedule_period")
    for table, columns, rows in (
        ("contributions_schedule_period", PERIOD_COLUMNS, periods()),
        ("contributions_schedule_rate", RATE_COLUMNS, rates()),
    ):
        marks = ", ".join(["%s"] * len(rows[0]))
        cursor.executemany(f"insert into {table} ({columns}) values ({marks})", rows)  # noqa: S608
    cursor.execute(functions())
