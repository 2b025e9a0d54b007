"""How the shares of a credited contribution compare with the Third Schedule, in the reader's language.

The schedule is asked anew with the wages the employer reported; nothing is stored.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language, gettext

from contributions import parameters, schedules
from contributions.rules import third_schedule, working
from contributions.rules.due import Person
from contributions.schedules.shape import PART_TITLES
from contributions.selectors import LatestContribution
from members.ledger import money
from members.models import Member


@dataclass(frozen=True, slots=True)
class Explained:
    """The working line by line, one sentence of judgement, and where the rule stands."""

    lines: tuple[tuple[str, str], ...]
    verdict: str
    is_short: bool
    source: str


def explained(member: Member, line: LatestContribution) -> Explained | None:
    """None for a wage month before the oldest schedule we hold, and where nothing was due."""
    person = Person(
        born_on=member.born_on,
        citizenship=member.citizenship,
        elected_before_1998=member.elected_before_1998,
    )
    options = parameters.schedule_options()
    try:
        due = third_schedule.contribution_due(
            line.wages_sen, 0, line.wage_month, person, options=options
        )
    except schedules.NoSchedule:
        return None
    if not due.part:
        return None
    language = get_language()
    missing = max(due.employer_sen - line.employer_sen, 0) + max(
        due.employee_sen - line.employee_sen, 0
    )
    above = line.total_sen - due.employer_sen - due.employee_sen
    if missing:
        verdict = gettext("%(amount)s less than the schedule says for these wages") % {
            "amount": money.ringgit(missing)
        }
    elif above:
        verdict = gettext("%(amount)s more than the schedule says for these wages") % {
            "amount": money.ringgit(above)
        }
    else:
        verdict = gettext("Just what the schedule says for these wages")
    return Explained(
        lines=(
            (gettext("Part of the schedule"), PART_TITLES[due.part].of(language)),
            *((step.label.of(language), step.figures) for step in working.lines(due, options)),
        ),
        verdict=verdict,
        is_short=bool(missing),
        source=due.source.of(language),
    )
