"""Who a line without full details belongs to: number and identity card, both exactly."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from members.forms.base import PortalForm


class WhoseForm(PortalForm):
    member_no = forms.CharField(
        label=_("KWSP No."),
        max_length=19,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Enter the KWSP number of the employee")},
    )
    ic_no = forms.CharField(
        label=_("Identity card No."),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Enter the identity card number of the employee")},
    )

    def clean_member_no(self) -> str:
        number: str = self.cleaned_data["member_no"].strip().lstrip("0")
        if not re.fullmatch(r"[0-9]{1,19}", number, re.ASCII):
            raise forms.ValidationError(_("The KWSP number has digits only"))
        return number

    def clean_ic_no(self) -> str:
        return str(self.cleaned_data["ic_no"]).replace("-", "").replace(" ", "").upper()


class ReturnForm(PortalForm):
    """Why a line goes back to its employer."""

    reason = forms.CharField(
        label=_("Why nobody can be identified"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Say what was tried"),
            "max_length": _("Write at most 500 characters"),
        },
    )
