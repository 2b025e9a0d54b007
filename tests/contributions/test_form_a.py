"""Form A in fixed width: recognised by content, proved by its own sums, every fault told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from contributions.files import form_a, layout, parse, recognise
from contributions.files.form_a_rows import FormARows
from contributions.models import Contribution, Remittance
from members.models import Member
from tests.contributions.conftest import Send

NOVEMBER = date(2026, 11, 1)  # the contribution month of October's wages
People = list[Member]


def a_line(member: Member, *, wages: int = 3_250_00, employer: int = 424_00) -> form_a.Line:
    return form_a.Line(member.member_no, member.ic_no, member.name, wages, employer, 359_00, "K-17")


def a_file(lines: Iterable[form_a.Line], **facts: object) -> list[bytes]:
    values: dict[str, object] = {"employer_no": "1000001", "contribution_month": NOVEMBER}
    return list(
        form_a.write(lines=lines, file_date=date(2026, 11, 3), **{**values, **facts})  # type: ignore[arg-type]
    )


def found(remittance: Remittance) -> list[tuple[int, str, str]]:
    return list(remittance.errors.values_list("line_no", "column", "code"))


def test_every_record_is_129_characters_wide(people: People) -> None:
    records = a_file(map(a_line, people))
    assert {len(record) for record in records} == {129 + 2}
    assert [record[:2] for record in records] == [b"00", b"01", *[b"02"] * 5, b"99"]
    hashed = sum(int(member.member_no) for member in people)
    assert records[-1].startswith(b"990000005%015d%015d%021d" % (2_120_00, 1_795_00, hashed))


def test_a_form_a_file_goes_the_same_way_as_csv(people: People, send: Send) -> None:
    remittance = send(b"".join(a_file(map(a_line, people))))
    assert found(remittance) == []
    assert remittance.state == "READY"
    assert (remittance.line_count, remittance.wages_sen) == (5, 5 * 3_250_00)
    assert (remittance.employer_sen, remittance.employee_sen) == (5 * 424_00, 5 * 359_00)
    numbers = dict(Contribution.objects.values_list("member_id", "line_no"))
    assert numbers == {member.pk: number for number, member in enumerate(people, 3)}


READ: dict[str, Callable[[list[bytes]], bytes]] = {
    "no line end at the end": lambda r: b"".join(r).rstrip(),
    "line feeds only": lambda r: b"".join(r).replace(b"\r\n", b"\n"),
    "fillers cut off": lambda r: b"\r\n".join(record.rstrip() for record in r),
    "end-of-file mark": lambda r: b"".join(r) + b"\x1a",
    "byte order mark": lambda r: b"\xef\xbb\xbf" + b"".join(r),
    "blank line": lambda r: b"".join([*r[:2], b"\r\n", *r[2:]]),
}


@pytest.mark.parametrize("case", READ)
def test_spellings_that_are_read(case: str, people: People, send: Send) -> None:
    remittance = send(READ[case](a_file(map(a_line, people))))
    assert (found(remittance), remittance.state) == ([], "READY")


def _swap(old: bytes, new: bytes, at: int) -> Callable[[list[bytes]], bytes]:
    def changed(records: list[bytes]) -> bytes:
        assert old in records[at]
        records[at] = records[at].replace(old, new, 1)
        return b"".join(records)

    return changed


FAULTY: dict[str, tuple[Callable[[list[bytes]], bytes], list[tuple[int, str, str]]]] = {
    "cut off": (lambda r: b"".join(r[:-1]), [(0, "Record 99", "A_NOT_CLOSED")]),
    "opens with the employer": (
        lambda r: b"".join(r[1:]),
        [(1, "Record 00", "A_NOT_OPENED")],
    ),
    "no employer": (
        lambda r: b"".join([r[0], *r[2:]]),
        [(2, "Record 01", "A_NO_EMPLOYER")],
    ),
    "two employers": (
        lambda r: b"".join([*r[:2], *r[1:]]),
        [(3, "Record 01", "A_TWO_EMPLOYERS")],
    ),
    "an employee left out": (
        lambda r: b"".join([*r[:2], *r[3:]]),
        [
            (0, "Record 99", "A_WRONG_COUNT"),
            *[
                (0, record, code)
                for record in ("Record 00", "Record 99")
                for code in ("A_WRONG_EMPLOYER_TOTAL", "A_WRONG_EMPLOYEE_TOTAL", "A_WRONG_HASH")
            ],
        ],
    ),
    "after the end": (lambda r: b"".join([*r, r[2]]), [(9, "", "A_AFTER_END")]),
    "another record": (_swap(b"02", b"03", 3), [(4, "", "A_UNKNOWN_RECORD")]),
    "a character short": (_swap(b"K-17 ", b"K-17", 3), [(4, "Record 02", "A_WIDTH")]),
    "a point in an amount": (
        _swap(b"000042400", b"000424.00", 3),
        [(4, layout.EMPLOYER_SHARE, "A_NOT_DIGITS")],
    ),
    "sen in a share": (
        _swap(b"000042400", b"000042450", 3),
        [(4, layout.EMPLOYER_SHARE, "NOT_WHOLE_RINGGIT")],
    ),
    "two rows at fault": (
        lambda r: b"".join(
            [*r[:3], r[3].replace(b"0325000", b"03250OO"), r[4][:60] + b"\r\n", *r[5:]]
        ),
        [(4, layout.SALARY, "A_NOT_DIGITS"), (5, "Record 02", "A_WIDTH")],
    ),
    "total of another file": (
        _swap(b"000000000212000", b"000000000999900", 7),
        [(0, "Record 99", "A_WRONG_EMPLOYER_TOTAL")],
    ),
    "another title": (_swap(b"EPF MONTHLY", b"EPF YEARLY ", 0), [(1, "Record 00", "A_TITLE")]),
    "month thirteen": (_swap(b"112026", b"132026", 1), [(2, "Record 01", "A_MONTH")]),
    "another employer": (_swap(b"1000001", b"1000002", 1), [(0, "Record 01", "A_OTHER_EMPLOYER")]),
    "another month": (_swap(b"112026", b"102026", 1), [(0, "Record 01", "A_OTHER_MONTH")]),
    "a bank's layout": (_swap(b"DSK00001", b"ITB00001", 1), [(2, "Record 01", "A_BANK_LAYOUT")]),
    "a bell in a name": (_swap(b"AHLI", b"AHL\x07", 4), [(5, "", "CONTROL_CHARACTER")]),
    "Latin-1": (_swap(b"AHLI", b"AHL\xc9", 4), [(5, "", "NOT_UTF8")]),
}


@pytest.mark.parametrize("case", FAULTY)
def test_a_faulty_file_says_what_is_wrong(case: str, people: People, send: Send) -> None:
    spoil, expected = FAULTY[case]
    remittance = send(spoil(a_file(map(a_line, people))))
    assert found(remittance) == expected
    assert remittance.state == "INVALID"
    assert not Contribution.objects.exists()


def test_unknown_people_are_named_beside_wrong_figures(people: People, send: Send) -> None:
    records = a_file(map(a_line, people))
    records[2] = records[2].replace(people[0].member_no.encode(), b"19999999")
    records[4] = records[4].replace(b"000042400", b"000042450")
    assert found(send(b"".join(records))) == [
        (3, layout.MEMBER_NO, "UNKNOWN_MEMBER"),
        (5, layout.EMPLOYER_SHARE, "NOT_WHOLE_RINGGIT"),
    ]


def test_csv_is_not_taken_for_form_a() -> None:
    for text in (layout.HEADER_LINE, "0012345678,900314145678,ALI,1.00,1,1", "", "\x00" * 200):
        assert not isinstance(recognise.rows([text.encode()]), FormARows)


GOOD = b"".join(
    form_a.write(
        employer_no="1000001",
        contribution_month=NOVEMBER,
        lines=[form_a.Line("15601001", "900314145678", "ALI BIN ABU", 3_250_00, 424_00, 359_00)]
        * 3,
        file_date=NOVEMBER,
    )
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    at=st.integers(0, len(GOOD)),
    cut=st.integers(0, 140),
    put=st.one_of(st.binary(max_size=140), st.sampled_from([b"\n", b"02", b"99", b"\xd9\xa1"])),
    size=st.integers(1, 300),
)
@example(at=0, cut=0, put=b"", size=7)
def test_any_damage_is_told_and_every_line_has_a_row(
    at: int, cut: int, put: bytes, size: int
) -> None:
    body = GOOD[:at] + put + GOOD[at + cut :]
    rows = FormARows([body])
    output = b"".join(iter(rows.read, b""))
    again = FormARows(body[start : start + size] for start in range(0, len(body), size))
    assert b"".join(iter(again.read, b"")) == output
    assert again.faults == rows.faults
    assert output.count(b"\n") == body.count(b"\n")
    if not rows.faults:
        taken = [line for line in output.split(b"\n") if line.strip(b",")]
        assert len(taken) == rows.rows
        assert sum(int(line.rsplit(b",", 2)[1]) * 100 for line in taken) == rows._sums[0]
    assert all(isinstance(fault, parse.Fault) for fault in rows.faults)
