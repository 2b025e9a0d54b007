"""What a member may say about themselves: language, and where money may be sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from members.rules import banks

from .base import PortalForm


class LanguageForm(PortalForm):
    language = forms.ChoiceField(
        label=_("Preferred language"),
        help_text=_("Pages, messages and statements use this language."),
        choices=[("ms", "Bahasa Melayu"), ("en", "English")],
        error_messages={
            "required": _("Choose a language"),
            "invalid_choice": _("Choose a language"),
        },
    )

    def clean_language(self) -> str:
        language: str = self.cleaned_data["language"]
        if language not in dict(settings.LANGUAGES):
            raise forms.ValidationError(_("Choose a language"))
        return language


class NoticesForm(PortalForm):
    """By which ways one hears of what is not about security."""

    email = forms.BooleanField(label=_("By email"), required=False)
    sms = forms.BooleanField(label=_("By SMS"), required=False)


def bank_choices() -> list[tuple[str, Any]]:
    """Every bank by name, after an invitation to choose one."""
    named = sorted(banks.BANKS.values(), key=lambda bank: bank.name.lower())
    return [("", _("Choose a bank")), *((bank.code, bank.name) for bank in named)]


class BankAccountForm(PortalForm):
    bank_code = forms.ChoiceField(
        label=_("Bank"),
        choices=bank_choices,
        error_messages={
            "required": _("Choose your bank"),
            "invalid_choice": _("Choose your bank"),
        },
    )
    number = forms.CharField(
        label=_("Account number"),
        help_text=_("Digits only; spaces and dashes do not matter."),
        max_length=40,
        error_messages={
            "required": _("Enter the account number"),
            "max_length": _("The account number must have digits only"),
        },
        widget=forms.TextInput(
            {"inputmode": "numeric", "autocomplete": "off", "class": "input--w24"}
        ),
    )
    holder_name = forms.CharField(
        label=_("Account holder"),
        help_text=_(
            "The name as the bank has it. The account must be yours alone: no joint, company or"
            " other person's account."
        ),
        max_length=120,
        error_messages={"required": _("Enter the name of the account holder")},
        widget=forms.TextInput({"autocomplete": "name"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        bank_code, number = cleaned.get("bank_code"), cleaned.get("number")
        if bank_code and number:
            try:
                cleaned["number"] = banks.account_number(bank_code, number)
            except banks.NotABankAccountNumber as error:
                self.add_error("number", number_refused(bank_code, error))
        return cleaned


def number_refused(bank_code: str, error: banks.NotABankAccountNumber) -> Any:
    """Why a number is none of this bank's, in words."""
    if error.reason != "LENGTH":
        return _("The account number must have digits only")
    lengths = error.lengths
    if len(lengths) > 3:
        shown = f"{lengths[0]}–{lengths[-1]}"
    else:
        shown = " / ".join(str(length) for length in lengths)
    return _("An account number of %(bank)s has %(digits)s digits") % {
        "bank": banks.bank_name(bank_code),
        "digits": shown,
    }
