"""Lines of a file that differ from the Third Schedule."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from contributions.models import Against, Remittance, ScheduleDifference

SHOWN = 50


@dataclass(frozen=True, slots=True)
class AgainstSchedule:
    """The first lines below and above the schedule, in the order of the file."""

    below: tuple[ScheduleDifference, ...]
    above: tuple[ScheduleDifference, ...]


def schedule_lines(remittance: Remittance) -> QuerySet[ScheduleDifference]:
    """All that differ, those below first."""
    return (
        ScheduleDifference.objects.filter(remittance=remittance)
        .select_related("member")
        .order_by("-against", "line_no")
    )


def schedule_differences(remittance: Remittance) -> AgainstSchedule | None:
    """What a page shows of them; None when none differs. At most two queries."""
    if not (remittance.below_count or remittance.above_count):
        return None
    found = schedule_lines(remittance)
    return AgainstSchedule(
        tuple(found.filter(against=Against.BELOW)[:SHOWN]) if remittance.below_count else (),
        tuple(found.filter(against=Against.ABOVE)[:SHOWN]) if remittance.above_count else (),
    )
