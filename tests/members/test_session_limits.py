"""A session ends when idle, and in any case after some hours; nothing revives it."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from members.audit.models import AuditEvent
from members.models import User
from members.services import session_clock
from tests import cast
from tests.members.pages import name_oneself, prove
from tests.second_factor import enter

pytestmark = pytest.mark.django_db
MINUTE = 60
HOUR = 60 * MINUTE


def move_back(client: Client, *, used: int = 0, began: int = 0) -> None:
    """Make the session look as if it was used and begun that many seconds earlier."""
    session = client.session
    session[session_clock.USED] -= used
    session[session_clock.BEGAN] -= began
    session.save()


@pytest.fixture
def aminah(client: Client) -> User:
    user = cast.aminah()
    enter(client, user)
    return user


def is_in(client: Client) -> bool:
    return client.get(reverse("members:profile")).status_code == 200


def test_nine_minutes_are_fine_and_ten_are_the_end(client: Client, aminah: User) -> None:
    move_back(client, used=9 * MINUTE)
    assert is_in(client)
    move_back(client, used=10 * MINUTE)
    key = client.session.session_key
    answer = client.get(reverse("members:activity") + "?page=2")
    assert answer.url == reverse("members:session_ended")
    assert not Session.objects.filter(session_key=key).exists()
    assert "Sesi anda telah tamat" in client.get(answer.url).content.decode()
    assert AuditEvent.objects.get().action == "session.ended"


def test_each_page_starts_the_idle_time_again(client: Client, aminah: User) -> None:
    for _ in range(4):
        move_back(client, used=9 * MINUTE, began=9 * MINUTE)
        assert is_in(client)


def test_four_hours_are_the_end_however_busy(client: Client, aminah: User) -> None:
    move_back(client, began=4 * HOUR - MINUTE)
    assert is_in(client)
    move_back(client, began=MINUTE)
    assert not is_in(client)


def test_looking_at_the_log_in_page_revives_nothing(client: Client, aminah: User) -> None:
    move_back(client, used=11 * MINUTE)
    client.get(reverse("members:sign_in"))
    assert not is_in(client)


def test_after_the_end_one_goes_on_where_one_was(client: Client, aminah: User) -> None:
    wanted = reverse("members:activity")
    move_back(client, used=11 * MINUTE)
    client.get(wanted)
    name_oneself(client, "aminah")
    assert prove(client).url == wanted


def test_what_was_posted_after_the_end_is_not_done(client: Client, aminah: User) -> None:
    move_back(client, used=11 * MINUTE)
    client.post(reverse("members:language"), {"language": "en"})
    aminah.refresh_from_db()
    assert aminah.language == "ms"


def test_staff_have_20_minutes_and_8_hours(client: Client) -> None:
    enter(client, cast.chong())
    move_back(client, used=19 * MINUTE)
    assert client.get("/admin/").status_code == 200
    move_back(client, began=8 * HOUR)
    assert client.get("/admin/").status_code == 302


def test_a_session_without_clocks_is_over(client: Client, aminah: User) -> None:
    session = client.session
    del session[session_clock.BEGAN]
    session.save()
    assert not is_in(client)
