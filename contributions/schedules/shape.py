"""What a schedule can say. A schedule is complete and whole-numbered, or it cannot be made.

Rates are basis points (13% is 1,300), amounts are sen, months are the date of their first day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from members.rules.text import Text

PART_CODES = ("A", "B", "C", "D", "E", "F")


class BadSchedule(ImportError):
    """A file in this folder is not a proper schedule."""


@dataclass(frozen=True, slots=True)
class Part:
    """Rates of one Part. Above RM5,000 the higher band's employer rate applies, which is lower.

    `employer_flat_sen` replaces the employer's rates; `is_banded` False charges the actual wages;
    `has_bonus_rule` keeps the employer's lower-band rate when only a bonus passes RM5,000.
    """

    code: str
    employer_low_bps: int
    employer_high_bps: int
    employee_bps: int
    employer_flat_sen: int = 0
    is_banded: bool = True
    has_bonus_rule: bool = False

    def __post_init__(self) -> None:
        rates = (self.employer_low_bps, self.employer_high_bps, self.employee_bps)
        if self.code not in PART_CODES or not all(0 <= rate <= 10_000 for rate in rates):
            raise BadSchedule(f"Part {self.code} has a rate that is not one: {rates}")
        if self.employer_flat_sen % 100 or (self.employer_flat_sen and any(rates[:2])):
            raise BadSchedule(f"Part {self.code}: a fixed amount is whole ringgit and has no rate")


@dataclass(frozen=True, slots=True)
class Schedule:
    """The Third Schedule from a wage month on, until the next one begins.

    `citizen`, `resident` and `other` name the Part below `senior_age` and the Part from it on;
    resident means a permanent resident or one who elected before 1 August 1998. Where
    `other_must_contribute` is False, all other non-citizens contribute only by choice.
    """

    first_month: date
    source: Text
    senior_age: int
    parts: tuple[Part, ...]
    citizen: tuple[str, str]
    resident: tuple[str, str]
    other: tuple[str, str]
    other_must_contribute: bool

    def __post_init__(self) -> None:
        codes = [part.code for part in self.parts]
        named = {*self.citizen, *self.resident, *self.other}
        if self.first_month.day != 1:
            raise BadSchedule(f"a schedule begins on the first of a month, not {self.first_month}")
        if len(set(codes)) != len(codes) or named != set(codes):
            raise BadSchedule(f"schedule of {self.first_month}: Parts {codes}, but {named} named")

    def part(self, code: str) -> Part | None:
        """The Part with this code, or None when it was not in force."""
        return next((part for part in self.parts if part.code == code), None)


PART_TITLES = MappingProxyType(
    {
        "A": Text(
            "Warganegara, pemastautin tetap dan bukan warganegara yang memilih mencarum sebelum"
            " 1 Ogos 1998, di bawah had umur",
            "Citizens, permanent residents and non-citizens who elected to contribute before"
            " 1 August 1998, below the age limit",
        ),
        "B": Text(
            "Bukan warganegara yang memilih mencarum mulai 1 Ogos 1998, di bawah had umur",
            "Non-citizens who elected to contribute from 1 August 1998, below the age limit",
        ),
        "C": Text(
            "Pemastautin tetap dan bukan warganegara yang memilih mencarum sebelum 1 Ogos 1998"
            " (sehingga 2018: warganegara juga), mulai had umur",
            "Permanent residents and non-citizens who elected to contribute before 1 August 1998"
            " (until 2018: citizens too), from the age limit on",
        ),
        "D": Text(
            "Bukan warganegara yang memilih mencarum mulai 1 Ogos 1998, mulai had umur",
            "Non-citizens who elected to contribute from 1 August 1998, from the age limit on",
        ),
        "E": Text("Warganegara berumur 60 tahun dan ke atas", "Citizens aged 60 and over"),
        "F": Text(
            "Bukan warganegara selain pemastautin tetap, pada apa-apa umur di bawah 75 tahun",
            "Non-citizens other than permanent residents, at any age below 75",
        ),
    }
)
