"""Form A from bytes to rows for COPY, as parse.Rows does for CSV: every line one row, every fault told.

Totals, count and hash of records 00 and 99 are compared with the employees in between, once every one
of them could be read. What the file says of itself (`claims`) is compared with the month and the
employer by who knows these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from contributions.files import form_a, layout, parse
from contributions.files.parse import Fault


@dataclass(frozen=True, slots=True)
class Claims:
    """For whom and for which contribution month the file says it is; None where it says neither."""

    employer_no: str
    contribution_month: date | None


class FormARows(parse.Rows):
    """Rows of a Form A file. `claims` is there once record 01 was read."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        super().__init__(chunks)
        self.claims: Claims | None = None
        self._line_no = 0
        self._opened = self._closed = False
        self._sums = [0, 0, 0]  # employer's share, employees' share, member numbers
        self._claimed: list[tuple[str, list[int]]] = []
        self._count: int | None = None

    def _read(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        try:
            for piece in parse.pieces(b"", chunks):
                yield b"".join(map(self._row, piece.split(b"\n")[:-1]))
            self._prove()
        except parse.TooManyFaults:
            self.faults.append(Fault(0, "", "TOO_MANY_FAULTS", str(layout.MAX_ERRORS)))

    def _row(self, line: bytes) -> bytes:
        self._line_no += 1
        row = self._read_record(line)
        # COPY numbers its rows from 2, as below the header of a CSV file.
        return row if self._line_no > 1 else b""

    def _read_record(self, line: bytes) -> bytes:
        try:
            text = line.decode("utf-8").rstrip("\r\x1a")
        except UnicodeDecodeError:
            self._add("NOT_UTF8", "", line.decode("utf-8", "replace"))
            return parse.BLANK_ROW
        if not text.strip():
            return parse.BLANK_ROW
        if len(line) > layout.MAX_LINE_BYTES:
            self._add("LINE_TOO_LONG", "", "")
            return parse.BLANK_ROW
        if parse.has_control(text):
            self._add("NUL_BYTE" if "\x00" in text else "CONTROL_CHARACTER", "", text)
            return parse.BLANK_ROW
        kind = text[:2]
        if self._closed:
            self._add("A_AFTER_END", "", text)
        elif not self._opened:
            self._opened = True
            if kind == "00":
                self._opening(text)
            else:
                self._add("A_NOT_OPENED", form_a.RECORD_00, text)
                return self._middle(kind, text)
        else:
            return self._middle(kind, text)
        return parse.BLANK_ROW

    def _middle(self, kind: str, text: str) -> bytes:
        if kind == "02":
            return self._employee(text)
        if kind == "01":
            self._employer(text)
        elif kind == "99":
            self._closing(text)
        else:
            self._add("A_UNKNOWN_RECORD", "", kind)
        return parse.BLANK_ROW

    def _record(self, text: str, record: str, fields: dict[str, form_a.Field]) -> str | None:
        """The record at its full width; None, and a fault, when it is another width or not digits."""
        ends_in_filler = "filler" in fields
        if ends_in_filler and len(text) >= fields["filler"].start:
            text = text.ljust(form_a.WIDTH)
        if len(text) != form_a.WIDTH:
            self._add("A_WIDTH", record, str(len(text)))
            return None
        wrong = [
            field
            for field in fields.values()
            if field.is_number and not (field.of(text).isascii() and field.of(text).isdigit())
        ]
        for field in wrong:
            self._add("A_NOT_DIGITS", _TITLES.get(field.name, record), field.of(text))
        return None if wrong else text

    def _opening(self, text: str) -> None:
        found = self._record(text, form_a.RECORD_00, form_a.OPENING)
        if found is None:
            return
        if form_a.OPENING["title"].of(found).strip() != form_a.TITLE:
            self._add("A_TITLE", form_a.RECORD_00, form_a.OPENING["title"].of(found))
        self._claimed.append((form_a.RECORD_00, _sums(found, form_a.OPENING)))

    def _employer(self, text: str) -> None:
        if self.claims is not None:
            self._add("A_TWO_EMPLOYERS", form_a.RECORD_01, text)
            return
        self.claims = Claims("", None)
        # Banks' payment services have a layout of their own, with ITB twenty places further on.
        if "ITB" in (form_a.EMPLOYER["source"].of(text), text[47:50]):
            self._add("A_BANK_LAYOUT", form_a.RECORD_01, text)
            return
        found = self._record(text, form_a.RECORD_01, form_a.EMPLOYER)
        if found is None:
            return
        month = form_a.EMPLOYER["month"].of(found)
        try:
            first = date(int(month[2:]), int(month[:2]), 1)
        except ValueError:
            self._add("A_MONTH", form_a.RECORD_01, month)
            return
        self.claims = Claims(form_a.EMPLOYER["employer_no"].of(found).lstrip("0"), first)

    def _employee(self, text: str) -> bytes:
        self.rows += 1
        before = len(self.faults)
        if self.claims is None:
            self._add("A_NO_EMPLOYER", form_a.RECORD_01, "")
            self.claims = Claims("", None)
            before += 1
        found = self._record(text, form_a.RECORD_02, form_a.EMPLOYEE)
        if found is None:
            return parse.BLANK_ROW
        value = {name: field.of(found).strip() for name, field in form_a.EMPLOYEE.items()}
        padded = value["ic_no"]
        if len(padded) == 15 and padded.isdigit() and padded.startswith("000"):
            padded = padded[3:]
        wages, employer, employee = (int(value[name]) for name in ("wages", "employer", "employee"))
        for sums, amount in enumerate((employer, employee, int(value["member_no"]))):
            self._sums[sums] += amount
        row = self.row_of(
            value["member_no"].lstrip("0"),
            padded,
            value["name"],
            _ringgit(wages),
            _ringgit(employer),
            _ringgit(employee),
        )
        return row if len(self.faults) == before else parse.BLANK_ROW

    def _closing(self, text: str) -> None:
        self._closed = True
        found = self._record(text, form_a.RECORD_99, form_a.CLOSING)
        if found is not None:
            self._count = int(form_a.CLOSING["count"].of(found))
            self._claimed.append((form_a.RECORD_99, _sums(found, form_a.CLOSING)))

    def _prove(self) -> None:
        """What records 00 and 99 say against what was read. Nothing is added to unreadable rows."""
        if not self._opened:
            self.faults.append(Fault(0, "", "EMPTY"))
            return
        if not self._closed:
            self.faults.append(Fault(0, form_a.RECORD_99, "A_NOT_CLOSED"))
        if self.faults:
            return
        if not self.rows:
            self.faults.append(Fault(0, "", "NO_ROWS"))
        if self._count != self.rows:
            self.faults.append(Fault(0, form_a.RECORD_99, "A_WRONG_COUNT", str(self._count)))
        for record, claimed in self._claimed:
            for code, figure, sums in zip(_WRONG_SUMS, claimed, self._sums, strict=True):
                if figure != sums:
                    value = str(figure) if code == "A_WRONG_HASH" else _ringgit(figure)
                    self.faults.append(Fault(0, record, code, value))


_WRONG_SUMS = ("A_WRONG_EMPLOYER_TOTAL", "A_WRONG_EMPLOYEE_TOTAL", "A_WRONG_HASH")
_TITLES = {
    "member_no": layout.MEMBER_NO,
    "employer": layout.EMPLOYER_SHARE,
    "employee": layout.EMPLOYEE_SHARE,
    "wages": layout.SALARY,
}


def _sums(record: str, fields: dict[str, form_a.Field]) -> list[int]:
    return [int(fields[name].of(record)) for name in ("employer_total", "employee_total", "hash")]


def _ringgit(sen: int) -> str:
    return f"{sen // 100}.{sen % 100:02d}"
