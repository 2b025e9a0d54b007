"""The missing-month watch: set-based, once for a month, safe to run again.

A month is looked at on its watch day; on every day, findings whose money has since come are settled,
and reports with them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.urls import reverse

from contributions import parameters
from contributions.models import MonthFinding, MonthReport, ReportOutcome, ReportState
from contributions.rules import allocation, months, watch
from contributions.services import credited, month_reports
from members.audit import services as audit
from members.ledger import days
from members.work import queue

_LOOK = """
with credited as (
  select r.employer_id, c.member_id, r.wage_month, sum(c.wages_sen) as wages_sen,
         sum(c.employer_sen + c.employee_sen) as credited_sen
    from contributions_remittance r join contributions_contribution c on c.remittance_id = r.id
   where r.state = 'POSTED' and r.wage_month between %(first)s and %(month)s
     and not exists (select 1 from contributions_takenback t
                      where t.remittance_id = c.remittance_id and t.member_id = c.member_id)
   group by r.employer_id, c.member_id, r.wage_month),
usual as (
  select employer_id, member_id,
         percentile_disc(0.5) within group (order by credited_sen) as usual_sen
    from (select *, row_number() over (partition by employer_id, member_id
                                       order by wage_month desc) as back
            from credited where wage_month < %(month)s) earlier
   where back <= %(usual_of)s group by employer_id, member_id),
working as (
  select distinct employer_id, member_id from contributions_employment
   where started_on < %(next)s and (ended_on is null or ended_on >= %(month)s)),
found as (
  select w.employer_id, w.member_id, c.credited_sen, u.usual_sen,
         coalesce(d.employer_sen + d.employee_sen, 0) as due_sen
    from working w join members_member m on m.id = w.member_id
    left join credited c on c.employer_id = w.employer_id and c.member_id = w.member_id
                        and c.wage_month = %(month)s
    left join usual u on u.employer_id = w.employer_id and u.member_id = w.member_id
    left join lateral contributions_due(m.citizenship, m.elected_before_1998, m.born_on, false,
                                        %(month)s, c.wages_sen::bigint, 0) d
           on c.wages_sen is not null
   where m.born_on > %(too_old)s)
insert into contributions_monthfinding
  (employer_id, member_id, wage_month, finding, credited_sen, due_sen, usual_sen, found_on)
select employer_id, member_id, %(month)s,
       case when credited_sen is null then 'MISSING'
            when credited_sen < due_sen then 'BELOW_SCHEDULE' else 'BELOW_USUAL' end,
       coalesce(credited_sen, 0), due_sen, usual_sen, %(today)s
  from found
 where credited_sen is null or credited_sen < due_sen
    or credited_sen * 10000 < usual_sen * %(usual_bps)s
on conflict do nothing
"""
# A finding is settled by the sum that was wanting: anything for a month without a sen, the amount
# due for one below the schedule, the usual share for one below the usual.
_CLEAR = """
with now as (
  select f.id, sum(c.employer_sen + c.employee_sen) as credited_sen
    from contributions_monthfinding f
    join contributions_remittance r on r.employer_id = f.employer_id
                                   and r.wage_month = f.wage_month and r.state = 'POSTED'
    join contributions_contribution c on c.remittance_id = r.id and c.member_id = f.member_id
   where f.cleared_on is null
     and not exists (select 1 from contributions_takenback t
                      where t.remittance_id = c.remittance_id and t.member_id = c.member_id)
   group by f.id)
update contributions_monthfinding f set cleared_on = %(today)s
  from now
 where now.id = f.id
   and now.credited_sen >= case f.finding when 'MISSING' then 1 when 'BELOW_SCHEDULE' then f.due_sen
                           else f.usual_sen * %(usual_bps)s / 10000 end
returning f.employer_id, f.member_id, f.wage_month
"""

# One notice for a member and a month, whoever of the employers it is about.
_TELL = """
insert into members_notice (id, member_id, about, facts, link, event_key, at)
select gen_random_uuid(), f.member_id, 'contribution.amiss',
       jsonb_build_object('when', jsonb_build_object('moment', %(when)s::text), 'month', %(words)s::text,
                          'employer', string_agg(e.name, ', ' order by e.name)),
       %(link)s, %(event)s, %(at)s
  from contributions_monthfinding f
  join contributions_employer e on e.id = f.employer_id
  join members_user u on u.member_id = f.member_id and u.role = 'MEMBER' and u.is_active
 where f.wage_month = %(month)s and f.cleared_on is null
 group by f.member_id
on conflict (member_id, event_key) do nothing
"""


def look(business_date: date, *, at: datetime) -> int:
    """The day's look; answers how many findings were made. Runs 0, 1 or N times a day alike."""
    holidays = days.holidays(business_date.year - 1, business_date.year)
    month = watch.month_watched_on(business_date, holidays)
    facts: dict[str, Any] = {
        "today": business_date,
        "usual_bps": parameters.usual_bps(business_date),
    }
    made = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLEAR, facts)
        _settle(cursor.fetchall(), at=at)
        if month is not None:
            cursor.execute(
                _LOOK,
                {
                    **facts,
                    "month": month,
                    "next": months.add(month, 1),
                    "first": months.add(month, -watch.USUAL_WITHIN_MONTHS),
                    "usual_of": watch.USUAL_OF,
                    "too_old": allocation.latest_birth(allocation.LAST_AGE, business_date),
                },
            )
            made = int(cursor.rowcount)
            _tell(cursor, month, at=at)
            audit.record(
                "contributions.month_watched",
                by=None,
                at=at,
                entity="wage_month",
                entity_id=f"{month:%Y-%m}",
                detail={"findings": made},
            )
    return made


def _tell(cursor: Any, month: date, *, at: datetime) -> None:
    """Write the members' notices and ask for the e-mails."""
    event = f"amiss:{month:%Y-%m}"
    cursor.execute(
        _TELL,
        {
            "when": at.isoformat(),
            "words": f"{month:%m/%Y}",
            "link": reverse("contributions:mine"),
            "event": event,
            "at": at,
            "month": month,
        },
    )
    if cursor.rowcount:
        queue.enqueue(credited.TOPIC, event, {"event": event})


def _settle(cleared: list[tuple[int, int, date]], *, at: datetime) -> None:
    """Close the reports that money has answered."""
    for employer_id, member_id, wage_month in cleared:
        live = MonthReport.objects.select_for_update().filter(
            employer_id=employer_id, member_id=member_id, wage_month=wage_month
        )
        for report in live.exclude(state=ReportState.CLOSED):
            report.state = ReportState.CLOSED
            report.outcome = ReportOutcome.SETTLED
            report.closed_at = at
            report.save(update_fields=["state", "outcome", "closed_at"])
            month_reports.tell_closed(report, at=at)
            audit.record(
                "month_report.settled",
                by=None,
                at=at,
                member_id=member_id,
                employer_id=employer_id,
                entity="month_report",
                entity_id=report.reference,
            )


def findings(member_id: int) -> dict[tuple[int, date], MonthFinding]:
    """A member's unsettled findings by employer and month. One query."""
    return {
        (finding.employer_id, finding.wage_month): finding
        for finding in MonthFinding.objects.filter(member_id=member_id, cleared_on__isnull=True)
    }
