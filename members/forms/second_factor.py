"""The code of the app: six digits, like a TAC, with words of its own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .base import PortalForm
from .tac import TacField


class AppCodeForm(PortalForm):
    tac = TacField(
        label=_("Code from the app"),
        help_text=_("Six digits that change every 30 seconds."),
        error_messages={
            "required": _("Enter the 6-digit code"),
            "max_length": _("The code has 6 digits"),
        },
    )
