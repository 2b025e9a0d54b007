"""Each bad file gets its own clear words in both languages, and leaves nothing half-done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contributions import wording
from contributions.files import layout, parse
from contributions.models import Contribution, Remittance
from contributions.services import receive, validate
from members.ledger import selectors as ledger
from members.models import Member
from tests.contributions.conftest import HEADER, MONTH, Send, file_of, row
from tests.factories import make_member

People = list[Member]


def found(remittance: Remittance) -> list[tuple[int, str, str]]:
    return list(remittance.errors.values_list("line_no", "column", "code"))


ROWS: dict[str, tuple[Callable[[People], str], list[tuple[int, str, str]]]] = {
    "comma for thousands, quoted": (
        lambda p: row(p[0], salary='"1,234.50"'),
        [(2, layout.SALARY, "THOUSANDS_COMMA")],
    ),
    "comma for thousands, bare": (
        lambda p: row(p[0], salary="1,234.50"),
        [(2, layout.SALARY, "THOUSANDS_COMMA")],
    ),
    "three decimals": (
        lambda p: row(p[0], salary="12.345"),
        [(2, layout.SALARY, "TOO_MANY_DECIMALS")],
    ),
    "negative wages": (lambda p: row(p[0], salary="-1"), [(2, layout.SALARY, "NEGATIVE")]),
    "negative share": (
        lambda p: row(p[0], employer=-424),
        [(2, layout.EMPLOYER_SHARE, "NEGATIVE")],
    ),
    "exponent": (
        lambda p: row(p[0], employee="1e3"),
        [(2, layout.EMPLOYEE_SHARE, "EXPONENT")],
    ),
    "full-width digits": (
        lambda p: row(p[0], employer="４２４"),
        [(2, layout.EMPLOYER_SHARE, "FOREIGN_DIGITS")],
    ),
    "full-width member number": (
        lambda p: row(p[0]).replace(p[0].member_no, "１８８００００１"),
        [(2, layout.MEMBER_NO, "FOREIGN_DIGITS")],
    ),
    "sen in a share": (
        lambda p: row(p[0], employer="424.50"),
        [(2, layout.EMPLOYER_SHARE, "NOT_WHOLE_RINGGIT")],
    ),
    "both shares nil": (
        lambda p: row(p[0], employer=0, employee=0),
        [(2, layout.EMPLOYER_SHARE, "NO_SHARES")],
    ),
    "no amount": (lambda p: row(p[0], salary=""), [(2, layout.SALARY, "MISSING")]),
    "words for an amount": (lambda p: row(p[0], salary="RM5"), [(2, layout.SALARY, "NOT_AMOUNT")]),
    "too large a share": (
        lambda p: row(p[0], employer="99999999"),
        [(2, layout.EMPLOYER_SHARE, "TOO_LARGE")],
    ),
    "overlong number": (
        lambda p: row(p[0], salary="9" * 40),
        [(2, layout.SALARY, "TOO_LARGE")],
    ),
    "overlong name": (
        lambda p: row(p[0]).replace(p[0].name, "A" * 121),
        [(2, layout.NAME, "TOO_LONG")],
    ),
    "overlong line": (
        lambda p: row(p[0]).replace(p[0].name, "A" * 1_001),
        [(2, "", "LINE_TOO_LONG")],
    ),
    "enormous line": (
        lambda p: row(p[0]).replace(p[0].name, "A" * 3_000_000),
        [(2, "", "LINE_TOO_LONG")],
    ),
    "unknown member": (
        lambda p: row(p[0]).replace(p[0].member_no, "19999999"),
        [(2, layout.MEMBER_NO, "UNKNOWN_MEMBER")],
    ),
    "member number of five digits": (
        lambda p: row(p[0]).replace(p[0].member_no, "12345"),
        [(2, layout.MEMBER_NO, "NOT_MEMBER_NO")],
    ),
    "another person's IC": (
        lambda p: row(p[0]).replace(p[0].ic_no, p[1].ic_no),
        [(2, layout.IC_NO, "OTHER_PERSON")],
    ),
    "no IC at all": (
        lambda p: row(p[0]).replace(p[0].ic_no, "12"),
        [(2, layout.IC_NO, "NOT_IDENTITY_NO")],
    ),
    "twice": (
        lambda p: "\n".join([row(p[0]), row(p[1]), row(p[0])]),
        [(4, layout.MEMBER_NO, "DUPLICATE")],
    ),
    "five columns": (lambda p: row(p[0]).rpartition(",")[0], [(2, "", "WRONG_COLUMNS")]),
    "open quotation mark": (
        lambda p: row(p[0]).replace(p[0].name, '"ALI'),
        [(2, "", "QUOTES")],
    ),
    "NUL byte": (lambda p: row(p[0]).replace(p[0].name, "AL\x00I"), [(2, "", "NUL_BYTE")]),
    "bell": (lambda p: row(p[0]).replace(p[0].name, "AL\x07I"), [(2, "", "CONTROL_CHARACTER")]),
    "semicolons in one row": (
        lambda p: "\n".join([row(p[0]), row(p[1]).replace(",", ";")]),
        [(3, "", "WRONG_SEPARATOR")],
    ),
    "everything at once": (
        lambda p: "\n".join([row(p[0]), "x", "", row(p[1], salary="1e3", employer=-1)]),
        [
            (3, "", "WRONG_COLUMNS"),
            (5, layout.SALARY, "EXPONENT"),
            (5, layout.EMPLOYER_SHARE, "NEGATIVE"),
        ],
    ),
}


@pytest.mark.parametrize("case", ROWS)
def test_a_bad_row_says_what_is_wrong(case: str, people: People, send: Send) -> None:
    text, expected = ROWS[case]
    remittance = send(f"{HEADER}\n{text(people)}\n".encode())
    assert found(remittance) == expected
    assert remittance.state == "INVALID"
    assert remittance.error_count == len(expected)
    assert not Contribution.objects.exists()


WHOLE: dict[str, tuple[bytes, tuple[int, str]]] = {
    "empty": (b"", (0, "EMPTY")),
    "only a byte order mark": (b"\xef\xbb\xbf", (0, "EMPTY")),
    "only blanks": (b"\r\n \r\n", (0, "EMPTY")),
    "only the header": (HEADER.encode(), (0, "NO_ROWS")),
    "header and blank rows": (HEADER.encode() + b"\n\n,,,,,\n", (0, "NO_ROWS")),
    "new Excel": (b"PK\x03\x04" + b"\x00" * 3_000, (0, "EXCEL")),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 3_000, (0, "EXCEL")),
    "UTF-16": (HEADER.encode("utf-16"), (0, "UTF16")),
    "old Macintosh": (HEADER.encode() + b"\r1\r", (0, "OLD_LINE_ENDS")),
    "columns in another order": (
        b"IC No,Member No,Name,Salary,EM Share,EMP Share\n1,2,3,4,5,6\n",
        (1, "WRONG_ORDER"),
    ),
    "shares the other way round": (
        b"Member No,IC No,Name,Salary,EMP Share,EM Share\n",
        (1, "WRONG_ORDER"),
    ),
    "semicolons": (HEADER.replace(",", ";").encode() + b"\n", (1, "WRONG_SEPARATOR")),
    "no header": (b"18800001,900314145678,ALI,3250.00,424,359\n", (1, "NO_HEADER")),
    "another header": (b"No,Nama\n1,ALI\n", (1, "WRONG_HEADER")),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), (1, "NOT_UTF8")),
    "NUL bytes": (b"\x00" * 100, (1, "NUL_BYTE")),
    "Latin-1 header": ("Nömbor".encode("latin-1"), (1, "NOT_UTF8")),
}


@pytest.mark.parametrize("case", WHOLE)
def test_a_file_that_is_no_contribution_file(case: str, people: People, send: Send) -> None:
    content, (line_no, code) = WHOLE[case]
    remittance = send(content)
    assert found(remittance) == [(line_no, "", code)]
    assert remittance.state == "INVALID"


def test_bytes_that_are_not_utf8(people: People, send: Send) -> None:
    content = file_of([row(people[0]), row(people[1])]).replace(
        people[1].name.encode(), b"AL\xff\xfeI"
    )
    assert found(send(content)) == [(3, "", "NOT_UTF8")]


def test_a_person_of_75_is_refused_and_one_day_younger_is_not(send: Send) -> None:
    old, young = (
        make_member(born_on=date(1951, 11, 20)),
        make_member(born_on=date(1951, 11, 21)),
    )
    assert found(send([row(old), row(young)])) == [(2, layout.MEMBER_NO, "TOO_OLD")]


GOOD: dict[str, Callable[[People], bytes]] = {
    "plain": lambda p: file_of(map(row, p)),
    "CRLF": lambda p: file_of(map(row, p), end="\r\n"),
    "mixed line ends": lambda p: file_of(map(row, p)).replace(b"\n", b"\r\n", 2),
    "byte order mark": lambda p: b"\xef\xbb\xbf" + file_of(map(row, p)),
    "no last line end": lambda p: file_of(map(row, p)).rstrip(b"\n"),
    "blank lines": lambda p: file_of(map(row, p)).replace(b"\n", b"\n\n"),
    "dashes in the IC": lambda p: file_of(
        row(m).replace(m.ic_no, f"{m.ic_no[:6]}-{m.ic_no[6:8]}-{m.ic_no[8:]}") for m in p
    ),
    "quoted name with a comma": lambda p: file_of(
        row(m).replace(m.name, f'"{m.name}, BIN"') for m in p
    ),
    "quoted everything": lambda p: file_of('"' + row(m).replace(",", '","') + '"' for m in p),
    "blanks around values": lambda p: file_of(row(m).replace(",", " , ") for m in p),
    "member number of 19 digits": lambda p: file_of(
        row(m).replace(m.member_no, m.member_no.rjust(19, "0"), 1) for m in p
    ),
    "shares with .00": lambda p: file_of(row(m, employer="424.00", employee="359.0") for m in p),
    "trailing commas of a spreadsheet": lambda p: file_of(row(m) + ",,," for m in p),
    "header in capitals": lambda p: file_of(map(row, p)).replace(
        HEADER.encode(), HEADER.upper().encode()
    ),
    "a name in another script": lambda p: file_of(row(m).replace(m.name, "陳小明") for m in p),
}


@pytest.mark.parametrize("case", GOOD)
def test_files_that_are_read(case: str, people: People, send: Send) -> None:
    remittance = send(GOOD[case](people))
    assert found(remittance) == []
    assert remittance.state == "READY"
    assert (remittance.line_count, remittance.employer_sen, remittance.employee_sen) == (
        5,
        5 * 424_00,
        5 * 359_00,
    )
    assert remittance.wages_sen == 5 * 3_250_00


def test_wrong_totals(people: People, send: Send) -> None:
    remittance = send(
        map(row, people),
        declared=receive.Declared(lines=4, employer_sen=2_120_00, employee_sen=1_795_01),
    )
    assert found(remittance) == [
        (0, "", "WRONG_LINES"),
        (0, layout.EMPLOYEE_SHARE, "WRONG_TOTAL"),
    ]


def test_right_totals(people: People, send: Send) -> None:
    declared = receive.Declared(lines=5, employer_sen=2_120_00, employee_sen=1_795_00)
    assert send(map(row, people), declared=declared).state == "READY"


def test_a_month_in_the_future_is_refused(people: People, send: Send) -> None:
    with pytest.raises(receive.MonthNotYetEarned):
        send(map(row, people), month=date(2026, 12, 1))
    assert send(map(row, people), month=date(2026, 11, 1)).state == "READY"


def test_a_month_is_sent_once_and_the_same_file_is_the_same_remittance(
    people: People, send: Send
) -> None:
    first = send(map(row, people))
    assert send(map(row, people)).pk == first.pk
    with pytest.raises(receive.MonthAlreadyThere) as refused:
        send([row(people[0])])
    assert refused.value.remittance.pk == first.pk
    assert Remittance.objects.count() == 1
    # The same payroll next month is another remittance: the file does not name its month.
    assert send(map(row, people), month=date(2026, 9, 1)).pk != first.pk


def test_a_corrected_file_follows_one_with_errors(people: People, send: Send) -> None:
    assert send(["x"]).state == "INVALID"
    assert send(["x"]).state == "INVALID"
    assert send(map(row, people)).state == "READY"


def test_a_file_over_the_limit_leaves_nothing(people: People, send: Send, settings: object) -> None:
    settings.CONTRIBUTIONS_MAX_FILE_BYTES = 100  # type: ignore[attr-defined]
    with pytest.raises(receive.FileTooLarge):
        send(map(row, people))
    assert not Remittance.objects.exists()


def test_every_code_has_words_in_both_languages() -> None:
    codes = {code for rows in ROWS.values() for (_line, _column, code) in rows[1]} | {
        code for _content, (_line, code) in WHOLE.values()
    }
    assert codes <= set(wording.WORDS)
    for code in wording.WORDS:
        with translation.override("ms"):
            malay = wording.explain(code, value="x", row=2)
        with translation.override("en"):
            english = wording.explain(code, value="x", row=2)
        assert all((*malay, *english))
        assert malay[0] != english[0]


def test_too_many_faults_stop_with_a_reason(
    people: People, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layout, "MAX_ERRORS", 10)
    remittance = send(["x"] * 50)
    assert remittance.state == "INVALID"
    assert "TOO_MANY_FAULTS" in {code for _line, _column, code in found(remittance)}


LIKELY = st.sampled_from(
    [HEADER, "\n", "\r\n", ",", '"', "18800001", "900314145678", "AMINAH BINTI SALLEH",
     "3250.00", "424", "359", "0", "1e3", "-1", "4.5", "\x00", "\ufeff", "４２", ";", "'", "\\.",
     "\u2028", "\x85", "NULL", "NaN", "Infinity", " ", "\t"]
)  # fmt: skip


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    body=st.one_of(
        st.binary(max_size=400),
        st.lists(LIKELY, max_size=40).map(lambda parts: "".join(parts).encode()),
        st.lists(LIKELY, max_size=40).map(lambda parts: (HEADER + "\n" + "".join(parts)).encode()),
        st.lists(st.lists(LIKELY, min_size=6, max_size=6).map(",".join), max_size=6).map(
            lambda rows: "\n".join([HEADER, *rows]).encode("utf-8", "surrogatepass")
        ),
    )
)
def test_any_bytes_are_answered(body: bytes, people: People, employer: object, hr: object) -> None:
    """Any file at all: row errors, or lines that can be posted; never an exception, never half."""
    received = receive.receive_bytes(
        employer=employer,  # type: ignore[arg-type]
        wage_month=MONTH,
        content=[body],
        file_name="x.csv",
        by=hr,  # type: ignore[arg-type]
        at=timezone.now(),
    )
    remittance = validate.validate(remittance_id=received.pk, at=timezone.now())
    lines = Contribution.objects.filter(remittance=remittance)
    if remittance.state == "READY":
        assert lines.count() == remittance.line_count > 0
        assert sum(line.total_sen for line in lines) == remittance.total_sen
        assert not remittance.errors.exists()
        lines.delete()
    else:
        assert remittance.state == "INVALID"
        assert remittance.errors.exists()
        assert not lines.exists()
        for error in remittance.errors.all():
            wording.explain(error.code, value=error.value, row=error.other_line_no)
    Remittance.objects.filter(pk=remittance.pk).update(
        state="CANCELLED", cancelled_at=timezone.now(), cancelled_by=hr
    )


@settings(max_examples=200, deadline=None)
@given(body=st.binary(max_size=600), size=st.integers(1, 50))
def test_the_reader_gives_a_row_for_every_line_however_the_bytes_arrive(
    body: bytes, size: int
) -> None:
    content = HEADER.encode() + b"\n" + body
    whole, parts = (
        parse.Rows([content]),
        parse.Rows(content[at : at + size] for at in range(0, len(content), size)),
    )
    outputs = [b"".join(iter(rows.read, b"")) for rows in (whole, parts)]
    assert outputs[0] == outputs[1]
    assert whole.faults == parts.faults
    assert outputs[0].count(b"\n") == body.count(b"\n") + 1


def test_nobody_has_a_balance_after_all_this(people: People, send: Send) -> None:
    send(["x"])
    assert all(not ledger.balances(member.pk) for member in people)
