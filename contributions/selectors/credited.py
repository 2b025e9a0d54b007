"""What was credited to a member: asked of the books; the line behind an entry is found by its key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Greatest

from contributions.models import Bill, BillKind, Contribution, Correction, TakenBack
from members.ledger import selectors as ledger
from members.ledger.drafts import Amounts
from members.models.prepared import Prepared

SCOPE = "contrib"
LOOK_BACK = 24
"""Entries looked at for the last contribution, where the very last one was taken back."""


@dataclass(frozen=True, slots=True)
class LatestContribution:
    """One contribution as it was credited to a member; money in sen."""

    employer_name: str
    wage_month: date
    contribution_month: date
    wages_sen: int
    employer_sen: int
    employee_sen: int
    split: Amounts
    credited_on: date
    received_on: date | None
    reference: str
    journal_id: int
    journal_uid: UUID
    taken_back_on: date | None = None
    first_credited_on: date | None = None
    """Of a corrected line: the day on which the wrong one was credited."""
    complete_on: date | None = field(default=None, compare=False)
    """The first day with both the line and its money there; asked for where lines are listed."""

    @property
    def total_sen(self) -> int:
        """Both shares together, in sen."""
        return self.employer_sen + self.employee_sen


def taken_back() -> Exists:
    """For a query of lines: whether a line was taken back from its member."""
    return Exists(
        TakenBack.objects.filter(remittance=OuterRef("remittance_id"), member=OuterRef("member_id"))
    )


def remittance_id_of(entry: ledger.Entry) -> int | None:
    """The remittance a book entry came from; None when it is not a contribution of ours."""
    if entry.scope != SCOPE:
        return None
    head = entry.key.partition(":")[0]
    return int(head) if head.isdigit() else None


def received_on(remittance: str) -> Subquery:
    """For a query: the value date of the money that covered the bill; none before there were bills."""
    return _of_bill(remittance, "paid_on")


def complete_on(remittance: str) -> Subquery:
    """For a query: the first day with both the bill issued, so the lines known, and its money there."""
    return _of_bill(remittance, Greatest("paid_on", "issued_on"))


def _of_bill(remittance: str, wanted: str | Greatest) -> Subquery:
    return Subquery(
        Bill.objects.filter(
            remittance=OuterRef(remittance), kind=BillKind.CONTRIBUTION, paid_on__isnull=False
        ).values_list(wanted)[:1]
    )


# The day on which a line was taken back: it is no contribution of the member's any more.
_TAKEN_BACK_ON = Subquery(
    TakenBack.objects.filter(
        remittance=OuterRef("remittance"), member=OuterRef("member_id")
    ).values("taken_on")[:1]
)


def first_credited_on(remittance: str) -> Subquery:
    """For a query: the day on which the line that a correction stands for was credited."""
    return Subquery(
        Correction.objects.filter(reposted=OuterRef(remittance)).values("remittance__credited_on")[
            :1
        ]
    )


def credited_lines(
    member_id: int, entries: Iterable[ledger.Entry], *, with_taken_back: bool = False
) -> list[LatestContribution]:
    """The lines behind entries, in the order of the entries, but for those taken back. One query."""
    by_remittance = {
        remittance_id: entry
        for entry in entries
        if (remittance_id := remittance_id_of(entry)) is not None
    }
    if not by_remittance:
        return []
    lines = (
        Contribution.objects.filter(member_id=member_id, remittance_id__in=list(by_remittance))
        .annotate(
            received_on=received_on("remittance"),
            complete_on=complete_on("remittance"),
            taken_back_on=_TAKEN_BACK_ON,
            first_on=first_credited_on("remittance"),
        )
        .select_related("remittance__employer")
        .only(
            "wages_sen",
            "employer_sen",
            "employee_sen",
            "remittance__wage_month",
            "remittance__contribution_month",
            "remittance__reference",
            "remittance__employer__name",
        )
    )
    found = {line.remittance_id: line for line in lines}
    credited = []
    for remittance_id, entry in by_remittance.items():
        line = found.get(remittance_id)
        if line is None or (line.taken_back_on and not with_taken_back):
            continue
        credited.append(
            LatestContribution(
                employer_name=line.remittance.employer.name,
                wage_month=line.remittance.wage_month,
                contribution_month=line.remittance.contribution_month,
                wages_sen=line.wages_sen,
                employer_sen=line.employer_sen,
                employee_sen=line.employee_sen,
                split=entry.amounts,
                credited_on=entry.effective_on,
                received_on=line.received_on,
                reference=line.remittance.reference,
                journal_id=entry.journal_id,
                journal_uid=entry.uid,
                taken_back_on=line.taken_back_on,
                first_credited_on=line.first_on,
                complete_on=line.complete_on,
            )
        )
    return credited


_LINE = Prepared(
    lambda member_id, remittance_id: (
        Contribution.objects.filter(member_id=member_id, remittance_id=remittance_id)
        .annotate(received_on=received_on("remittance"), taken_back_on=_TAKEN_BACK_ON)
        .filter(taken_back_on__isnull=True)
        .values_list(
            "remittance__employer__name",
            "remittance__wage_month",
            "remittance__contribution_month",
            "wages_sen",
            "employer_sen",
            "employee_sen",
            "received_on",
            "remittance__reference",
        )
    )
)


def latest_contribution(member_id: int) -> LatestContribution | None:
    """The contribution credited last, and not taken back. At most two queries where none was."""
    entry = ledger.latest_entry(member_id, "CONTRIBUTION")
    remittance_id = remittance_id_of(entry) if entry else None
    if entry is None or remittance_id is None:
        return None
    for name, wage_month, month, wages, employer, employee, came_on, reference in _LINE(
        member_id, remittance_id
    ):
        return LatestContribution(
            employer_name=name,
            wage_month=wage_month,
            contribution_month=month,
            wages_sen=wages,
            employer_sen=employer,
            employee_sen=employee,
            split=entry.amounts,
            credited_on=entry.effective_on,
            received_on=came_on,
            reference=reference,
            journal_id=entry.journal_id,
            journal_uid=entry.uid,
        )
    recent = ledger.entries(member_id, kinds=("CONTRIBUTION",), limit=LOOK_BACK)
    return next(iter(credited_lines(member_id, recent)), None)


def contribution_for_entry(member_id: int, entry: ledger.Entry) -> LatestContribution | None:
    """The member's line behind one of the member's book entries, taken back or not. One query."""
    found = credited_lines(member_id, [entry], with_taken_back=True)
    return found[0] if found else None


def contributions_between(member_id: int, since: date, until: date) -> list[LatestContribution]:
    """What was credited in a period (value dates, both included), newest first. Two queries."""
    entries = ledger.entries(
        member_id, since=since, until=until, kinds=("CONTRIBUTION",), limit=None
    )
    return credited_lines(member_id, entries)
