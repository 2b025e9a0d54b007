"""A number of the fund changes by two officers, from a day that has not come yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction

from members.audit import services as audit
from members.ledger import days
from members.models import ChangeState, DatedParameter, User
from members.rules import parameters
from members.rules.text import Text

PERMISSION = "members.set_parameter"


class NotAllowed(Exception):
    """The officer may not set parameters, or would confirm a proposal of their own."""


class NotAhead(Exception):
    """The day has come or gone; a change is never retroactive."""


class BadNumbers(Exception):
    """The numbers do not fit; `problem` says it in both languages."""

    def __init__(self, problem: Text) -> None:
        super().__init__(problem.en)
        self.problem = problem


class Decided(Exception):
    """The proposal was confirmed or refused already, or another change holds that day."""


def propose(
    *,
    code: str,
    effective_on: date,
    numbers: Mapping[str, int],
    source: str,
    by: User,
    at: datetime,
) -> DatedParameter:
    """Put a change before a second officer. Raises NotAllowed, NotAhead, BadNumbers,
    parameters.UnknownParameter."""
    _may(by)
    parameter = parameters.declared(code)
    if effective_on <= days.today():
        raise NotAhead
    problem = parameters.problem(parameter, numbers)
    if problem:
        raise BadNumbers(problem)
    with transaction.atomic():
        made = DatedParameter.objects.create(
            code=code,
            effective_on=effective_on,
            numbers={part.name: numbers[part.name] for part in parameter.parts},
            source=source,
            proposed_at=at,
            proposed_by=by,
        )
        _record("parameter.proposed", made, by=by, at=at)
    return made


def confirm(*, change_id: int, by: User, at: datetime) -> DatedParameter:
    """Put it in force from its day on. Raises NotAllowed, NotAhead, Decided."""
    _may(by)
    try:
        with transaction.atomic():
            change = _waiting(change_id)
            if change.proposed_by_id == by.pk:
                raise NotAllowed
            # The fund's day is held, so that it cannot pass the change while it is confirmed.
            if change.effective_on <= days.lock_today(at=at):
                raise NotAhead
            return _decide(change, ChangeState.CONFIRMED, "", by=by, at=at)
    except IntegrityError as error:
        raise Decided from error


def refuse(*, change_id: int, reason: str, by: User, at: datetime) -> DatedParameter:
    """End a proposal; the one who made it may take it back. Raises NotAllowed, Decided."""
    _may(by)
    with transaction.atomic():
        return _decide(_waiting(change_id), ChangeState.REFUSED, reason, by=by, at=at)


def _may(by: User) -> None:
    if not by.has_perm(PERMISSION):
        raise NotAllowed


def _waiting(change_id: int) -> DatedParameter:
    change = DatedParameter.objects.select_for_update().get(pk=change_id)
    if change.state != ChangeState.PROPOSED:
        raise Decided
    return change


def _decide(
    change: DatedParameter, state: ChangeState, reason: str, *, by: User, at: datetime
) -> DatedParameter:
    change.state = state
    change.reason = reason
    change.decided_at = at
    change.decided_by = by
    change.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    word = "confirmed" if state == ChangeState.CONFIRMED else "refused"
    _record(f"parameter.{word}", change, by=by, at=at)
    return change


def _record(action: str, change: DatedParameter, *, by: User, at: datetime) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        entity="parameter",
        entity_id=str(change.pk),
        detail={
            "code": change.code,
            "effective_on": change.effective_on.isoformat(),
            "numbers": change.numbers,
        },
    )
