"""Naming a passkey, asking for the password again, and what the browser answers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from members.gateways import passkeys

from .base import PortalForm
from .passwords import password_field


class ConfirmForm(PortalForm):
    """The current password, before what a thief of the session would do."""

    current = password_field(
        _("Current password"), "current-password", required=_("Enter your current password")
    )


class PasskeyForm(ConfirmForm):
    name = forms.CharField(
        label=_("Name of the passkey"),
        help_text=_("So that you know it again, for example: my phone"),
        max_length=40,
        error_messages={
            "required": _("Give the passkey a name"),
            "max_length": _("The name must have 40 characters or fewer"),
        },
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    field_order = ["name", "current"]


class AnswerForm(PortalForm):
    """What the browser says; filled in by script."""

    passkey = forms.CharField(max_length=passkeys.LONGEST, widget=forms.HiddenInput)


class RecoveryCodeForm(PortalForm):
    code = forms.CharField(
        label=_("Recovery code"),
        help_text=_("24 letters and digits from your sheet. Dashes and spaces do not matter."),
        max_length=60,
        error_messages={
            "required": _("Enter a recovery code"),
            "max_length": _("A recovery code has 24 letters and digits"),
        },
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
