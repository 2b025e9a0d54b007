"""A picture and a phrase, both from the stock that every log-in page draws from."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from members.rules import recognition

from .base import PortalForm


class SignForm(PortalForm):
    picture = forms.ChoiceField(
        label=_("Picture"),
        choices=[(code, code) for code in recognition.PICTURES],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a picture"),
            "invalid_choice": _("Choose a picture"),
        },
    )
    phrase = forms.CharField(
        label=_("Secret phrase"),
        max_length=10,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a phrase"),
            "max_length": _("Choose a phrase"),
        },
    )

    def clean_phrase(self) -> str:
        phrase: str = self.cleaned_data["phrase"]
        if not recognition.is_phrase(phrase):
            raise forms.ValidationError(_("Choose a phrase"))
        return phrase
