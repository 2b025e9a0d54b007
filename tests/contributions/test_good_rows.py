"""A file with errors in some rows: the good ones go on alone, the others are repaired and follow."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from contributions.files import form_a
from contributions.models import FormDraft, Remittance, ZeroLine
from contributions.services import check, receive, split
from members.models import Member, User
from tests.contributions.conftest import MONTH, Send, file_of, row
from tests.contributions.test_form_a import a_file, a_line
from tests.contributions.test_form_draft import rows_of, typed

BAD = "99999999,900314145678,ALI BIN ABU,3250.00,424,359"


@pytest.fixture
def page(client: Client, hr: User) -> Client:
    client.force_login(hr)
    return client


def at(remittance: Remittance, tail: str = "") -> str:
    return f"/employer/contributions/{remittance.reference}/{tail}"


def test_good_rows_go_on_and_the_bad_ones_are_repaired(
    people: list[Member], send: Send, page: Client
) -> None:
    source = send([row(people[0]), BAD, row(people[1]), row(people[2], salary="x")])
    assert source.state == "INVALID"
    text = page.get(at(source)).content.decode()
    assert "Go on with the good rows only" in text
    page.post(at(source, "good-rows/"))
    made = Remittance.objects.get(made_from=source)
    assert (made.state, made.kind, made.line_count) == ("READY", "ORIGINAL", 2)
    assert set(made.lines.values_list("member_id", flat=True)) == {people[0].pk, people[1].pk}
    source.refresh_from_db()
    assert (source.state, source.error_count) == ("INVALID", 2)
    # A second press answers the same file.
    page.post(at(source, "good-rows/"))
    assert Remittance.objects.filter(made_from=source).count() == 1
    # The bad rows, corrected on screen, follow as a supplementary file.
    page.post(at(source, "repair/"))
    draft = FormDraft.objects.get()
    rows = rows_of(draft)
    assert [(r.member_no, r.wages_sen) for r in rows] == [
        ("99999999", 3_250_00),
        (people[2].member_no, None),
    ]
    fixed: dict[str, Any] = typed(rows, wages={1: "3250"})
    for one, member in zip(rows, (people[3], people[2]), strict=True):
        fixed |= {
            f"r{one.pk}-member_no": member.member_no,
            f"r{one.pk}-ic_no": member.ic_no,
            f"r{one.pk}-name": member.name,
        }
    page.post(f"/employer/contributions/form/{draft.pk}/", {**fixed, "go": "send"})
    second = Remittance.objects.get(kind="SUPPLEMENTARY")
    assert second.state == "READY", list(second.errors.values())
    assert set(second.lines.values_list("member_id", flat=True)) == {people[2].pk, people[3].pk}


def test_bad_rows_can_be_downloaded_and_sent_as_a_supplementary_file(
    people: list[Member], send: Send, page: Client
) -> None:
    source = send([row(people[0]), '=cmd|x,900314145678,"@ALI",3250.00,424,359'])
    answer = page.get(at(source, "bad-rows.csv"))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][0] == "Member No"
    assert rows[1][0].startswith("'=") and rows[1][2].startswith("'@")
    facts = {"wage_month": MONTH.isoformat(), "kind": "SUPPLEMENTARY"}
    early = page.post(
        "/employer/contributions/upload/",
        {**facts, "file": io.BytesIO(file_of([row(people[1])]))},
    )
    assert "Nothing was submitted for this month yet" in early.content.decode()
    page.post(at(source, "good-rows/"))
    page.post(
        "/employer/contributions/upload/",
        {**facts, "file": io.BytesIO(file_of([row(people[1])]))},
    )
    assert Remittance.objects.get(kind="SUPPLEMENTARY").state == "READY"


def test_good_rows_of_a_form_a_file(people: list[Member], send: Send, hr: User) -> None:
    records = a_file(map(a_line, people))
    records[3] = records[3].replace(b"000042400", b"000042450")
    source = send(b"".join(records))
    made = split.take_good_rows(remittance_id=source.pk, by=hr, at=timezone.now())
    made = check.check(made, by=hr, at=timezone.now())
    assert (made.state, made.line_count) == ("READY", 4)
    draft = split.repair(remittance_id=source.pk, by=hr, at=timezone.now())
    one = draft.rows.get()
    assert (one.member_no, one.ic_no, one.name) == (
        people[1].member_no,
        people[1].ic_no,
        people[1].name,
    )
    assert (one.wages_sen, one.employer_sen, one.employee_sen) == (3_250_00, 424_50, 359_00)
    assert form_a.WIDTH == 129


def test_rows_without_shares_are_set_apart_and_need_a_reason(
    people: list[Member], page: Client
) -> None:
    content = file_of(
        [row(people[0]), row(people[1], salary="0.00", employer=0, employee=0), row(people[2])]
    )
    page.post(
        "/employer/contributions/upload/",
        {"wage_month": MONTH.isoformat(), "kind": "ORIGINAL", "file": io.BytesIO(content)},
    )
    made = Remittance.objects.get(state="READY")
    assert made.line_count == 2
    zero = ZeroLine.objects.get(remittance=made)
    assert (zero.member_id, zero.line_no, zero.reason) == (people[1].pk, 3, "")
    facts = {
        "lines": made.line_count,
        "wages_sen": made.wages_sen,
        "employer_sen": made.employer_sen,
        "employee_sen": made.employee_sen,
        "agree": "on",
    }
    asked = page.post(at(made, "submit/"), facts)
    assert "Choose why there is no contribution" in asked.content.decode()
    page.post(at(made, "submit/"), {**facts, f"zero_{people[1].pk}": "UNPAID_LEAVE"})
    made.refresh_from_db()
    zero.refresh_from_db()
    assert (made.state, zero.reason) == ("SUBMITTED", "UNPAID_LEAVE")


def test_a_fault_of_the_whole_file_cannot_be_left_out(send: Send, page: Client, hr: User) -> None:
    source = send(b"No,Nama\n1,ALI\n")
    with pytest.raises(split.CannotBeSplit):
        split.take_good_rows(remittance_id=source.pk, by=hr, at=timezone.now())
    assert "Go on with the good rows only" not in page.get(at(source)).content.decode()
    page.post(at(source, "good-rows/"))
    page.post(at(source, "repair/"))
    assert page.get(at(source, "bad-rows.csv")).status_code == 404
    assert Remittance.objects.count() == 1 and not FormDraft.objects.exists()


def test_a_file_without_a_good_row_stays_as_it_is(send: Send, hr: User) -> None:
    source = send([BAD])
    with pytest.raises(split.CannotBeSplit):
        split.take_good_rows(remittance_id=source.pk, by=hr, at=timezone.now())


def test_another_employers_file_is_not_there(
    people: list[Member], send: Send, other_hr: User
) -> None:
    source = send([row(people[0]), BAD])
    client = Client()
    client.force_login(other_hr)
    for tail in ("good-rows/", "repair/"):
        assert client.post(at(source, tail)).status_code == 404
    assert client.get(at(source, "bad-rows.csv")).status_code == 404


def test_another_file_of_the_month_keeps_good_rows_back(
    people: list[Member], send: Send, hr: User
) -> None:
    source = send([row(people[0]), BAD])
    send([row(people[1])])
    with pytest.raises(receive.MonthAlreadyThere):
        split.take_good_rows(remittance_id=source.pk, by=hr, at=timezone.now())
