"""From bytes to rows for COPY, and to a list of faults. Any bytes come out as one or the other.

Lines keep their numbers: every line of the file becomes one row of the output, a bad or blank one
an empty row. A block of plainly spelt lines is proved by one pattern and passed on untouched; only
a block that is not plain is read row by row. Memory grows with the faults, not with the file.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from contributions.files import layout

_PIECE = 1 << 16
BLANK_ROW = b"," * (len(layout.COLUMNS) - 1) + b"\n"
_EXCEL = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
BOM = b"\xef\xbb\xbf"

_DIGITS = re.compile(r"[0-9]+")
_IDENTITY = re.compile(r"[A-Z0-9]{5,20}")
_AMOUNT = re.compile(r"(0|[1-9][0-9]*)(?:\.([0-9]{1,2}))?")
_EXPONENT = re.compile(r"[-+]?[0-9]*\.?[0-9]+[eE][-+]?[0-9]+")
_FINE = re.compile(r"[0-9]+\.[0-9]{3,}")
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_SHOWN = 60


class TooManyFaults(Exception):
    """There are more faults than anybody would read: the file is something else."""


class _NotARow(Exception):
    """The line has no six values to look at."""

    def __init__(self, code: str, column: str, value: str) -> None:
        super().__init__(code)
        self.code, self.column, self.value = code, column, value


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: row (0 the file, 1 the header), column title or nothing, code, value."""

    line_no: int
    column: str
    code: str
    value: str = ""
    other_line_no: int | None = None


def printable(text: str) -> str:
    """A value as it may be shown and stored: no control characters, whole, not long."""
    clean = _CONTROL.sub("\ufffd", text[: _SHOWN + 1]).encode("utf-8", "replace").decode("utf-8")
    return clean if len(clean) <= _SHOWN else clean[: _SHOWN - 1] + "…"


def has_control(text: str) -> bool:
    """True when the text holds a character that cannot be printed; a tab counts as a blank."""
    return _CONTROL.search(text.replace("\t", " ")) is not None


def amount(text: str, *, longest: int) -> int | str:
    """An amount in ringgit as sen, or the code of what is wrong with it.

    Stricter than what people may type in a form: a file has no signs, commas or currency.
    `longest` is the most digits before the point.
    """
    if not text:
        return "MISSING"
    if not text.isascii() and any(char.isdigit() for char in text if not char.isascii()):
        return "FOREIGN_DIGITS"
    if text[0] in "-(\u2212":
        return "NEGATIVE"
    found = _AMOUNT.fullmatch(text)
    if found:
        if len(found[1]) > longest:
            return "TOO_LARGE"
        return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if _EXPONENT.fullmatch(text):
        return "EXPONENT"
    if _FINE.fullmatch(text):
        return "TOO_MANY_DECIMALS"
    if _GROUPED.fullmatch(text):
        return "THOUSANDS_COMMA"
    return "NOT_AMOUNT"


def member_no(text: str) -> tuple[str, str]:
    """(number, "") or ("", code). Leading zeros that pad the number to 19 digits are dropped."""
    if not text:
        return "", "MISSING"
    if not text.isascii() and any(char.isdigit() for char in text if not char.isascii()):
        return "", "FOREIGN_DIGITS"
    if not _DIGITS.fullmatch(text):
        return "", "NOT_MEMBER_NO"
    number = text.lstrip("0") if 12 < len(text) <= 19 else text
    if not 8 <= len(number) <= 12:
        return "", "NOT_MEMBER_NO"
    return number, ""


def identity_no(text: str) -> tuple[str, str]:
    """(number without dashes, "") or ("", code): an identity card of 12 digits, or a passport."""
    if not text:
        return "", "MISSING"
    if not text.isascii() and any(char.isdigit() for char in text if not char.isascii()):
        return "", "FOREIGN_DIGITS"
    number = text.replace("-", "").replace(" ", "").upper()
    return (number, "") if _IDENTITY.fullmatch(number) else ("", "NOT_IDENTITY_NO")


def header_fault(line: bytes) -> Fault | None:
    """What is wrong with the first line, which must name the columns in order."""
    if b"\x00" in line:
        return Fault(1, "", "NUL_BYTE")
    try:
        text = line.decode("utf-8").strip("\r\n ")
    except UnicodeDecodeError:
        return Fault(1, "", "NOT_UTF8")
    if not text:
        return Fault(1, "", "WRONG_HEADER")
    names = [" ".join(part.strip(' "').split()).lower() for part in text.split(",")]
    while len(names) > len(layout.HEADER) and not names[-1]:
        names.pop()
    wanted = [name.lower() for name in layout.HEADER]
    if names == wanted:
        return None
    if sorted(names) == sorted(wanted):
        return Fault(1, "", "WRONG_ORDER", printable(text))
    if ";" in text or "\t" in text:
        return Fault(1, "", "WRONG_SEPARATOR", printable(text))
    if _DIGITS.fullmatch(names[0]):
        return Fault(1, "", "NO_HEADER", printable(text))
    return Fault(1, "", "WRONG_HEADER", printable(text))


class Rows:
    """The file as COPY reads it: a file object of CSV rows without header, one for each line.

    Read to its end, it has `faults`, what is wrong, and `rows`, how many lines held something.
    Row numbers are line numbers of the file; the first row of the output is line 2.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.faults: list[Fault] = []
        self.rows = 0
        self._line_no = 1
        self._pieces = self._read(iter(chunks))

    @property
    def lines(self) -> int:
        """How many lines were read, the header among them."""
        return self._line_no

    def read(self, size: int = -1) -> bytes:
        """The next rows, b"" at the end. Answers what is at hand, more or less than `size`."""
        for piece in self._pieces:
            if piece:
                return piece
        return b""

    def _read(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        head = b""
        for chunk in chunks:
            head += chunk
            if b"\n" in head or len(head) > layout.MAX_LINE_BYTES:
                break
        fault, body = self._open(head)
        if fault:
            self.faults.append(fault)
            return
        try:
            for piece in pieces(body, chunks):
                yield self._check(piece)
        except TooManyFaults:
            self.faults.append(Fault(0, "", "TOO_MANY_FAULTS", str(layout.MAX_ERRORS)))
            return
        if not self.rows and not self.faults:
            self.faults.append(Fault(0, "", "NO_ROWS"))

    def _open(self, head: bytes) -> tuple[Fault | None, bytes]:
        if head.startswith(_EXCEL):
            return Fault(0, "", "EXCEL"), b""
        if head.startswith(_UTF16):
            return Fault(0, "", "UTF16"), b""
        head = head.removeprefix(BOM)
        if not head.strip(b"\r\n \t"):
            return Fault(0, "", "EMPTY"), b""
        line, newline, body = head.partition(b"\n")
        if not newline and b"\r" in line:
            return Fault(0, "", "OLD_LINE_ENDS"), b""
        return header_fault(line), body

    def _check(self, piece: bytes) -> bytes:
        if b"\r" in piece:
            piece = piece.replace(b"\r\n", b"\n")
        if layout.PLAIN_BLOCK.fullmatch(piece) and _is_utf8(piece):
            lines = piece.count(b"\n")
            self._line_no += lines
            self.rows += lines
            # Whole ringgit, with or without sen: the staging table takes them without.
            return piece.replace(b".00,", b",").replace(b".00\n", b"\n")
        return b"".join(map(self._row, piece.split(b"\n")[:-1]))

    def _row(self, line: bytes) -> bytes:
        self._line_no += 1
        if not line.strip(b" \t,\r"):
            return BLANK_ROW
        self.rows += 1
        try:
            values = _values(line)
        except _NotARow as problem:
            self._add(problem.code, problem.column, problem.value)
            return BLANK_ROW
        return self.row_of(*values)

    def row_of(self, *values: str) -> bytes:
        """The six values of a line as a row for COPY; a blank one, and its faults, if any is wrong."""
        before = len(self.faults)
        number, code = member_no(values[0])
        self._add_if(code, layout.MEMBER_NO, values[0])
        identity, code = identity_no(values[1])
        self._add_if(code, layout.IC_NO, values[1])
        name = " ".join(values[2].split())
        self._add_if(
            "" if 0 < len(name) <= 120 else ("TOO_LONG" if name else "MISSING"), layout.NAME, name
        )
        wages = self._amount(layout.SALARY, values[3], longest=9)
        employer = self._share(layout.EMPLOYER_SHARE, values[4])
        employee = self._share(layout.EMPLOYEE_SHARE, values[5])
        if employer == 0 and employee == 0:
            self._add("NO_SHARES", layout.EMPLOYER_SHARE, "0")
        if len(self.faults) > before:
            return BLANK_ROW
        quoted = name.replace('"', '""')
        row = (
            f'{number},{identity},"{quoted}",{wages // 100}.{wages % 100:02d},'
            f"{employer // 100},{employee // 100}\n"
        )
        return row.encode()

    def _amount(self, column: str, text: str, *, longest: int) -> int:
        found = amount(text, longest=longest)
        if isinstance(found, str):
            self._add(found, column, text)
            return -1
        return found

    def _share(self, column: str, text: str) -> int:
        sen = self._amount(column, text, longest=7)
        if sen > 0 and sen % 100:
            self._add("NOT_WHOLE_RINGGIT", column, text)
        return sen

    def _add_if(self, code: str, column: str, value: str) -> None:
        if code:
            self._add(code, column, value)

    def _add(self, code: str, column: str, value: str) -> None:
        self.faults.append(Fault(self._line_no, column, code, printable(value)))
        if len(self.faults) >= layout.MAX_ERRORS:
            raise TooManyFaults


def _values(line: bytes) -> list[str]:
    """The six values of a line; raises _NotARow."""
    if len(line) > layout.MAX_LINE_BYTES:
        raise _NotARow("LINE_TOO_LONG", "", "")
    if b"\x00" in line:
        raise _NotARow("NUL_BYTE", "", line.decode("utf-8", "replace"))
    try:
        text = line.decode("utf-8").rstrip("\r")
    except UnicodeDecodeError:
        raise _NotARow("NOT_UTF8", "", line.decode("utf-8", "replace")) from None
    if has_control(text):
        raise _NotARow("CONTROL_CHARACTER", "", text)
    try:
        values = [value.strip() for value in next(csv.reader([text], strict=True))]
    except csv.Error:
        raise _NotARow("QUOTES", "", text) from None
    while len(values) > len(layout.COLUMNS) and not values[-1]:
        values.pop()
    if len(values) > len(layout.COLUMNS) and _GROUPED.fullmatch(",".join(values[3:5])):
        raise _NotARow("THOUSANDS_COMMA", layout.SALARY, ",".join(values[3:5]))
    if len(values) == 1 and ";" in text:
        raise _NotARow("WRONG_SEPARATOR", "", text)
    if len(values) != len(layout.COLUMNS):
        raise _NotARow("WRONG_COLUMNS", "", str(len(values)))
    return values


def _is_utf8(piece: bytes) -> bool:
    if piece.isascii():
        return True
    try:
        text = piece.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not _CONTROL.search(text.replace("\n", ""))


def pieces(body: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Whole lines, at most 64 KiB together; in place of a line longer than that, one too long."""
    rest = body
    cut = False
    for chunk in _and_end(chunks):
        data = rest + chunk
        start = 0
        while True:
            if cut:
                end = data.find(b"\n", start) + 1
                if not end:
                    start = len(data)
                    break
                yield b"x" * (layout.MAX_LINE_BYTES + 1) + b"\n"
                cut, start = False, end
                continue
            end = data.rfind(b"\n", start, start + _PIECE) + 1
            if end:
                yield data[start:end]
                start = end
            elif len(data) - start < _PIECE:
                break
            else:
                cut = True
        rest = data[start:]


def _and_end(chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield b""
    yield from chunks
    yield b"\n"
