"""The calculator: on a page for anybody, by command, and for a file whole or not at all."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from contributions.rules import wage_rows
from contributions.rules.wage_rows import BadRow
from members.models import User

pytestmark = pytest.mark.django_db  # what officers confirmed is asked for

ASKED = {
    "wages": "3,250.00",
    "month": "10",
    "year": "2025",
    "citizenship": "CITIZEN",
    "age": "34",
}


# ── the page ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def page(business_date: date, client: Client) -> Any:
    def got(language: str = "en", **asked: str) -> str:
        client.cookies["django_language"] = language
        client.post("/language/", {"language": language, "next": "/calculator/"})
        answer = client.get("/calculator/", asked)
        assert answer.status_code == 200
        return answer.content.decode()

    return got


def test_a_stranger_sees_the_question_and_no_error(page: Any) -> None:
    text = page()
    assert "Contribution calculator" in text
    assert "data-error-summary" not in text and "panel--success" not in text


def test_the_answer_with_its_working(page: Any) -> None:
    text = page(**ASKED)
    assert "Part A" in text and "RM424.00" in text and "RM359.00" in text and "RM783.00" in text
    assert "RM3,240.01 – RM3,260.00" in text
    assert "13% × RM3,260.00 = RM423.80 → RM424.00" in text
    assert "A1760/2025" in text


@pytest.mark.parametrize(
    ("more", "seen"),
    [
        ({"age": "60"}, "RM131.00"),
        ({"age": "75"}, "No contribution is due from the age of 75 on."),
        ({"citizenship": "PR", "age": "60"}, "RM212.00"),
        ({"citizenship": "ELECTED", "age": "60"}, "RM180.00"),
        ({"citizenship": "NON_CITIZEN"}, "RM65.00"),
        ({"citizenship": "NON_CITIZEN", "month": "9"}, "contributed only by choice"),
        ({"citizenship": "BY_CHOICE", "month": "9"}, "RM5.00"),
        ({"wages": "4500", "bonus": "650"}, "RM670.00"),
        ({"wages": "20000.01"}, "RM2,201.00"),
        ({"not_counted": "900"}, "Some payments do not count as wages"),
        ({"wages": "0"}, "There are no wages this month that count."),
    ],
)
def test_other_answers(page: Any, more: dict[str, str], seen: str) -> None:
    assert seen in page(**{**ASKED, **more})


@pytest.mark.parametrize(
    ("wrong", "seen"),
    [
        ({"wages": ""}, "Enter an amount in ringgit and sen"),
        ({"wages": "-1"}, "Enter an amount in ringgit and sen"),
        ({"wages": "1e3"}, "Enter an amount in ringgit and sen"),
        ({"age": "13"}, "The age must be 14 or more"),
        ({"age": "abc"}, "Enter the age in completed years"),
        ({"age": "9" * 5000}, "Enter the age in completed years"),
        ({"year": "2011"}, "Choose the year"),
        ({"month": "13"}, "Choose the wage month"),
        ({"citizenship": "X"}, "Choose what the employee is"),
        ({"wages": "999999999.99", "bonus": "1"}, "together are too large"),
    ],
)
def test_what_cannot_be_worked_out_is_said(page: Any, wrong: dict[str, str], seen: str) -> None:
    text = page(**{**ASKED, **wrong})
    assert seen in text and "data-error-summary" in text and "panel--success" not in text


def test_in_malay_too(page: Any) -> None:
    text = page("ms", **ASKED)
    assert "13% × RM3,260.00" in text
    assert "Setiap syer ialah kadar atas had atas julat upah" in text


def test_for_members_and_employers_too(aminah: User, hr: User, client: Client) -> None:
    for user in (aminah, hr):
        client.force_login(user)
        assert client.get("/calculator/", ASKED).status_code == 200


# ── the command ─────────────────────────────────────────────────────────────────────────────────


def ask(*arguments: str) -> str:
    out = io.StringIO()
    call_command("third_schedule", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_prints_the_working() -> None:
    text = ask("--wages", "3250", "--part", "A", "--month", "2025-10", "--language", "en")
    assert "13% × RM3,260.00 = RM423.80 → RM424.00" in text
    assert "RM783.00" in text and "A1760/2025" in text
    text = ask("--wages", "3250", "--part", "a", "--month", "2025-10", "--language", "ms")
    assert "Syer majikan" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--wages", "3250", "--part", "F", "--month", "2025-09"], "was not in force"),
        (["--wages", "3250", "--part", "A", "--month", "2011-12"], "before 2012-01"),
        (["--wages", "3250", "--part", "G", "--month", "2025-10"], "one of A, B"),
        (["--wages", "-5", "--part", "A", "--month", "2025-10"], "ringgit and sen"),
        (["--wages", "5", "--part", "A", "--month", "2025-13"], "no month"),
        (["--wages", "5", "--part", "A", "--month", "Oct 2025"], "YYYY-MM"),
        (["--wages", "5"], "--part, --month"),
        ([], "--csv FILE"),
        (["--csv", "/no/such/file"], "No such file"),
    ],
)
def test_the_command_says_what_is_wrong(arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("third_schedule", *arguments)


def test_a_file_comes_back_with_both_shares(tmp_path: Path) -> None:
    file = tmp_path / "wages.csv"
    file.write_text(
        "\ufeffpart,wages,bonus,month,name\r\n"
        'A,"3,250.00",,2025-10,"Ali, bin Abu"\r\n'
        "f,1230,0,2025-10,Tan\r\n\r\n"
        "B,3250,0,2025-09,x\r\n"
    )
    assert list(csv.reader(io.StringIO(ask("--csv", str(file))))) == [
        ["part", "wages", "bonus", "month", "name", "employer", "employee"],
        ["A", "3,250.00", "", "2025-10", "Ali, bin Abu", "424", "359"],
        ["f", "1230", "0", "2025-10", "Tan", "25", "25"],
        ["B", "3250", "0", "2025-09", "x", "5", "359"],
    ]


def test_one_bad_row_and_nothing_is_written(tmp_path: Path) -> None:
    file = tmp_path / "wages.csv"
    file.write_text("part,wages,bonus,month\nA,3250,0,2025-10\nF,x,0,2025-10\nB,1,0,2025-10\n")
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="2 bad rows; nothing was written") as raised:
        call_command("third_schedule", "--csv", str(file), stdout=out, stderr=err)
    assert raised.value.returncode == 1
    assert out.getvalue() == ""
    assert "row 3: wages are ringgit and sen" in err.getvalue()
    assert "row 4: Part B was not in force in 2025-10" in err.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "row 1: the first row must name the columns"),
        (b"part,wages\nA,1\n", "row 1: .*missing: month"),
        (b"part,part,wages,month\n", "row 1: two columns"),
        (b"part,wages,month,employer\n", "row 1: the file has a column"),
        (b"part,wages,month\nA,1\n", "row 2: 2 values"),
        (b'part,wages,month\n"A,1,2025-10\n', "row 2: this is not CSV"),
        (b"part,wages,month\nA,\xff,2025-10\n", "row .: the file is not UTF-8"),
    ],
)
def test_files_that_are_not_such_files(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "wages.csv"
    file.write_bytes(content)
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError):
        call_command("third_schedule", "--csv", str(file), stdout=out, stderr=err)
    assert out.getvalue() == ""
    import re

    assert re.search(said, err.getvalue()), err.getvalue()


@given(st.text(max_size=60))
def test_any_text_is_priced_or_refused(text: str) -> None:
    problems: list[BadRow] = []
    rows = csv.reader(io.StringIO("part,wages,bonus,month\nA,1,1,2025-10\n" + text), strict=True)
    made = list(wage_rows.priced(rows, problems))
    assert made[1][-2:] == ["0", "0"]
    assert all(problem.why and problem.number > 1 for problem in problems)
