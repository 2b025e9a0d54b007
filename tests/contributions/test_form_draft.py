"""A month filled in on screen: from last month, saved page by page, sent as a file like any other."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from contributions.models import Employer, FormDraft, FormRow, Remittance, ZeroLine
from contributions.rules import form_rows
from contributions.services import form_drafts, submit
from members.models import Member, User
from tests.contributions.conftest import MONTH, Send, row
from tests.factories import make_member

SEPTEMBER = date(2026, 9, 1)


@pytest.fixture
def page(client: Client, hr: User) -> Client:
    client.force_login(hr)
    return client


@pytest.fixture
def draft(page: Client, credit: Send, people: list[Member], employer: Employer) -> FormDraft:
    credit(map(row, people), month=SEPTEMBER)
    answer = page.post(
        "/employer/contributions/form/", {"wage_month": MONTH.isoformat(), "begin": "last"}
    )
    assert answer.status_code == 302
    return FormDraft.objects.get()


def typed(rows: list[FormRow], **changes: dict[int, Any]) -> dict[str, Any]:
    """The page as it is shown, with changes by column and index of the row."""
    found: dict[str, Any] = {}
    for index, one in enumerate(rows):
        values = {
            "wages": "" if one.wages_sen is None else f"{one.wages_sen / 100:,.2f}",
            "employer": "" if one.employer_sen is None else f"{one.employer_sen / 100:,.2f}",
            "employee": "" if one.employee_sen is None else f"{one.employee_sen / 100:,.2f}",
            "reason": one.reason,
        }
        if one.is_added:
            values |= {"member_no": one.member_no, "ic_no": one.ic_no, "name": one.name}
        for name, by_row in changes.items():
            if index in by_row:
                values[name] = by_row[index]
        found |= {f"r{one.pk}-{name}": value for name, value in values.items()}
    return found


def rows_of(draft: FormDraft) -> list[FormRow]:
    return list(draft.rows.order_by("number"))


def address(draft: FormDraft) -> str:
    return f"/employer/contributions/form/{draft.pk}/"


def test_it_starts_from_the_last_month(draft: FormDraft, people: list[Member]) -> None:
    assert [(r.member_no, r.wages_sen, r.employer_sen, r.employee_sen) for r in rows_of(draft)] == [
        (member.member_no, 3_250_00, 424_00, 359_00) for member in people
    ]


def test_what_is_sent_is_a_file_that_goes_the_usual_way(
    draft: FormDraft, page: Client, people: list[Member]
) -> None:
    answer = page.post(
        address(draft),
        {**typed(rows_of(draft), wages={0: "4,100.00"}, reason={1: "UNPAID_LEAVE"}), "go": "send"},
        follow=True,
    )
    remittance = Remittance.objects.get(wage_month=MONTH)
    assert remittance.state == "READY", list(remittance.errors.values())
    assert remittance.file_bytes and len(bytes(remittance.sha256)) == 32
    # New wages bring new shares: 4,100.00 is in the band to 4,100, 13% and 11% of it.
    first = remittance.lines.get(member=people[0])
    assert (first.wages_sen, first.employer_sen, first.employee_sen) == (4_100_00, 533_00, 451_00)
    assert remittance.line_count == 4
    zero = ZeroLine.objects.get(remittance=remittance)
    assert (zero.member_id, zero.reason) == (people[1].pk, "UNPAID_LEAVE")
    assert "Check and submit" in answer.content.decode()


def test_sending_again_replaces_the_file_until_it_is_submitted(
    draft: FormDraft, page: Client, hr: User
) -> None:
    page.post(address(draft), {**typed(rows_of(draft)), "go": "send"})
    page.post(address(draft), {**typed(rows_of(draft), wages={0: "3,000.00"}), "go": "send"})
    states = list(Remittance.objects.filter(wage_month=MONTH).order_by("id").values_list("state"))
    assert states == [("CANCELLED",), ("READY",)]
    draft.refresh_from_db()
    assert draft.remittance is not None
    submit.submit(remittance_id=draft.remittance.pk, by=hr, at=timezone.now())
    answer = page.post(address(draft), {**typed(rows_of(draft)), "go": "save"})
    assert answer.headers["Location"].endswith(f"/{draft.remittance.reference}/")
    with pytest.raises(form_drafts.AlreadySubmitted):
        form_drafts.discard(draft_id=draft.pk, by=hr, at=timezone.now())


def test_wrong_amounts_are_told_all_at_once_and_nothing_is_kept(
    draft: FormDraft, page: Client
) -> None:
    before = list(draft.rows.order_by("number").values())
    answer = page.post(
        address(draft),
        {
            **typed(
                rows_of(draft),
                wages={0: "12.345", 1: "1e3"},
                employer={2: "424.50"},
                employee={3: "-1"},
                reason={4: "HOLIDAY"},
            ),
            "go": "send",
        },
    )
    text = answer.content.decode()
    for words in (
        "Enter the wages in ringgit and sen",
        "Shares are whole ringgit",
        "Enter the share in whole ringgit",
        "Choose a reason from the list",
    ):
        assert words in text
    assert text.count("Enter the wages in ringgit and sen, for example 3250.00</a>") == 2
    assert list(draft.rows.order_by("number").values()) == before
    assert not Remittance.objects.filter(wage_month=MONTH).exists()


def test_an_unfinished_row_is_shown_where_it_is(draft: FormDraft, page: Client) -> None:
    answer = page.post(
        address(draft),
        {**typed(rows_of(draft), wages={2: ""}, employer={2: ""}, employee={2: ""}), "go": "send"},
        follow=True,
    )
    assert "row is not finished" in answer.content.decode()
    assert "Enter the wages, or choose why" in answer.content.decode()
    assert not Remittance.objects.filter(wage_month=MONTH).exists()


def test_an_employee_is_added_and_removed_again(draft: FormDraft, page: Client) -> None:
    joined = make_member()
    facts = {
        "member_no": joined.member_no,
        "ic_no": f"{joined.ic_no[:6]}-{joined.ic_no[6:8]}-{joined.ic_no[8:]}",
        "name": joined.name,
        "wages": "3250",
    }
    page.post(f"{address(draft)}add/", facts)
    added = draft.rows.get(is_added=True)
    assert (added.ic_no, added.employer_sen, added.employee_sen) == (joined.ic_no, 424_00, 359_00)
    again = page.post(f"{address(draft)}add/", facts)
    assert "already in the form" in again.content.decode()
    rows = rows_of(draft)
    page.post(address(draft), {**typed(rows), f"r{added.pk}-remove": "on", "go": "save"})
    assert draft.rows.count() == 5


def test_errors_of_the_check_stand_beside_the_employee(draft: FormDraft, page: Client) -> None:
    page.post(
        f"{address(draft)}add/",
        {"member_no": "19999999", "ic_no": "900101-14-5678", "name": "TIADA", "wages": "3000"},
    )
    rows = rows_of(draft)
    page.post(
        address(draft),
        {**typed(rows, employer={5: "390"}, employee={5: "330"}), "go": "send"},
    )
    assert Remittance.objects.get(wage_month=MONTH).state == "INVALID"
    assert "There is no member with KWSP No. 19999999" in page.get(address(draft)).content.decode()


def test_a_month_with_a_file_of_its_own_is_not_filled_in_as_well(
    page: Client, send: Send, people: list[Member]
) -> None:
    send(map(row, people))
    answer = page.post(
        "/employer/contributions/form/", {"wage_month": MONTH.isoformat(), "begin": "blank"}
    )
    assert "is waiting for you to confirm it" in answer.content.decode()
    assert not FormDraft.objects.exists()


def test_after_the_month_was_submitted_a_form_is_supplementary(
    page: Client, credit: Send, people: list[Member]
) -> None:
    credit(map(row, people[:2]))
    page.post("/employer/contributions/form/", {"wage_month": MONTH.isoformat(), "begin": "last"})
    draft = FormDraft.objects.get()
    assert (draft.kind, draft.rows.count()) == ("SUPPLEMENTARY", 0)
    late = people[2]
    page.post(
        f"{address(draft)}add/",
        {"member_no": late.member_no, "ic_no": late.ic_no, "name": late.name, "wages": "2000"},
    )
    page.post(address(draft), {**typed(rows_of(draft)), "go": "send"})
    assert Remittance.objects.get(kind="SUPPLEMENTARY").state == "READY"


def test_another_employers_form_is_not_there(draft: FormDraft, other_hr: User) -> None:
    client = Client()
    client.force_login(other_hr)
    for tail in ("", "add/", "discard/"):
        assert client.get(address(draft) + tail).status_code == 404


def test_forms_are_forgotten_once_credited(draft: FormDraft, page: Client) -> None:
    assert form_drafts.forget_old(at=timezone.now()) == 0
    assert form_drafts.forget_old(at=timezone.now() + form_drafts.FORGET_AFTER) == 1
    assert not FormRow.objects.exists()


def test_a_line_without_a_reason_keeps_a_remittance_from_going_on(
    send: Send, people: list[Member], hr: User
) -> None:
    remittance = send(map(row, people[:2]))
    ZeroLine.objects.create(remittance=remittance, member=people[3], wages_sen=0, reason="")
    with pytest.raises(DatabaseError, match="has no reason"), transaction.atomic():
        submit.submit(remittance_id=remittance.pk, by=hr, at=timezone.now())


@pytest.mark.parametrize(
    ("amounts", "reason", "expected"),
    [
        ((3_250_00, 424_00, 359_00), "", ""),
        ((None, None, None), "", form_rows.NO_WAGES),
        ((3_250_00, None, 359_00), "", form_rows.NO_SHARES),
        ((3_250_00, 424_50, 359_00), "", form_rows.NOT_WHOLE),
        ((8_00, 0, 0), "", form_rows.NO_REASON),
        ((8_00, 0, 0), "NIL_WAGES", ""),
        ((3_250_00, 424_00, 359_00), "LEFT", form_rows.SHARES_AND_REASON),
    ],
)
def test_when_a_row_is_finished(
    amounts: tuple[int | None, int | None, int | None], reason: str, expected: str
) -> None:
    assert form_rows.problem(*amounts, reason) == expected
