"""What a company types about itself: where it is, how it is reached, its branches, its end."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contributions.models import Branch
from contributions.rules import ssm
from members.forms.base import DateField, PortalForm
from members.forms.contacts import AddressForm
from members.forms.sign_in import PictureForm
from members.rules import contacts

_TELEPHONE = re.compile(r"\+?[0-9]{9,15}")
_NAME = {"required": _("Enter the company's name"), "max_length": _("At most 160 characters")}


def _email_field(label: Any, **more: Any) -> forms.EmailField:
    return forms.EmailField(
        label=label,
        max_length=254,
        error_messages={
            "required": _("Enter an email address like name@example.com"),
            "invalid": _("Enter an email address like name@example.com"),
        },
        **more,
    )


class _TelephoneForm(PortalForm):
    """A telephone of any kind: an office has no mobile."""

    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        help_text=_("For example 03-8890 1234"),
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel", "class": "input--w12"}),
        error_messages={"required": _("Enter a telephone number")},
    )

    def clean_phone(self) -> str:
        plain = re.sub(r"[\s().-]", "", self.cleaned_data["phone"])
        if not plain.isascii() or not _TELEPHONE.fullmatch(plain):
            raise ValidationError(_("Enter a telephone number, for example 03-8890 1234"))
        return plain


class ContactsForm(_TelephoneForm, AddressForm):  # type: ignore[misc]
    """The address for letters, and how the company is reached."""

    email = _email_field(_("Company's email"))
    field_order = ["address", "postcode", "town", "state_code", "phone", "email"]


class BranchForm(AddressForm):
    name = forms.CharField(
        label=_("Name of the branch"),
        max_length=120,
        help_text=_("For example Kilang Nilai"),
        error_messages={"required": _("Enter the name of the branch")},
    )
    field_order = ["name", "address", "postcode", "town", "state_code"]


class PlaceForm(PortalForm):
    """Where an employee works."""

    branch = forms.ChoiceField(
        label=_("Place of work"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a place"), "invalid_choice": _("Choose a place")},
    )

    def __init__(self, *args: Any, branches: list[Branch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].choices = [  # type: ignore[attr-defined]
            ("0", _("Head office")),
            *((str(branch.pk), branch.name) for branch in branches),
        ]


class CloseForm(PortalForm):
    on = DateField(label=_("Last day anybody worked for the company"))
    sure = forms.BooleanField(
        label=_("The company has no employees after that day"),
        error_messages={"required": _("Tick the box if this is so")},
    )


class RegistrationForm(ContactsForm, PictureForm):  # type: ignore[misc]
    """A company's application; the view judges the picture first."""

    company_name = forms.CharField(
        label=_("Company name"),
        max_length=160,
        help_text=_("As it stands in the SSM register"),
        widget=forms.TextInput({"autocomplete": "organization"}),
        error_messages=_NAME,
    )
    ssm_no = forms.CharField(
        label=_("SSM registration number"),
        max_length=40,
        help_text=_("12 digits, for example 201901000005, or the older form 1234567-A"),
        widget=forms.TextInput({"autocomplete": "off", "class": "input--w12"}),
        error_messages={"required": _("Enter the SSM registration number")},
    )
    employees = forms.IntegerField(
        label=_("Number of employees"),
        min_value=1,
        max_value=1_000_000,
        widget=forms.TextInput({"inputmode": "numeric", "class": "input--w6"}),
        error_messages={
            "required": _("Enter how many employees the company has"),
            "invalid": _("Enter a whole number, for example 12"),
            "min_value": _("Register once you have your first employee"),
            "max_value": _("Enter a whole number, for example 12"),
        },
    )
    first_wages_on = DateField(label=_("Date the first wages were paid, or will be"))
    admin_name = forms.CharField(
        label=_("Administrator's name"),
        max_length=120,
        help_text=_("The first person who will act for the company here; adds the others."),
        error_messages={"required": _("Enter the administrator's name")},
    )
    admin_email = _email_field(_("Administrator's email"))
    admin_phone = forms.CharField(
        label=_("Administrator's mobile phone"),
        max_length=40,
        help_text=_("A Malaysian mobile number that can receive SMS."),
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off", "class": "input--w12"}),
        error_messages={"required": _("Enter the administrator's mobile phone")},
    )
    field_order = [
        "company_name",
        "ssm_no",
        "address",
        "postcode",
        "town",
        "state_code",
        "phone",
        "email",
        "employees",
        "first_wages_on",
        "admin_name",
        "admin_email",
        "admin_phone",
        "picture",
        "code",
    ]

    def clean_ssm_no(self) -> str:
        try:
            return ssm.number(self.cleaned_data["ssm_no"])
        except ssm.NotAnSsmNumber as error:
            raise ValidationError(
                _("Enter 12 digits, for example 201901000005, or the older form 1234567-A")
            ) from error

    def clean_admin_phone(self) -> str:
        try:
            return contacts.mobile(self.cleaned_data["admin_phone"])
        except contacts.NotAMobileNumber as error:
            raise ValidationError(
                _("Enter a Malaysian mobile number, for example 012-345 6789")
            ) from error

    def facts(self) -> dict[str, Any]:
        """What was typed, without the picture."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("picture", "code")
        }
