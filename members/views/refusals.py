"""Answers that the pages before log-in share: the picture was wrong, or too much was asked."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from members.audit import services as audit
from members.models import CounterKind
from members.services import picture_code, sign_in_counters


def picture_message(answer: picture_code.Answer) -> str:
    """Why the picture code was not accepted, in words."""
    if answer is picture_code.Answer.EXPIRED:
        return _("The security code has expired. Type the digits of the new image below")
    return _("The characters do not match the image. Try the new image below")


def no_more_pictures(request: HttpRequest, at: datetime) -> datetime | None:
    """Count one picture for the address; None when it may have one, else when it may again."""
    shown = sign_in_counters.reserve(CounterKind.PICTURE, audit.origin(request)["address"], at=at)
    return None if shown.allowed else shown.locked_until or at


def too_many(
    request: HttpRequest, until: datetime, at: datetime, *, page: str = "429.html", **context: Any
) -> HttpResponse:
    """429 with the time from which on it works again, on the page and in Retry-After."""
    local = timezone.localtime(until)
    same_day = local.date() == timezone.localtime(at).date()
    response = render(request, page, {"until": local, "same_day": same_day, **context}, status=429)
    response["Retry-After"] = str(max(math.ceil((until - at).total_seconds()), 1))
    return response
