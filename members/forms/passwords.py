"""A new password is typed twice and taken exactly as typed; the service judges it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.rules import passwords

from .base import PortalForm


def password_field(label: Any, autocomplete: str, *, required: Any, hint: Any = "") -> Any:
    """A masked field that managers may fill in and people may paste into."""
    return forms.CharField(
        label=label,
        help_text=hint,
        strip=False,
        max_length=4 * passwords.LONGEST,
        error_messages={
            "required": required,
            "max_length": _("The password must have 128 characters or fewer"),
        },
        widget=forms.PasswordInput({"autocomplete": autocomplete, "class": "input"}),
    )


class NewPasswordForm(PortalForm):
    """P6: the new password, and once more."""

    new = password_field(
        _("New password"),
        "new-password",
        required=_("Enter a new password"),
        hint=_("12 to 128 characters. Four words that do not belong together do well."),
    )
    again = password_field(
        _("Confirm password"), "new-password", required=_("Enter the new password once more")
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        new, again = cleaned.get("new"), cleaned.get("again")
        if new and again and new != again:
            self.add_error("again", _("The two new passwords are not the same"))
        return cleaned


class ChangePasswordForm(NewPasswordForm):
    """R4: the current password comes first."""

    current = password_field(
        _("Current password"), "current-password", required=_("Enter your current password")
    )
    field_order = ["current", "new", "again"]
