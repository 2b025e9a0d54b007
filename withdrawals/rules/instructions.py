"""What an instruction to pay an application is called: its reference, and the file it is in.

A reference is a function of application and attempt alone, never of chance or clock, so that paying
the same thing again can be seen by everybody (ledger-and-payouts 3b.4).
"""

from __future__ import annotations

import re
from datetime import date

from members.rules.transfers import REFERENCE_LENGTH

_REFERENCE = re.compile(r"[A-Z0-9][A-Z0-9-]*", re.ASCII)


def end_to_end_id(application_ref: str, attempt_no: int, line_no: int = 0) -> str:
    """The reference of an instruction: `PGL-2026-000123` at the first attempt is `PGL-2026-000123-01`.

    A share has its line before the attempt: `PGL-2026-000123-L02-01`.

    Raises ValueError when it would not fit the bank's 35 characters or its letters.
    """
    if not 0 < attempt_no < 100:
        raise ValueError("an application has attempts 1 to 99")
    if not 0 <= line_no < 100:
        raise ValueError("an application has at most 99 shares")
    line = f"-L{line_no:02d}" if line_no else ""
    reference = f"{application_ref}{line}-{attempt_no:02d}"
    if len(reference) > REFERENCE_LENGTH or not _REFERENCE.fullmatch(reference):
        raise ValueError("the reference does not fit the bank's file")
    return reference


def message_id(value_on: date, book: str, rail: str, nth: int) -> str:
    """The identity of a day's file: value date, book, rail and a running number from 1."""
    if nth < 1:
        raise ValueError("files of a day are counted from 1")
    return f"PAY-{value_on:%Y%m%d}-{book}-{rail}-{nth}"
