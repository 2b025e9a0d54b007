"""The numbers in force on a day: what officers confirmed, else what the code itself knows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from members.models import ChangeState, DatedParameter
from members.rules import parameters


def version(code: str, day: date) -> parameters.Version:
    """The version in force. One query. Raises UnknownParameter, ValueError before the first."""
    declared = parameters.declared(code)
    return parameters.in_force(declared, confirmed(code), day)


def on(code: str, day: date) -> Mapping[str, int]:
    """The numbers of the version in force. One query. Raises as `version`."""
    return version(code, day).numbers


def confirmed(code: str) -> list[parameters.Version]:
    """Every version that officers confirmed, oldest first, those still to come too. One query."""
    rows = DatedParameter.objects.filter(code=code, state=ChangeState.CONFIRMED)
    return [
        parameters.Version(effective_on, numbers, source)
        for effective_on, numbers, source in rows.order_by("effective_on").values_list(
            "effective_on", "numbers", "source"
        )
    ]
