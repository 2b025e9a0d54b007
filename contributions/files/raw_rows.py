"""The rows of a file as their sender wrote them, by number: for repair, not for crediting.

Values are cut to what a form can hold; what cannot be read is left empty. Never raises for any bytes.
"""

from __future__ import annotations

import csv
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from contributions.files import form_a, layout, parse
from members.ledger import money


@dataclass(frozen=True, slots=True)
class Raw:
    """A row as it may be shown for correction; amounts in sen, None where they cannot be read."""

    line_no: int
    member_no: str
    ic_no: str
    name: str
    wages_sen: int | None
    employer_sen: int | None
    employee_sen: int | None


def of(chunks: Iterable[bytes], wanted: Container[int]) -> Iterator[Raw]:
    """The wanted rows of a file, in order. Row 1 is the first line."""
    number = 0
    for piece in parse.pieces(b"", iter(chunks)):
        for line in piece.split(b"\n")[:-1]:
            number += 1
            if number in wanted:
                yield _raw(number, line[: layout.MAX_LINE_BYTES])


def _raw(number: int, line: bytes) -> Raw:
    text = line.decode("utf-8", "replace").rstrip("\r")
    if len(text) >= form_a.WIDTH - 20 and text.startswith("02") and "," not in text[:21]:
        values = [
            form_a.EMPLOYEE[name].of(text).strip()
            for name in ("member_no", "ic_no", "name", "wages", "employer", "employee")
        ]
        amounts = [_sen(value) for value in values[3:]]
    else:
        values = [*_split(text), *[""] * 6][:6]
        amounts = [_ringgit(value) for value in values[3:]]
    return Raw(
        number,
        _clean(values[0].lstrip("0") if len(values[0]) > 12 else values[0], 19),
        _clean(values[1], 24),
        _clean(values[2], 120),
        *amounts,
    )


def _split(text: str) -> list[str]:
    try:
        return next(csv.reader([text.replace("\x00", "")]), [])
    except csv.Error:
        return text.split(",")


def _clean(text: str, longest: int) -> str:
    kept = "".join(char for char in text if char.isprintable())
    return " ".join(kept.split())[:longest]


def _sen(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None


def _ringgit(text: str) -> int | None:
    try:
        found = money.parse(text.strip())
    except ValueError:
        return None
    return found if 0 <= found <= 999_999_999_99 else None
