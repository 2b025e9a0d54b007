"""An employer, its money, its members and its files, for the posting bench. All of it invented."""

from __future__ import annotations

import io
import struct
import uuid
from datetime import date

from django.db import connection
from django.utils import timezone

from contributions.gateways.sandbox_collection import SandboxCollection
from contributions.models import Employer
from contributions.services import collect
from members.models import Role, User

COPY_HEADER = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)


def employer() -> tuple[Employer, User]:
    """The employer, whose money is there before the bills, and its user."""
    made, _ = Employer.objects.get_or_create(
        employer_no="77000001",
        defaults={"name": "Ukuran Kelajuan Sdn. Bhd. (rekaan)", "registered_on": date(2010, 1, 1)},
    )
    user, _ = User.objects.get_or_create(login_id="bench.hr", defaults={"role": Role.EMPLOYER})
    _pay_in(made)
    return made, user


def _pay_in(employer: Employer) -> None:
    """The money is there before the bills, so that each is covered as it is issued."""
    SandboxCollection().pay_in(
        order_ref=f"BENCH-{uuid.uuid4()}",
        amount_sen=1_000_000_000_000_00,
        text=f"No. {employer.employer_no}",
        payer=employer.name,
        on=date(1950, 1, 2),
    )
    collect.collect(at=timezone.now())


def members(lines: int) -> None:
    """So many members; those who are there stay."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into members_member (member_no, ic_no, name, born_on, citizenship,"
            " elected_before_1998, is_muslim, scheme, state_code, address, postcode, town, joined_on)"
            " select 700000000000 + n, 'BENCH' || n, 'Ukuran ' || n, date '1990-01-01', 'CITIZEN', false,"
            " false, 'KONV', 'KUL', '', '', '', date '2012-01-01' from generate_series(1, %s) n"
            " on conflict do nothing",
            [lines],
        )


def file(lines: int, number: int) -> bytes:
    """The month's file; the amounts move a little so that no two files are the same."""
    text = io.StringIO()
    text.write("Member No,IC No,Name,Salary,EM Share,EMP Share\r\n")
    for n in range(1, lines + 1):
        wages = 2_000 + (n * 37 + number) % 6_000
        text.write(
            f"{700000000000 + n},BENCH{n},Ukuran {n},{wages}.00,{wages * 12 // 100}.00,{wages * 11 // 100}.00\r\n"
        )
    return text.getvalue().encode()


def bare_rows(lines: int) -> bytes:
    """Four rows a member (journal, account, side as a number, sen), in PostgreSQL's binary format."""
    row = struct.Struct(">hiqiqiqiq")
    body = b"".join(
        row.pack(4, 8, n, 8, n * 4 + account, 8, account, 8, 1_000 + n)
        for n in range(lines)
        for account in range(4)
    )
    return COPY_HEADER + body + struct.pack(">h", -1)
