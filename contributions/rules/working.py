"""How an amount due was worked out, line by line, with words in both languages and plain figures.

Nothing is decided here: the lines retell a `Due` of contributions.rules.third_schedule.
"""

from __future__ import annotations

from dataclasses import dataclass

from contributions import schedules
from contributions.rules.due import DEFAULTS, BonusBase, Due, Options, Rounding
from contributions.rules.third_schedule import UNITS_PER_SEN, ceil_ringgit
from contributions.schedules import bands
from contributions.schedules.shape import Part
from members.ledger import money
from members.rules.text import Text


@dataclass(frozen=True, slots=True)
class Line:
    """What is worked out, and the figures."""

    label: Text
    figures: str


WAGES = Text("Upah", "Wages")
BONUS = Text("Bonus", "Bonus")
COUNTED = Text("Upah yang dikira", "Wages that count")
LEFT_OUT = Text("Tidak dikira", "Not counted")
BAND = Text("Julat upah", "Wage band")
EMPLOYER = Text("Syer majikan", "Employer's share")
EMPLOYEE = Text("Syer pekerja", "Employee's share")
TOTAL = Text("Jumlah", "Total")
EMPLOYER_EXCESS = Text("Lebihan pilihan majikan", "Employer's elected excess")
EMPLOYEE_EXCESS = Text("Lebihan pilihan pekerja", "Employee's elected excess")


def percent(bps: int) -> str:
    """A rate in basis points as `13%` or `6.5%`."""
    whole, rest = divmod(bps, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + "%"


def exact(units: int) -> str:
    """Ten-thousandths of a sen as ringgit, with as many decimals as there are, at least two."""
    sen, rest = divmod(units, UNITS_PER_SEN)
    return money.ringgit(sen) + (f"{rest:04d}".rstrip("0") if rest else "")


def lines(due: Due, options: Options = DEFAULTS) -> tuple[Line, ...]:
    """The working of an amount due, in the order a person would do it."""
    found = [Line(WAGES, money.ringgit(due.wages_sen))]
    if due.bonus_sen:
        found.append(Line(BONUS, money.ringgit(due.bonus_sen)))
    if due.left_out_sen:
        found.append(Line(LEFT_OUT, money.ringgit(due.left_out_sen)))
    if due.base_sen != due.wages_sen:
        found.append(Line(COUNTED, money.ringgit(due.base_sen)))
    if due.band:
        first, last = money.ringgit(due.band.lower_sen), money.ringgit(due.band.upper_sen)
        found.append(Line(BAND, f"{first} – {last}"))
    part = schedules.in_force(due.wage_month, options.revisions).part(due.part)
    if part is not None and due.base_sen and not (due.band and due.band.is_nil):
        found += _shares(part, due, options)
    if due.employer_excess_sen:
        found.append(Line(EMPLOYER_EXCESS, money.ringgit(due.employer_excess_sen)))
    if due.employee_excess_sen:
        found.append(Line(EMPLOYEE_EXCESS, money.ringgit(due.employee_excess_sen)))
    return tuple(found)


def _shares(part: Part, due: Due, options: Options) -> list[Line]:
    top = due.band.upper_sen if due.band else due.base_sen
    by_bonus = "BONUS_RATE" in due.reasons
    above = due.base_sen > bands.STEP_SEN
    rate = part.employer_high_bps if above and not by_bonus else part.employer_low_bps
    literal = by_bonus and options.bonus_base is BonusBase.ACTUAL
    base = due.base_sen if literal else top
    employee_units = part.employee_bps * top
    employee = due.employee_sen - due.employee_excess_sen
    employer = due.employer_sen - due.employer_excess_sen
    employee_line = Line(EMPLOYEE, _product(part.employee_bps, top, employee))
    if part.employer_flat_sen:
        return [Line(EMPLOYER, money.ringgit(part.employer_flat_sen)), employee_line]
    if due.band is not None or options.rounding is Rounding.EACH:
        return [Line(EMPLOYER, _product(rate, base, employer)), employee_line]
    units = rate * base
    total = ceil_ringgit(units + employee_units)
    return [
        Line(
            TOTAL,
            f"{percent(rate)} × {money.ringgit(base)} + {percent(part.employee_bps)} ×"
            f" {money.ringgit(top)} = {exact(units + employee_units)} → {money.ringgit(total)}",
        ),
        employee_line,
        Line(
            EMPLOYER,
            f"{money.ringgit(total)} − {money.ringgit(employee)} = {money.ringgit(employer)}",
        ),
    ]


def _product(rate_bps: int, base_sen: int, share_sen: int) -> str:
    product = exact(rate_bps * base_sen)
    share = money.ringgit(share_sen)
    figures = f"{percent(rate_bps)} × {money.ringgit(base_sen)} = {product}"
    return figures if product == share else f"{figures} → {share}"
