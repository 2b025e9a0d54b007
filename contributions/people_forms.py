"""What an administrator types about who acts for the employer."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from contributions.models import EmployerRole
from members.forms.base import PortalForm

ROLE_WORDS = (
    (EmployerRole.MAKER, _("Maker: uploads and prepares files")),
    (EmployerRole.CHECKER, _("Checker: confirms files that others prepared")),
    (EmployerRole.ADMINISTRATOR, _("Administrator: does both and manages these users")),
)


def _role_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Role"),
        choices=ROLE_WORDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role"), "invalid_choice": _("Choose a role")},
    )


class RoleForm(PortalForm):
    """What a person may do."""

    role = _role_field()


class PersonForm(PortalForm):
    """A person who will act for the employer."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter the person's name")},
    )
    login_id = forms.CharField(
        label=_("User ID"),
        min_length=4,
        max_length=32,
        help_text=_("4 to 32 small letters, digits, dots or dashes, for example siti.hr"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "input--w12"}),
        error_messages={
            "required": _("Enter a user ID"),
            "min_length": _("The user ID must have 4 to 32 characters"),
            "max_length": _("The user ID must have 4 to 32 characters"),
        },
    )
    email = forms.EmailField(
        label=_("Email"),
        help_text=_("A link to set the password is sent to it."),
        error_messages={
            "required": _("Enter an email address"),
            "invalid": _("Enter an email address, for example siti@example.com"),
        },
    )
    phone = forms.CharField(
        label=_("Mobile phone"),
        max_length=16,
        required=False,
        help_text=_("For example +60123456789"),
        validators=[
            RegexValidator(
                r"^\+?[0-9]{9,15}$", _("Enter the phone number, for example +60123456789")
            )
        ],
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    role = _role_field()

    def clean_login_id(self) -> str:
        typed = str(self.cleaned_data["login_id"]).strip().lower()
        if not all(char.isascii() and (char.isalnum() or char in ".-_") for char in typed):
            raise ValidationError(_("Use only small letters, digits, dots and dashes"))
        return typed
