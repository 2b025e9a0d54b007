"""CSV for people who will open it in a spreadsheet: no cell of it can start a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

_STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def safe_cell(value: object) -> str:
    """The value as text; quoted with an apostrophe where a spreadsheet would run it."""
    text = "" if value is None else str(value)
    return "'" + text if text.lstrip(" ").startswith(_STARTERS) else text


def lines(rows: Iterable[Iterable[object]]) -> Iterator[bytes]:
    """UTF-8 with a byte order mark (Excel needs it), every cell quoted, one piece for each row."""
    yield b"\xef\xbb\xbf"
    for row in rows:
        line = io.StringIO()
        csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(map(safe_cell, row))
        yield line.getvalue().encode()
