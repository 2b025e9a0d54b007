"""Lines against the Third Schedule, all at once, through its twin in SQL. A step of its own.

Runs when a file is READY, before anybody confirms it; lines that agree leave no trace. An elected
excess on record belongs to what may be paid. Amounts are sen; the rule is contributions/rules/
third_schedule.py, with the readings of contributions/parameters.py.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from contributions import limits, parameters
from contributions.models import Against, Remittance, RemittanceState, ScheduleDifference
from contributions.rules.due import Rounding
from members.work import queue

# What is due, and what was elected above it, beside what the file says.
_DIFFERENT = """
insert into contributions_scheduledifference
  (remittance_id, member_id, line_no, against, part, wages_sen, employer_sen, employee_sen,
   due_employer_sen, due_employee_sen)
select c.remittance_id, c.member_id, c.line_no,
       case when c.employer_sen < d.employer_sen or c.employee_sen < d.employee_sen
            then 'BELOW' else 'ABOVE' end,
       d.part, c.wages_sen, c.employer_sen, c.employee_sen, d.employer_sen, d.employee_sen
  from contributions_contribution c
  join members_member m on m.id = c.member_id
 cross join lateral contributions_due(
   m.citizenship, m.elected_before_1998, m.born_on, false, %(month)s::date, c.wages_sen, 0::bigint,
   %(bonus_base)s, %(rounding)s, %(birthday)s) d
 where c.remittance_id = %(remittance)s
   and (c.employer_sen <> d.employer_sen or c.employee_sen <> d.employee_sen)
"""
# Between the schedule and what was elected above it, all is well.
_ELECTED = """
delete from contributions_scheduledifference s using contributions_electedexcess e
 where s.remittance_id = %(remittance)s and s.against = 'ABOVE'
   and e.employer_id = %(employer)s and e.member_id = s.member_id
   and e.first_month <= %(month)s and (e.last_month is null or e.last_month >= %(month)s)
   and s.employer_sen <= s.due_employer_sen + e.employer_extra_sen
   and s.employee_sen <= s.due_employee_sen + e.employee_extra_sen
"""
# Each share rounded up by itself is right as well (epf-rules 1.6).
_OTHER_ROUNDING = """
delete from contributions_scheduledifference s
 where s.remittance_id = %(remittance)s and s.against = 'ABOVE' and s.id in (
   select o.id from contributions_scheduledifference o join members_member m on m.id = o.member_id
    cross join lateral contributions_due(
      m.citizenship, m.elected_before_1998, m.born_on, false, %(month)s::date, o.wages_sen, 0::bigint,
      %(bonus_base)s, 'EACH', %(birthday)s) d
    where o.remittance_id = %(remittance)s and o.employer_sen = d.employer_sen
      and o.employee_sen = o.due_employee_sen)
"""


def soon(remittance: Remittance, *, at: datetime) -> None:
    """Compare a READY remittance now when it is small, by the worker when it is large."""
    if remittance.state != RemittanceState.READY or remittance.compared_at is not None:
        return
    if remittance.line_count <= limits.lines_compared_at_once():
        compare(remittance_id=remittance.pk, at=at)
    else:
        queue.enqueue(
            "contributions.compare", remittance.reference, {"remittance_id": remittance.pk}
        )


def compare(*, remittance_id: int, at: datetime) -> Remittance:
    """Find the lines that differ. READY remittances only; compared already: answered as it is."""
    with transaction.atomic():
        remittance = Remittance.objects.select_for_update().get(pk=remittance_id)
        if remittance.state != RemittanceState.READY or remittance.compared_at is not None:
            return remittance
        options = parameters.schedule_options()
        facts: dict[str, Any] = {
            "remittance": remittance.pk,
            "employer": remittance.employer_id,
            "month": remittance.wage_month,
            "bonus_base": options.bonus_base.value,
            "rounding": options.rounding.value,
            "birthday": options.birthday.value,
        }
        ScheduleDifference.objects.filter(remittance=remittance).delete()
        with connection.cursor() as cursor:
            # The planner has not met these lines yet: without a hint it would seek each member.
            cursor.execute("set local work_mem = '64MB'; set local jit = off")
            cursor.execute("set local enable_nestloop = off")
            cursor.execute(_DIFFERENT, facts)
            cursor.execute("set local enable_nestloop = on")
            cursor.execute(_ELECTED, facts)
            if options.rounding is Rounding.TOTAL:
                cursor.execute(_OTHER_ROUNDING, facts)
        found = ScheduleDifference.objects.filter(remittance=remittance)
        remittance.below_count = found.filter(against=Against.BELOW).count()
        remittance.above_count = found.filter(against=Against.ABOVE).count()
        remittance.compared_at = at
        remittance.save(update_fields=["below_count", "above_count", "compared_at"])
    return remittance
