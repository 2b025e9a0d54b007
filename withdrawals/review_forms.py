"""What officers are asked besides the decision itself: to agree, to move a day, to undo, to look again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.forms.base import DateField, PortalForm
from withdrawals import wording
from withdrawals.models import Outcome
from withdrawals.rules.reason import Reason
from withdrawals.rules.staff_reasons import APPROVAL_UNDONE, PROMISE_MOVED

AGREE, SEND_BACK = "agree", "send_back"


def _note(*, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=_("Internal note"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=required,
        max_length=1000,
        help_text=_("Only staff see this."),
        error_messages={"required": _("Say why, for the officers who come after you")},
    )


def _choices(reasons: tuple[Reason, ...]) -> list[tuple[str, str]]:
    return [(one.code, wording.say(one.refused).replace(" {pay_by_on}", " …")) for one in reasons]


class SecondForm(PortalForm):
    """T6. Agreeing needs no words; sending back does."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        widget=forms.RadioSelect,
        choices=[(AGREE, _("Agree and approve")), (SEND_BACK, _("Send back to the queue"))],
        error_messages={"required": _("Choose an answer")},
    )
    note = _note()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == SEND_BACK and not data.get("note"):
            self.add_error("note", _("Say why, for the officers who come after you"))
        return data


class PostponeForm(PortalForm):
    """A later day, and a reason that the member reads."""

    to_on = DateField(
        label=_("New payment date"), error_messages={"required": _("Enter the new date")}
    )
    reason = forms.ChoiceField(
        label=_("Reason"),
        widget=forms.RadioSelect,
        help_text=_("The member reads it in their language."),
        error_messages={"required": _("Choose a reason")},
    )
    note = _note()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = _choices(PROMISE_MOVED)  # type: ignore[attr-defined]


class UndoForm(PortalForm):
    """Why an approval is undone."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        widget=forms.RadioSelect,
        help_text=_("The member reads it in their language."),
        error_messages={"required": _("Choose a reason")},
    )
    note = _note(required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = _choices(APPROVAL_UNDONE)  # type: ignore[attr-defined]


class SecondLookForm(PortalForm):
    """What an officer found who looked at an approval by rule."""

    outcome = forms.ChoiceField(
        label=_("What you found"),
        widget=forms.RadioSelect,
        choices=Outcome.choices,
        error_messages={"required": _("Say whether it is in order")},
    )
    note = _note()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("outcome") == Outcome.CONCERN and not data.get("note"):
            self.add_error("note", _("Say what is not in order"))
        return data
