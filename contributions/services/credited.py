"""Tells members that a contribution was credited: one notice a member and remittance, set-based.

Only who logs in is told, and only soon after the fact: history that is loaded later tells nobody.
E-mails follow in groups; each is marked when it went, so that a group begun again repeats none.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.urls import reverse
from django.utils.dateformat import format as format_date

from contributions.models import Remittance, RemittanceKind, RemittanceState
from members.models import Notice, Role, User
from members.services import notices
from members.work import queue

TOPIC = "contributions.credited_mail"
ABOUT = "contribution.credited"
NEWS_FOR = timedelta(days=3)
GROUP = 200

_NOTICES = """
insert into members_notice (id, member_id, about, facts, link, event_key, at)
select gen_random_uuid(), c.member_id, %(about)s,
       jsonb_build_object(
           'when', jsonb_build_object('moment', %(when)s::text),
           'amount', jsonb_build_object('sen', c.employer_sen + c.employee_sen),
           'month', %(month)s::text, 'employer', %(employer)s::text),
       %(link)s, %(event)s, %(at)s
  from contributions_contribution c
  join members_user u on u.member_id = c.member_id and u.role = %(role)s and u.is_active
 where c.remittance_id = %(remittance)s
on conflict (member_id, event_key) do nothing
"""


_told: list[bool] = [True]


@contextmanager
def untold() -> Iterator[None]:
    """Tell nobody: for a load of history."""
    _told[:] = [False]
    try:
        yield
    finally:
        _told[:] = [True]


def tell(remittance_id: int, *, at: datetime) -> int:
    """Write the notices of a POSTED remittance and ask for the e-mails; answers how many are new."""
    if not _told[0]:
        return 0
    remittance = Remittance.objects.select_related("employer").get(pk=remittance_id)
    posted_at = remittance.posted_at
    if remittance.state != RemittanceState.POSTED or posted_at is None or at - posted_at > NEWS_FOR:
        return 0
    if remittance.kind == RemittanceKind.CORRECTION:
        return 0  # told with the correction
    event = f"credited:{remittance.reference}"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _NOTICES,
            {
                "about": ABOUT,
                "when": posted_at.isoformat(),
                "month": format_date(remittance.wage_month, "m/Y"),
                "employer": remittance.employer.name,
                "link": reverse("contributions:mine"),
                "event": event,
                "at": posted_at,
                "role": Role.MEMBER.value,
                "remittance": remittance.pk,
            },
        )
        told = int(cursor.rowcount)
        if told:
            queue.enqueue(TOPIC, event, {"event": event})
    return told


def mail_some(event: str, *, at: datetime) -> int:
    """Send e-mails of an event that did not go yet, until none is left; answers how many."""
    sent = 0
    while True:
        waiting = list(
            Notice.objects.filter(
                event_key=event,
                emailed_at__isnull=True,
                member__users__role=Role.MEMBER,
                member__users__is_active=True,
                member__users__email_notices=True,
            )
            .exclude(member__users__email="")
            .order_by("member_id")[:GROUP]
        )
        if not waiting:
            return sent
        people = {
            user.member_id: user
            for user in User.objects.filter(
                role=Role.MEMBER, member_id__in=[notice.member_id for notice in waiting]
            )
        }
        for notice in waiting:
            user = people[notice.member_id]
            subject, text = notices.words(notice.about, notice.facts, user.language)
            notices.mail(to=user.email, subject=subject, body=text, language=user.language)
            Notice.objects.filter(pk=notice.pk).update(emailed_at=at)
            sent += 1
