"""What a member types to change a contact: address, e-mail, phone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.rules import contacts

from .base import PortalForm


class AddressForm(PortalForm):
    address = forms.CharField(
        label=_("Address"),
        max_length=200,
        error_messages={
            "required": _("Enter your address"),
            "max_length": _("The address must have 200 characters or fewer"),
        },
        widget=forms.Textarea({"rows": 3, "autocomplete": "street-address"}),
    )
    postcode = forms.CharField(
        label=_("Postcode"),
        max_length=10,
        error_messages={
            "required": _("Enter the postcode"),
            "max_length": _("A postcode has 5 digits"),
        },
        widget=forms.TextInput(
            {"inputmode": "numeric", "autocomplete": "postal-code", "class": "input--w6"}
        ),
    )
    town = forms.CharField(
        label=_("Town"),
        max_length=60,
        error_messages={
            "required": _("Enter the town"),
            "max_length": _("The town must have 60 characters or fewer"),
        },
        widget=forms.TextInput({"autocomplete": "address-level2"}),
    )
    state_code = forms.ChoiceField(
        label=_("State"),
        choices=lambda: [("", _("Choose a state")), *contacts.STATES.items()],
        error_messages={
            "required": _("Choose the state"),
            "invalid_choice": _("Choose the state"),
        },
    )

    def clean_address(self) -> str:
        return "\n".join(
            " ".join(line.split()) for line in self.cleaned_data["address"].splitlines() if line
        )

    def clean_town(self) -> str:
        return " ".join(self.cleaned_data["town"].split())

    def clean_postcode(self) -> str:
        try:
            return contacts.postcode(self.cleaned_data["postcode"])
        except contacts.NotAPostcode as error:
            raise forms.ValidationError(_("A postcode has 5 digits")) from error


def _email(value: str) -> str:
    try:
        return contacts.email(value)
    except contacts.NotAnEmailAddress as error:
        raise forms.ValidationError(_("Enter an email address like name@example.com")) from error


def _mobile(value: str) -> str:
    try:
        return contacts.mobile(value)
    except contacts.NotAMobileNumber as error:
        raise forms.ValidationError(
            _("Enter a Malaysian mobile number, for example 012-345 6789")
        ) from error


class EmailForm(PortalForm):
    value = forms.CharField(
        label=_("New email"),
        max_length=254,
        error_messages={
            "required": _("Enter the new email"),
            "max_length": _("Enter an email address like name@example.com"),
        },
        widget=forms.TextInput(
            {"inputmode": "email", "autocomplete": "email", "spellcheck": "false"}
        ),
    )

    def clean_value(self) -> str:
        return _email(self.cleaned_data["value"])


class PhoneForm(PortalForm):
    value = forms.CharField(
        label=_("New mobile phone number"),
        help_text=_("A Malaysian mobile number that can receive SMS."),
        max_length=40,
        error_messages={
            "required": _("Enter the new mobile phone number"),
            "max_length": _("Enter a Malaysian mobile number, for example 012-345 6789"),
        },
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel", "class": "input--w12"}),
    )

    def clean_value(self) -> str:
        return _mobile(self.cleaned_data["value"])


class CounterChangeForm(forms.Form):
    """What an officer enters at a counter; a second one approves it."""

    kind = forms.ChoiceField(
        label=_("What changes"), choices=[("PHONE", _("Mobile phone")), ("EMAIL", _("E-mail"))]
    )
    value = forms.CharField(
        label=_("New phone number or e-mail"),
        max_length=254,
        widget=forms.TextInput({"class": "vTextField", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("How identity was checked"),
        help_text=_("Documents seen, by whom. It is kept in the audit trail."),
        max_length=200,
        widget=forms.TextInput({"class": "vTextField"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        value, kind = cleaned.get("value"), cleaned.get("kind")
        if value and kind:
            try:
                cleaned["value"] = _mobile(value) if kind == "PHONE" else _email(value)
            except forms.ValidationError as error:
                self.add_error("value", error)
        return cleaned
