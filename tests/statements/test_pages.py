"""Choose, make, download; and what somebody else gets, which is nothing."""

import io
import uuid
from datetime import date

import pypdf
import pytest
from django.urls import reverse

from members.audit.models import AuditEvent
from members.ledger import money
from members.ledger.drafts import Amounts
from members.models import Role
from statements import selectors, services
from statements.models import IssuedStatement
from tests import cast
from tests.factories import make_user
from tests.permissions import allow
from tests.second_factor import enter

LIST = "/statements/"


def make(client, year=2026, language="ms", **options):
    return client.post(reverse("statements:make", args=[year, language]), **options)


def test_the_page_shows_each_years_figures(signed_in, aminah):
    page = signed_in.get(LIST).content.decode()
    for statement in selectors.yearly(aminah.member_id, date(2026, 11, 20)):
        for row in (*statement.rows, statement.total):
            assert money.ringgit(row.closing_sen) in page
    assert "Tidak muktamad" in page
    assert page.count("<h1") == 1


def test_the_pdf_agrees_with_the_page_to_the_sen(signed_in, aminah):
    answer = make(signed_in, follow=True)
    assert answer.status_code == 200
    text = "\n".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages
    )
    page = signed_in.get(LIST).content.decode()
    for row in selectors.statement(aminah.member_id, 2026, date(2026, 11, 20)).rows:
        for sen in (
            row.opening_sen,
            row.contributions_sen,
            row.withdrawals_sen,
            row.dividend_sen,
            row.closing_sen,
        ):
            assert money.ringgit(sen) in text
            assert money.ringgit(sen) in page
    assert aminah.member.ic_no not in text
    assert aminah.member.ic_no[-4:] in text


@pytest.mark.parametrize(
    ("language", "name"), [("ms", "penyata-2026.pdf"), ("en", "statement-2026.pdf")]
)
def test_the_download_is_a_file_that_no_cache_keeps(signed_in, language, name):
    answer = make(signed_in, language=language, follow=True)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Language"] == language


def test_the_same_bytes_come_again(signed_in):
    first, again = make(signed_in, follow=True), make(signed_in, follow=True)
    assert first.content == again.content
    assert first.redirect_chain == again.redirect_chain
    assert AuditEvent.objects.filter(action="statement.downloaded").count() == 2


def test_another_members_statement_is_not_found(signed_in, aminah, client):
    issued = services.issue(member=aminah.member, year=2026, language="ms", by=aminah, at=_now())
    address = reverse("statements:download", args=[issued.uid])
    assert signed_in.get(address).status_code == 200
    client.force_login(cast.bakar())
    assert client.get(address).status_code == 404
    assert client.get(reverse("statements:download", args=[uuid.uuid4()])).status_code == 404
    assert AuditEvent.objects.filter(action="statement.downloaded").count() == 1


def _now():
    from django.utils import timezone

    return timezone.now()


@pytest.mark.parametrize(
    ("year", "language"), [(2024, "ms"), (2027, "ms"), (2026, "zh"), (0, "ms")]
)
def test_no_such_statement_is_not_found(signed_in, year, language):
    assert make(signed_in, year, language).status_code == 404


def test_asking_by_get_makes_nothing(signed_in):
    assert signed_in.get(reverse("statements:make", args=[2026, "ms"])).status_code == 405
    assert not IssuedStatement.objects.exists()


def test_only_a_member_comes_in(client, aminah):
    for role in (Role.EMPLOYER, Role.STAFF):
        client.force_login(make_user(role=role))
        assert client.get(LIST).status_code == 403
        assert make(client).status_code == 403
    client.logout()
    assert client.get(LIST).status_code == 302


def test_beyond_the_limit_the_page_says_when_again(signed_in, aminah, monkeypatch):
    monkeypatch.setattr(services, "MADE_PER_HOUR", 1)
    make(signed_in)
    answer = make(signed_in, language="en", follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(LIST, 302)]
    assert "Anda telah membuat 1 penyata dalam satu jam" in page


def test_a_new_member_has_an_empty_running_year(client, business_date):
    client.force_login(make_user())
    page = client.get(LIST).content.decode()
    assert "RM0.00" in page
    assert client.post(reverse("statements:make", args=[2026, "ms"])).status_code == 302


def test_an_old_statement_is_listed_when_the_ledger_has_moved(signed_in, aminah, post):
    make(signed_in)
    post(aminah.member, "ADJUSTMENT", date(2026, 11, 20), Amounts(1, 0, 0))
    make(signed_in)
    page = signed_in.get(LIST).content.decode()
    numbers = IssuedStatement.objects.values_list("number", flat=True)
    assert len(numbers) == 2
    assert all(number in page for number in numbers)


@pytest.mark.parametrize("language", ["ms", "en"])
def test_the_page_is_whole_in_both_languages(signed_in, aminah, language):
    aminah.language = language
    aminah.save()
    page = signed_in.get(LIST).content.decode()
    assert ("Penyata" in page) == (language == "ms")


def test_staff_see_that_it_was_made_and_nothing_more(signed_in, client, aminah):
    make(signed_in)
    issued = IssuedStatement.objects.get()
    address = "/admin/statements/issuedstatement/"
    officer = make_user(role=Role.STAFF)
    enter(client, officer)
    assert client.get(address).status_code == 403
    allow(officer, "statements.view_issuedstatement")
    assert issued.number in client.get(address).content.decode()
    page = client.get(f"{address}{issued.pk}/change/").content.decode()
    assert bytes(issued.content_sha256).hex() in page
    assert aminah.member.ic_no not in page
    for verb in ("add/", f"{issued.pk}/delete/"):
        assert client.get(address + verb).status_code == 403


def test_the_page_costs_the_same_whatever_the_history(
    signed_in, aminah, post, django_assert_max_num_queries
):
    signed_in.get(LIST)
    for day in range(1, 25):
        post(aminah.member, "CONTRIBUTION", date(2026, 5, day), Amounts(75, 15, 10))
    with django_assert_max_num_queries(8):
        signed_in.get(LIST)
