"""The one field of every TAC page: 6 digits, blanks allowed, never shown again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.tac import rules

from .base import CodeInput, PortalForm


class TacField(forms.CharField):
    """Cleans to 6 digits. Put it in a form under the name `tac`."""

    widget = CodeInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("TAC number"))
        kwargs.setdefault("max_length", 16)
        kwargs.setdefault(
            "error_messages",
            {
                "required": _("Enter the 6-digit TAC"),
                "max_length": _("The TAC has 6 digits"),
            },
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        code = rules.typed(text)
        if not code:
            raise forms.ValidationError(_("The TAC has 6 digits"))
        return code


class TacForm(PortalForm):
    tac = TacField()
