"""All failed log-ins of the portal together (security.md 2.3): past the bound, staff are woken.

An attack from many addresses on many accounts stays under every other counter. This one shuts nobody
out; a picture or a code to the phone is asked of everybody already.

    failed -> counted with everybody's -> the one that reaches the bound: line at ERROR, work for a
    worker -> audit event (the console's list of alarms), messages to whoever may unlock a login

Wrong passwords that were looked at are counted; tries refused by a lock are not.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.db.models.fields.json import KeyTextTransform

from members.audit import services as audit
from members.audit.models import AuditEvent, SignInAlarm
from members.rules import lockout
from members.work import queue

from . import notices, sign_in_counters, staff_groups

TOPIC = "members.sign_in_alarm"
PERMISSION = "members.unlock_user"
logger = logging.getLogger(__name__)


def limit() -> lockout.Limit:
    """The bound: SIGN_IN_ALARM_FAILURES within a quarter of an hour."""
    return lockout.everybody(settings.SIGN_IN_ALARM_FAILURES)


def count(*, at: datetime) -> None:
    """One failed log-in more, of whomever. One statement; to be called outside a transaction."""
    bound = limit()
    if sign_in_counters.count_failure(bound, TOPIC, at=at):
        logger.error(
            "alarm: %s failed log-ins of the whole portal within %s minutes",
            bound.tries,
            _minutes(bound),
        )
        transaction.on_commit(queue.ring)


def write(payload: dict[str, Any], *, at: datetime) -> None:
    """The worker's half: the event with what is known of the attack, and messages to staff, once."""
    raised_at = datetime.fromisoformat(payload["at"])
    key = payload["at"]
    bound = limit()
    with transaction.atomic():
        if SignInAlarm.objects.filter(entity_id=key).exists():
            return
        failed = AuditEvent.objects.filter(
            action="sign_in.failed", at__gt=raised_at - bound.window, at__lte=raised_at
        )
        seen = failed.aggregate(
            failures=Count("pk"),
            addresses=Count("address", distinct=True),
            accounts=Count(KeyTextTransform("counter", "detail"), distinct=True),
        )
        audit.record(
            "sign_in.alarm",
            by=None,
            at=raised_at,
            entity="sign_in_alarm",
            entity_id=key,
            detail={**seen, "minutes": _minutes(bound)},
        )
        facts = {name: str(number) for name, number in seen.items()}
        for officer in staff_groups.who_may(PERMISSION, or_system=True):
            notices.tell(
                user=officer,
                about="staff.sign_in_alarm",
                at=raised_at,
                key=f"sign_in_alarm:{key}",
                minutes=str(_minutes(bound)),
                **facts,
            )


def _minutes(bound: lockout.Limit) -> int:
    return int(bound.window.total_seconds() // 60)
