"""Employees without a number: registered from the file that names them, when the card and name suffice.

Offered when the only fault of a file is that numbers are missing. A card number we know keeps its
member, if the name is the same; an unknown one becomes a provisional member. The file with the numbers
filled in is a file of its own and goes the usual way.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime

from django.db import connection, transaction

from contributions.files import layout, raw_rows, recognise
from contributions.models import (
    MadeAs,
    NewEmployee,
    Remittance,
    RemittanceState,
    RowError,
)
from contributions.rules import allocation
from contributions.services import receive, split, stored_file
from members.audit import services as audit
from members.ledger import days
from members.models import Member, User
from members.rules import identity

YOUNGEST = 14


class NotOnlyNewEmployees(Exception):
    """The file has other faults, too."""


class CannotRegister(Exception):
    """Rows whose card or name does not do: no such card, too young or old, or another name."""

    def __init__(self, line_nos: list[int]) -> None:
        super().__init__(line_nos)
        self.line_nos = line_nos


def may_register(remittance: Remittance) -> bool:
    """True when every fault of the file is a missing member number."""
    errors = RowError.objects.filter(remittance=remittance)
    return (
        split.can_be_split(remittance)
        and not errors.exclude(column=layout.MEMBER_NO, code="MISSING").exists()
    )


def found(remittance: Remittance) -> list[raw_rows.Raw]:
    """The rows without a number, as written."""
    return list(split.bad_rows(remittance))


def register(*, remittance_id: int, by: User, at: datetime) -> Remittance:
    """Register the people without a number and receive the file with the numbers filled in.

    Raises NotOnlyNewEmployees, CannotRegister (nobody is registered), and as receive.receive_bytes.
    """
    with transaction.atomic():
        source = Remittance.objects.select_for_update().get(pk=remittance_id)
        before = (
            Remittance.objects.filter(made_from=source, made_as=MadeAs.NEW_EMPLOYEES)
            .exclude(state__in=[RemittanceState.INVALID, RemittanceState.CANCELLED])
            .first()
        )
        if before is not None:
            return before
        if not may_register(source):
            raise NotOnlyNewEmployees
        numbers = _numbers(source, found(source), by=by, at=at)
        remittance = receive.receive_bytes(
            employer=source.employer,
            wage_month=source.wage_month,
            content=list(_content(source, numbers)),
            file_name=f"dengan-nombor-{source.file_name}",
            by=by,
            at=at,
            kind=source.kind,
        )
        remittance.made_from, remittance.made_as = source, MadeAs.NEW_EMPLOYEES
        remittance.save(update_fields=["made_from", "made_as"])
    return remittance


def _numbers(
    source: Remittance, rows: list[raw_rows.Raw], *, by: User, at: datetime
) -> dict[int, bytes]:
    """The rows with their numbers, by line. Raises CannotRegister."""
    today = days.today()
    wrong: list[int] = []
    filled: dict[int, bytes] = {}
    for row in rows:
        try:
            card = identity.parse_mykad(row.ic_no, today=today)
        except identity.NotAnIdentityNumber:
            wrong.append(row.line_no)
            continue
        member = Member.objects.filter(ic_no=card.number).first()
        if member is None and YOUNGEST <= _age(card.born_on, today) < allocation.LAST_AGE:
            member = _new_member(source, row, card, today=today, by=by, at=at)
        if member is None or _same_form(member.name) != _same_form(row.name):
            wrong.append(row.line_no)
            continue
        filled[row.line_no] = _line(member, row)
    if wrong:
        raise CannotRegister(wrong)
    return filled


def _age(born_on: date, today: date) -> int:
    return allocation.age_on(born_on, today)


def _same_form(name: str) -> str:
    return " ".join(name.split()).casefold()


def _new_member(
    source: Remittance,
    row: raw_rows.Raw,
    card: identity.MyKad,
    *,
    today: date,
    by: User,
    at: datetime,
) -> Member:
    member = Member.objects.create(
        member_no=_next_number(),
        ic_no=card.number,
        name=row.name,
        born_on=card.born_on,
        joined_on=today,
    )
    NewEmployee.objects.create(
        member=member,
        employer_id=source.employer_id,
        remittance=source,
        registered_at=at,
        registered_by=by,
        card_no=card.number,
    )
    audit.record(
        "member.registered_by_employer",
        by=by,
        at=at,
        member_id=member.pk,
        employer_id=source.employer_id,
        entity="remittance",
        entity_id=source.reference,
    )
    return member


def _next_number() -> str:
    while True:
        with connection.cursor() as cursor:
            cursor.execute("select nextval('contributions_new_member_no')")
            number = str(cursor.fetchone()[0])
        if not Member.objects.filter(member_no=number).exists():
            return number


def _line(member: Member, row: raw_rows.Raw) -> bytes:
    line = io.StringIO()
    amounts = (row.wages_sen or 0, row.employer_sen or 0, row.employee_sen or 0)
    csv.writer(line, lineterminator="\n").writerow(
        (
            member.member_no,
            member.ic_no,
            member.name,
            *(f"{sen // 100}.{sen % 100:02d}" for sen in amounts),
        )
    )
    return line.getvalue().encode()


def _content(source: Remittance, filled: dict[int, bytes]) -> Iterator[bytes]:
    """The whole file as CSV, row by row, with the numbers filled in."""
    yield layout.HEADER_LINE.encode() + b"\n"
    chunks = stored_file.get(source.pk)
    next(chunks)
    rows = recognise.rows(chunks)
    number = 1
    rest = b""
    while piece := rows.read(stored_file.PIECE):
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            number += 1
            if number in filled:
                yield filled[number]
            elif line.strip(b","):
                yield line + b"\n"
