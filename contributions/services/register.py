"""Who works for whom, learnt from contributions that were credited.

A spell ends only where the employer said that the person left or died.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from contributions.models import Remittance, RemittanceState

_EARLIER = """
update contributions_employment e set started_on = %(month)s
  from (select distinct on (member_id) id, member_id from contributions_employment
         where employer_id = %(employer)s and started_on > %(month)s
         order by member_id, started_on) next
 where e.id = next.id
   and exists (select 1 from contributions_contribution c
                where c.remittance_id = %(remittance)s and c.member_id = e.member_id)
   and not exists (select 1 from contributions_employment o
                    where o.employer_id = %(employer)s and o.member_id = e.member_id
                      and o.started_on <= %(month)s
                      and (o.ended_on is null or o.ended_on >= %(month)s))
"""
_NEW = """
insert into contributions_employment (employer_id, member_id, started_on)
select %(employer)s, c.member_id, %(month)s from contributions_contribution c
 where c.remittance_id = %(remittance)s
   and not exists (select 1 from contributions_employment o
                    where o.employer_id = %(employer)s and o.member_id = c.member_id
                      and (o.ended_on is null or o.ended_on >= %(month)s))
"""


# Who left, or died, has no contribution this month: the spell ended before it.
_ENDED = """
update contributions_employment e set ended_on = %(month)s::date - 1
  from contributions_zeroline z
 where z.remittance_id = %(remittance)s and z.reason in ('LEFT', 'DIED')
   and e.employer_id = %(employer)s and e.member_id = z.member_id
   and e.started_on < %(month)s and e.ended_on is null
"""


def register(remittance_id: int) -> int:
    """Open or extend spells for the members of a POSTED remittance; answers how many were opened.

    A spell starts with the wage month, or earlier when an earlier month is credited later.
    """
    with transaction.atomic():
        remittance = Remittance.objects.select_for_update().get(pk=remittance_id)
        if remittance.state != RemittanceState.POSTED:
            return 0
        facts: dict[str, Any] = {
            "remittance": remittance.pk,
            "employer": remittance.employer_id,
            "month": remittance.wage_month,
        }
        with connection.cursor() as cursor:
            cursor.execute(_ENDED, facts)
            cursor.execute(_EARLIER, facts)
            cursor.execute(_NEW, facts)
            return int(cursor.rowcount)
