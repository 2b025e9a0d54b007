"""The employer's CSV file, declared: columns in order, what each may hold, how long it may be.

`EM Share` is the employer's share and `EMP Share` the employee's (epf-rules 7.4). Shares are whole
ringgit; salary has at most two decimals. Nothing here touches Django, a clock or a database.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_LINE_BYTES = 1_000
MAX_ERRORS = 100_000

MEMBER_NO = "Member No"
IC_NO = "IC No"
NAME = "Name"
SALARY = "Salary"
EMPLOYER_SHARE = "EM Share"
EMPLOYEE_SHARE = "EMP Share"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title in the header, the longest value, a pattern for the plain spelling."""

    title: str
    longest: int
    plain: bytes


COLUMNS: tuple[Column, ...] = (
    Column(MEMBER_NO, 19, rb"[0-9]{8,12}+"),
    Column(IC_NO, 24, rb"(?:[0-9]{6}-?[0-9]{2}-?[0-9]{4}|[A-Z][A-Z0-9]{4,19}+)"),
    Column(NAME, 120, rb'(?:[^",\x00-\x1f\x7f]{1,120}+|"[^"\x00-\x1f\x7f]{1,120}+")'),
    Column(SALARY, 20, rb"(?:0|[1-9][0-9]{0,8}+)(?:\.[0-9]{1,2}+)?+"),
    Column(EMPLOYER_SHARE, 20, rb"(?:0|[1-9][0-9]{0,6}+)(?:\.00)?+"),
    Column(EMPLOYEE_SHARE, 20, rb"(?:0|[1-9][0-9]{0,6}+)(?:\.00)?+"),
)

HEADER: tuple[str, ...] = tuple(column.title for column in COLUMNS)
HEADER_LINE = ",".join(HEADER)

# A whole block of lines, each spelt plainly: proved by one pattern instead of a loop over rows.
# The repeats are possessive, so that a block that does not match fails in one pass.
PLAIN_BLOCK = re.compile(
    rb"(?:" + rb",".join(column.plain for column in COLUMNS) + rb"\n)*+",
)
