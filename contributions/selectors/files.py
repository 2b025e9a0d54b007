"""An employer's files: their lines, what is wrong with them, what changed since the last month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import QuerySet

from contributions.models import (
    Contribution,
    Employer,
    Remittance,
    RemittanceState,
    RowError,
    ZeroLine,
)

ERRORS_ON_PAGE = 200
DIFFERENCES_ON_PAGE = 50


def remittances(employer: Employer) -> QuerySet[Remittance]:
    """All the employer's remittances, newest wage month first."""
    return Remittance.objects.filter(employer=employer).order_by("-wage_month", "-id")


def remittance(employer: Employer, reference: str) -> Remittance | None:
    """One of the employer's own remittances."""
    return (
        Remittance.objects.select_related(
            "employer", "uploaded_by", "submitted_by", "prepared_by", "made_from"
        )
        .filter(employer=employer, reference=reference)
        .first()
    )


def lines(remittance: Remittance) -> QuerySet[Contribution]:
    """The lines in the order of the file."""
    return (
        Contribution.objects.filter(remittance=remittance)
        .select_related("member")
        .order_by("line_no")
    )


def row_errors(remittance: Remittance) -> QuerySet[RowError]:
    """Everything wrong with the file, in the order of its rows."""
    return RowError.objects.filter(remittance=remittance).order_by("line_no", "id")


def made_of(remittance: Remittance) -> Remittance | None:
    """The file that was made of this one and is not cancelled, if there is one."""
    return (
        Remittance.objects.filter(made_from=remittance)
        .exclude(state=RemittanceState.CANCELLED)
        .order_by("-id")
        .first()
    )


def zero_lines(remittance: Remittance) -> list[ZeroLine]:
    """The first lines without a contribution."""
    found = ZeroLine.objects.filter(remittance=remittance).select_related("member")
    return list(found.order_by("line_no", "id")[:ERRORS_ON_PAGE])


def zero_lines_without_reason(remittance: Remittance) -> list[ZeroLine]:
    """Those that nobody gave a reason for yet."""
    found = ZeroLine.objects.filter(remittance=remittance, reason="").select_related("member")
    return list(found.order_by("line_no", "id"))


def twin(remittance: Remittance) -> Remittance | None:
    """Another live month of this employer with the very same file."""
    return (
        Remittance.objects.filter(employer_id=remittance.employer_id, sha256=remittance.sha256)
        .exclude(pk=remittance.pk)
        .exclude(state__in=[RemittanceState.INVALID, RemittanceState.CANCELLED])
        .exclude(wage_month=remittance.wage_month)
        .order_by("-wage_month")
        .first()
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """A member who joined (no amounts before), left (none now), or whose wages moved. Sen."""

    member_no: str
    name: str
    before_sen: int | None
    now_sen: int | None


@dataclass(frozen=True, slots=True)
class Differences:
    """What changed since the last month that was submitted."""

    since: date
    joined: int
    left: int
    moved: int
    rows: tuple[Difference, ...]


_DIFFERENT = """
with d as (
  select coalesce(n.member_id, b.member_id) as member_id, b.wages_sen as before, n.wages_sen as now
    from (select member_id, wages_sen from contributions_contribution
           where remittance_id = %(now)s) n
    full join (select member_id, wages_sen from contributions_contribution
                where remittance_id = %(before)s) b using (member_id)
   where b.member_id is null or n.member_id is null
      or abs(n.wages_sen - b.wages_sen) * 5 > b.wages_sen)
select count(*) filter (where before is null) over (), count(*) filter (where now is null) over (),
       count(*) filter (where before is not null and now is not null) over (),
       m.member_no, m.name, d.before, d.now
  from d join members_member m on m.id = d.member_id
 order by (d.now is null) desc, (d.before is null) desc, m.member_no
 limit %(most)s
"""


def differences(remittance: Remittance) -> Differences | None:
    """Who joined, who left, whose wages moved by more than 20%; None without an earlier month."""
    before = (
        Remittance.objects.filter(
            employer_id=remittance.employer_id,
            wage_month__lt=remittance.wage_month,
            state__in=[
                RemittanceState.SUBMITTED,
                RemittanceState.POSTING,
                RemittanceState.POSTED,
            ],
        )
        .order_by("-wage_month")
        .first()
    )
    if before is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            _DIFFERENT,
            {"now": remittance.pk, "before": before.pk, "most": DIFFERENCES_ON_PAGE},
        )
        rows = cursor.fetchall()
    joined, left, moved = rows[0][:3] if rows else (0, 0, 0)
    return Differences(
        since=before.wage_month,
        joined=joined,
        left=left,
        moved=moved,
        rows=tuple(Difference(*row[3:]) for row in rows),
    )
