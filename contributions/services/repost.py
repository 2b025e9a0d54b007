"""A corrected line is posted again as a remittance of its own: one line, billed, paid, credited at once.

Its money is what was taken back, so that the second entry stands beside the first in every list, check and
sum that knows remittances. Late it is no more than the first one was: that was assessed before.
"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

from django.db import connection

from contributions import limits
from contributions.files import layout
from contributions.models import (
    BillKind,
    BillState,
    Contribution,
    Owes,
    Receipt,
    Remittance,
    RemittanceKind,
    RemittanceState,
)
from contributions.rules import allocation, months
from contributions.services import allocate, billing, post, receive, stored_file
from members.ledger import days
from members.models import Member, User


class TooOld(Exception):
    """The member is 75 or older: nothing may be credited."""


class NotCovered(Exception):
    """What was taken back does not pay it."""


def repost(
    *,
    original: Remittance,
    member: Member,
    wage_month: date,
    wages_sen: int,
    employer_sen: int,
    employee_sen: int,
    money: Receipt,
    by: User,
    at: datetime,
) -> Remittance:
    """Post one line out of `money`, in the caller's transaction, which holds the employer's row.

    Raises TooOld, NotCovered.
    """
    today = days.today()
    if allocation.is_too_old(member.born_on, today):
        raise TooOld
    remittance = _write(original, wage_month, by=by, at=at)
    _add_line(remittance, member, wages_sen, employer_sen, employee_sen, on=today, at=at, by=by)
    bill = billing.issue(
        remittance,
        [billing.Asked(Owes.CONTRIBUTION, member.scheme, employer_sen + employee_sen)],
        kind=BillKind.CONTRIBUTION,
        due_on=billing.contributions_due(remittance),
        by=by,
        at=at,
    )
    money.quoted = bill.bill_no
    money.save(update_fields=["quoted"])
    allocate.allocate(
        employer_id=original.employer_id, at=at, by=by, just_decided=frozenset({remittance.pk})
    )
    bill.refresh_from_db()
    if bill.state != BillState.PAID:
        raise NotCovered
    return post.post_all(remittance.pk, at=at)


def _write(original: Remittance, wage_month: date, *, by: User, at: datetime) -> Remittance:
    return Remittance.objects.create(
        reference=receive.new_reference(wage_month),
        employer_id=original.employer_id,
        kind=RemittanceKind.CORRECTION,
        wage_month=wage_month,
        contribution_month=months.contribution_month(wage_month),
        state=RemittanceState.UPLOADED,
        file_name=f"{original.reference}.csv",
        file_bytes=0,
        sha256=b"",
        uploaded_at=at,
        uploaded_by=by,
    )


def _add_line(
    remittance: Remittance,
    member: Member,
    wages_sen: int,
    employer_sen: int,
    employee_sen: int,
    *,
    on: date,
    at: datetime,
    by: User,
) -> None:
    """The line, its file and its totals; from here on it is submitted."""
    content = _file(remittance, member, wages_sen, employer_sen, employee_sen)
    size, digest = stored_file.put(remittance.pk, [content], limit=limits.max_file_bytes())
    with connection.cursor() as cursor:
        cursor.execute("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        remittance.checked_from = int(cursor.fetchone()[0])
    Contribution.objects.create(
        remittance=remittance,
        member=member,
        wages_sen=wages_sen,
        employer_sen=employer_sen,
        employee_sen=employee_sen,
        line_no=2,
        book=member.scheme,
        to_emas=allocation.is_emas(member.born_on, on),
    )
    remittance.file_bytes, remittance.sha256 = size, digest
    remittance.line_count = 1
    remittance.wages_sen = wages_sen
    remittance.employer_sen, remittance.employee_sen = employer_sen, employee_sen
    remittance.checked_on = remittance.credited_on = on
    remittance.compared_at = at
    remittance.state = RemittanceState.SUBMITTED
    remittance.submitted_at, remittance.submitted_by = at, by
    remittance.save()


def _file(
    remittance: Remittance, member: Member, wages_sen: int, employer_sen: int, employee_sen: int
) -> bytes:
    """The line in the layout of the employers' file; the reference keeps two corrections apart."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(layout.HEADER)
    rows.writerow(
        [
            member.member_no,
            member.ic_no,
            member.name,
            *(f"{sen // 100}.{sen % 100:02d}" for sen in (wages_sen, employer_sen, employee_sen)),
        ]
    )
    rows.writerow([remittance.reference])
    return text.getvalue().encode()
