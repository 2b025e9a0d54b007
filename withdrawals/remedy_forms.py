"""What officers are asked about bank exceptions. Every answer comes with a note for those who follow."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.forms.base import PortalForm
from members.rules import banks
from withdrawals import wording
from withdrawals.models import PayoutAttempt
from withdrawals.question_forms import bank_choices
from withdrawals.rules.staff_reasons import CREDITED_BACK

PARK = "park"


def _note(*, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=_("Internal note"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=required,
        max_length=1000,
        help_text=_("What you found, and from whom. Only staff see this."),
        error_messages={"required": _("Say what you found, and from whom")},
    )


class EntryForm(PortalForm):
    """Which payment a line of a statement is of, if any."""

    answer = forms.ChoiceField(
        label=_("What the entry is"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the entry is")},
    )
    note = _note()

    def __init__(self, *args: Any, candidates: Iterable[PayoutAttempt] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = [  # type: ignore[attr-defined]
            *(
                (
                    str(one.pk),
                    f"{one.end_to_end_id}, {one.creditor_name}, "
                    f"{banks.bank_name(one.creditor_bic)} •••• {one.account_last_four}",
                )
                for one in candidates
            ),
            (PARK, _("Keep it as unidentified, account 2150")),
        ]


class CloseForm(PortalForm):
    """What was done about a message."""

    note = _note()


class CreditBackForm(PortalForm):
    """Why the money goes back into the savings."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        widget=forms.RadioSelect,
        help_text=_("The member reads it in their language."),
        error_messages={"required": _("Choose a reason")},
    )
    note = _note()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            (one.code, wording.say(one.refused)) for one in CREDITED_BACK
        ]


class ShareAccountForm(PortalForm):
    """Another account of the same payee, and what shows that it is theirs."""

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
    evidence = forms.CharField(
        label=_("What shows that the account is the payee's"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=_(
            "For example a bank statement with the payee's name, seen at the counter, and when."
        ),
        error_messages={"required": _("Say what shows that the account is the payee's")},
    )


class DecideForm(PortalForm):
    """The second officer's note."""

    note = _note(required=False)
