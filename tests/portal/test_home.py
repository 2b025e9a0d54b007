"""The first page by role; the summary's figures agree with the books and cost the same queries."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from members.ledger import holds
from members.ledger.drafts import Amounts
from members.models import Role
from portal.views import home
from tests import cast
from tests.factories import make_member, make_user
from tests.portal.saving import credit
from withdrawals import types
from withdrawals.rules.states import Status
from withdrawals.selectors import OpenApplication

pytestmark = pytest.mark.django_db


def _text(answer: Any) -> str:
    assert answer.status_code == 200, answer
    return str(answer.content.decode())


def test_a_stranger_sees_the_way_in(client: Client) -> None:
    page = _text(client.get("/"))
    assert page.count('href="/sign-in/"') == 2
    assert "75%" in page and "15%" in page and "10%" in page


def test_staff_go_to_the_console(client: Client) -> None:
    client.force_login(cast.chong())
    assert client.get("/").headers["Location"] == "/admin/"


def test_an_employers_login_without_an_employer_is_refused(client: Client) -> None:
    client.force_login(make_user(role=Role.EMPLOYER))
    assert client.get("/").status_code == 403


def test_a_new_member_is_told_when_figures_appear(client: Client) -> None:
    client.force_login(cast.aminah())
    page = _text(client.get("/"))
    assert page.count("RM0.00") == 5, "total, three accounts, and what Fleksibel offers"
    assert "Caruman pertama biasanya dipaparkan" in page


def test_a_members_figures_are_those_of_the_books(client: Client) -> None:
    user = cast.aminah()
    member = user.member
    assert member is not None
    credit(member.pk, Amounts(75_000, 15_000, 10_000), key="1")
    credit(member.pk, Amounts(1, 2, 3), key="2")
    holds.place(
        scope="test", key="h", member_id=member.pk, book="KONV", amounts=Amounts(0, 0, 5_000), by=""
    )
    client.force_login(user)
    page = _text(client.get("/"))
    for written in ("RM1,000.06", "RM750.01", "RM150.02", "RM100.03"):
        assert written in page
    assert "Boleh dikeluarkan sekarang: RM50.03" in page, "what is set aside is not available"
    assert "Diasingkan untuk permohonan anda: RM50.00" in page


def test_from_55_two_accounts_are_shown(client: Client) -> None:
    member = make_member(born_on=date(1966, 1, 1))
    credit(member.pk, Amounts(0, 0, 0, 500_000, 7_000), key="55")
    client.force_login(make_user(member=member, language="en"))
    page = _text(client.get("/"))
    assert "Akaun 55" in page and "Akaun Emas" in page
    assert "Akaun Fleksibel" not in page and "Akaun Sejahtera" not in page
    assert "Available now: RM5,000.00" in page


def test_another_members_money_is_nowhere(client: Client) -> None:
    other = cast.bakar()
    assert other.member_id is not None
    credit(other.member_id, Amounts(987_654_321), key="b")
    client.force_login(cast.aminah())
    assert "9,876,543.21" not in _text(client.get("/"))


@pytest.mark.parametrize("history", [0, 1, 30])
def test_the_summary_costs_at_most_eight_queries_whatever_the_history(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, history: int
) -> None:
    user = cast.aminah()
    assert user.member_id is not None
    for number in range(history):
        credit(user.member_id, Amounts(75, 15, 10), key=str(number))
    client.force_login(user)
    client.get("/")
    with django_assert_max_num_queries(8):
        client.get("/")


def test_the_employers_page_is_not_the_members(client: Client) -> None:
    client.force_login(cast.aminah())
    page = _text(client.get("/"))
    assert "Hantar caruman" not in page


def test_the_last_log_in_is_the_one_before_this(client: Client) -> None:
    user = cast.aminah()
    client.force_login(user)
    assert "Ini kali pertama anda log masuk" in _text(client.get("/"))
    user.last_login = timezone.make_aware(datetime(2026, 10, 3, 14, 5))  # noqa: DTZ001
    user.save(update_fields=["last_login"])
    client.force_login(user)
    assert "Kali terakhir anda log masuk: 3 Oktober 2026, 14:05" in _text(client.get("/"))


def test_who_is_no_longer_active_is_a_stranger(client: Client) -> None:
    user = cast.aminah()
    client.force_login(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    assert 'href="/sign-in/"' in _text(client.get("/"))


@pytest.mark.parametrize(
    ("slug", "status"),
    [("persaraan", 200), ("sejahtera", 200), ("fleksibel", 200), ("55", 404), ("emas", 404)],
)
def test_an_account_of_ones_own(client: Client, slug: str, status: int) -> None:
    user = cast.aminah()
    assert user.member_id is not None
    credit(user.member_id, Amounts(75_000, 15_000, 10_000), key="1")
    client.force_login(user)
    answer = client.get(f"/accounts/{slug}/")
    assert answer.status_code == status
    if status == 200:
        page = _text(answer)
        title = f"Akaun {slug.capitalize()}"
        assert f"<h1>{title}</h1>" in page and "CRM-202609-ABC123" in page
        others = {"persaraan": "750", "sejahtera": "150", "fleksibel": "100"}
        assert f"RM{others.pop(slug)}.00" in page
        assert not [sum for sum in others.values() if f"RM{sum}.00" in page]


def test_an_account_that_does_not_exist(client: Client) -> None:
    client.force_login(cast.aminah())
    assert client.get("/accounts/1100/").status_code == 404


@pytest.mark.parametrize("status", list(Status))
def test_every_status_of_an_application_has_words_on_the_summary(
    client: Client, monkeypatch: pytest.MonkeyPatch, status: Status
) -> None:
    shown = OpenApplication(
        reference="PGL-2026A-BCDEF",
        type_code="FLX",
        title=types.get("FLX").title,
        amount_sen=50_000,
        status=status,
        pay_by_on=date(2026, 12, 1),
        created_at=timezone.now(),
    )
    monkeypatch.setattr(home.withdrawals, "open_application", lambda member_id: shown)
    monkeypatch.setattr(home, "reverse", lambda name, args: f"/{name}/{args[0]}/")
    client.force_login(cast.aminah())
    page = _text(client.get("/"))
    assert "Pengeluaran Akaun Fleksibel" in page and "RM500.00" in page
    if status == Status.DRAFT:
        assert "/withdrawals:start/flx/" in page and "Sambung permohonan" in page
    else:
        assert "/withdrawals:application/PGL-2026A-BCDEF/" in page
        assert "Dibayar selewat-lewatnya" in page and "1 Disember 2026" in page


def test_a_draft_left_behind_can_be_resumed(client: Client) -> None:
    user = cast.aminah()
    client.force_login(user)
    credit(user.member.pk, Amounts(0, 0, 100_000), key="1")
    client.post("/withdrawals/flx/")
    page = _text(client.get("/"))
    assert 'href="/withdrawals/flx/"' in page and "Draf" in page
