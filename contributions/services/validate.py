"""From stored bytes to lines that can be posted, or to every error at once. One transaction.

The rows are staged and taken (intake.py). When as many lines were taken as the file has rows, all is
well; otherwise a second query says which rows are at fault. A remittance is READY with all its
lines, or INVALID with none.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from contributions import progress
from contributions.files import layout, parse
from contributions.files.parse import Fault
from contributions.models import Contribution, Remittance, RemittanceState, RowError
from contributions.rules import allocation
from contributions.services import claims, intake, parts, stored_file
from contributions.services.parts import Totals
from members.audit import services as audit
from members.ledger import days

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


def validate(*, remittance_id: int, at: datetime, again: bool = False) -> Remittance:
    """Check an uploaded remittance: READY or INVALID. Checked already: answered as it is.

    `again` checks a READY one anew, against the facts of today. Takes the remittance's row lock.
    """
    alone = connection.in_atomic_block
    with transaction.atomic():
        remittance = Remittance.objects.select_for_update().get(pk=remittance_id)
        checked = (RemittanceState.UPLOADED, RemittanceState.READY if again else "")
        if remittance.state not in checked:
            return remittance
        # A READY one's, or half of those of a check that was cut off.
        Contribution.objects.filter(remittance=remittance).delete()
        remittance.checked_on = days.today()
        remittance.checked_from = _oldest_transaction()
        totals, taken, faults = _check(remittance, on=remittance.checked_on, alone=alone)
        remittance.line_count = totals.lines
        remittance.wages_sen = totals.wages_sen
        remittance.employer_sen = totals.employer_sen
        remittance.employee_sen = totals.employee_sen
        remittance.error_count = len(faults)
        remittance.state = RemittanceState.INVALID if faults else RemittanceState.READY
        parts.keep(remittance.pk, taken)
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


def _check(
    remittance: Remittance, *, on: date, alone: bool
) -> tuple[Totals, list[parts.Stretch], list[Fault]]:
    facts = {
        "remittance": remittance.pk,
        "too_old": allocation.latest_birth(allocation.LAST_AGE, on),
        "emas": allocation.latest_birth(allocation.EMAS_AGE, on),
        "most": layout.MAX_ERRORS,
    }
    if not alone:
        taken = intake.in_halves(facts, remittance.file_bytes)
        if taken is not None and not _wrong_totals(remittance, parts.totals(taken)):
            return parts.totals(taken), taken, []
        Contribution.objects.filter(remittance=remittance).delete()
    totals, taken, faults = Totals(), None, []
    with connection.cursor() as cursor:
        try:
            content = progress.counted(remittance.pk, stored_file.get(remittance.pk))
            rows = intake.stage(cursor, content)
            totals = intake.staged_totals(cursor)
            faults = rows.faults
            faults.extend(claims.other_claims(remittance, rows))
        except intake.Unreadable as problem:
            faults = [Fault(problem.line_no, "", "UNREADABLE")]
        if not faults:
            faults.extend(_wrong_totals(remittance, totals))
        if not faults:
            taken = _take_all(cursor, facts, totals)
        if taken is None:
            faults.extend(_blame(cursor, facts))
            if not faults:
                raise RuntimeError(f"{remittance.reference}: lines were refused without a reason")
        cursor.execute("drop table contributions_staging")
    faults.sort(key=lambda fault: fault.line_no)
    return totals, taken or [], faults[: layout.MAX_ERRORS]


def _take_all(cursor: Any, facts: dict[str, Any], totals: Totals) -> list[parts.Stretch] | None:
    """Write the lines; None, and nothing written, when any row is at fault."""
    try:
        with transaction.atomic():
            return intake.take(cursor, facts, totals.lines)
    except (IntegrityError, intake.Refused):
        return None


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
