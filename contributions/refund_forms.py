"""What an employer types to get an over-payment back: money in suspense, credited lines, an account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from contributions.models import Fault
from members.forms.base import MoneyField, PortalForm
from members.forms.profile import bank_choices, number_refused
from members.forms.uploads import UploadField
from members.rules import banks

LINES = 3
"""Contributions that one request may name; more go into another request."""
FAULTS = (Fault.AMOUNT, Fault.LEFT, Fault.TWICE)
MOST_SEN = 9_999_999_999_99


class RefundForm(PortalForm):
    """Any of: an amount that pays no bill, up to three credited contributions. And where to pay it."""

    suspense = MoneyField(
        label=_("Amount to pay back of the money that pays no bill"),
        required=False,
        min_sen=1,
        max_sen=MOST_SEN,
    )
    reason = forms.CharField(
        label=_("Why too much was paid"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Say why too much was paid"),
            "max_length": _("Write at most 500 characters"),
        },
    )
    bank_code = forms.ChoiceField(
        label=_("Bank"),
        choices=bank_choices,
        error_messages={
            "required": _("Choose the bank"),
            "invalid_choice": _("Choose the bank"),
        },
    )
    number = forms.CharField(
        label=_("Account number"),
        help_text=_("The account must be in the employer's name."),
        max_length=40,
        error_messages={
            "required": _("Enter the account number"),
            "max_length": _("The account number must have digits only"),
        },
        widget=forms.TextInput(
            {"inputmode": "numeric", "autocomplete": "off", "class": "input--w24"}
        ),
    )
    paper = UploadField(
        label=_("Your letter"),
        help_text=_(
            "On the employer's letterhead, signed, with the payslip or resignation letter where"
            " there is one. PDF, JPG or PNG, at most 5 MB."
        ),
    )

    def __init__(self, *args: Any, months: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose a month"))] + [
            (month.isoformat(), formats.date_format(month, "F Y")) for month in months
        ]
        for number in range(1, LINES + 1):
            self._add_line(number, choices)

    def _add_line(self, number: int, months: list[tuple[str, Any]]) -> None:
        fields: dict[str, forms.Field] = {
            "member_no": forms.CharField(
                label=_("Employee's KWSP number"),
                max_length=19,
                widget=forms.TextInput(
                    {"inputmode": "numeric", "autocomplete": "off", "class": "input--w12"}
                ),
            ),
            "month": forms.TypedChoiceField(
                label=_("Wage month"),
                choices=months,
                coerce=date.fromisoformat,
                empty_value=None,
                error_messages={"invalid_choice": _("Choose a month from the list")},
            ),
            "fault": forms.ChoiceField(
                label=_("What was wrong"),
                choices=[("", _("Choose what was wrong"))]
                + [(fault.value, fault.label) for fault in FAULTS],
                error_messages={"invalid_choice": _("Choose what was wrong from the list")},
            ),
            "employer": MoneyField(label=_("Right employer's share"), min_sen=0, max_sen=MOST_SEN),
            "employee": MoneyField(label=_("Right employee's share"), min_sen=0, max_sen=MOST_SEN),
            "wages": MoneyField(label=_("Right wages"), min_sen=0, max_sen=MOST_SEN),
        }
        for name, field in fields.items():
            field.required = False
            self.fields[f"{name}_{number}"] = field
        for name in ("employer", "employee", "wages"):
            self.fields[f"{name}_{number}"].help_text = _("Only where the amount was wrong.")

    def groups(self) -> list[dict[str, Any]]:
        """The contributions' fields, a group for each, open where something was typed or is wrong."""
        names = ("member_no", "month", "fault", "employer", "employee", "wages")
        found = []
        for number in range(1, LINES + 1):
            fields = [self[f"{name}_{number}"] for name in names]
            is_open = any(field.errors or field.value() for field in fields)
            found.append({"number": number, "fields": fields, "is_open": is_open})
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        bank_code, number = cleaned.get("bank_code"), cleaned.get("number")
        if bank_code and number:
            try:
                cleaned["number"] = banks.account_number(bank_code, number)
            except banks.NotABankAccountNumber as error:
                self.add_error("number", number_refused(bank_code, error))
        named = [number for number in range(1, LINES + 1) if self._check_line(number, cleaned)]
        if not named and not cleaned.get("suspense") and not self.errors:
            self.add_error("suspense", _("Enter an amount, or name a contribution below"))
        cleaned["named"] = named
        return cleaned

    def _check_line(self, number: int, cleaned: dict[str, Any]) -> bool:
        """True when a group names a contribution; what is missing in it is said."""
        member_no, month, fault = (
            cleaned.get(f"{name}_{number}") for name in ("member_no", "month", "fault")
        )
        amounts = [cleaned.get(f"{name}_{number}") for name in ("employer", "employee")]
        if not (member_no or month or fault or any(amount is not None for amount in amounts)):
            return False
        for name, value, words in (
            ("member_no", member_no, _("Enter the employee's KWSP number")),
            ("month", month, _("Choose the wage month")),
            ("fault", fault, _("Choose what was wrong")),
        ):
            if not value and f"{name}_{number}" not in self.errors:
                self.add_error(f"{name}_{number}", words)
        if fault == Fault.AMOUNT:
            for name, amount in zip(("employer", "employee"), amounts, strict=True):
                if amount is None and f"{name}_{number}" not in self.errors:
                    self.add_error(f"{name}_{number}", _("Enter the right share; 0 for none"))
        return True
