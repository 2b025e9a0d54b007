"""Rows of a file become lines of a remittance: all of them, or the transaction is to be undone.

COPY into a temporary table numbered by line; one INSERT takes the members the rows name. A large file
goes in two halves on two connections. The second half is committed before the first; until the
remittance is READY its lines mean nothing, and whoever checks it again removes them first.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import DatabaseError, DataError, connection, transaction

from contributions import limits, progress
from contributions.files import layout, parse, recognise
from contributions.services import parts, stored_file
from contributions.services.parts import Totals

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
_TOTALS = """
select count(member_no), coalesce(sum(salary) * 100, 0)::bigint,
       coalesce(sum(employer), 0) * 100, coalesce(sum(employee), 0) * 100
  from contributions_staging
"""
# Only the members between the first and the last the rows name are read, not the whole fund's.
_BETWEEN = "select min(member_no), max(member_no) from contributions_staging"
_TAKE = """
insert into contributions_contribution
  (remittance_id, member_id, wages_sen, employer_sen, employee_sen, line_no, book, to_emas)
select %(remittance)s, m.id, (s.salary * 100)::bigint, s.employer * 100::bigint,
       s.employee * 100::bigint, s.line_no + %(lines_before)s, m.scheme, m.born_on <= %(emas)s
  from contributions_staging s
  join members_member m on m.member_no = s.member_no
                       and (m.ic_no = s.ic_no or m.ic_no = replace(s.ic_no, '-', ''))
 where m.member_no between %(first_no)s and %(last_no)s
   and m.born_on > %(too_old)s and s.employer + s.employee > 0
 order by m.id
"""


class Refused(Exception):
    """Fewer lines were taken than the file has."""


class Unreadable(Exception):
    """The database cannot read what we made of a line."""

    def __init__(self, line_no: int) -> None:
        super().__init__(line_no)
        self.line_no = line_no


def stage(cursor: Any, content: Iterator[bytes]) -> parse.Rows:
    """Bring the rows of `content` to the staging table. Raises Unreadable, the table then empty."""
    cursor.execute("set local work_mem = '64MB'; set local jit = off")
    cursor.execute("drop table if exists pg_temp.contributions_staging")
    cursor.execute(_STAGE)
    next(content)  # out of the database before the copy into it begins
    rows = recognise.rows(content)
    try:
        with transaction.atomic():
            cursor.copy_expert(_COPY, rows, stored_file.PIECE)
    except DataError as error:
        context = getattr(getattr(error.__cause__, "diag", None), "context", "") or ""
        line = re.search(r"line (\d+)", context)
        raise Unreadable(int(line[1]) + 1 if line else 0) from error
    return rows


def staged_totals(cursor: Any) -> Totals:
    """What the staged rows sum to, good or not."""
    cursor.execute(_TOTALS)
    return Totals(*cursor.fetchone())


def take(
    cursor: Any, facts: dict[str, Any], lines: int, lines_before: int = 0
) -> list[parts.Stretch]:
    """Write the staged rows as lines; raises Refused or IntegrityError when any is at fault."""
    cursor.execute(_BETWEEN)
    first_no, last_no = cursor.fetchone()
    cursor.execute(
        _TAKE, {**facts, "lines_before": lines_before, "first_no": first_no, "last_no": last_no}
    )
    if cursor.rowcount != lines:
        raise Refused
    return parts.stretches(cursor, facts["remittance"], lines)


def in_halves(facts: dict[str, Any], size: int) -> list[parts.Stretch] | None:
    """Take a large, faultless file of `size` bytes on two connections at once; None when it is not one.

    After None there may be lines of it left to remove.
    """
    remittance_id = facts["remittance"]
    if limits.posting_connections() < 2 or size <= stored_file.PIECE:
        return None
    border = size // 2
    meeting = _Meeting()

    def second_half() -> list[parts.Stretch]:
        try:
            with transaction.atomic():
                content = stored_file.after(remittance_id, border)
                content = progress.counted(remittance_id, content, stream=1)
                return _half(facts, _with_header(content), meeting, is_first=False)
        finally:
            connection.close()

    with ThreadPoolExecutor(1, thread_name_prefix="checking") as pool:
        second = pool.submit(second_half)
        try:
            with transaction.atomic():
                content = stored_file.before(remittance_id, border)
                content = progress.counted(remittance_id, content)
                first = _half(facts, content, meeting, is_first=True)
                return _whole(remittance_id, first, second.result())
        except (Refused, Unreadable, DatabaseError, threading.BrokenBarrierError):
            return None


class _Meeting(threading.Barrier):
    """Where the halves wait for each other; the first brings how many lines it has."""

    def __init__(self) -> None:
        super().__init__(2)
        self.lines_before = 0


def _whole(
    remittance_id: int, first: list[parts.Stretch], second: list[parts.Stretch]
) -> list[parts.Stretch]:
    """The stretches of both halves; laid out anew where the members of one lie among the other's."""
    whole = parts.together(first, second)
    if whole is not None:
        return whole
    lines = parts.totals(first + second).lines
    with connection.cursor() as cursor:
        return parts.stretches(cursor, remittance_id, lines)


def _half(
    facts: dict[str, Any], content: Iterator[bytes], meeting: _Meeting, *, is_first: bool
) -> list[parts.Stretch]:
    """Stage and take one half; any trouble of one is trouble of both."""
    try:
        with connection.cursor() as cursor:
            rows = stage(cursor, content)
            if rows.faults:
                raise Refused
            if is_first:
                meeting.lines_before = rows.lines - 1
            meeting.wait()
            # A member in both halves would have one wait for the other for ever.
            cursor.execute("set local lock_timeout = '500ms'")
            # The other half is not committed: what is laid out here are the lines of this one.
            taken = take(cursor, facts, rows.rows, 0 if is_first else meeting.lines_before)
            cursor.execute("set local lock_timeout = 0; drop table contributions_staging")
            meeting.wait()
            return taken
    except BaseException:
        meeting.abort()
        raise


def _with_header(content: Iterator[bytes]) -> Iterator[bytes]:
    yield next(content)
    yield layout.HEADER_LINE.encode() + b"\n"
    yield from content
