"""Every field has a label, a hint and an error that assistive technology can find; money is sen."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation

from members.forms.base import CodeInput, DateField, MoneyField, PortalForm


class Sample(PortalForm):
    amount = MoneyField(label="Amount", help_text="At least RM50", min_sen=5000, max_sen=100_000)
    born_on = DateField(label="Date of birth")
    answer = forms.ChoiceField(
        label="Answer", choices=(("y", "Yes"), ("n", "No")), widget=forms.RadioSelect
    )
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    code = forms.CharField(label="Code", widget=CodeInput)
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    agree = forms.BooleanField(label="I agree")


def _filled(**changes: Any) -> dict[str, Any]:
    good = {
        "amount": "1,234.50",
        "born_on_0": "14",
        "born_on_1": "Mac",
        "born_on_2": "1990",
        "answer": "y",
        "secret": "x",
        "code": "123456",
        "agree": "on",
    }
    return {**good, **changes}


@pytest.mark.parametrize(
    ("typed", "sen"),
    [("500", 50000), ("RM 1,000.00", 100_000), ("50.5", 5050), ("rm50", 5000)],
)
def test_an_amount_is_read_as_sen(typed: str, sen: int) -> None:
    form = Sample(_filled(amount=typed))
    assert form.is_valid() or "amount" not in form.errors, form.errors
    assert form.cleaned_data["amount"] == sen


@pytest.mark.parametrize(
    "typed", ["1e3", "５００", "-50", "12.345", "1,23", "abc", "+60", "0x10", "١٢"]
)
def test_what_is_no_amount_is_refused_in_words(typed: str) -> None:
    with translation.override("ms"):
        form = Sample(_filled(amount=typed))
        assert form.errors["amount"] == ["Masukkan amaun dalam ringgit dan sen, contohnya 500.00"]
    assert typed in str(form["amount"].as_field_group()), "what was typed stays"


def test_limits_are_said_with_the_limit() -> None:
    with translation.override("en"):
        low, high = Sample(_filled(amount="49.99")), Sample(_filled(amount="1000.01"))
        assert low.errors["amount"] == ["The amount must be RM50.00 or more"]
        assert high.errors["amount"] == ["The amount must be RM1,000.00 or less"]


def test_sen_are_shown_as_ringgit() -> None:
    assert 'value="1,234.50"' in str(Sample(initial={"amount": 123450})["amount"])


@pytest.mark.parametrize("month", ["3", "03", "Mac", "march", "MAR"])
def test_month_words_of_both_languages_are_read(month: str) -> None:
    form = Sample(_filled(born_on_1=month))
    form.is_valid()
    assert form.cleaned_data["born_on"] == date(1990, 3, 14)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"born_on_2": ""}, "The date must include a year"),
        ({"born_on_0": "31", "born_on_1": "2"}, "The date must be a real date"),
        ({"born_on_0": "", "born_on_1": "", "born_on_2": ""}, "Enter the date"),
        ({"born_on_0": "１"}, "The date must be a real date"),
    ],
)
def test_a_wrong_date_names_what_is_wrong(changes: dict[str, str], message: str) -> None:
    with translation.override("en"):
        assert Sample(_filled(**changes)).errors["born_on"] == [message]


def test_every_control_is_labelled_described_and_marked_invalid() -> None:
    with translation.override("en"):
        markup = str(Sample({}))
    assert 'for="id_amount"' in markup
    assert 'aria-describedby="id_amount_helptext id_amount_error"' in markup
    assert 'id="id_amount_helptext"' in markup and 'id="id_amount_error"' in markup
    assert markup.index('id="id_amount_error"') < markup.index('<input type="text" name="amount"')
    assert markup.count("<fieldset") == 2 and markup.count("<legend") == 2
    assert markup.count('aria-invalid="true"') >= 6
    assert "required" not in re.findall(r"<input[^>]*>", markup)[0]
    assert "(optional)" in markup and markup.count("(optional)") == 1
    assert 'autocomplete="one-time-code"' in markup and 'inputmode="numeric"' in markup
    assert "data-password-toggle" in markup and "hidden" in markup


def test_the_error_summary_links_to_each_field_in_its_own_words() -> None:
    with translation.override("en"):
        form = Sample({})
        form.add_error(None, "The whole is wrong")
        summary = render_to_string("_components/error_summary.html", {"form": form})
        page = str(form)
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert "The whole is wrong" in summary
    assert len(targets) == 6
    for target in targets:
        assert f'id="{target}"' in page, target
    assert "data-error-summary" in summary and 'role="alert"' in summary


def test_no_summary_without_errors() -> None:
    assert render_to_string("_components/error_summary.html", {"form": Sample()}).strip() == ""


def test_every_button_says_its_type() -> None:
    for button in re.findall(r"<button[^>]*>", str(Sample())):
        assert "type=" in button


def test_a_code_that_was_typed_is_never_shown_again() -> None:
    class CodeForm(PortalForm):
        code = forms.CharField(widget=CodeInput, max_length=3)

    form = CodeForm({"code": "918273"})
    assert not form.is_valid()
    assert "918273" not in form["code"].as_widget()
