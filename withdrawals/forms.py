"""One question a form. Forms read and shape what was typed; the rules say what is allowed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.forms.base import CodeInput, MoneyField, PortalForm
from members.ledger import money
from members.models import BankAccount
from members.rules import banks
from withdrawals import wording
from withdrawals.rules.findings import Finding
from withdrawals.rules.reasons import OFFICER_MAY_GIVE

ACCEPT, REFUSE = "accept", "refuse"
APPROVE, REJECT = "approve", "reject"


class AmountForm(PortalForm):
    """W1. Cleaned to sen."""

    amount = MoneyField(label=_("Amount"))

    @classmethod
    def typed(cls, amount_sen: int) -> AmountForm:
        """The form as if this amount had been typed in."""
        return cls({"amount": money.ringgit(amount_sen)})

    def refuse(self, findings: Iterable[Finding]) -> None:
        """Say why the rules refuse this amount."""
        for finding in findings:
            self.add_error("amount", wording.refused(finding))


class BankAccountForm(PortalForm):
    """W4. Only the member's own verified accounts can be chosen."""

    bank_account = forms.ChoiceField(
        label=_("Pay into"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the bank account to be paid"),
            "invalid_choice": _("Choose one of the bank accounts on this page"),
        },
    )

    def __init__(self, *args: Any, accounts: Iterable[BankAccount], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bank_account"].choices = [  # type: ignore[attr-defined]
            (str(account.pk), describe(account)) for account in accounts
        ]


class DeclarationForm(PortalForm):
    """W5. Two radio buttons, none chosen beforehand."""

    answer = forms.ChoiceField(
        label=_("Do you accept this declaration?"),
        widget=forms.RadioSelect,
        choices=[(ACCEPT, _("I accept")), (REFUSE, _("I do not accept"))],
        error_messages={
            "required": _("Choose whether you accept the declaration"),
            "invalid_choice": _("Choose whether you accept the declaration"),
        },
    )


class CodeForm(PortalForm):
    """W7. `client_key` says which draft is signed, so that a second press finds the first."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("TAC number"),
        max_length=12,
        widget=CodeInput,
        error_messages={
            "required": _("Enter the 6 digits of the TAC"),
            "max_length": _("Enter the 6 digits of the TAC"),
        },
    )


class PasskeySignatureForm(PortalForm):
    """W7 for who signs with a passkey. The browser's answer is filled in by script."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    passkey = forms.CharField(max_length=16_000, widget=forms.HiddenInput)


class PlanCodeForm(PortalForm):
    """The TAC that ends a payment plan."""

    code = forms.CharField(
        label=_("TAC number"),
        max_length=12,
        widget=CodeInput,
        error_messages={
            "required": _("Enter the 6 digits of the TAC"),
            "max_length": _("Enter the 6 digits of the TAC"),
        },
    )


class DecisionForm(PortalForm):
    """T5. Approving needs no reason; rejecting needs at least one the member can act on."""

    answer = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[(APPROVE, _("Approve")), (REJECT, _("Reject"))],
        error_messages={"required": _("Choose a decision")},
    )
    reasons = forms.MultipleChoiceField(
        label=_("Reasons, for a rejection"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_(
            "The member reads all of these in their language, each with what puts it right. "
            "Checks that fail are ticked already; none of them can be left out."
        ),
        error_messages={"invalid_choice": _("Choose reasons from this list")},
    )
    note = forms.CharField(
        label=_("Internal note"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=1000,
        help_text=_("Only staff see this."),
    )

    def __init__(self, *args: Any, failing: Iterable[Finding] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.failing = tuple(failing)
        fails = [finding.code for finding in self.failing]
        self.fields["reasons"].choices = [  # type: ignore[attr-defined]
            *((finding.code, _said(finding)) for finding in self.failing),
            *(
                (code, _said(Finding(code, False)))
                for code in OFFICER_MAY_GIVE
                if code not in fails
            ),
        ]
        self.fields["reasons"].initial = fails

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == APPROVE and self.failing:
            self.add_error("answer", _("You cannot approve while a check fails"))
        if data.get("answer") == REJECT:
            self.refuse_leaving_out(
                [one for one in self.failing if one.code not in data.get("reasons", ())]
            )
            if not (data.get("reasons") or self.failing):
                self.add_error("reasons", _("Choose at least one reason for a rejection"))
        if data.get("answer") == APPROVE and data.get("reasons"):
            self.add_error("reasons", _("Leave the reasons empty when you approve"))
        return data

    def refuse_leaving_out(self, findings: Iterable[Finding]) -> None:
        """Say which failing checks the refusal does not tell the member about."""
        for finding in findings:
            self.add_error(
                "reasons",
                _("This check fails, so the member must be told: %(reason)s")
                % {"reason": wording.refused(finding)},
            )


def _said(finding: Finding) -> str:
    return f"{wording.refused(finding)}. {wording.fix(finding)}"


def describe(account: BankAccount) -> str:
    """A bank account as people recognise it: bank and last four digits."""
    return f"{banks.bank_name(account.bank_code)} •••• {account.last_four}"
