"""Form A in fixed width, declared: 129 characters a record, amounts in sen, zero padded (epf-rules 7.5).

Record 00 opens the file with its totals, 01 names the employer and the month, 02 is an employee, 99
closes with the count and the same totals. The hash is the sum of the member numbers. Other orders of
the fields are in use elsewhere; only this one is read, and both sums prove it. Pure: no Django.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

WIDTH = 129
TITLE = "EPF MONTHLY FORM A"
SOURCE = "DSK"
RECORD_00, RECORD_01, RECORD_02, RECORD_99 = "Record 00", "Record 01", "Record 02", "Record 99"

# What a file of this layout begins with, right or wrong: a record's number and no comma in sight.
BEGINNING = re.compile(rb"(?:00|01|02|99)[^,;\t\r\n]{20,}+(?:\r?\n|\Z)|00EPF")


@dataclass(frozen=True, slots=True)
class Field:
    """A stretch of a record: its name, where it starts and how long it is; all digits or not."""

    name: str
    start: int
    width: int
    is_number: bool = False

    def of(self, record: str) -> str:
        return record[self.start : self.start + self.width]


def _fields(*declared: tuple[str, int, bool]) -> dict[str, Field]:
    found: dict[str, Field] = {}
    at = 0
    for name, width, is_number in declared:
        found[name] = Field(name, at, width, is_number)
        at += width
    assert at == WIDTH, declared
    return found


OPENING = _fields(
    ("record", 2, True),
    ("title", 18, False),
    ("file_date", 8, True),
    ("sequence", 5, True),
    ("employer_total", 15, True),
    ("employee_total", 15, True),
    ("hash", 21, True),
    ("filler", 45, False),
)
EMPLOYER = _fields(
    ("record", 2, True),
    ("employer_no", 19, True),
    ("month", 6, True),
    ("source", 3, False),
    ("sequence", 5, True),
    ("zeros", 15, False),
    ("filler", 79, False),
)
EMPLOYEE = _fields(
    ("record", 2, True),
    ("member_no", 19, True),
    ("ic_no", 15, False),
    ("name", 40, False),
    ("staff_no", 20, False),
    ("employer", 9, True),
    ("employee", 9, True),
    ("wages", 15, True),
)
CLOSING = _fields(
    ("record", 2, True),
    ("count", 7, True),
    ("employer_total", 15, True),
    ("employee_total", 15, True),
    ("hash", 21, True),
    ("filler", 69, False),
)


@dataclass(frozen=True, slots=True)
class Line:
    """An employee of the file; money in sen."""

    member_no: str
    ic_no: str
    name: str
    wages_sen: int
    employer_sen: int
    employee_sen: int
    staff_no: str = ""


def write(
    *, employer_no: str, contribution_month: date, lines: Iterable[Line], file_date: date
) -> Iterator[bytes]:
    """A faultless file, record by record. The totals stand first, so the lines are held in memory."""
    held = list(lines)
    employer = sum(line.employer_sen for line in held)
    employee = sum(line.employee_sen for line in held)
    sums = f"{employer:015d}{employee:015d}{sum(int(line.member_no or 0) for line in held):021d}"
    yield _record(f"00{TITLE}{file_date:%Y%m%d}00001{sums}")
    yield _record(f"01{employer_no:0>19}{contribution_month:%m%Y}{SOURCE}00001{'0' * 15}")
    for line in held:
        yield _record(
            f"02{line.member_no:0>19}{line.ic_no:<15.15}{line.name:<40.40}{line.staff_no:<20.20}"
            f"{line.employer_sen:09d}{line.employee_sen:09d}{line.wages_sen:015d}"
        )
    yield _record(f"99{len(held):07d}{sums}")


def _record(text: str) -> bytes:
    return f"{text:<{WIDTH}}\r\n".encode()
