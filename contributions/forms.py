"""What people type about money in: a file and its totals, a person to look up, a consent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from contributions import limits
from contributions.models import (
    Excess,
    NothingDue,
    Purpose,
    Remittance,
    RemittanceKind,
    Shortfall,
    ZeroLine,
)
from contributions.rules import consent as consent_rules
from contributions.rules import months
from members.forms.base import DateField, MoneyField, PortalForm

UPLOAD_MONTHS = 13
ASKED_ONE_BY_ONE = 50


class UploadForm(PortalForm):
    """A wage month, its file, and the totals the employer expects, if known."""

    wage_month = forms.TypedChoiceField(
        label=_("Wage month"),
        help_text=_("The month the employees worked, not the month you pay."),
        coerce=date.fromisoformat,
        error_messages={
            "required": _("Choose the wage month"),
            "invalid_choice": _("Choose a wage month from the list"),
        },
    )
    declared_lines = forms.IntegerField(
        label=_("Number of employees"),
        required=False,
        min_value=1,
        max_value=10_000_000,
        help_text=_("If you give the totals of your payroll, we compare them with the file."),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "class": "input--w6", "autocomplete": "off"}
        ),
        error_messages={
            "invalid": _("Enter a whole number, for example 30"),
            "min_value": _("Enter a whole number, for example 30"),
            "max_value": _("Enter a smaller number of employees"),
        },
    )
    declared_employer = MoneyField(label=_("Total of the employer's share"), required=False)
    declared_employee = MoneyField(label=_("Total of the employees' share"), required=False)
    kind = forms.ChoiceField(
        label=_("What is this file?"),
        choices=(
            (RemittanceKind.ORIGINAL, _("The month's file")),
            (
                RemittanceKind.SUPPLEMENTARY,
                _("A supplementary file: rows added to what was submitted for the month"),
            ),
        ),
        initial=RemittanceKind.ORIGINAL,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose what the file is")},
    )
    file = forms.FileField(
        label=_("Contribution file"),
        allow_empty_file=True,
        max_length=255,
        error_messages={
            "required": _("Choose the contribution file"),
            "invalid": _("Choose the contribution file"),
            "missing": _("Choose the contribution file"),
            "max_length": _("Give the file a shorter name"),
        },
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [
            (month.isoformat(), formats.date_format(month, "F Y"))
            for month in months.back_from(today, UPLOAD_MONTHS)
        ]
        self.fields["wage_month"].choices = [("", _("Choose a month")), *chosen]  # type: ignore[attr-defined]
        self.fields["file"].help_text = _(
            "CSV or Form A (129 characters a row), at most %(size)s MB. We see from the content which it is."
        ) % {"size": limits.max_file_bytes() // (1024 * 1024)}

    def clean_kind(self) -> str:
        return str(self.cleaned_data["kind"] or RemittanceKind.ORIGINAL)

    def refuse_size(self, size: int) -> None:
        """Say that the file is too large; `size` in bytes."""
        self.errors.pop("file", None)
        self.add_error(
            "file",
            ValidationError(
                _("The file must be %(limit)s MB or smaller. Yours is %(size)s MB"),
                params={
                    "limit": limits.max_file_bytes() // (1024 * 1024),
                    "size": f"{size / (1024 * 1024):.0f}",
                },
            ),
        )


class ConfirmForm(PortalForm):
    """The employer stands by the totals on the page; they travel with the form."""

    lines = forms.IntegerField(widget=forms.HiddenInput)
    wages_sen = forms.IntegerField(widget=forms.HiddenInput)
    employer_sen = forms.IntegerField(widget=forms.HiddenInput)
    employee_sen = forms.IntegerField(widget=forms.HiddenInput)
    agree = forms.BooleanField(
        label=_("I have compared these totals with our payroll and they are right"),
        error_messages={"required": _("Tick the box to confirm the totals")},
    )


class DifferencesForm(ConfirmForm):
    """The totals, and why lines differ from the schedule; asks only what the file gives rise to."""

    shortfall = forms.ChoiceField(
        label=_("Why are these shares below the schedule?"),
        choices=Shortfall.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose why shares are below the schedule"),
            "invalid_choice": _("Choose why shares are below the schedule"),
        },
    )
    shortfall_words = forms.CharField(
        label=_("Explanation"),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed for another reason. At most 200 characters."),
        error_messages={"max_length": _("Shorten the explanation to 200 characters or fewer")},
    )
    excess = forms.ChoiceField(
        label=_("Why are these shares above the schedule?"),
        choices=Excess.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose why shares are above the schedule"),
            "invalid_choice": _("Choose why shares are above the schedule"),
        },
    )
    field_order = ("shortfall", "shortfall_words", "excess", "agree")

    def __init__(
        self,
        *args: Any,
        remittance: Remittance,
        without_reason: Sequence[ZeroLine] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.without_reason = without_reason
        self._ask_for_reasons()
        is_prepared = remittance.prepared_by_id is not None
        if is_prepared or not remittance.below_count:
            del self.fields["shortfall"], self.fields["shortfall_words"]
        if is_prepared or not remittance.above_count:
            del self.fields["excess"]

    def _ask_for_reasons(self) -> None:
        """One question for each line without a contribution, or one for all when there are many."""
        many = len(self.without_reason) > ASKED_ONE_BY_ONE
        for line in self.without_reason[: 1 if many else ASKED_ONE_BY_ONE]:
            words = (
                _("Why is there no contribution for the %(count)s employees without one?")
                if many
                else _("Why is there no contribution for KWSP No. %(number)s?")
            )
            facts = {"count": len(self.without_reason), "number": line.member.member_no}
            self.fields[self._name(None if many else line.member_id)] = forms.ChoiceField(
                label=words % facts,
                choices=(("", _("Choose a reason")), *NothingDue.choices),
                error_messages={
                    "required": _("Choose why there is no contribution"),
                    "invalid_choice": _("Choose why there is no contribution"),
                },
            )
        self.order_fields(self.field_order[:-1] + tuple(self._zero_names()) + ("agree",))

    @staticmethod
    def _name(member_id: int | None) -> str:
        return f"zero_{'all' if member_id is None else member_id}"

    def _zero_names(self) -> list[str]:
        return [name for name in self.fields if name.startswith("zero_")]

    def zero_reasons(self) -> dict[int, str]:
        """The reason of each line without a contribution, by member; call it on a valid form."""
        facts = self.cleaned_data
        of_all = facts.get(self._name(None), "")
        return {
            line.member_id: of_all or facts[self._name(line.member_id)]
            for line in self.without_reason
        }

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        is_other = facts.get("shortfall") == Shortfall.OTHER
        if is_other and not str(facts.get("shortfall_words", "")).strip():
            self.add_error("shortfall_words", _("Explain why shares are below the schedule"))
        return facts


class LookUpForm(PortalForm):
    """One person, by exact number and name, for a purpose."""

    number = forms.CharField(
        label=_("IC No. or KWSP No."),
        max_length=24,
        help_text=_("For example 900101-14-5678 or 15602332"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "input--w12"}),
        error_messages={
            "required": _("Enter an IC No. or KWSP No."),
            "max_length": _("Enter an IC No. or KWSP No."),
        },
    )
    name = forms.CharField(
        label=_("Full name as in IC"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter the full name as in IC")},
    )
    purpose = forms.ChoiceField(
        label=_("What do you need it for?"),
        choices=Purpose.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what you need it for"),
            "invalid_choice": _("Choose what you need it for"),
        },
    )

    def clean_number(self) -> str:
        """Digits of other alphabets are said at once; whose number it is, no form knows."""
        number: str = self.cleaned_data["number"]
        if not number.isascii():
            raise forms.ValidationError(_("Enter an IC No. or KWSP No."))
        return number


class ConsentForm(PortalForm):
    """The member's answer: yes until a day, or no."""

    YES, NO = "yes", "no"
    answer = forms.ChoiceField(
        label=_("Do you let this employer see your balances?"),
        choices=((YES, _("Yes, until the date below")), (NO, _("No"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no")},
    )
    expires_on = DateField(
        label=_("Last day"),
        required=False,
        help_text=_("At most one year from today. You can withdraw your consent at any time."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("answer") != self.YES:
            self.errors.pop("expires_on", None)
            return cleaned
        day = cleaned.get("expires_on")
        if "expires_on" in self.errors:
            return cleaned
        if day is None:
            self.add_error("expires_on", _("Enter the last day"))
        elif not self.today <= day <= consent_rules.latest_expiry(self.today):
            self.add_error("expires_on", _("The last day must be from today to one year from now"))
        return cleaned
