"""Ten codes on paper: shown once, each good once, nothing of them readable in the database."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from members.models import AuthenticatorApp, RecoveryCode
from members.services import second_factor
from tests import cast
from tests.factories.people import PASSWORD
from tests.members.pages import WRONG, sign_in, work
from tests.second_factor import device_for, enter

pytestmark = pytest.mark.django_db

PAGE, USE = "/second-factor/codes/", "/second-factor/recovery/"
CODE = re.compile(r"<code>([A-Z2-7-]{29})</code>")


@pytest.fixture
def codes(client: Client) -> list[str]:
    """Chong's sheet."""
    enter(client, cast.chong())
    return CODE.findall(client.post(PAGE, {"current": PASSWORD}).content.decode())


def half_in() -> Client:
    client = Client()
    sign_in(client, "chong")
    return client


def test_ten_are_shown_once(client: Client, codes: list[str]) -> None:
    assert len(set(codes)) == 10
    assert not CODE.findall(client.get(PAGE).content.decode())
    work()
    assert mail.outbox


def test_they_need_the_second_step_and_the_password(client: Client) -> None:
    chong = cast.chong()
    device_for(chong)
    sign_in(client, "chong")
    sent_to = client.post(PAGE, {"current": PASSWORD}).url
    assert sent_to.partition("?")[0] == reverse("members:second_factor")
    enter(client, chong)
    assert not CODE.findall(client.post(PAGE, {"current": WRONG}).content.decode())
    assert not RecoveryCode.objects.exists()


@pytest.mark.parametrize("typed", [str, str.lower, lambda code: code.replace("-", " ")])
def test_each_opens_the_console_once(codes: list[str], typed) -> None:
    client = half_in()
    assert client.get("/admin/").status_code == 302
    assert client.post(USE, {"code": typed(codes[0])}).url == "/admin/"
    assert client.get("/admin/").status_code == 200
    again = half_in()
    assert again.post(USE, {"code": codes[0]}).status_code == 200
    assert again.get("/admin/").status_code == 302
    assert again.post(USE, {"code": codes[1]}).status_code == 302


def test_a_new_sheet_makes_the_old_worthless(client: Client, codes: list[str]) -> None:
    client.post(PAGE, {"current": PASSWORD})
    assert half_in().post(USE, {"code": codes[0]}).status_code == 200


def test_codes_of_another_are_worth_nothing(codes: list[str]) -> None:
    device_for(cast.devi())
    client = Client()
    sign_in(client, "devi")
    assert client.post(USE, {"code": codes[0]}).status_code == 200


def test_guesses_are_counted(codes: list[str]) -> None:
    client = half_in()
    for _ in range(5):
        client.post(USE, {"code": "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA"})
    assert client.post(USE, {"code": codes[0]}).status_code == 200
    assert client.get("/admin/").status_code == 302


def test_neither_codes_nor_secrets_are_in_the_database(codes: list[str]) -> None:
    app = AuthenticatorApp.objects.get()
    secret = second_factor.secret(app).replace(" ", "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(secret_encrypted, 'escape') FROM members_authenticatorapp")
        shown = str(cursor.fetchall())
        cursor.execute("SELECT c::text FROM members_recoverycode c")
        shown += str(cursor.fetchall())
    assert secret not in shown
    assert bytes.fromhex(second_factor._key(app).hex()).hex() not in shown
    assert not any(code in shown or code.replace("-", "") in shown for code in codes)
