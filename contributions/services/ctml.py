"""Lines nobody can put a name to: set aside by the employer, paid with the rest, credited when known.

A file whose only errors are such lines may go on without them. Their money is billed with the remittance,
stands in the account for contributions without full details once the bill is covered, and moves to a
member once, by a key of the line, when the employer or an officer says who it is.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Sum

from contributions.files import layout
from contributions.models import (
    Contribution,
    CtmlLine,
    CtmlReason,
    Employer,
    Remittance,
    RemittanceState,
    RowError,
)
from contributions.rules import allocation
from contributions.services import ctml_journals, intake, parts, register, stored_file
from contributions.services.parts import Totals
from members.audit import services as audit
from members.ledger import days, journal
from members.models import Member, User

HOME_BOOK = "KONV"
MOST_TRIES = 5

_SET_ASIDE = """
insert into contributions_ctmlline
  (remittance_id, line_no, member_no, ic_no, name, wages_sen, employer_sen, employee_sen, reason, tries)
select %(remittance)s, s.line_no, left(s.member_no, 40), left(s.ic_no, 40), left(coalesce(s.name, ''), 160),
       (s.salary * 100)::bigint, s.employer * 100::bigint, s.employee * 100::bigint,
       case when m.id is null then 'UNKNOWN_MEMBER' else 'OTHER_PERSON' end, 0
  from contributions_staging s left join members_member m on m.member_no = s.member_no
 where s.member_no is not null
   and (m.id is null or m.ic_no <> replace(s.ic_no, '-', ''))
"""
_THE_REST = """
delete from contributions_staging s using contributions_ctmlline c
 where c.remittance_id = %(remittance)s and c.line_no = s.line_no
"""


class NotOnlyUnknown(Exception):
    """The file has other errors too, or nobody at all in it is known."""


class MonthTaken(Exception):
    """Another file for the month is live."""


class AlreadyCredited(Exception):
    """The line has been credited or returned, or is not paid yet."""


class NoSuchMember(Exception):
    """No member has this number and this identity card."""


class TooOld(Exception):
    """The member is 75 or older: nothing may be credited."""


class TooManyTries(Exception):
    """The employer has guessed often enough; an officer looks at the line."""


def may_set_aside(remittance: Remittance) -> bool:
    """True when every error of a file is a member nobody can identify."""
    if remittance.state != RemittanceState.INVALID:
        return False
    if not 0 < remittance.error_count < layout.MAX_ERRORS:
        return False
    return not RowError.objects.filter(remittance=remittance).exclude(code__in=CtmlReason).exists()


@transaction.atomic
def set_aside(*, remittance_id: int, by: User, at: datetime) -> Remittance:
    """Let a file go on with the lines that are known; READY already: answered as it is.

    Raises NotOnlyUnknown, MonthTaken.
    """
    remittance = Remittance.objects.select_for_update().get(pk=remittance_id)
    if remittance.state == RemittanceState.READY:
        return remittance
    if not may_set_aside(remittance):
        raise NotOnlyUnknown
    today = days.today()
    facts: dict[str, Any] = {
        "remittance": remittance.pk,
        "too_old": allocation.latest_birth(allocation.LAST_AGE, today),
        "emas": allocation.latest_birth(allocation.EMAS_AGE, today),
    }
    forget(remittance)
    with connection.cursor() as cursor:
        cursor.execute("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        remittance.checked_from = int(cursor.fetchone()[0])
        rows = intake.stage(cursor, stored_file.get(remittance.pk))
        whole = intake.staged_totals(cursor)
        cursor.execute(_SET_ASIDE, facts)
        aside = cursor.rowcount
        cursor.execute(_THE_REST, facts)
        if rows.faults or not 0 < aside < whole.lines:
            raise NotOnlyUnknown
        try:
            with transaction.atomic():
                taken = intake.take(cursor, facts, whole.lines - aside)
        except (IntegrityError, intake.Refused):
            raise NotOnlyUnknown from None
        cursor.execute("drop table contributions_staging")
    parts.keep(remittance.pk, taken)
    RowError.objects.filter(remittance=remittance).delete()
    remittance.checked_on = today
    remittance.error_count = 0
    remittance.line_count = whole.lines
    remittance.wages_sen = whole.wages_sen
    remittance.employer_sen = whole.employer_sen
    remittance.employee_sen = whole.employee_sen
    remittance.state = RemittanceState.READY
    try:
        with transaction.atomic():
            remittance.save()
    except IntegrityError:
        raise MonthTaken from None
    audit.record(
        "remittance.set_aside",
        by=by,
        at=at,
        employer_id=remittance.employer_id,
        entity="remittance",
        entity_id=remittance.reference,
        detail={"lines": aside},
    )
    return remittance


def forget(remittance: Remittance) -> None:
    """Lines set aside by an earlier check; they are found again by the next."""
    CtmlLine.objects.filter(remittance=remittance).delete()


def totals(remittance_id: int) -> Totals:
    """What the lines set aside come to. One query."""
    found = CtmlLine.objects.filter(remittance_id=remittance_id).aggregate(
        lines=Count("pk"),
        wages=Sum("wages_sen"),
        employer=Sum("employer_sen"),
        employee=Sum("employee_sen"),
    )
    return Totals(
        found["lines"],
        int(found["wages"] or 0),
        int(found["employer"] or 0),
        int(found["employee"] or 0),
    )


def with_aside(books: dict[str, int], aside: Totals) -> dict[str, int]:
    """What each book is billed: the lines set aside stand in the conventional one."""
    extra = aside.total_sen
    return {**books, HOME_BOOK: books.get(HOME_BOOK, 0) + extra} if extra else books


def credit(remittance: Remittance) -> Totals:
    """Put what was set aside into suspense, with the first step of the posting."""
    aside = totals(remittance.pk)
    amount = aside.total_sen
    if amount:
        journal.post(ctml_journals.set_aside(remittance, amount))
    return aside


def resolve(
    *,
    line_id: int,
    member_no: str,
    ic_no: str,
    by: User,
    at: datetime,
    employer: Employer | None = None,
) -> CtmlLine:
    """Credit a line to the member with exactly this number and identity card, once.

    `employer` is who asks when it is not an officer; another's line is CtmlLine.DoesNotExist. Raises
    AlreadyCredited, NoSuchMember, TooOld, TooManyTries.
    """
    lines = CtmlLine.objects.select_related("remittance__employer")
    if employer is not None:
        lines = lines.filter(remittance__employer=employer)
    with transaction.atomic():
        line = lines.select_for_update(of=("self",)).get(pk=line_id)
        gone = line.member_id is not None or line.returned_on is not None
        if gone or line.remittance.state != RemittanceState.POSTED:
            raise AlreadyCredited
        if employer is not None and line.tries >= MOST_TRIES:
            raise TooManyTries
        member = Member.objects.filter(member_no=member_no, ic_no=ic_no.replace("-", "")).first()
        if member is not None:
            return _credit_to(line, member, by=by, at=at)
        line.tries += 1
        line.save(update_fields=["tries"])
    raise NoSuchMember


def _credit_to(line: CtmlLine, member: Member, *, by: User, at: datetime) -> CtmlLine:
    today = days.today()
    if allocation.is_too_old(member.born_on, today):
        raise TooOld
    for draft in ctml_journals.found(line, member, by=f"user:{by.pk}"):
        journal.post(draft)
    line.member = member
    line.credited_on = today
    line.resolved_at = at
    line.resolved_by = by
    line.save(update_fields=["member", "credited_on", "resolved_at", "resolved_by"])
    if not Contribution.objects.filter(remittance=line.remittance, member=member).exists():
        Contribution.objects.create(
            remittance=line.remittance,
            member=member,
            wages_sen=line.wages_sen,
            employer_sen=line.employer_sen,
            employee_sen=line.employee_sen,
            line_no=line.line_no,
            book=member.scheme,
            to_emas=allocation.is_emas(member.born_on, today),
        )
    register.register(line.remittance_id)
    audit.record(
        "ctml.resolved",
        by=by,
        at=at,
        member_id=member.pk,
        employer_id=line.remittance.employer_id,
        entity="remittance",
        entity_id=line.remittance.reference,
        detail={"employer": line.remittance.employer.name, "row": line.line_no},
    )
    return line
