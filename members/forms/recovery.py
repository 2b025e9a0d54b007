"""What people type who forgot something. Shape only: whether it matches, no form knows."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .base import DateField, DateInput
from .sign_in import IdForm, PictureForm

_DOCUMENT = re.compile(r"[A-Z0-9]{6,20}")


def _email() -> Any:
    return forms.EmailField(
        label=_("Registered email"),
        max_length=254,
        error_messages={
            "required": _("Enter your registered email"),
            "invalid": _("Enter an email address, for example name@example.my"),
            "max_length": _("Enter an email address, for example name@example.my"),
        },
        widget=forms.EmailInput({"autocomplete": "email", "class": "input"}),
    )


class ForgottenPasswordForm(PictureForm, IdForm):  # type: ignore[misc]
    """P4."""

    email = _email()
    field_order = ["login_id", "email", "picture", "code"]


class ForgottenNumberForm(PictureForm):
    """P8."""

    ic_no = forms.CharField(
        label=_("IC or passport No."),
        help_text=_("With or without dashes."),
        max_length=30,
        error_messages={
            "required": _("Enter your IC or passport No."),
            "max_length": _("Enter the number as it is on the card or passport"),
        },
        widget=forms.TextInput({"autocomplete": "off", "class": "input--w24"}),
    )
    name = forms.CharField(
        label=_("Full name"),
        help_text=_("As on your IC or passport."),
        max_length=120,
        error_messages={"required": _("Enter your full name")},
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    born_on = DateField(
        label=_("Date of birth"),
        help_text=_("For example 14 3 1990"),
        widget=DateInput(birth_date=True),
        error_messages={"required": _("Enter your date of birth")},
    )
    email = _email()
    field_order = ["ic_no", "name", "born_on", "email", "picture", "code"]

    def clean_ic_no(self) -> str:
        number = re.sub(r"[ -]", "", self.cleaned_data["ic_no"]).upper()
        if not number.isascii() or not _DOCUMENT.fullmatch(number):
            raise forms.ValidationError(_("Enter the number as it is on the card or passport"))
        return number

    def clean_born_on(self) -> date:
        day: date = self.cleaned_data["born_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The date of birth must be in the past"))
        return day
