"""What a worker does for people: notices at once, and each business day the house-keeping."""

from __future__ import annotations

from datetime import date, datetime

from captcha.models import CaptchaStore
from django.contrib.sessions.models import Session

from members.services import (
    devices,
    door_codes,
    notices,
    open_sessions,
    recovery,
    sign_in_alarm,
    sign_in_counters,
)
from members.work import day, queue

queue.handler(notices.TOPIC)(notices.send)
queue.handler(recovery.RESET)(recovery.send_reset)
queue.handler(recovery.NUMBER)(recovery.send_number)
queue.handler(door_codes.TOPIC)(door_codes.send)
queue.handler(devices.TOPIC)(devices.tell_owner)
queue.handler(sign_in_alarm.TOPIC)(sign_in_alarm.write)


@day.daily("members.tidy", order=90)
def tidy(business_date: date, *, at: datetime) -> None:
    """Remove expired pictures, sessions and counters that say nothing any more."""
    CaptchaStore.objects.filter(expiration__lte=at).delete()
    Session.objects.filter(expire_date__lt=at).delete()
    open_sessions.forget_old()
    sign_in_counters.forget_old(at=at)
