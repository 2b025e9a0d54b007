"""The people and employers of the demonstration: made from a seed, plainly invented, the same every time.

Names are words of nature; identity cards carry place code 00, which nobody has.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MEMBERS = 2_000
EMPLOYERS = 40
FIRST_FIRM_STAFF = 30
FIRST_MEMBER_NO = 900_000_000_000

_WOMEN = [
    "Embun",
    "Melati",
    "Seri",
    "Mawar",
    "Cahaya",
    "Teratai",
    "Intan",
    "Mutiara",
    "Kasturi",
    "Anggerik",
    "Dahlia",
    "Suria",
    "Puspa",
    "Kencana",
    "Delima",
    "Cempaka",
    "Ratna",
    "Purnama",
    "Mekar",
    "Lembayung",
]
_MEN = [
    "Bayu",
    "Guntur",
    "Awan",
    "Rimba",
    "Gunung",
    "Laut",
    "Tanjung",
    "Karang",
    "Merbau",
    "Cengal",
    "Petir",
    "Sagu",
    "Jati",
    "Helang",
    "Rusa",
    "Tasik",
    "Gelombang",
    "Kilat",
    "Meranti",
    "Pulau",
]
_FAMILY = [
    "Pelangi",
    "Samudera",
    "Angin",
    "Kabus",
    "Senja",
    "Fajar",
    "Hujan",
    "Kemarau",
    "Bukit",
    "Lembah",
    "Sungai",
    "Muara",
    "Teluk",
    "Hutan",
    "Padang",
    "Bintang",
    "Bulan",
    "Matahari",
    "Langit",
    "Ombak",
]
_OTHER_FAMILY = [
    "Bamboo",
    "Orchid",
    "Lotus",
    "Jade",
    "Coral",
    "Ginger",
    "Saffron",
    "Cedar",
    "Willow",
    "Maple",
]
_OTHER_GIVEN = [
    "River",
    "Dawn",
    "Ocean",
    "Forest",
    "Meadow",
    "Breeze",
    "Pebble",
    "Sunny",
    "Misty",
    "Amber",
    "Clover",
    "Hazel",
]
_TRADES = [
    "Bakeri",
    "Kilang",
    "Perabot",
    "Bengkel",
    "Percetakan",
    "Klinik",
    "Tadika",
    "Pasaraya",
    "Hotel",
    "Pejabat",
    "Ladang",
    "Kedai-Buku",
    "Syarikat-Bas",
    "Studio",
    "Makmal",
    "Restoran",
    "Perkhidmatan",
    "Gudang",
    "Taman",
    "Agensi",
    "Kolej",
]
_TOWNS = (
    ("Bandar Contoh", "50990", "KUL"),
    ("Pekan Misalan", "43999", "SGR"),
    ("Kampung Rekaan", "15999", "KTN"),
    ("Taman Andaian", "80999", "JHR"),
    ("Kota Khayalan", "10999", "PNG"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """One invented member. Wages are monthly, in sen; `joined` counts months from the first month."""

    member_no: str
    ic_no: str
    name: str
    born_on: date
    citizenship: str
    is_muslim: bool
    scheme: str
    state_code: str
    town: str
    postcode: str
    address: str
    joined_on: date
    opening_sen: int
    wages_sen: int
    employers: tuple[int, ...]
    gap_months: frozenset[int]


@dataclass(frozen=True, slots=True)
class Firm:
    employer_no: str
    name: str
    town: str
    postcode: str
    state_code: str


def firms(seed: int) -> list[Firm]:
    """Forty invented employers."""
    chance = random.Random(f"firms {seed}")
    made = []
    for place in range(EMPLOYERS):
        town, postcode, state = _TOWNS[place % len(_TOWNS)]
        trade = _TRADES[place % len(_TRADES)].replace("-", " ")
        word = chance.choice(_FAMILY)
        made.append(
            Firm(
                str(99_000_001 + place * 7),
                f"{trade} {word} {place + 1} Sdn. Bhd. (rekaan)",
                town,
                postcode,
                state,
            )
        )
    return made


def people(seed: int, *, today: date, months: int) -> Iterator[Person]:
    """Two thousand invented members of all the kinds the rules know.

    Under 55 mostly; about one in twelve is 55 to 59 and one in sixteen 60 or over; permanent
    residents, non-citizens, and Shariah savers among them. The first ones are the cast with log-ins.
    """
    chance = random.Random(f"people {seed}")
    for place in range(MEMBERS):
        yield _person(chance, place, today=today, months=months)


def _person(chance: random.Random, place: int, *, today: date, months: int) -> Person:
    woman = chance.random() < 0.5
    other = chance.random() < 0.35
    if other:
        name = (
            f"{chance.choice(_OTHER_GIVEN)} {chance.choice(_OTHER_FAMILY)} {chance.choice(_FAMILY)}"
        )
    else:
        given = chance.choice(_WOMEN if woman else _MEN)
        link = "binti" if woman else "bin"
        name = f"{given} {link} {chance.choice(_MEN)} {chance.choice(_FAMILY)}"
    kind = chance.random()
    age_years = (
        chance.randint(55, 59)
        if kind < 0.08
        else chance.randint(60, 72)
        if kind < 0.14
        else chance.randint(19, 54)
    )
    citizenship = "CITIZEN"
    roll = chance.random()
    if roll > 0.97:
        citizenship = "NON_CITIZEN"
    elif roll > 0.94:
        citizenship = "PR"
    scheme = "SHARIAH" if chance.random() < 0.22 else "KONV"
    if place < len(CAST):
        name, age_years, citizenship, scheme = CAST[place]
        other = False
    # Away from birthdays of today, so that the demonstration reads the same all year.
    born_on = date(today.year - age_years, 1, 1) - timedelta(days=chance.randint(20, 300))
    member_no = str(FIRST_MEMBER_NO + place * 13 + 7)
    ic_no = f"X{place:07d}" if citizenship == "NON_CITIZEN" else f"{born_on:%y%m%d}00{place:04d}"
    town, postcode, state = _TOWNS[place % len(_TOWNS)]
    joined_on = date(
        min(born_on.year + 18 + chance.randint(0, 6), today.year - 3), chance.randint(1, 12), 1
    )
    wages = (
        chance.randint(17, 95) * 100_00
        if chance.random() < 0.9
        else chance.randint(95, 240) * 100_00
    )
    years = max(0, age_years - 20)
    opening = years * chance.randint(1_800, 6_400) * 100 + chance.randint(0, 99)
    first = place % EMPLOYERS
    if first == 0 and place >= FIRST_FIRM_STAFF * EMPLOYERS:
        first = 1
    employers: tuple[int, ...] = (first,)
    if place >= len(CAST) and first != 0:
        if chance.random() < 0.05:
            employers = (first, 1 + (first + 11) % (EMPLOYERS - 1))
        elif age_years >= 60 and chance.random() < 0.6:
            employers = ()
    gaps: frozenset[int] = frozenset()
    if place >= len(CAST) and first != 0 and chance.random() < 0.2:
        start = chance.randint(0, months - 1)
        gaps = frozenset(range(start, min(months, start + chance.randint(1, 9))))
    return Person(
        member_no=member_no,
        ic_no=ic_no,
        name=name,
        born_on=born_on,
        citizenship=citizenship,
        is_muslim=not other,
        scheme=scheme,
        state_code=state,
        town=town,
        postcode=postcode,
        address=f"{chance.randint(1, 199)}, Jalan {chance.choice(_FAMILY)} {chance.randint(1, 20)}",
        joined_on=joined_on,
        opening_sen=opening,
        wages_sen=wages,
        employers=employers,
        gap_months=gaps,
    )


# name, age, citizenship, scheme: the members one can log in as, in this order.
CAST: tuple[tuple[str, int, str, str], ...] = (
    ("Aminah binti Bayu Pelangi", 34, "CITIZEN", "KONV"),
    ("Bakar bin Rimba Senja", 47, "CITIZEN", "SHARIAH"),
    ("Chong River Bintang", 56, "CITIZEN", "KONV"),
    ("Devi Lotus Matahari", 61, "CITIZEN", "KONV"),
    ("Misty Cedar Ombak", 29, "NON_CITIZEN", "KONV"),
)
