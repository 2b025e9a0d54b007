"""The Third Schedule changes by two officers, from a wage month that has not begun.

Confirming writes the tables that SQL prices by in the same transaction: what Python says of a month and
what SQL says are one (tests hold them together).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction

from contributions import parameters, schedules
from contributions.models import ScheduleRevision
from contributions.rules import months
from contributions.schedules import revision, tables
from contributions.schedules.shape import BadSchedule
from members.audit import services as audit
from members.ledger import days
from members.models import ChangeState, User
from members.services.dated_parameters import PERMISSION

_LOCK = 0x7363686564


class NotAllowed(Exception):
    """The officer may not set rates, or would confirm a proposal of their own."""


class NotAhead(Exception):
    """The wage month has begun; the law is never changed backwards here."""


class BadNumbers(Exception):
    """No schedule can say this."""


class Decided(Exception):
    """It was decided already, or another revision holds that month."""


def propose(
    *,
    first_month: date,
    senior_age: int,
    rates: Mapping[str, tuple[int, int, int, int]],
    source: str,
    by: User,
    at: datetime,
) -> ScheduleRevision:
    """Put other numbers before a second officer; see revision.revised. Raises NotAllowed, NotAhead,
    BadNumbers.
    """
    _may(by)
    month = months.first_of(first_month)
    if not months.is_future(month, days.today()):
        raise NotAhead
    before = schedules.in_force(month, parameters.schedule_revisions())
    try:
        found = revision.revised(
            before, first_month=month, source=source, senior_age=senior_age, rates=rates
        )
    except (BadSchedule, KeyError) as error:
        raise BadNumbers(str(error)) from error
    with transaction.atomic():
        made: ScheduleRevision = ScheduleRevision.objects.create(
            first_month=month,
            body=revision.body(found),
            source=source,
            proposed_at=at,
            proposed_by=by,
        )
        _record("schedule.proposed", made, by=by, at=at)
    return made


def confirm(*, pk: int, by: User, at: datetime) -> ScheduleRevision:
    """Put it in force from its month on. Raises NotAllowed, NotAhead, Decided."""
    _may(by)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
            found = _waiting(pk)
            if found.proposed_by_id == by.pk:
                raise NotAllowed
            # The fund's day is held, so that it cannot pass the month while it is confirmed.
            if not months.is_future(found.first_month, days.lock_today(at=at)):
                raise NotAhead
            _decide(found, ChangeState.CONFIRMED, "", by=by, at=at)
            known = schedules.with_revisions(tables.confirmed(cursor))
            tables.revise(cursor, found.first_month, known)
    except IntegrityError as error:
        raise Decided from error
    return found


def refuse(*, pk: int, reason: str, by: User, at: datetime) -> ScheduleRevision:
    """End a proposal; the one who made it may take it back. Raises NotAllowed, Decided."""
    _may(by)
    with transaction.atomic():
        return _decide(_waiting(pk), ChangeState.REFUSED, reason, by=by, at=at)


def _may(by: User) -> None:
    if not by.has_perm(PERMISSION):
        raise NotAllowed


def _waiting(pk: int) -> ScheduleRevision:
    found: ScheduleRevision = ScheduleRevision.objects.select_for_update(of=("self",)).get(pk=pk)
    if found.state != ChangeState.PROPOSED:
        raise Decided
    return found


def _decide(
    found: ScheduleRevision, state: ChangeState, reason: str, *, by: User, at: datetime
) -> ScheduleRevision:
    found.state, found.reason = state, reason
    found.decided_at, found.decided_by = at, by
    found.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    word = "confirmed" if state == ChangeState.CONFIRMED else "refused"
    _record(f"schedule.{word}", found, by=by, at=at)
    return found


def _record(action: str, found: ScheduleRevision, *, by: User, at: datetime) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        entity="schedule_revision",
        entity_id=str(found.pk),
        detail={"month": f"{found.first_month:%m/%Y}", "body": found.body},
    )
