"""What an officer types to correct a credited line: which one, what was wrong, what is right, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from contributions.models import Fault
from contributions.models.correction import TO_THE_EMPLOYER
from members.forms.base import MoneyField, PortalForm
from members.models import Member

MOST_SEN = 9_999_999_999_99


def _number(label: Any, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=24,
        widget=forms.TextInput({"autocomplete": "off", "class": "input--w24"}),
        **kwargs,
    )


class FindLineForm(PortalForm):
    """The remittance and the member of the line."""

    reference = _number(
        _("Reference of the remittance"),
        error_messages={"required": _("Enter the reference of the remittance")},
    )
    member_no = _number(
        _("Member's KWSP number"),
        error_messages={"required": _("Enter the member's KWSP number")},
    )


class CorrectionForm(PortalForm):
    """What was wrong and what is right. The right line matters where one is posted again."""

    fault = forms.ChoiceField(
        label=_("What was wrong"),
        choices=Fault.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what was wrong"),
            "invalid_choice": _("Choose what was wrong from the list"),
        },
    )
    to_member_no = _number(_("Right KWSP number"), required=False)
    to_month = forms.TypedChoiceField(
        label=_("Right wage month"), coerce=date.fromisoformat, required=False, empty_value=None
    )
    to_wages = MoneyField(label=_("Right wages"), required=False, min_sen=0, max_sen=MOST_SEN)
    to_employer = MoneyField(
        label=_("Right employer's share"), required=False, min_sen=0, max_sen=MOST_SEN
    )
    to_employee = MoneyField(
        label=_("Right employee's share"), required=False, min_sen=0, max_sen=MOST_SEN
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Say why the line is wrong"),
            "max_length": _("Write at most 500 characters"),
        },
    )
    source = forms.CharField(
        label=_("Source"),
        help_text=_("The letter or report that says so, with its number and date."),
        max_length=200,
        error_messages={
            "required": _("Name the letter or report that says so"),
            "max_length": _("Write at most 200 characters"),
        },
    )

    def __init__(self, *args: Any, months: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_month"].choices = [  # type: ignore[attr-defined]
            (month.isoformat(), formats.date_format(month, "F Y")) for month in months
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("fault") or cleaned["fault"] in TO_THE_EMPLOYER:
            return cleaned
        for name, words in (
            ("to_month", _("Choose the right wage month")),
            ("to_wages", _("Enter the right wages")),
            ("to_employer", _("Enter the right share; 0 for none")),
            ("to_employee", _("Enter the right share; 0 for none")),
        ):
            if cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, words)
        number = (cleaned.get("to_member_no") or "").strip()
        cleaned["to_member"] = Member.objects.filter(member_no=number).first()
        if cleaned["to_member"] is None:
            self.add_error("to_member_no", _("No member has this KWSP number"))
        if not self.errors and not cleaned["to_employer"] + cleaned["to_employee"]:
            self.add_error("fault", _("Where nothing was due, choose another reason"))
        return cleaned
