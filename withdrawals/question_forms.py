"""One question a page, drawn from its declaration; and the page that names who is paid.

Forms read and shape what was typed. What may be an answer stands in rules/answers.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members.forms.base import DateField, MoneyField, PortalForm
from members.forms.uploads import UploadField
from members.rules import banks
from withdrawals import wording
from withdrawals.rules import answers as shapes
from withdrawals.rules import paper_reasons
from withdrawals.rules.asks import Answer, AnswerKind, Document, Question
from withdrawals.rules.findings import Finding
from withdrawals.services.asking import Item

YES, NO = "yes", "no"
_CHOOSE = _("Choose one of the answers")


class CountField(forms.CharField):
    """A whole number in plain digits."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=6,
            widget=forms.TextInput(
                {"inputmode": "numeric", "autocomplete": "off", "class": "input--w6"}
            ),
            error_messages={
                "required": _("Enter a number"),
                "max_length": _("Enter a number in digits, for example 12"),
            },
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        if not (text.isascii() and text.isdigit()):
            raise ValidationError(_("Enter a number in digits, for example 12"))
        return int(text)


class YesNoField(forms.ChoiceField):
    """Two radio buttons, none chosen beforehand; cleaned to a truth value."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.RadioSelect, choices=[(YES, _("Yes")), (NO, _("No"))], **kwargs
        )

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return None if not text else text == YES

    def prepare_value(self, value: Any) -> Any:
        return {True: YES, False: NO}.get(value, value) if isinstance(value, bool) else value


def field_for(ask: Question) -> forms.Field:
    """The control of a question."""
    common: dict[str, Any] = {"label": wording.say(ask.label), "required": not ask.optional}
    chosen = {"required": _CHOOSE, "invalid_choice": _CHOOSE}
    match ask.kind:
        case AnswerKind.MONEY:
            return MoneyField(**common)
        case AnswerKind.COUNT:
            return CountField(**common)
        case AnswerKind.DAY:
            return DateField(**common)
        case AnswerKind.YES_NO:
            return YesNoField(error_messages=chosen, **common)
        case AnswerKind.CHOICE:
            choices = [(value, wording.say(words)) for value, words in ask.choices]
            return forms.ChoiceField(
                widget=forms.RadioSelect, choices=choices, error_messages=chosen, **common
            )
        case _:
            return forms.CharField(
                max_length=shapes.LONGEST_TEXT,
                error_messages={
                    "required": _("Enter an answer"),
                    "max_length": _("Use at most 120 characters"),
                },
                **common,
            )


BAD_ANSWER: dict[str, Any] = {
    "EMPTY": _("Enter an answer"),
    "SHAPE": _("Enter an answer"),
    "CHOICE": _CHOOSE,
    "RANGE": _("This answer is not possible. Check it"),
    "FUTURE": _("The date must be today or in the past"),
}


class QuestionForm(PortalForm):
    """W2. The field `answer` is that of the question."""

    def __init__(self, *args: Any, ask: Question, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask, self.on = ask, on
        self.fields["answer"] = field_for(ask)

    def clean_answer(self) -> Answer | None:
        value = self.cleaned_data["answer"]
        try:
            shapes.check(self.ask, value, self.on)
        except shapes.BadAnswer as error:
            raise ValidationError(BAD_ANSWER[error.reason]) from error
        return value  # type: ignore[no-any-return]

    def refuse(self, findings: Iterable[Finding]) -> None:
        """Say why the rules refuse this answer, and what would change it."""
        for finding in findings:
            self.add_error("answer", f"{wording.refused(finding)}. {wording.fix(finding)}")


def bank_choices() -> list[tuple[str, Any]]:
    """Every bank by name, after an empty choice."""
    named = sorted(banks.BANKS.values(), key=lambda bank: bank.name.lower())
    return [("", _("Choose a bank")), *((bank.code, bank.name) for bank in named)]


class PayeeForm(PortalForm):
    """W4 where somebody else is paid: who, their account, and what they know the payment by."""

    name = forms.CharField(
        label=_("Name of who is paid"),
        help_text=_("As on the bill, letter or statement."),
        max_length=120,
        error_messages={"required": _("Enter the name of who is paid")},
    )
    registration_no = forms.CharField(
        label=_("Registration number"),
        help_text=_("Company or institution number, if it is on the paper."),
        max_length=40,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "class": "input--w12"}),
    )
    bank_code = forms.ChoiceField(
        label=_("Bank"),
        choices=bank_choices,
        error_messages={"required": _("Choose a bank"), "invalid_choice": _("Choose a bank")},
    )
    number = forms.CharField(
        label=_("Account number"),
        help_text=_("Digits only; spaces and dashes do not matter."),
        max_length=40,
        error_messages={"required": _("Enter the account number")},
        widget=forms.TextInput(
            {"inputmode": "numeric", "autocomplete": "off", "class": "input--w24"}
        ),
    )
    payment_reference = forms.CharField(
        label=_("Reference for the payment"),
        help_text=_("What they know you by: student, loan, bill, policy or account number."),
        max_length=35,
        error_messages={"required": _("Enter the reference for the payment")},
        widget=forms.TextInput({"autocomplete": "off", "class": "input--w24"}),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        bank_code, number = data.get("bank_code"), data.get("number")
        if bank_code and number:
            try:
                data["number"] = banks.account_number(bank_code, number)
            except banks.NotABankAccountNumber as error:
                self.add_error("number", number_words(bank_code, error))
        return data


class UploadForm(PortalForm):
    """W3. One file for one paper; `paper` names it."""

    paper = forms.SlugField(widget=forms.HiddenInput)
    file = UploadField(label=_("File"), help_text=_("PDF, JPG or PNG, at most 5 MB."))


def cards(papers: Sequence[Any], form: UploadForm | None) -> list[dict[str, Any]]:
    """Each paper with an upload form of its own; the one that was sent keeps its errors."""
    found: list[dict[str, Any]] = []
    for number, paper in enumerate(papers):
        own = UploadForm(initial={"paper": paper.code}, auto_id=f"id_%s_{number}")
        if form is not None and form.data.get("paper") == paper.code:
            form.auto_id = f"id_%s_{number}"
            own = form
        found.append({"paper": paper, "form": own})
    return found


class AskForm(PortalForm):
    """T5. For each paper of the kind: nothing, or what is wrong with it. At least one is named."""

    def __init__(self, *args: Any, papers: Iterable[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.papers = tuple(papers)
        choices = [
            ("", _("Not asked for")),
            *((code, wording.say(one.words)) for code, one in paper_reasons.REASONS.items()),
        ]
        for paper in self.papers:
            self.fields[f"paper_{paper.code}"] = forms.ChoiceField(
                label=wording.say(paper.title), choices=choices, required=False
            )
        self.marks_optional = False

    @property
    def items(self) -> list[Item]:
        """What is asked for."""
        found = [(paper.code, self.cleaned_data[f"paper_{paper.code}"]) for paper in self.papers]
        return [Item(code, reason) for code, reason in found if reason]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(data.get(f"paper_{paper.code}") for paper in self.papers):
            raise ValidationError(_("Choose at least one document and what is wrong with it"))
        return data


def number_words(bank_code: str, error: banks.NotABankAccountNumber) -> Any:
    """What is wrong with an account number, in words."""
    if error.reason != "LENGTH":
        return _("The account number must have digits only")
    lengths = error.lengths
    shown = (
        f"{lengths[0]}–{lengths[-1]}" if len(lengths) > 3 else " / ".join(str(n) for n in lengths)
    )
    return _("An account number of %(bank)s has %(digits)s digits") % {
        "bank": banks.bank_name(bank_code),
        "digits": shown,
    }
