"""The counter's form: everything of an application on one page, drawn from the kind's declaration.

Forms read and shape what was typed; services/intake.py and the rules say what is allowed.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from members.forms.base import DateField, MoneyField, PortalForm
from members.forms.uploads import UploadField
from members.models import BankAccount
from members.rules import banks
from withdrawals import wording
from withdrawals.forms import describe
from withdrawals.models import IdentityWay, Relation
from withdrawals.question_forms import BAD_ANSWER, bank_choices, field_for, number_words
from withdrawals.rules import answers as shapes
from withdrawals.rules import terms
from withdrawals.rules.asks import Answer, Document
from withdrawals.rules.facts import Channel
from withdrawals.rules.identity_steps import FROM_A_TERMINAL, Way, suffices
from withdrawals.rules.spec import WithdrawalType
from withdrawals.rules.terms import Payee
from withdrawals.services.intake import PayeeLine

ASK = "ask_"
OWN = frozenset({Payee.MEMBER, Payee.PENSION_FUND})
NAMED = terms.NAMED_ONLINE | {Payee.PENSION_FUND}


class IntakeForm(PortalForm):
    """Questions, amount, where it goes, papers seen, identity, the signed declaration."""

    # What is wanted follows from the answers: services/intake.py says what is missing.
    marks_optional = False

    client_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        kind: WithdrawalType,
        on: date,
        accounts: Iterable[BankAccount],
        maximum_sen: int,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("initial", {"client_key": uuid.uuid4()})
        super().__init__(*args, **kwargs)
        self.kind, self.on = kind, on
        self.answers: dict[str, Answer] = {}
        payees = set(kind.all_payees)
        for ask in kind.questions(on, Channel.COUNTER):
            field = field_for(ask)
            field.required = False
            if ask.only_when:
                field.help_text = wording.say(ask.only_when.words)
            self.fields[ASK + ask.name] = field
        self.fields["amount"] = MoneyField(
            label=_("Amount"),
            help_text=_("All that leaves the accounts. At most %(most)s today.")
            % {"most": wording.ringgit(maximum_sen)},
            initial=maximum_sen,
        )
        if payees & OWN:
            self.fields["bank_account"] = forms.ChoiceField(
                label=_("Member's own bank account"),
                help_text=_("Verified accounts only. Leave it empty where the member is not paid."),
                required=payees <= OWN,
                choices=[("", "–"), *((str(one.pk), describe(one)) for one in accounts)],
                error_messages={"required": _("Choose the bank account to be paid")},
            )
        if payees & NAMED:
            self._named(required=not payees & {Payee.MEMBER})
        self.fields["way"] = forms.ChoiceField(
            label=_("How the applicant showed who they are"),
            widget=forms.RadioSelect,
            choices=[pair for pair in IdentityWay.choices if suffices(Way(pair[0]), kind.identity)],
            error_messages={"required": _("Choose how the applicant showed who they are")},
        )
        self.fields["receipt_no"] = forms.CharField(
            label=_("Receipt number of the terminal"),
            help_text=_("For a face check or a thumbprint."),
            max_length=40,
            required=False,
            widget=forms.TextInput({"autocomplete": "off", "class": "input--w24"}),
        )
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of the signed declaration"),
            widget=forms.RadioSelect,
            choices=[("ms", _("Malay")), ("en", _("English"))],
            error_messages={"required": _("Choose the language that was signed")},
        )
        self.fields["signed_on"] = DateField(label=_("Declaration signed on"))

    def _named(self, *, required: bool) -> None:
        self.fields["payee_name"] = forms.CharField(
            label=_("Name of who is paid"),
            help_text=_("As on the bill, letter or statement."),
            max_length=120,
            required=required,
        )
        self.fields["payee_registration"] = forms.CharField(
            label=_("Registration number"), max_length=40, required=False
        )
        self.fields["payee_bank"] = forms.ChoiceField(
            label=_("Bank"), choices=bank_choices, required=required
        )
        self.fields["payee_number"] = forms.CharField(
            label=_("Account number"),
            max_length=40,
            required=required,
            widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        )
        self.fields["payee_reference"] = forms.CharField(
            label=_("Reference for the payment"), max_length=35, required=required
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        typed = {
            name.removeprefix(ASK): value
            for name, value in data.items()
            if name.startswith(ASK) and value not in (None, "")
        }
        for ask in self.kind.put(typed, self.on, Channel.COUNTER):
            if ASK + ask.name in self.errors:
                continue
            try:
                shapes.check(ask, typed.get(ask.name), self.on)
            except shapes.BadAnswer as error:
                self.add_error(ASK + ask.name, BAD_ANSWER[error.reason])
            else:
                if ask.name in typed:
                    self.answers[ask.name] = typed[ask.name]
        if data.get("payee_bank") and data.get("payee_number"):
            try:
                data["payee_number"] = banks.account_number(
                    data["payee_bank"], data["payee_number"]
                )
            except banks.NotABankAccountNumber as error:
                self.add_error("payee_number", number_words(data["payee_bank"], error))
        if data.get("way") in {way.value for way in FROM_A_TERMINAL} and not data.get("receipt_no"):
            self.add_error("receipt_no", _("Enter the receipt number that the terminal gave"))
        signed = data.get("signed_on")
        if signed is not None and signed > self.on:
            self.add_error("signed_on", _("The date must be today or in the past"))
        return data

    def hush(self) -> None:
        """Show what was typed without a word about what is not typed yet."""
        self._errors = ErrorDict()

    def refuse(self, name: str, words: Any) -> None:
        """Say at a field, or above all when there is no such field, what a service refused."""
        self.add_error(name if name in self.fields else None, words)

    def lines(self, government_share_sen: int) -> list[PayeeLine]:
        """The one payee that is named on this form."""
        data = self.cleaned_data
        pay_to = self.kind.payee(self.answers)
        if pay_to not in NAMED or not data.get("payee_name"):
            return []
        whole = data["amount"]
        return [
            PayeeLine(
                kind=pay_to,
                name=data["payee_name"],
                bank_code=data["payee_bank"],
                number=data["payee_number"],
                amount_sen=government_share_sen if pay_to == Payee.PENSION_FUND else whole,
                registration_no=data["payee_registration"],
                payment_reference=data["payee_reference"],
            )
        ]


class PaperForm(PortalForm):
    """One paper of the kind: the original seen, and a file of it."""

    file = UploadField(
        label=_("File"), required=False, help_text=_("PDF, JPG or PNG, at most 5 MB.")
    )
    seen = forms.BooleanField(label=_("I have seen the original"), required=False)

    def __init__(self, *args: Any, paper: Document, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"paper-{paper.code}", **kwargs)
        self.paper = paper
        self.marks_optional = False


class ClaimantForm(PortalForm):
    """One claimant's part. A row left empty is no claimant."""

    marks_optional = False

    name = forms.CharField(label=_("Claimant's name"), max_length=120, required=False)
    identity_no = forms.CharField(
        label=_("IC No. or passport number"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    relation = forms.ChoiceField(
        label=_("Relation to the member"),
        choices=[("", "–"), *Relation.choices],
        required=False,
    )
    born_on = DateField(label=_("Date of birth"), required=False)
    guardian = forms.CharField(
        label=_("Guardian or trustee who is paid"),
        help_text=_("For a claimant under 18."),
        max_length=120,
        required=False,
    )
    bank_code = forms.ChoiceField(label=_("Bank"), choices=bank_choices, required=False)
    number = forms.CharField(
        label=_("Account number"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    amount = MoneyField(label=_("Share"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.is_used():
            return data
        wanted = {
            "name": _("Enter the claimant's name"),
            "identity_no": _("Enter the whole number"),
            "born_on": _("Enter the date of birth"),
            "bank_code": _("Choose a bank"),
            "number": _("Enter the account number"),
            "amount": _("Enter an amount in ringgit and sen, for example 500.00"),
        }
        for name, words in wanted.items():
            if name not in self.errors and not data.get(name):
                self.add_error(name, words)
        if data.get("bank_code") and data.get("number"):
            try:
                data["number"] = banks.account_number(data["bank_code"], data["number"])
            except banks.NotABankAccountNumber as error:
                self.add_error("number", number_words(data["bank_code"], error))
        return data

    def hush(self) -> None:
        """As IntakeForm.hush."""
        self._errors = ErrorDict()

    def is_used(self) -> bool:
        """True when anything was typed into this row."""
        names = ("name", "identity_no", "number", "amount", "guardian")
        return any(self.data.get(self.add_prefix(name), "").strip() for name in names)

    def line(self) -> PayeeLine:
        """The row as a payee."""
        data = self.cleaned_data
        return PayeeLine(
            kind=Payee.CLAIMANT,
            name=data["name"],
            identity_no=data["identity_no"],
            relation=data["relation"],
            born_on=data["born_on"],
            guardian=data["guardian"],
            bank_code=data["bank_code"],
            number=data["number"],
            amount_sen=data["amount"],
        )


def claimant_rows(data: Any, count: int) -> list[ClaimantForm]:
    """So many rows, bound when something was sent."""
    return [ClaimantForm(data, prefix=f"claimant-{place}") for place in range(1, count + 1)]


def used(rows: Iterable[ClaimantForm]) -> Iterator[ClaimantForm]:
    """The rows that somebody filled."""
    return (row for row in rows if row.is_used())
