"""House-keeping of each business day: what has expired goes, what was recorded stays."""

from __future__ import annotations

from datetime import date, datetime

from captcha.models import CaptchaStore
from django.contrib.sessions.models import Session

from members.services import sign_in_counters
from members.work import day


@day.daily("members.tidy", order=90)
def tidy(business_date: date, *, at: datetime) -> None:
    """Remove expired pictures, sessions and counters that say nothing any more."""
    CaptchaStore.objects.filter(expiration__lte=at).delete()
    Session.objects.filter(expire_date__lt=at).delete()
    sign_in_counters.forget_old(at=at)
