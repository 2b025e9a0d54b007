"""A person stands by a file: its totals, its differences from the schedule, its lines without money.

What is below the schedule is confirmed with a reason, what is above it is said to be elected or to
happen once, and each line without a contribution says why. Then the file is submitted (submit.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from contributions.models import (
    EmployerUser,
    Excess,
    Remittance,
    RemittanceState,
    Shortfall,
    ZeroLine,
)
from contributions.rules import months, roles
from contributions.services import billing, submit
from contributions.services.validate import Totals
from members.audit import services as audit
from members.ledger import days
from members.models import User


class NotCompared(Exception):
    """The lines were not compared with the schedule yet."""


class NotYours(Exception):
    """The person's role does not allow this step, or the person acts for another employer."""


class SamePerson(Exception):
    """Who prepared the file wants to confirm it as well."""


class ReasonMissing(Exception):
    """Something on the page needs a reason: `field` is what."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, slots=True)
class Answers:
    """What the person said about differences: reasons by code, words, reasons of lines by member."""

    shortfall: str = ""
    shortfall_words: str = ""
    excess: str = ""
    zero_reasons: Mapping[int, str] | None = None


# An excess that differs ends the one before it; a later one that is on record stays as it is.
_END = """
update contributions_electedexcess e set last_month = (%(month)s::date - interval '1 month')::date
  from contributions_scheduledifference s
 where s.remittance_id = %(remittance)s and s.against = 'ABOVE' and e.member_id = s.member_id
   and e.employer_id = %(employer)s and e.first_month < %(month)s
   and (e.last_month is null or e.last_month >= %(month)s)
"""
_NOTE = """
insert into contributions_electedexcess
  (employer_id, member_id, first_month, employer_extra_sen, employee_extra_sen, remittance_id,
   noted_at, noted_by_id)
select %(employer)s, s.member_id, %(month)s, s.employer_sen - s.due_employer_sen,
       s.employee_sen - s.due_employee_sen, s.remittance_id, %(at)s, %(by)s
  from contributions_scheduledifference s
 where s.remittance_id = %(remittance)s and s.against = 'ABOVE'
   and not exists (select 1 from contributions_electedexcess e
                    where e.employer_id = %(employer)s and e.member_id = s.member_id
                      and (e.last_month is null or e.last_month >= %(month)s))
"""


def confirm(
    *,
    remittance_id: int,
    by: User,
    at: datetime,
    confirmed: Totals,
    answers: Answers,
) -> Remittance:
    """Submit a READY remittance as somebody read it; where two people are needed the first only
    prepares it. Submitted before: answered as it is.

    Raises NotYours, SamePerson, NotCompared, ReasonMissing, and as submit.submit.
    """
    with transaction.atomic():
        # In the order of submit.submit: the employer's bills, then the remittance.
        billing.lock(Remittance.objects.values_list("employer_id", flat=True).get(pk=remittance_id))
        remittance = (
            Remittance.objects.select_for_update(of=("self",))
            .select_related("employer")
            .get(pk=remittance_id)
        )
        if remittance.state == RemittanceState.READY:
            remittance.needs_two = remittance.needs_two or remittance.employer.needs_two
            is_prepared = remittance.prepared_by_id is not None
            _prove_role(remittance, by)
            if not is_prepared:
                _keep_answers(remittance, answers, by=by, at=at)
            if remittance.needs_two and not is_prepared:
                return _prepare(remittance, confirmed, by=by, at=at)
            remittance.save(update_fields=["needs_two"])
        remittance = submit.submit(remittance_id=remittance_id, by=by, at=at, confirmed=confirmed)
        if (
            remittance.state == RemittanceState.SUBMITTED
            and remittance.excess == Excess.ELECTED
            and not remittance.elections.exists()
        ):
            _note_elections(remittance, by=by, at=at)
    return remittance


def _prove_role(remittance: Remittance, by: User) -> None:
    acting = EmployerUser.objects.filter(
        user=by, employer_id=remittance.employer_id, ended_at__isnull=True
    ).first()
    is_prepared = remittance.prepared_by_id is not None
    if acting is None or not roles.may_submit(
        acting.role, needs_two=remittance.needs_two, is_prepared=is_prepared
    ):
        raise NotYours
    if remittance.needs_two and remittance.prepared_by_id == by.pk:
        raise SamePerson


def _prepare(remittance: Remittance, confirmed: Totals, *, by: User, at: datetime) -> Remittance:
    if confirmed != Totals(
        remittance.line_count,
        remittance.wages_sen,
        remittance.employer_sen,
        remittance.employee_sen,
    ):
        raise submit.TotalsMoved
    remittance.prepared_at, remittance.prepared_by = at, by
    remittance.sent_back_words = ""
    remittance.save(update_fields=["needs_two", "prepared_at", "prepared_by", "sent_back_words"])
    _record("remittance.prepared", remittance, by=by, at=at)
    return remittance


def send_back(*, remittance_id: int, words: str, by: User, at: datetime) -> Remittance:
    """Undo the preparation of a file that waits for confirmation. Not waiting: answered as it is."""
    with transaction.atomic():
        remittance = Remittance.objects.select_for_update().get(pk=remittance_id)
        if remittance.state != RemittanceState.READY or remittance.prepared_by_id is None:
            return remittance
        remittance.prepared_at = remittance.prepared_by = None
        remittance.sent_back_words = words
        remittance.save(update_fields=["prepared_at", "prepared_by", "sent_back_words"])
        _record("remittance.sent_back", remittance, by=by, at=at)
    return remittance


def _record(action: str, remittance: Remittance, *, by: User, at: datetime) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        employer_id=remittance.employer_id,
        entity="remittance",
        entity_id=remittance.reference,
    )


def _keep_answers(remittance: Remittance, answers: Answers, *, by: User, at: datetime) -> None:
    if remittance.compared_at is None:
        raise NotCompared
    if remittance.below_count:
        if answers.shortfall not in Shortfall.values:
            raise ReasonMissing("shortfall")
        if answers.shortfall == Shortfall.OTHER and not answers.shortfall_words.strip():
            raise ReasonMissing("shortfall_words")
        remittance.shortfall = answers.shortfall
        remittance.shortfall_words = answers.shortfall_words.strip()
    if remittance.above_count:
        if answers.excess not in Excess.values:
            raise ReasonMissing("excess")
        remittance.excess = answers.excess
    for member_id, reason in (answers.zero_reasons or {}).items():
        ZeroLine.objects.filter(remittance=remittance, member_id=member_id).update(reason=reason)
    if ZeroLine.objects.filter(remittance=remittance, reason="").exists():
        raise ReasonMissing("zero_reasons")
    if not (remittance.below_count or remittance.above_count):
        return
    remittance.save(update_fields=["shortfall", "shortfall_words", "excess"])
    audit.record(
        "remittance.differences_confirmed",
        by=by,
        at=at,
        employer_id=remittance.employer_id,
        entity="remittance",
        entity_id=remittance.reference,
        detail={
            "below": remittance.below_count,
            "above": remittance.above_count,
            "shortfall": remittance.shortfall,
            "excess": remittance.excess,
        },
    )


def _note_elections(remittance: Remittance, *, by: User, at: datetime) -> None:
    facts: dict[str, Any] = {
        "remittance": remittance.pk,
        "employer": remittance.employer_id,
        # Never backdated (epf-rules 6.7): a file for an older month elects nothing for that month.
        "month": max(remittance.wage_month, months.add(months.first_of(days.today()), -1)),
        "by": by.pk,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_END, facts)
        cursor.execute(_NOTE, facts)
