"""From stored bytes to lines that can be posted, or to every error at once. One transaction.

COPY into a temporary table numbered by line; one INSERT takes the members the rows name. When it
takes as many lines as the file has rows, all is well; otherwise a second query says which rows are
at fault. A remittance is READY with all its lines, or INVALID with none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import DataError, IntegrityError, connection, transaction

from contributions.files import layout, parse
from contributions.files.parse import Fault
from contributions.models import Contribution, Remittance, RemittanceState, RowError
from contributions.rules import allocation
from contributions.services import stored_file
from members.audit import services as audit
from members.ledger import days

_STAGE = """
create temp table contributions_staging (
  line_no int generated always as identity (start with 2 cache 1000),
  member_no text, ic_no text, name text, salary numeric(11, 2), employer int, employee int
) on commit drop
"""
_COPY = (
    "copy contributions_staging (member_no, ic_no, name, salary, employer, employee)"
    " from stdin with (format csv)"
)
_TAKE = """
insert into contributions_contribution
  (remittance_id, member_id, wages_sen, employer_sen, employee_sen, line_no, book, to_emas)
select %(remittance)s, m.id, (s.salary * 100)::bigint, s.employer * 100::bigint,
       s.employee * 100::bigint, s.line_no, m.scheme, m.born_on <= %(emas)s
  from contributions_staging s
  join members_member m on m.member_no = s.member_no and m.ic_no = replace(s.ic_no, '-', '')
 where m.born_on > %(too_old)s and s.employer + s.employee > 0
 order by m.id
"""
_TOTALS = """
select count(member_no), coalesce(sum(salary) * 100, 0)::bigint,
       coalesce(sum(employer), 0) * 100, coalesce(sum(employee), 0) * 100
  from contributions_staging
"""
_BLAME = """
select * from (
  select s.line_no, s.member_no, s.ic_no, m.id is null as unknown,
         coalesce(m.ic_no <> replace(s.ic_no, '-', ''), false) as other_person,
         coalesce(m.born_on <= %(too_old)s, false) as too_old,
         s.employer + s.employee = 0 as nothing,
         min(s.line_no) over (partition by s.member_no) as first_line
    from contributions_staging s left join members_member m on m.member_no = s.member_no
   where s.member_no is not null) r
 where unknown or other_person or too_old or nothing or first_line < line_no
 order by line_no limit %(most)s
"""


@dataclass(frozen=True, slots=True)
class Totals:
    """What the rows of a file sum to: rows, and sen."""

    lines: int = 0
    wages_sen: int = 0
    employer_sen: int = 0
    employee_sen: int = 0


def validate(*, remittance_id: int, at: datetime, again: bool = False) -> Remittance:
    """Check an uploaded remittance: READY or INVALID. Checked already: answered as it is.

    `again` checks a READY one anew, against the facts of today. Takes the remittance's row lock.
    """
    with transaction.atomic():
        remittance = Remittance.objects.select_for_update().get(pk=remittance_id)
        checked = (RemittanceState.UPLOADED, RemittanceState.READY if again else "")
        if remittance.state not in checked:
            return remittance
        if remittance.state == RemittanceState.READY:
            Contribution.objects.filter(remittance=remittance).delete()
        remittance.checked_on = days.today()
        remittance.checked_from = _oldest_transaction()
        totals, faults = _check(remittance, on=remittance.checked_on)
        remittance.line_count = totals.lines
        remittance.wages_sen = totals.wages_sen
        remittance.employer_sen = totals.employer_sen
        remittance.employee_sen = totals.employee_sen
        remittance.error_count = len(faults)
        remittance.state = RemittanceState.INVALID if faults else RemittanceState.READY
        if faults:
            RowError.objects.bulk_create(
                (
                    RowError(
                        remittance=remittance,
                        line_no=fault.line_no,
                        column=fault.column,
                        code=fault.code,
                        value=fault.value,
                        other_line_no=fault.other_line_no,
                    )
                    for fault in faults
                ),
                batch_size=2_000,
            )
        remittance.save(
            update_fields=[
                "line_count",
                "wages_sen",
                "employer_sen",
                "employee_sen",
                "error_count",
                "state",
                "checked_on",
                "checked_from",
            ]
        )
        audit.record(
            "remittance.checked",
            by=None,
            at=at,
            employer_id=remittance.employer_id,
            entity="remittance",
            entity_id=remittance.reference,
            detail={"lines": totals.lines, "errors": len(faults)},
        )
    return remittance


def _oldest_transaction() -> int:
    """Whoever changes a member from here on has this number or a later one."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def _check(remittance: Remittance, *, on: date) -> tuple[Totals, list[Fault]]:
    facts = {
        "remittance": remittance.pk,
        "too_old": allocation.latest_birth(allocation.LAST_AGE, on),
        "emas": allocation.latest_birth(allocation.EMAS_AGE, on),
        "most": layout.MAX_ERRORS,
    }
    with connection.cursor() as cursor:
        cursor.execute("set local work_mem = '64MB'; set local jit = off")
        cursor.execute("drop table if exists pg_temp.contributions_staging")
        cursor.execute(_STAGE)
        faults = _stage(cursor, remittance.pk)
        cursor.execute(_TOTALS)
        totals = Totals(*cursor.fetchone())
        if not faults:
            faults.extend(_wrong_totals(remittance, totals))
        if faults or not _took_all(cursor, facts, totals.lines):
            faults.extend(_blame(cursor, facts))
            if not faults:
                raise RuntimeError(f"{remittance.reference}: lines were refused without a reason")
        cursor.execute("drop table contributions_staging")
    faults.sort(key=lambda fault: fault.line_no)
    return totals, faults[: layout.MAX_ERRORS]


def _stage(cursor: Any, remittance_id: int) -> list[Fault]:
    content = stored_file.get(remittance_id)
    next(content)  # out of the database before the copy into it begins
    rows = parse.Rows(content)
    try:
        with transaction.atomic():
            cursor.copy_expert(_COPY, rows, stored_file.PIECE)
    except DataError as error:
        context = getattr(getattr(error.__cause__, "diag", None), "context", "") or ""
        line = re.search(r"line (\d+)", context)
        return [Fault(int(line[1]) + 1 if line else 0, "", "UNREADABLE")]
    return rows.faults


def _took_all(cursor: Any, facts: dict[str, Any], lines: int) -> bool:
    """Write the lines; False, and nothing written, when any row is at fault."""
    try:
        with transaction.atomic():
            cursor.execute(_TAKE, facts)
            if cursor.rowcount != lines:
                raise _Refused
    except (IntegrityError, _Refused):
        return False
    return True


class _Refused(Exception):
    """Fewer lines were taken than the file has."""


def _blame(cursor: Any, facts: dict[str, Any]) -> list[Fault]:
    cursor.execute(_BLAME, facts)
    faults = []
    for row in cursor.fetchall():
        line_no, number, identity, unknown, other_person, too_old, nothing, first_line = row
        if unknown:
            faults.append(Fault(line_no, layout.MEMBER_NO, "UNKNOWN_MEMBER", number))
        if other_person:
            faults.append(Fault(line_no, layout.IC_NO, "OTHER_PERSON", parse.printable(identity)))
        if too_old:
            faults.append(Fault(line_no, layout.MEMBER_NO, "TOO_OLD", number))
        if nothing:
            faults.append(Fault(line_no, layout.EMPLOYER_SHARE, "NO_SHARES", "0"))
        if first_line < line_no:
            faults.append(Fault(line_no, layout.MEMBER_NO, "DUPLICATE", number, first_line))
    return faults


def _wrong_totals(remittance: Remittance, totals: Totals) -> list[Fault]:
    pairs = (
        ("", "WRONG_LINES", remittance.declared_lines, totals.lines),
        (
            layout.EMPLOYER_SHARE,
            "WRONG_TOTAL",
            remittance.declared_employer_sen,
            totals.employer_sen,
        ),
        (
            layout.EMPLOYEE_SHARE,
            "WRONG_TOTAL",
            remittance.declared_employee_sen,
            totals.employee_sen,
        ),
    )
    return [
        Fault(0, column, code, _figure(code, declared), None)
        for column, code, declared, found in pairs
        if declared is not None and declared != found
    ]


def _figure(code: str, value: int) -> str:
    return str(value) if code == "WRONG_LINES" else f"{value // 100}.{value % 100:02d}"
