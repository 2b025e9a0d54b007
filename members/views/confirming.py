"""Asking for the current password again, in the same words wherever it is asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from members.audit import services as audit
from members.models import User
from members.services import passwords


def confirmed(request: HttpRequest, user: User, form: Any, *, failed: str, at: datetime) -> bool:
    """Whether the form was sent whole and its `current` is the password; else it says why not.

    `failed` is the action that the audit trail keeps of a wrong one.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        passwords.confirm(
            user=user,
            current=form.cleaned_data["current"],
            failed=failed,
            by=user,
            at=at,
            **audit.origin(request),
        )
    except passwords.WrongPassword:
        form.add_error("current", _("This is not your current password"))
        return False
    except passwords.TooManyTries as error:
        form.add_error(
            "current",
            _("Too many wrong tries. Try again after %(time)s")
            % {"time": timezone.localtime(error.until).strftime("%H:%M")},
        )
        return False
    return True
