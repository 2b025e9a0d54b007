"""A member finds an entry, understands it, takes the list home; nobody else's is there."""

from __future__ import annotations

import csv
import io
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from members.ledger.drafts import Amounts
from members.models import User
from portal.views.transactions import plain
from tests import cast
from tests.portal.saving import credit

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client: Client) -> User:
    person = cast.aminah()
    client.force_login(person)
    return person


def _page(client: Client, **query: str) -> str:
    answer = client.get(reverse("portal:transactions"), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def _fill(user: User) -> None:
    assert user.member_id is not None
    detail = {"employer": "KEDAI CONTOH", "wage_month": "2026-09"}
    credit(user.member_id, Amounts(750, 150, 100), key="a", on=date(2025, 5, 6))
    credit(user.member_id, Amounts(75_075, 15_015, 10_010), key="b", detail=detail)
    credit(
        user.member_id,
        Amounts(fleksibel=-5_000),
        key="c",
        on=date(2026, 10, 9),
        kind="WITHDRAWAL",
        narration="withdrawal.fleksibel",
        reference="PGL-2026-1",
    )


def test_newest_first_with_words_amount_and_split(client: Client, user: User) -> None:
    _fill(user)
    page = _page(client)
    assert page.index("09/10/2026") < page.index("06/10/2026") < page.index("06/05/2025")
    assert "Caruman: KEDAI CONTOH, upah September 2026" in page
    for written in ("RM1,001.00", "RM750.75", "RM150.15", "RM100.10", "-RM50.00"):
        assert written in page
    assert "3 transaksi" in page and "debit" in page


def test_filters_narrow_and_can_be_bookmarked(client: Client, user: User) -> None:
    _fill(user)
    assert "06/05/2025" not in _page(client, year="2026")
    assert "KEDAI CONTOH" not in _page(client, kind="WITHDRAWAL")
    assert "PGL-2026-1" not in _page(client, account="PERSARAAN")
    assert "Tiada transaksi dijumpai" in _page(client, year="2025", kind="WITHDRAWAL")


@pytest.mark.parametrize("query", [{"year": "x"}, {"kind": "NOPE"}, {"account": "1100"}])
def test_a_wrong_filter_is_told_and_hides_nothing(
    client: Client, user: User, query: dict[str, str]
) -> None:
    _fill(user)
    page = _page(client, **query)
    assert "3 transaksi" in page and "data-error-summary" in page and "<title>Ralat: " in page


def test_pages_of_twenty_five(client: Client, user: User) -> None:
    assert user.member_id is not None
    for number in range(26):
        credit(user.member_id, Amounts(number + 1), key=str(number))
    assert "Halaman 1 daripada 2" in _page(client)
    assert _page(client, page="2").count('scope="row"') == 1
    assert "Halaman 2 daripada 2" in _page(client, page="99")
    assert "Halaman 1 daripada 2" in _page(client, page="-")


def test_an_empty_list_says_when_it_fills(client: Client, user: User) -> None:
    assert "Belum ada transaksi" in _page(client)


def test_one_entry_explained(client: Client, user: User) -> None:
    assert user.member_id is not None
    uid = credit(user.member_id, Amounts(75_075, 15_015, 10_010), key="b")
    page = client.get(reverse("portal:transaction", args=[uid])).content.decode()
    for written in ("RM1,001.00", "Akaun Sejahtera", "RM150.15", "CRM-202609-ABC123"):
        assert written in page
    assert "6 Oktober 2026" in page


def test_anothers_entry_is_not_found(client: Client, user: User) -> None:
    other = cast.bakar()
    assert other.member_id is not None
    theirs = credit(other.member_id, Amounts(100), key="o")
    answers = [client.get(reverse("portal:transaction", args=[uid])) for uid in (theirs, uuid4())]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_staff_have_no_transactions_of_their_own(client: Client) -> None:
    client.force_login(cast.chong())
    assert client.get(reverse("portal:transactions")).status_code == 403


def test_the_file_has_every_row_and_no_formula(client: Client, user: User) -> None:
    _fill(user)
    assert user.member_id is not None
    credit(user.member_id, Amounts(5), key="evil", reference='=HYPERLINK("http://x")')
    answer = client.get(reverse("portal:transactions_csv"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="transaksi.csv"'
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][:4] == ["Tarikh", "Butiran", "No. rujukan", "Amaun (RM)"]
    assert len(rows) == 5
    assert ["2026-10-09", "Pengeluaran", "PGL-2026-1", "-50.00", "0.00", "0.00", "-50.00"] in rows
    assert not [cell for row in rows for cell in row[1:3] if cell[:1] in "=+@" and cell]
    assert sum(float(row[3]) for row in rows[1:]) == pytest.approx(961.05)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_looks_like_a_formula_is_made_plain(text: str) -> None:
    assert plain(text) == f"'{text}"
    assert plain("CRM-1") == "CRM-1"
