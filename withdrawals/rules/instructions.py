"""What an instruction to pay says: its reference, its rail, the letters banks accept.

A reference is a function of application and attempt alone, never of chance or clock, so that paying
the same thing again can be seen by everybody (ledger-and-payouts 3b.4).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

IBG = "IBG"
RENTAS = "RENTAS"
IBG_LIMIT_SEN = 100_000_000
"""RM1,000,000.00 a transfer by Interbank GIRO; above it RENTAS (ledger-and-payouts 3c)."""

REFERENCE_LENGTH = 35
_REFERENCE = re.compile(r"[A-Z0-9][A-Z0-9-]*", re.ASCII)
_NOT_ACCEPTED = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]", re.ASCII)
_BLANKS = re.compile(r" {2,}")


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


def rail(amount_sen: int) -> str:
    """The rail for an amount in sen."""
    return IBG if amount_sen <= IBG_LIMIT_SEN else RENTAS


def plain(text: str, limit: int) -> str:
    """`text` in the letters banks accept (SWIFT set X), cut to `limit` characters, never empty."""
    ascii_text = unicodedata.normalize("NFKD", text.replace("&", "+").replace("@", "/"))
    ascii_text = ascii_text.replace("\u2019", "'").encode("ascii", "ignore").decode("ascii")
    cleaned = _BLANKS.sub(" ", _NOT_ACCEPTED.sub(" ", ascii_text)).strip()
    return cleaned[:limit].strip() or "-"
