"""What is due on a month's wages, and why. Amounts are sen, shares are whole ringgit, no float.

Inside the bands each share is the rate of the band's upper limit, rounded up to the ringgit, as
printed. Above RM20,000 and in Part F the rate is of the actual wages. The employer's share falls
at RM5,000; that is the law. Source: Employees Provident Fund Act s.43 and Third Schedule
(epf-rules 1).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from contributions import schedules
from contributions.rules import allocation, months, payments
from contributions.rules.due import (
    CITIZEN,
    DEFAULTS,
    RESIDENT,
    Band,
    Birthday,
    BonusBase,
    Due,
    Election,
    Options,
    Person,
    Rounding,
)
from contributions.schedules import bands, minimum_wages
from contributions.schedules.shape import Part, Schedule

MOST_SEN = 999_999_999_99
FIRST_AGE = 14
LAST_AGE = allocation.LAST_AGE

# Rates are basis points and amounts are sen, so their product is in ten-thousandths of a sen.
UNITS_PER_SEN = 10_000
UNITS_PER_RINGGIT = 100 * UNITS_PER_SEN


class PartNotInForce(LookupError):
    """The Part did not exist in that wage month."""


def band_of(wages_sen: int) -> Band | None:
    """The band that wages above nil lie in; None above RM20,000."""
    upper = bands.upper_sen(wages_sen)
    if upper is None:
        return None
    return Band(upper - bands.width_sen(wages_sen) + 1, upper)


def ceil_ringgit(units: int) -> int:
    """Ten-thousandths of a sen, rounded up to whole ringgit and given in sen."""
    return -(-units // UNITS_PER_RINGGIT) * 100


@dataclass(frozen=True, slots=True)
class _Shares:
    employer_sen: int
    employee_sen: int
    band: Band | None
    reasons: tuple[str, ...]
    employer_bps: int = 0
    employer_base_sen: int = 0


def _shares(part: Part, wages_sen: int, bonus_sen: int, options: Options) -> _Shares:
    base = wages_sen + bonus_sen
    if base == 0:
        return _Shares(0, 0, None, ("NO_WAGES",))
    band = band_of(base) if part.is_banded else None
    if band is not None and band.is_nil:
        return _Shares(0, 0, band, ("NIL_BAND",))
    top = base if band is None else band.upper_sen
    employee_units = part.employee_bps * top
    employee = ceil_ringgit(employee_units)
    above = base > bands.STEP_SEN
    by_bonus = part.has_bonus_rule and above and wages_sen <= bands.STEP_SEN
    rate = part.employer_high_bps if above and not by_bonus else part.employer_low_bps
    literal = by_bonus and options.bonus_base is BonusBase.ACTUAL
    employer_base = base if literal else top
    employer_units = part.employer_flat_sen * UNITS_PER_SEN or rate * employer_base
    reasons = ["BAND" if band else "ACTUAL_WAGES" if not part.is_banded else "ABOVE_20000"]
    if part.employer_flat_sen:
        reasons.append("FLAT_EMPLOYER")
    if by_bonus:
        reasons.append("BONUS_RATE")
    if band is None and options.rounding is Rounding.TOTAL:
        employer = ceil_ringgit(employer_units + employee_units) - employee
        reasons.append("TOTAL_ROUNDED")
    else:
        employer = ceil_ringgit(employer_units)
        if band is None:
            reasons.append("EACH_ROUNDED")
    return _Shares(employer, employee, band, tuple(reasons), rate, employer_base)


def age_in(wage_month: date, born_on: date, birthday: Birthday = Birthday.THIS_MONTH) -> int:
    """The age that counts for a wage month, in completed years."""
    following = months.add(months.first_of(wage_month), 1)
    day = following if birthday is Birthday.THIS_MONTH else months.first_of(wage_month)
    return allocation.age_on(born_on, day - timedelta(days=1))


def part_of(
    person: Person, wage_month: date, options: Options = DEFAULTS
) -> tuple[str, tuple[str, ...]]:
    """The Part of a person in a wage month, or an empty code with the reasons why there is none.

    Order: age, First Schedule and death; citizens; permanent residents and electors; the others
    (epf-rules 1.1). Raises schedules.NoSchedule before 2012.
    """
    schedule = schedules.in_force(months.first_of(wage_month), options.revisions)
    return _part_of(person, wage_month, schedule, options)


def _part_of(
    person: Person, wage_month: date, schedule: Schedule, options: Options
) -> tuple[str, tuple[str, ...]]:
    age = age_in(wage_month, person.born_on, options.birthday)
    if age >= LAST_AGE:
        return "", ("AGE_75",)
    if age < FIRST_AGE:
        return "", ("UNDER_14",)
    if person.died_on and months.first_of(person.died_on) <= months.first_of(wage_month):
        return "", ("MONTH_OF_DEATH",)
    if person.is_outside_the_act:
        return "", ("OUTSIDE_ACT",)
    if person.is_domestic_servant and not person.has_opted_in:
        return "", ("DOMESTIC",)
    is_senior = age >= schedule.senior_age
    if person.citizenship == CITIZEN:
        return schedule.citizen[is_senior], ()
    if person.citizenship == RESIDENT or person.elected_before_1998:
        return schedule.resident[is_senior], ()
    if not schedule.other_must_contribute and not person.has_opted_in:
        return "", ("BY_CHOICE_ONLY",)
    return schedule.other[is_senior], ()


def _checked(amount_sen: int) -> int:
    if not 0 <= amount_sen <= MOST_SEN:
        raise ValueError("wages are from RM0.00 to RM999,999,999.99")
    return amount_sen


def _counted(wages: int | Iterable[payments.Payment], bonus: int) -> payments.Counted:
    if isinstance(wages, int):
        return payments.Counted(_checked(wages), _checked(bonus), 0)
    found = payments.count(wages)
    return payments.Counted(
        _checked(found.wages_sen), _checked(found.bonus_sen + bonus), found.left_out_sen
    )


def contribution_due(
    wages: int | Iterable[payments.Payment],
    bonus: int,
    wage_month: date,
    person: Person,
    *,
    election: Election | None = None,
    options: Options = DEFAULTS,
) -> Due:
    """Part, shares, reasons and source for a month's wages (sen, or typed payments) and bonus.

    Raises ValueError for amounts below nil or above RM999,999,999.99, and schedules.NoSchedule for
    a wage month before 2012.
    """
    counted = _counted(wages, bonus)
    month = months.first_of(wage_month)
    schedule = schedules.in_force(month, options.revisions)
    code, why_not = _part_of(person, month, schedule, options)
    if not code:
        return _nothing(counted, month, schedule, why_not)
    floor = 0
    if person.minimum_wage_applies:
        floor = minimum_wages.floor_sen(
            month, borneo=person.works_in_borneo, confirmed=options.floors
        )
    return _due(code, counted, month, schedule, floor, election, options)


def part_due(
    code: str,
    wages_sen: int,
    bonus_sen: int,
    wage_month: date,
    *,
    options: Options = DEFAULTS,
) -> Due:
    """What is due in a Part chosen by name. Raises as `contribution_due`, and PartNotInForce."""
    month = months.first_of(wage_month)
    schedule = schedules.in_force(month, options.revisions)
    return _due(code, _counted(wages_sen, bonus_sen), month, schedule, 0, None, options)


def _nothing(
    counted: payments.Counted, month: date, schedule: Schedule, reasons: tuple[str, ...]
) -> Due:
    wages, bonus, left_out = counted.wages_sen, counted.bonus_sen, counted.left_out_sen
    return Due(
        part="",
        wage_month=month,
        wages_sen=wages,
        bonus_sen=bonus,
        base_sen=wages + bonus,
        employer_sen=0,
        employee_sen=0,
        employer_excess_sen=0,
        employee_excess_sen=0,
        left_out_sen=left_out,
        band=None,
        reasons=reasons,
        source=schedule.source,
    )


def _due(
    code: str,
    counted: payments.Counted,
    month: date,
    schedule: Schedule,
    floor_sen: int,
    election: Election | None,
    options: Options,
) -> Due:
    part = schedule.part(code)
    if part is None:
        raise PartNotInForce(code)
    wages, bonus = counted.wages_sen, counted.bonus_sen
    lift = floor_sen - wages - bonus if 0 < wages + bonus < floor_sen else 0
    shares = _shares(part, wages + lift, bonus, options)
    reasons = list(shares.reasons)
    if lift:
        reasons.append("MINIMUM_WAGE")
    if counted.left_out_sen:
        reasons.append("LEFT_OUT")
    employer_excess = employee_excess = 0
    if election is not None and election.runs_in(month) and wages + bonus:
        top = shares.band.upper_sen if shares.band else wages + lift + bonus
        employer_excess, employee_excess = _excess(election, shares, top)
        if employer_excess or employee_excess:
            reasons.append("ELECTED")
    return Due(
        part=code,
        wage_month=month,
        wages_sen=wages,
        bonus_sen=bonus,
        base_sen=wages + lift + bonus,
        employer_sen=shares.employer_sen + employer_excess,
        employee_sen=shares.employee_sen + employee_excess,
        employer_excess_sen=employer_excess,
        employee_excess_sen=employee_excess,
        left_out_sen=counted.left_out_sen,
        band=shares.band,
        reasons=tuple(reasons),
        source=schedule.source,
    )


def _excess(election: Election, shares: _Shares, top_sen: int) -> tuple[int, int]:
    """What is elected above the statutory shares: (employer, employee), whole ringgit in sen."""
    employer = max(0, ceil_ringgit(election.employer_bps * top_sen) - shares.employer_sen)
    employee = max(0, ceil_ringgit(election.employee_bps * top_sen) - shares.employee_sen)
    return employer + election.employer_extra_sen, employee + election.employee_extra_sen


def is_accepted(
    due: Due, employer_sen: int, employee_sen: int, *, options: Options = DEFAULTS
) -> bool:
    """True when an employer's figures are right, or right by the other reading of the total.

    Above RM20,000 and in Part F the employer's share may be the share rounded up by itself, RM1
    more (epf-rules 1.6). Nothing else is tolerated.
    """
    if employee_sen != due.employee_sen:
        return False
    if employer_sen == due.employer_sen:
        return True
    if not due.part or due.band is not None or due.base_sen == 0:
        return False
    part = schedules.in_force(due.wage_month, options.revisions).part(due.part)
    assert part is not None
    wages = due.base_sen - due.bonus_sen
    each = replace(options, rounding=Rounding.EACH)
    other = _shares(part, wages, due.bonus_sen, each).employer_sen + due.employer_excess_sen
    return due.employer_sen <= employer_sen == other
