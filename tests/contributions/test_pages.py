"""The pages as people use them: upload, review, submit, take back; a member's months and consents."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from contributions import limits, progress, wording
from contributions.models import BalanceConsent, Contribution, Employment, Remittance
from contributions.services import post, stored_file
from members.audit.models import AuditEvent
from members.models import Member, User
from members.work import queue
from tests.contributions.conftest import MONTH, TODAY, Send, file_of, row
from tests.factories import make_member

UPLOAD = "contributions:upload"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def upload(client: Client, content: bytes, **facts: str) -> Any:
    file = SimpleUploadedFile(facts.pop("name", "caruman.csv"), content)
    return client.post(reverse(UPLOAD), {"wage_month": "2026-10-01", "file": file, **facts})


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_from_upload_to_credited(people: list[Member], hr: User) -> None:
    client = client_of(hr)
    assert client.get(reverse(UPLOAD)).status_code == 200
    answer = upload(client, file_of(map(row, people)), declared_employer="2,120.00")
    remittance = Remittance.objects.get()
    page = reverse("contributions:remittance", args=[remittance.reference])
    assert answer.status_code == 302
    assert answer["Location"] == page
    shown = text_of(client.get(page))
    assert "RM2,120.00" in shown
    assert "RM3,915.00" in shown
    totals = {
        "lines": remittance.line_count,
        "wages_sen": remittance.wages_sen,
        "employer_sen": remittance.employer_sen,
        "employee_sen": remittance.employee_sen,
    }
    send = reverse("contributions:remittance_submit", args=[remittance.reference])
    refused = client.post(send, totals)
    assert "Tick the box to confirm the totals" in text_of(refused)
    assert client.post(send, {**totals, "agree": "on"})["Location"] == page
    assert client.post(send, {**totals, "agree": "on"})["Location"] == page
    assert "0 of 5 members credited so far" in text_of(client.get(page))
    queue.run_due()
    shown = text_of(client.get(page))
    assert "RM3,915.00 was credited to 5 members" in shown
    assert remittance.reference in text_of(client.get(reverse("contributions:remittances")))


def test_errors_are_shown_at_once_and_downloaded_safely(people: list[Member], hr: User) -> None:
    client = client_of(hr)
    rows = [row(people[0], salary='"=1+1"'), row(people[1], employee="1e3"), "x"]
    answer = upload(client, file_of(rows))
    shown = text_of(client.get(answer["Location"]))
    for words in (
        "We found 3 errors",
        "“=1+1” is not an amount",
        "“1e3” is written with an exponent",
        "The row has 1 columns, but there must be 6",
    ):
        assert words in shown
    remittance = Remittance.objects.get()
    download = client.get(reverse("contributions:remittance_errors", args=[remittance.reference]))
    body = download.content.decode("utf-8-sig")
    assert body.count("\r\n") == 4
    assert '"\'=1+1"' in body
    assert not re.search(r'"[=+@-]', body)
    assert download["Cache-Control"] == "no-store, private"


def test_the_first_200_errors_are_on_the_page(people: list[Member], hr: User) -> None:
    client = client_of(hr)
    answer = upload(client, file_of(["x"] * 250))
    shown = text_of(client.get(answer["Location"]))
    assert "We found 250 errors" in shown
    assert "The first 200 errors" in shown
    assert shown.count("<tr>") == 201


def test_a_file_that_is_too_large_is_refused_unread(
    people: list[Member], hr: User, settings: Any
) -> None:
    settings.CONTRIBUTIONS_MAX_FILE_BYTES = 3 * 1024 * 1024
    answer = upload(client_of(hr), b"x" * (4 * 1024 * 1024))
    assert answer.status_code == 413
    assert "The file must be 3 MB or smaller. Yours is 4 MB" in text_of(answer)
    assert not Remittance.objects.exists()


def test_a_million_lines_fit_and_the_page_says_what_fits(hr: User) -> None:
    assert limits.max_file_bytes() >= 100_000_000
    assert "at most 128 MB" in text_of(client_of(hr).get(reverse(UPLOAD)))


def test_a_large_file_is_checked_by_the_worker_with_progress(
    people: list[Member], hr: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CONTRIBUTIONS_BYTES_CHECKED_AT_ONCE = 100
    monkeypatch.setattr(stored_file, "PIECE", 100)
    client = client_of(hr)
    page = upload(client, file_of(map(row, people)))["Location"]
    remittance = Remittance.objects.get()
    assert remittance.state == "UPLOADED"
    waiting = text_of(client.get(page))
    assert "We are checking your file" in waiting
    assert "read so far" not in waiting
    list(progress.counted(remittance.pk, iter([b"", b"x" * 100, b"x" * 50])))
    assert "150 bytes of" in text_of(client.get(page)).replace("\xa0", " ")
    queue.run_due()
    remittance.refresh_from_db()
    assert (remittance.state, remittance.line_count) == ("READY", len(people))
    assert progress.read_bytes(remittance.pk) == remittance.file_bytes
    assert "We are checking your file" not in text_of(client.get(page))


def test_60_mb_of_something_else_get_a_clear_answer(hr: User, business_date: date) -> None:
    client = client_of(hr)
    page = upload(client, b"PK\x03\x04" + bytes(60 * 1024 * 1024))["Location"]
    queue.run_due()
    assert Remittance.objects.get().state == "INVALID"
    assert wording.explain("EXCEL", value="", row=0)[0] in text_of(client.get(page))
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"wage_month": "2027-01-01"}, "Choose a wage month from the list"),
        ({"wage_month": ""}, "Choose the wage month"),
        ({"declared_employer": "1e3"}, "Enter an amount in ringgit and sen"),
        ({"declared_lines": "many"}, "Enter a whole number, for example 30"),
    ],
)
def test_what_is_wrong_with_the_form(
    facts: dict[str, str], words: str, people: list[Member], hr: User
) -> None:
    answer = upload(client_of(hr), file_of(map(row, people)), **facts)
    assert words in text_of(answer)
    assert not Remittance.objects.exists()


def test_a_month_that_is_taken_is_named(people: list[Member], hr: User) -> None:
    client = client_of(hr)
    upload(client, file_of(map(row, people)))
    answer = upload(client, file_of([row(people[0])]))
    assert Remittance.objects.get().reference in text_of(answer)
    assert "waiting for you to confirm it" in text_of(answer)


def test_no_form_is_taken_without_its_token(people: list[Member], hr: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(hr)
    assert upload(client, file_of(map(row, people))).status_code == 403
    assert not Remittance.objects.exists()


def test_a_file_is_taken_back(people: list[Member], hr: User) -> None:
    client = client_of(hr)
    upload(client, file_of(map(row, people)))
    remittance = Remittance.objects.get()
    cancel = reverse("contributions:remittance_cancel", args=[remittance.reference])
    assert "Cancel this file?" in text_of(client.get(cancel))
    client.post(cancel)
    client.post(cancel)
    remittance.refresh_from_db()
    assert remittance.state == "CANCELLED"
    page = text_of(client.get(reverse("contributions:remittance", args=[remittance.reference])))
    assert "File cancelled" in page


def test_what_changed_since_the_last_month_is_told(
    people: list[Member], hr: User, credit: Send
) -> None:
    credit(map(row, people[:4]), month=date(2026, 9, 1))
    client = client_of(hr)
    rows = [row(people[0]), row(people[1], salary="4000.00"), row(people[4])]
    shown = text_of(client.get(upload(client, file_of(rows))["Location"]))
    assert "Since September 2026: 1 joined, 2 left, wages of 1 changed" in shown


def test_another_employer_sees_nothing(
    people: list[Member], send: Send, other_hr: User, aminah: User
) -> None:
    reference = send(map(row, people)).reference
    for name in ("remittance", "remittance_errors", "remittance_cancel"):
        address = reverse(f"contributions:{name}", args=[reference])
        assert client_of(other_hr).get(address).status_code == 404
        assert client_of(aminah).get(address).status_code == 403
    address = reverse("contributions:remittance_submit", args=[reference])
    assert client_of(other_hr).post(address).status_code == 404


def test_a_login_without_an_employer_is_turned_away(aminah: User) -> None:
    for name in ("upload", "remittances", "lookup", "lookup_log", "employees", "guide"):
        assert client_of(aminah).get(reverse(f"contributions:{name}")).status_code == 403
        assert Client().get(reverse(f"contributions:{name}")).status_code == 302


def test_a_member_sees_the_months(
    people: list[Member], aminah: User, credit: Send, django_assert_max_num_queries: Any
) -> None:
    credit(map(row, people))
    client = client_of(aminah)
    page = text_of(client.get(reverse("contributions:mine")))
    assert "Kilang Biskut Seri Pantai" in page
    assert "RM424.00" in page
    assert "RM359.00" in page
    assert "October 2026" in page


def test_employees_and_their_last_month(people: list[Member], hr: User, credit: Send) -> None:
    credit(map(row, people))
    queue.run_due()
    client = client_of(hr)
    page = text_of(client.get(reverse("contributions:employees")))
    assert "5 employees" in page
    assert people[0].name not in page
    assert people[0].ic_no not in page
    body = client.get(reverse("contributions:employees_csv")).content.decode()
    assert body.count("2026-10") == 10
    number = people[1].member_no
    shown = text_of(client.get(reverse("contributions:employees"), {"number": number[-4:]}))
    assert "1 employee<" in shown
    assert number in shown
    whole = text_of(client.get(reverse("contributions:employees"), {"number": number}))
    assert f'value="{number}"' not in whole  # a whole number would stand in the next address


def test_a_consent_is_given_refused_and_withdrawn(
    people: list[Member], hr: User, employer: Any, aminah: User, other_hr: User
) -> None:
    def asked(by: User, to: Any) -> BalanceConsent:
        return BalanceConsent.objects.create(
            employer=to, member=aminah.member, purpose="RETIREMENT_PLANNING",
            asked_at=AuditEvent._meta.get_field("at").to_python("2026-11-19T10:00:00+08:00"),
            asked_by=by,
        )  # fmt: skip

    consent = asked(hr, employer)
    client = client_of(aminah)
    assert employer.name in text_of(client.get(reverse("contributions:consents")))
    address = reverse("contributions:consent_answer", args=[consent.pk])
    assert 'value="18"' in text_of(client.get(address))
    assert "Choose yes or no" in text_of(client.post(address, {}))
    wrong = {"answer": "yes", "expires_on_0": "1", "expires_on_1": "1", "expires_on_2": "2029"}
    assert "one year from now" in text_of(client.post(address, wrong))
    client.post(address, {**wrong, "expires_on_2": "2027"})
    consent.refresh_from_db()
    assert consent.expires_on == date(2027, 1, 1)
    withdraw = reverse("contributions:consent_withdraw", args=[consent.pk])
    client.post(withdraw)
    client.post(withdraw)
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None
    refused = asked(other_hr, other_hr.employer_user.employer)
    address = reverse("contributions:consent_answer", args=[refused.pk])
    client.post(address, {"answer": "no"})
    refused.refresh_from_db()
    assert refused.refused_at is not None
    actions = list(AuditEvent.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["consent.given", "consent.withdrawn", "consent.refused"]


def test_nobody_answers_for_another(
    people: list[Member], hr: User, employer: Any, aminah: User
) -> None:
    consent = BalanceConsent.objects.create(
        employer=employer, member=make_member(), purpose="LEAVING_SERVICE",
        asked_at=AuditEvent._meta.get_field("at").to_python("2026-11-19T10:00:00+08:00"),
        asked_by=hr,
    )  # fmt: skip
    client = client_of(aminah)
    address = reverse("contributions:consent_answer", args=[consent.pk])
    assert client.get(address).status_code == 404
    assert client.post(address, {"answer": "no"}).status_code == 404
    withdraw = reverse("contributions:consent_withdraw", args=[consent.pk])
    assert client.post(withdraw).status_code == 404


@pytest.mark.parametrize("language", ["ms", "en"])
def test_every_page_in_both_languages(
    language: str, people: list[Member], hr: User, aminah: User, credit: Send, send: Send
) -> None:
    for user in (hr, aminah):
        user.language = language
        user.save()
    done = credit(map(row, people), month=date(2026, 8, 1))
    ready = send(map(row, people), month=date(2026, 9, 1))
    wrong = send(["x"], month=date(2026, 7, 1))
    pages = [reverse(f"contributions:{name}") for name in
             ("upload", "remittances", "lookup", "lookup_log", "employees", "guide")]  # fmt: skip
    pages += [
        reverse("contributions:remittance", args=[remittance.reference])
        for remittance in (done, ready, wrong)
    ]
    for address in pages:
        page = client_of(hr).get(address)
        assert page.status_code == 200
        assert page.content.decode().count("<h1") == 1
    for name in ("mine", "consents"):
        page = client_of(aminah).get(reverse(f"contributions:{name}"))
        assert page.status_code == 200
        assert page.content.decode().count("<h1") == 1


def test_the_list_of_months_costs_the_same_however_long(
    people: list[Member], aminah: User, credit: Send, django_assert_max_num_queries: Any
) -> None:
    from contributions import selectors

    for number in range(1, 10):
        credit(map(row, people), month=date(2026, number, 1))
    with django_assert_max_num_queries(3):
        (grid,) = selectors.grids(aminah.member_id, today=TODAY)
    assert sum(cell.uid is not None for cell in grid.cells) == 9
    assert Contribution.objects.count() == 45
    assert Employment.objects.count() == 0
    assert post.SCOPE == selectors.SCOPE
    assert MONTH not in [cell.wage_month for cell in grid.cells if cell.uid]
