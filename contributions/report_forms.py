"""What is typed about a month that is missing: by the member, the employer, and staff."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.models import EmployerAnswer
from members.forms.base import MoneyField, PortalForm
from members.forms.uploads import UploadField

MOST_WORDS = 500


def _words(label: object, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        required=required,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Write a sentence or two"),
            "max_length": _("Write at most 500 characters"),
        },
    )


class ReportForm(PortalForm):
    """The payslip's wages if the member has them, and what there is to say."""

    wages = MoneyField(
        label=_("Wages on your payslip"),
        required=False,
        min_sen=1,
        max_sen=100_000_000,
        help_text=_("If you have the payslip of that month at hand."),
    )
    payslip = UploadField(
        label=_("Your payslip"),
        required=False,
        help_text=_("PDF, JPG or PNG, at most 5 MB. Our officers see it; your employer does not."),
    )
    words = _words(_("Anything that helps us and your employer"), required=False)


class AnswerForm(PortalForm):
    """What the employer says to it."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=EmployerAnswer.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose an answer"),
            "invalid_choice": _("Choose an answer"),
        },
    )
    words = _words(
        _("Explain it: when it was or will be paid, under which reference No."), required=True
    )
