"""What the calculator asks: a wage month, the month's payments, and the facts that decide the Part."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from contributions import schedules
from contributions.rules import months, third_schedule
from contributions.rules.due import (
    CITIZEN,
    CITIZENSHIPS,
    NON_CITIZEN,
    RESIDENT,
    Due,
    Options,
    Person,
)
from contributions.rules.payments import BONUS, Payment
from contributions.rules.third_schedule import MOST_SEN
from members.forms.base import MoneyField, PortalForm

LEAST_AGE, MOST_AGE = 14, 120
AHEAD_YEARS = 1


class CalculatorForm(PortalForm):
    """Sent by GET, so that an answer has an address of its own; no name and no number is asked."""

    wages = MoneyField(
        label=_("Wages of the month"),
        help_text=_("Without bonus, overtime and other payments that do not count."),
    )
    bonus = MoneyField(label=_("Bonus paid in the month"), required=False)
    not_counted = MoneyField(
        label=_("Payments that do not count"),
        help_text=_("Overtime, service charge, gratuity, travelling allowance."),
        required=False,
    )
    month = forms.TypedChoiceField(
        label=_("Wage month"),
        coerce=int,
        error_messages={
            "required": _("Choose the wage month"),
            "invalid_choice": _("Choose the wage month"),
        },
    )
    year = forms.TypedChoiceField(
        label=_("Year"),
        coerce=int,
        error_messages={"required": _("Choose the year"), "invalid_choice": _("Choose the year")},
    )
    citizenship = forms.ChoiceField(
        label=_("The employee is"),
        choices=[
            (CITIZEN, _("Citizen")),
            (RESIDENT, _("Permanent resident")),
            ("ELECTED", _("Non-citizen who elected to contribute before 1 August 1998")),
            (NON_CITIZEN, _("Other non-citizen")),
            ("BY_CHOICE", _("Other non-citizen who chose to contribute before October 2025")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what the employee is"),
            "invalid_choice": _("Choose what the employee is"),
        },
    )
    age = forms.IntegerField(
        label=_("Age at the end of the wage month"),
        help_text=_("In completed years, for example 34"),
        min_value=LEAST_AGE,
        max_value=MOST_AGE,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "class": "input--w4", "autocomplete": "off"}
        ),
        error_messages={
            "required": _("Enter the age in completed years, for example 34"),
            "invalid": _("Enter the age in completed years, for example 34"),
            "min_value": _("The age must be 14 or more"),
            "max_value": _("Enter the age in completed years, for example 34"),
        },
    )

    def __init__(self, data: Any = None, *, today: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        last = months.add(months.first_of(today), -1)
        first_year = schedules.SCHEDULES[0].first_month.year
        years = range(today.year + AHEAD_YEARS, first_year - 1, -1)
        self.fields["month"].choices = list(MONTHS.items())  # type: ignore[attr-defined]
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
        self.initial = {"month": last.month, "year": last.year, **self.initial}

    def due(self, options: Options) -> Due:
        """The answer to a valid form."""
        given = self.cleaned_data
        paid = [Payment("SALARY", given["wages"])]
        if given["bonus"]:
            paid.append(Payment(BONUS, given["bonus"]))
        if given["not_counted"]:
            paid.append(Payment("OVERTIME", given["not_counted"]))
        wage_month = date(given["year"], given["month"], 1)
        who = given["citizenship"]
        person = Person(
            born_on=_born_on(given["age"], wage_month),
            citizenship=who if who in CITIZENSHIPS else NON_CITIZEN,
            elected_before_1998=who == "ELECTED",
            has_opted_in=who == "BY_CHOICE",
        )
        return third_schedule.contribution_due(paid, 0, wage_month, person, options=options)

    def clean_bonus(self) -> int:
        return self.cleaned_data["bonus"] or 0

    def clean_not_counted(self) -> int:
        return self.cleaned_data["not_counted"] or 0

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (cleaned.get("wages") or 0) + (cleaned.get("bonus") or 0) > MOST_SEN:
            self.add_error("bonus", _("Wages and bonus together are too large"))
        return cleaned


def _born_on(age: int, wage_month: date) -> date:
    """A birthday that gives `age` on either reading: it fell in the month before, at the latest."""
    before = months.add(wage_month, -1)
    return before.replace(year=before.year - age)
