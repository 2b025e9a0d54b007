"""What the Third Schedule is asked and what it answers: a person, a choice, an amount due. Plain values.

Amounts are sen. contributions/rules/third_schedule.py decides; the words of reasons are in reasons.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from contributions.schedules import bands
from contributions.schedules.minimum_wages import MinimumWage
from contributions.schedules.shape import Schedule
from members.rules.text import Text

CITIZEN, RESIDENT, NON_CITIZEN = "CITIZEN", "PR", "NON_CITIZEN"
CITIZENSHIPS = (CITIZEN, RESIDENT, NON_CITIZEN)


class BonusBase(Enum):
    """What the employer's rate is taken of when a bonus passes RM5,000 (epf-rules 1.4)."""

    ACTUAL = "ACTUAL"  # "of the amount of wages for the month", as the schedule says
    BAND_TOP = "BAND_TOP"  # the upper limit of the band, as one payroll vendor reads it


class Rounding(Enum):
    """How sen are rounded where there is no band (epf-rules 1.6)."""

    TOTAL = "TOTAL"  # the total up to the ringgit, the employee's share up, the employer the rest
    EACH = "EACH"  # each share up to the ringgit


class Birthday(Enum):
    """From which wage month an age counts (epf-rules 1.1)."""

    THIS_MONTH = "THIS_MONTH"  # the month that contains the birthday
    NEXT_MONTH = "NEXT_MONTH"  # the month after it


@dataclass(frozen=True, slots=True)
class Options:
    """Readings of the law that are not settled, and what officers confirmed beside the files.

    The defaults are those of epf-rules 11. `revisions` are schedules, `floors` minimum wages.
    """

    bonus_base: BonusBase = BonusBase.ACTUAL
    rounding: Rounding = Rounding.TOTAL
    birthday: Birthday = Birthday.THIS_MONTH
    revisions: tuple[Schedule, ...] = ()
    floors: tuple[MinimumWage, ...] = ()


DEFAULTS = Options()


@dataclass(frozen=True, slots=True)
class Person:
    """Facts about an employee that decide on the Part. `has_opted_in` is for those not obliged."""

    born_on: date
    citizenship: str = CITIZEN
    elected_before_1998: bool = False
    is_domestic_servant: bool = False
    is_outside_the_act: bool = False
    has_opted_in: bool = False
    died_on: date | None = None
    minimum_wage_applies: bool = False
    works_in_borneo: bool = False

    def __post_init__(self) -> None:
        if self.citizenship not in CITIZENSHIPS:
            raise ValueError(f"no citizenship is called {self.citizenship!r}")


@dataclass(frozen=True, slots=True)
class Election:
    """More than the schedule by choice, from a wage month on: ringgit on top, or a higher rate.

    Never retrospective (s.43(3) to (6)): `first_month` lies after the month of the notice.
    """

    first_month: date
    last_month: date | None = None
    employer_extra_sen: int = 0
    employee_extra_sen: int = 0
    employer_bps: int = 0
    employee_bps: int = 0

    def __post_init__(self) -> None:
        for extra in (self.employer_extra_sen, self.employee_extra_sen):
            if extra < 0 or extra % 100:
                raise ValueError("an elected excess is whole ringgit")
        if not all(0 <= rate <= 10_000 for rate in (self.employer_bps, self.employee_bps)):
            raise ValueError("an elected rate is from nil to 10,000 basis points")

    def runs_in(self, wage_month: date) -> bool:
        """True when the election counts for the wage month."""
        return self.first_month <= wage_month and (
            self.last_month is None or wage_month <= self.last_month
        )


@dataclass(frozen=True, slots=True)
class Band:
    """A row of the printed schedule: wages from `lower_sen` to `upper_sen`, both included."""

    lower_sen: int
    upper_sen: int

    @property
    def is_nil(self) -> bool:
        return self.upper_sen <= bands.NIL_UPTO_SEN


@dataclass(frozen=True, slots=True)
class Due:
    """What is due, in sen. `part` is empty when nothing is; `base_sen` is what the rates apply to.

    The shares contain the elected excess, which stands apart as well.
    """

    part: str
    wage_month: date
    wages_sen: int
    bonus_sen: int
    base_sen: int
    employer_sen: int
    employee_sen: int
    employer_excess_sen: int
    employee_excess_sen: int
    left_out_sen: int
    band: Band | None
    reasons: tuple[str, ...]
    source: Text

    @property
    def total_sen(self) -> int:
        """Both shares together, in sen."""
        return self.employer_sen + self.employee_sen
