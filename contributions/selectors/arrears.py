"""Employers behind: months that should have come and did not, and bills past their day. Amounts are sen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import F, Min, Sum

from contributions.models import Bill, Employer
from contributions.models.bill import UNPAID
from contributions.rules import months

MONTHS_BACK = 12
EMPLOYERS_ON_PAGE = 200

# A month is expected of an employer with somebody in a running spell of work on its last day.
_MISSING = """
select e.id, m.month::date, count(distinct s.member_id)
  from unnest(%(months)s::date[]) m(month)
  join contributions_employment s
    on s.started_on < m.month + interval '1 month'
   and (s.ended_on is null or s.ended_on >= m.month + interval '1 month' - interval '1 day')
  join contributions_employer e
    on e.id = s.employer_id and e.registered_on <= m.month
   and (e.closed_on is null or e.closed_on >= m.month + interval '1 month')
 where not exists (
   select 1 from contributions_remittance r
    where r.employer_id = e.id and r.wage_month = m.month
      and r.state in ('SUBMITTED', 'POSTING', 'POSTED'))
 group by e.id, m.month order by m.month, e.id
"""


@dataclass(slots=True)
class Arrears:
    """One employer: the months not sent, with how many people they concern, and what is unpaid."""

    employer: Employer
    missing: list[tuple[date, int]] = field(default_factory=list)
    unpaid_sen: int = 0
    unpaid_bills: int = 0
    oldest_due_on: date | None = None

    @property
    def since(self) -> date:
        """The first day on which something was late."""
        days = [months.due_on(month) for month, _people in self.missing]
        if self.oldest_due_on:
            days.append(self.oldest_due_on)
        return min(days)


def arrears(today: date, *, most: int = EMPLOYERS_ON_PAGE) -> list[Arrears]:
    """Employers behind, longest first. Three queries."""
    due = [
        month for month in months.back_from(today, MONTHS_BACK + 2) if months.due_on(month) < today
    ][:MONTHS_BACK]
    with connection.cursor() as cursor:
        cursor.execute(_MISSING, {"months": due})
        missing: Iterable[tuple[int, date, int]] = cursor.fetchall()
    found: dict[int, Arrears] = {}
    unpaid = list(
        Bill.objects.filter(state__in=UNPAID, due_on__lt=today)
        .values("employer_id")
        .annotate(
            sen=Sum(F("amount_sen") - F("paid_sen") - F("waived_sen")),
            oldest=Min("due_on"),
            several=Sum(1),
        )
    )
    ids = {row[0] for row in missing} | {row["employer_id"] for row in unpaid}
    for employer in Employer.objects.filter(pk__in=ids):
        found[employer.pk] = Arrears(employer)
    for employer_id, month, people in missing:
        found[employer_id].missing.append((month, people))
    for row in unpaid:
        one = found[row["employer_id"]]
        one.unpaid_sen, one.oldest_due_on = row["sen"], row["oldest"]
        one.unpaid_bills = row["several"]
    return sorted(found.values(), key=lambda one: (one.since, one.employer.pk))[:most]
