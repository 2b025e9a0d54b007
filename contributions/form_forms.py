"""What people type when a month is filled in on screen: which month, each employee, one more."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from contributions.files import parse
from contributions.forms import UPLOAD_MONTHS
from contributions.models import FormRow, NothingDue
from contributions.rules import form_rows, months
from contributions.services.form_drafts import Amounts, Who
from members.forms.base import MoneyField, MoneyInput, PortalForm

MOST_WAGES_SEN = 999_999_999_99
MOST_SHARE_SEN = 9_999_999_00

PROBLEMS: dict[str, tuple[str, Any]] = {
    form_rows.NO_WAGES: ("wages", _("Enter the wages, or choose why there is no contribution")),
    form_rows.NO_SHARES: (
        "employer",
        _("Enter both shares: we could not work them out for this employee"),
    ),
    form_rows.NO_REASON: ("reason", _("Choose why there is no contribution")),
    form_rows.SHARES_AND_REASON: (
        "reason",
        _("Leave the shares empty when there is no contribution, or choose “Contribution due”"),
    ),
    form_rows.NOT_WHOLE: ("employer", _("Shares are whole ringgit")),
}


class StartForm(PortalForm):
    """Which month, and what to begin with."""

    LAST, BLANK = "last", "blank"
    wage_month = forms.TypedChoiceField(
        label=_("Wage month"),
        help_text=_("The month the employees worked, not the month you pay."),
        coerce=date.fromisoformat,
        error_messages={
            "required": _("Choose the wage month"),
            "invalid_choice": _("Choose a wage month from the list"),
        },
    )
    begin = forms.ChoiceField(
        label=_("Begin with"),
        choices=(
            (LAST, _("The employees and amounts of the last month you submitted")),
            (BLANK, _("An empty form")),
        ),
        initial=LAST,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what to begin with"),
            "invalid_choice": _("Choose what to begin with"),
        },
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wage_month"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a month")),
            *(
                (month.isoformat(), formats.date_format(month, "F Y"))
                for month in months.back_from(today, UPLOAD_MONTHS)
            ),
        ]


class ShareField(MoneyField):
    """A share: whole ringgit, cleaned to sen."""

    def to_python(self, value: Any) -> int | None:
        found = super().to_python(value)
        if found is not None and found % 100:
            raise ValidationError(_("Shares are whole ringgit"), code="whole")
        return found


def _narrow() -> MoneyInput:
    return MoneyInput(attrs={"class": "input--w6"})


class WhoForm(PortalForm):
    """The person of a row that is added by hand."""

    member_no = forms.CharField(
        label=_("KWSP No."),
        required=False,
        max_length=19,
        help_text=_("Leave it empty for an employee who has none yet."),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input--w12"}
        ),
        error_messages={"max_length": _("Enter the KWSP No., 8 to 12 digits")},
    )
    ic_no = forms.CharField(
        label=_("IC No. or passport number"),
        max_length=24,
        help_text=_("For example 900101-14-5678"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "input--w12"}),
        error_messages={
            "required": _("Enter the IC No. or passport number"),
            "max_length": _("Enter the IC No. or passport number"),
        },
    )
    name = forms.CharField(
        label=_("Full name as in IC"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Enter the full name as in IC"),
            "max_length": _("Enter a name of 120 characters or fewer"),
        },
    )

    def clean_member_no(self) -> str:
        text = self.cleaned_data["member_no"].strip()
        if not text:
            return ""
        number, code = parse.member_no(text)
        if code:
            raise ValidationError(_("Enter the KWSP No., 8 to 12 digits"), code=code)
        return number

    def clean_ic_no(self) -> str:
        number, code = parse.identity_no(self.cleaned_data["ic_no"].strip())
        if code:
            raise ValidationError(
                _("Enter the 12 digits of the identity card, or the passport number"), code=code
            )
        return number

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if parse.has_control(name):
            raise ValidationError(_("Enter the full name as in IC"), code="control")
        return name

    def who(self) -> Who:
        """Call it on a valid form."""
        facts = self.cleaned_data
        return Who(facts["member_no"], facts["ic_no"], facts["name"])


class RowForm(WhoForm):
    """One employee of the form. `row` is what was saved last."""

    marks_optional = False
    wages = MoneyField(
        label=_("Wages"),
        required=False,
        min_sen=0,
        max_sen=MOST_WAGES_SEN,
        widget=_narrow(),
        error_messages={"invalid": _("Enter the wages in ringgit and sen, for example 3250.00")},
    )
    employer = ShareField(
        label=_("Employer's share"),
        required=False,
        min_sen=0,
        max_sen=MOST_SHARE_SEN,
        widget=_narrow(),
        error_messages={"invalid": _("Enter the share in whole ringgit, for example 424")},
    )
    employee = ShareField(
        label=_("Employee's share"),
        required=False,
        min_sen=0,
        max_sen=MOST_SHARE_SEN,
        widget=_narrow(),
        error_messages={"invalid": _("Enter the share in whole ringgit, for example 359")},
    )
    reason = forms.ChoiceField(
        label=_("This month"),
        required=False,
        choices=(("", _("Contribution due")), *NothingDue.choices),
        error_messages={"invalid_choice": _("Choose a reason from the list")},
    )
    remove = forms.BooleanField(label=_("Remove this employee"), required=False)

    def __init__(self, *args: Any, row: FormRow, **kwargs: Any) -> None:
        super().__init__(
            *args,
            prefix=f"r{row.pk}",
            initial={
                "member_no": row.member_no,
                "ic_no": row.ic_no,
                "name": row.name,
                "wages": row.wages_sen,
                "employer": row.employer_sen,
                "employee": row.employee_sen,
                "reason": row.reason,
            },
            **kwargs,
        )
        self.row = row
        self.note = ""
        if not row.is_added:
            for name in ("remove", "member_no", "ic_no", "name"):
                del self.fields[name]
        for name in self.fields:
            # The table's head names the column; whoever cannot see it hears the employee as well.
            self.fields[name].widget.attrs["aria-label"] = f"{self.fields[name].label}, {row.name}"

    def amounts(self) -> Amounts:
        """What was typed; call it on a valid form."""
        facts = self.cleaned_data
        return Amounts(
            facts["wages"],
            facts["employer"],
            facts["employee"],
            facts["reason"],
            bool(facts.get("remove")),
            self.who() if self.row.is_added else None,
        )

    def say_problem(self) -> None:
        """Mark what is missing in the row as it was saved."""
        row = self.row
        code = form_rows.problem(row.wages_sen, row.employer_sen, row.employee_sen, row.reason)
        if code:
            _field, words = PROBLEMS[code]
            self.note = str(words)


class AddForm(WhoForm):
    """An employee who was not in the form."""

    wages = MoneyField(
        label=_("Wages of the month"),
        min_sen=1,
        max_sen=MOST_WAGES_SEN,
        help_text=_("We work out both shares from the Third Schedule. You can change them after."),
        error_messages={
            "required": _("Enter the wages in ringgit and sen, for example 3250.00"),
            "invalid": _("Enter the wages in ringgit and sen, for example 3250.00"),
        },
    )
