"""A log-in where the person has never been is told to them; one where they have been is not."""

from __future__ import annotations

import pytest
from django.core import mail
from django.http import SimpleCookie
from django.test import Client

from members.models import Notice, User
from members.sandbox.models import SandboxMessage
from members.services import notices
from tests import cast
from tests.members.pages import sign_in, work

pytestmark = pytest.mark.django_db(transaction=True)
ABOUT = "sign_in.new_device"


@pytest.fixture
def aminah(client: Client) -> User:
    """Has logged in once, with `client`."""
    user = cast.aminah()
    sign_in(client, "aminah")
    return user


def test_the_first_log_in_of_all_tells_nobody(aminah: User) -> None:
    work()
    assert not Notice.objects.exists()


def test_a_new_device_is_told_by_every_way(aminah: User) -> None:
    other = Client(HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")
    assert sign_in(other, "aminah").status_code == 302
    work()
    notice = Notice.objects.get(about=ABOUT)
    _subject, text = notices.words(notice.about, notice.facts, "en")
    assert "Firefox" in text
    assert "peranti" in SandboxMessage.objects.get(address=aminah.phone).body
    assert [letter.to for letter in mail.outbox] == [[aminah.email]]


def test_a_known_device_is_not(client: Client, aminah: User) -> None:
    again = Client()
    again.cookies = SimpleCookie({"device": client.cookies["device"].value})
    sign_in(again, "aminah")
    work()
    assert not Notice.objects.exists()


def test_locking_the_account_clears_the_browser(client: Client, aminah: User) -> None:
    answer = client.post("/lock-account/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
