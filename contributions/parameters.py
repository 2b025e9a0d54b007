"""Which reading of an unsettled rule holds here. Settings choose; epf-rules 11 gives the defaults.

A setting that names no reading stops the program at its system check, before any money moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings
from django.core import checks

from contributions.models import ScheduleRevision
from contributions.rules import allocation, months, refunds, voluntary, watch
from contributions.rules.due import Birthday, BonusBase, Options, Rounding
from contributions.rules.late import DayCount
from contributions.schedules import revision
from contributions.schedules.dividend_rates import DIVIDENDS_BPS, LOWER_BPS
from contributions.schedules.minimum_wages import MINIMUM_WAGES, MinimumWage
from contributions.schedules.shape import Schedule
from members import parameters as dated
from members.models import ChangeState
from members.rules.parameters import Declared, Part, declare
from members.rules.text import Text


def _sums_to_the_whole(numbers: Mapping[str, int]) -> Text | None:
    if sum(numbers.values()) == 10_000:
        return None
    return Text(
        "Bahagian ketiga-tiga akaun mesti berjumlah 100%",
        "The shares of the three accounts must sum to 100%",
    )


SPLIT = declare(
    Declared(
        code="contribution-split",
        title=Text("Pembahagian caruman kepada akaun", "Split of contributions over the accounts"),
        parts=(
            Part("persaraan_bps", Text("Akaun Persaraan", "Akaun Persaraan"), "bps", 0, 10_000),
            Part("sejahtera_bps", Text("Akaun Sejahtera", "Akaun Sejahtera"), "bps", 0, 10_000),
            Part("fleksibel_bps", Text("Akaun Fleksibel", "Akaun Fleksibel"), "bps", 0, 10_000),
        ),
        history=tuple(
            (
                split.credited_from,
                {
                    "persaraan_bps": split.persaraan_bps,
                    "sejahtera_bps": split.sejahtera_bps,
                    "fleksibel_bps": split.fleksibel_bps,
                },
                split.source,
            )
            for split in allocation.SPLITS
        ),
        check=_sums_to_the_whole,
    )
)
USUAL = declare(
    Declared(
        code="contribution-usual",
        title=Text(
            "Caruman bulan yang dianggap kurang daripada biasa",
            "A month's contribution that counts as less than usual",
        ),
        parts=(
            Part(
                "usual_bps",
                Text("Kurang daripada bahagian ini", "Below this share of the usual month"),
                "bps",
                1,
                10_000,
            ),
        ),
        history=((date(2012, 1, 1), {"usual_bps": watch.USUAL_BPS}, "Operational choice"),),
    )
)

VOLUNTARY = declare(
    Declared(
        code="contribution-voluntary",
        title=Text("Had caruman sukarela dan i-Saraan", "Limits of voluntary money and i-Saraan"),
        parts=(
            Part("year_sen", Text("Had setahun", "Limit a year"), "sen", 100, 10**10),
            Part(
                "incentive_bps", Text("Insentif i-Saraan", "i-Saraan incentive"), "bps", 0, 10_000
            ),
            Part(
                "incentive_year_sen",
                Text("Insentif tertinggi setahun", "Highest incentive a year"),
                "sen",
                0,
                10**9,
            ),
            Part(
                "incentive_life_sen",
                Text("Insentif tertinggi seumur hidup", "Highest incentive in a lifetime"),
                "sen",
                0,
                10**9,
            ),
        ),
        history=(
            (
                date(2012, 1, 1),
                {
                    "year_sen": 6_000_000,
                    "incentive_bps": 1_500,
                    "incentive_year_sen": 30_000,
                    "incentive_life_sen": 500_000,
                },
                "Earlier readings (epf-rules 6.7)",
            ),
            (
                date(2025, 1, 1),
                {
                    "year_sen": 10_000_000,
                    "incentive_bps": 2_000,
                    "incentive_year_sen": 50_000,
                    "incentive_life_sen": 500_000,
                },
                "Readings in use (epf-rules 6.7, conflicts 14 and 15)",
            ),
        ),
    )
)


REFUND = declare(
    Declared(
        code="contribution-refund",
        title=Text(
            "Tempoh meminta balik bayaran lebih", "Time in which over-payments may be asked back"
        ),
        parts=(Part("months", Text("Bulan", "Months"), "months", 1, 120),),
        history=(
            (
                date(2012, 1, 1),
                {"months": refunds.WITHIN_MONTHS},
                "Form KWSP 14: two years of the contribution (epf-rules 7.2)",
            ),
        ),
    )
)


DIVIDEND = declare(
    Declared(
        code="contribution-dividend",
        title=Text("Kadar dividen setahun yang diisytiharkan", "Declared dividend rate of a year"),
        parts=(
            Part("year", Text("Tahun dividen", "Year of the dividend"), "year", 2011, 2100),
            Part("conventional_bps", Text("Konvensional", "Conventional"), "bps", 0, 3_000),
            Part("shariah_bps", Text("Shariah", "Shariah"), "bps", 0, 3_000),
        ),
        history=tuple(
            (
                # Declarations fall between mid-February and early March of the year after.
                date(year + 1, 3, 1),
                {
                    "year": year,
                    "conventional_bps": conventional,
                    "shariah_bps": conventional if shariah is None else shariah,
                },
                "The fund's declaration (epf-rules 4.1)",
            )
            for year, (conventional, shariah) in sorted(DIVIDENDS_BPS.items())
        ),
    )
)


MINIMUM_WAGE = declare(
    Declared(
        code="minimum-wage",
        title=Text("Gaji minimum sebulan", "Minimum wage a month"),
        parts=(
            Part("peninsula_sen", Text("Semenanjung", "Peninsula"), "sen", 100, 10**8),
            Part(
                "borneo_sen",
                Text("Sabah, Sarawak dan Labuan", "Sabah, Sarawak and Labuan"),
                "sen",
                100,
                10**8,
            ),
        ),
        history=tuple(
            (
                order.first_month,
                {"peninsula_sen": order.peninsula_sen, "borneo_sen": order.borneo_sen},
                order.source,
            )
            for order in MINIMUM_WAGES
        ),
    )
)


def lower_bps(day: date) -> dict[int, int]:
    """The lower of the two rates of each year declared by a day, in basis points: what late money is
    charged by (s.45(3)). A later declaration of a year takes an earlier one's place. One query."""
    rates = dict(LOWER_BPS)
    for found in dated.confirmed(DIVIDEND.code):
        if found.effective_on <= day:
            numbers = found.numbers
            rates[numbers["year"]] = min(numbers["conventional_bps"], numbers["shariah_bps"])
    return rates


def refund_within_months(day: date) -> int:
    """How many months after it came an over-payment may be asked back. One query."""
    return dated.on(REFUND.code, day)["months"]


def voluntary_limits(day: date) -> voluntary.Limits:
    """What a day's year allows. One query."""
    return voluntary.Limits(**dated.on(VOLUNTARY.code, day))


def split_on(credited_on: date) -> allocation.Split:
    """The split in force for money credited on a day. One query. Raises ValueError before the first."""
    found = dated.version(SPLIT.code, credited_on)
    return allocation.Split(found.effective_on, source=found.source, **found.numbers)


def usual_bps(day: date) -> int:
    """Below which share of the usual month, in basis points, a month is worth a question."""
    return dated.on(USUAL.code, day)["usual_bps"]


def schedule_options() -> Options:
    """How the Third Schedule is read, and what officers confirmed beside the files. Two queries.

    Raises ValueError for a setting that names no reading.
    """
    return replace(
        _readings(),
        revisions=schedule_revisions(),
        floors=tuple(
            MinimumWage(months.first_of(one.effective_on), source=one.source, **one.numbers)
            for one in dated.confirmed(MINIMUM_WAGE.code)
        ),
    )


def schedule_revisions() -> tuple[Schedule, ...]:
    """The revisions of the Third Schedule that two officers confirmed, oldest first. One query."""
    rows = ScheduleRevision.objects.filter(state=ChangeState.CONFIRMED).order_by("first_month")
    return tuple(revision.read(*row) for row in rows.values_list("first_month", "body", "source"))


def _readings() -> Options:
    return Options(
        bonus_base=BonusBase(settings.SCHEDULE_BONUS_BASE),
        rounding=Rounding(settings.SCHEDULE_ROUNDING),
        birthday=Birthday(settings.SCHEDULE_BIRTHDAY),
    )


def late_day_count() -> DayCount:
    """How late months are counted; raises ValueError for a setting that names no way."""
    return DayCount(settings.LATE_DAY_COUNT)


@checks.register("contributions")
def readings_are_known(**_asked: Any) -> list[checks.CheckMessage]:
    """Every setting above names a reading."""
    try:
        _readings()
        late_day_count()
    except ValueError as error:
        return [
            checks.Error(f"A reading of the law is not known: {error}.", id="contributions.E001")
        ]
    return []
