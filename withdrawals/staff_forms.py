"""Forms of the console about a member: found by a whole number, restricted, declared a relative."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.forms.base import DateField, PortalForm
from withdrawals import types, wording
from withdrawals.models import Relation, RestrictionKind

_NUMBER = re.compile(r"[A-Za-z0-9]{6,20}", re.ASCII)


class MemberNumberForm(PortalForm):
    """One exact number, sent by POST, so that it stands in no address and no log."""

    number = forms.CharField(
        label=_("KWSP No., IC No. or passport number"),
        help_text=_("The whole number. The member can see that you looked."),
        max_length=30,
        widget=forms.TextInput({"autocomplete": "off", "class": "input--w20"}),
        error_messages={"required": _("Enter the whole number")},
    )

    def clean_number(self) -> str:
        bare = re.sub(r"[ -]", "", self.cleaned_data["number"])
        if not _NUMBER.fullmatch(bare):
            raise forms.ValidationError(_("Enter the whole number"))
        return bare


class RestrictionForm(MemberNumberForm):
    """What a first officer records."""

    kind = forms.ChoiceField(
        label=_("What is recorded"),
        widget=forms.RadioSelect,
        choices=RestrictionKind.choices,
        error_messages={"required": _("Choose what is recorded")},
    )
    type_code = forms.ChoiceField(
        label=_("Kind of withdrawal"),
        help_text=_("For a false document: the purpose that is barred."),
        required=False,
    )
    occurred_on = DateField(label=_("Date of the order, certificate or finding"))
    source = forms.CharField(
        label=_("Source"),
        help_text=_("Who issued the document, and its number."),
        max_length=200,
        error_messages={"required": _("Enter who issued the document, and its number")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.code, wording.say(kind.title)) for kind in types.every()]
        self.fields["type_code"].choices = [("", "–"), *kinds]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == RestrictionKind.FALSE_DOCUMENT and not data.get("type_code"):
            self.add_error("type_code", _("Choose the kind of withdrawal it was used for"))
        return data


class EndForm(PortalForm):
    """Why a restriction is over."""

    on = DateField(label=_("Day on which it ended, or the amount was paid back"))
    source = forms.CharField(
        label=_("Source"),
        help_text=_("Who issued the document, and its number."),
        max_length=200,
        error_messages={"required": _("Enter who issued the document, and its number")},
    )


class RelativeForm(MemberNumberForm):
    """Whom an officer may not decide about."""

    relation = forms.ChoiceField(
        label=_("Relation"),
        choices=[("", "–"), *Relation.choices],
        error_messages={"required": _("Choose the relation")},
    )
