"""What a member types about voluntary money, and why it is refused, in words."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributions.rules import voluntary
from members.forms.base import MoneyField, PortalForm
from members.ledger import money


class PromiseForm(PortalForm):
    """How much."""

    amount = MoneyField(
        label=gettext_lazy("Amount to add"),
        min_sen=voluntary.LEAST_SEN,
        max_sen=10**11,
    )


class SaraanForm(PortalForm):
    """The member's word."""

    agree = forms.BooleanField(
        label=gettext_lazy(
            "I declare that I have no regular income from an employer and want to join i-Saraan"
        ),
        error_messages={"required": gettext_lazy("Tick the box to make the declaration")},
    )


def sentences(reasons: Iterable[str], *, room_sen: int = 0) -> list[str]:
    """Every reason, each with what can be done about it."""
    words = {
        voluntary.TOO_LITTLE: _("The amount must be RM1.00 or more"),
        voluntary.ABOVE_THE_YEAR: _(
            "You can add %(room)s more this year. Enter that or less, or wait until January"
        )
        % {"room": money.ringgit(room_sen)},
        voluntary.TOO_OLD: _("Nothing can be credited from the 75th birthday on"),
        voluntary.NOT_LIVING: _("Nothing can be added for a member who has died"),
        voluntary.NOT_A_CITIZEN: _("i-Saraan is for Malaysian citizens"),
        voluntary.SIXTY_OR_OLDER: _("i-Saraan is for members below 60"),
    }
    return [words[reason] for reason in reasons]
