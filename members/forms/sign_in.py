"""Log in in two steps. Neither form knows whether an ID exists or a password is right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.rules import identity

from .base import PortalForm


class IdForm(PortalForm):
    """P1: the ID, cleaned to its one spelling."""

    login_id = forms.CharField(
        label=_("KWSP No. or i-Akaun ID"),
        help_text=_("Your KWSP No., your MyKad number with or without dashes, or your i-Akaun ID."),
        max_length=identity.MAX_ID_LENGTH,
        error_messages={
            "required": _("Enter your KWSP No. or i-Akaun ID"),
            "max_length": _("Enter your KWSP No. or i-Akaun ID"),
        },
        widget=forms.TextInput(
            {
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "class": "input--w24",
            }
        ),
    )

    def clean_login_id(self) -> str:
        try:
            return identity.normalise_id(self.cleaned_data["login_id"])
        except identity.NotAnIdentityNumber as error:
            raise forms.ValidationError(_("Enter your KWSP No. or i-Akaun ID")) from error


class PictureForm(PortalForm):
    """A form that a person fills in: the view judges the picture code before all else."""

    picture = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)
    code = forms.CharField(
        label=_("Security code (CAPTCHA)"),
        help_text=_("Type the six digits in the picture."),
        max_length=16,
        error_messages={
            "required": _("Type the digits in the picture"),
            "max_length": _("The characters do not match the image. Try the new image below"),
        },
        widget=forms.TextInput(
            {"autocomplete": "off", "inputmode": "numeric", "class": "input--w6 input--code"}
        ),
    )

    def show(self, key: str) -> None:
        """Put a new picture in; the code typed for the old one goes, the rest stays."""
        if self.is_bound:
            self.data = {**self.data.dict(), "code": "", "picture": key}  # type: ignore[attr-defined]
        else:
            self.initial["picture"] = key


class PasswordForm(PictureForm):
    """P2: password, exactly as typed, and the picture code; the view judges the code first.

    `passed`: a code to the phone stands in for the picture.
    """

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=256,
        error_messages={
            "required": _("Enter your password"),
            "max_length": _("The KWSP No. or password does not match our records"),
        },
        widget=forms.PasswordInput({"autocomplete": "current-password", "class": "input"}),
    )
    field_order = ["password", "picture", "code"]

    def __init__(self, *args: Any, passed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if passed:
            del self.fields["picture"], self.fields["code"]

    def show(self, key: str) -> None:
        """Nothing typed is kept."""
        if self.is_bound:
            self.data = {"password": "", "code": "", "picture": key}
        else:
            self.initial["picture"] = key
