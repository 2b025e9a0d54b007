"""Which account new money goes to. Keyed on the credit date, never on the wage month.

Under 55 a contribution is split by the dated table below; from the 55th birthday it goes to Akaun
Emas whole; from the 75th nothing may be credited. Sources: Employees Provident Fund Act s.50(2A),
s.55B(1), s.50(2B)(a); epf-rules 1.1 and 3.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from members.ledger import money
from members.ledger.drafts import Amounts

EMAS_AGE = 55
LAST_AGE = 75


@dataclass(frozen=True, slots=True)
class Split:
    """Basis points of Persaraan, Sejahtera and Fleksibel for money credited from a date on."""

    credited_from: date
    persaraan_bps: int
    sejahtera_bps: int
    fleksibel_bps: int
    source: str

    @property
    def weights(self) -> tuple[int, int, int]:
        return (self.persaraan_bps, self.sejahtera_bps, self.fleksibel_bps)


SPLITS: tuple[Split, ...] = (
    Split(date(2007, 1, 1), 7_000, 3_000, 0, "Account 1 and Account 2, 70/30"),
    Split(date(2024, 5, 11), 7_500, 1_500, 1_000, "Account restructuring of 11 May 2024, 75/15/10"),
)


def split_on(credited_on: date) -> Split:
    """The split the code itself knows; officers' later ones come from contributions.parameters.

    Raises ValueError before the first entry of the table.
    """
    found = [split for split in SPLITS if split.credited_from <= credited_on]
    if not found:
        raise ValueError(f"no split is known for money credited on {credited_on}")
    return found[-1]


def age_on(born_on: date, day: date) -> int:
    """Completed years. Somebody born on 29 February comes of age on 1 March of a common year."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def latest_birth(age: int, day: date) -> date:
    """The last birth date that makes a person `age` or older on `day`: the set-based `age_on`."""
    try:
        return day.replace(year=day.year - age)
    except ValueError:  # 29 February in a common year
        return date(day.year - age, 2, 28)


def is_emas(born_on: date, credited_on: date) -> bool:
    """True when money credited that day belongs to Akaun Emas."""
    return age_on(born_on, credited_on) >= EMAS_AGE


def is_too_old(born_on: date, credited_on: date) -> bool:
    """True when nothing may be credited any more."""
    return age_on(born_on, credited_on) >= LAST_AGE


def allocate(amount_sen: int, *, born_on: date, credited_on: date) -> Amounts:
    """Share `amount_sen` over the member's accounts; the parts sum to the amount to the sen.

    Raises ValueError for a negative amount and for a person of 75 or older.
    """
    if is_too_old(born_on, credited_on):
        raise ValueError("nothing may be credited from the 75th birthday on")
    if is_emas(born_on, credited_on):
        if amount_sen < 0:
            raise ValueError("only an amount of nil or more can be shared")
        return Amounts(akaun_emas=amount_sen)
    persaraan, sejahtera, fleksibel = money.split(amount_sen, split_on(credited_on).weights)
    return Amounts(persaraan=persaraan, sejahtera=sejahtera, fleksibel=fleksibel)
