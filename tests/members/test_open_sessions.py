"""Everybody sees where they are logged in, and ends what is not theirs."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.audit.models import AuditEvent
from members.models import OpenSession, Role
from members.services import open_sessions
from tests import cast
from tests.factories import make_user
from tests.factories.people import PASSWORD
from tests.members.pages import english, sign_in
from tests.second_factor import code, device_for

pytestmark = pytest.mark.django_db

PAGE = "/profile/sessions/"
INSIDE = "members:profile"


@pytest.fixture
def two(client: Client) -> tuple[Client, Client]:
    """Bakar is logged in here and on a phone."""
    cast.bakar()
    phone = Client(headers={"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/140.0"})
    sign_in(phone, "bakar")
    sign_in(english(client), "bakar")
    return client, phone


def keys(client: Client) -> list[int]:
    return list(OpenSession.objects.order_by("pk").values_list("pk", flat=True))


def test_the_list_shows_every_session_and_which_is_this(two: tuple[Client, Client]) -> None:
    here, _phone = two
    page = here.get(PAGE).content.decode()
    assert "Chrome, Android" in page and page.count("This session") == 1
    assert here.session.session_key not in page, "no key is on the page"


def test_one_is_ended_and_only_that(two: tuple[Client, Client]) -> None:
    here, phone = two
    first = keys(here)[0]
    assert here.post(reverse("members:session_end", args=[first])).url == PAGE
    assert phone.get(reverse(INSIDE)).status_code == 302
    assert here.get(reverse(INSIDE)).status_code == 200
    assert not Session.objects.filter(session_key=phone.cookies["sessionid"].value).exists()
    assert AuditEvent.objects.filter(action="session.ended_by_owner").count() == 1
    assert "Chrome, Android" not in here.get(PAGE).content.decode()


def test_all_others_are_ended(two: tuple[Client, Client]) -> None:
    here, phone = two
    third = Client()
    sign_in(third, "bakar")
    assert here.post(PAGE + "end-others/").url == PAGE
    for other in (phone, third):
        assert other.get(reverse(INSIDE)).status_code == 302
    assert here.get(reverse(INSIDE)).status_code == 200
    assert OpenSession.objects.count() == 1


def test_a_session_of_somebody_else_is_not_there(two: tuple[Client, Client]) -> None:
    stranger = Client()
    cast.aminah()
    sign_in(stranger, "aminah")
    for pk in (*keys(stranger)[:2], 10**9):
        assert stranger.post(reverse("members:session_end", args=[pk])).status_code == 404
    assert two[1].get(reverse(INSIDE)).status_code == 200
    assert stranger.get(reverse("members:session_end", args=[1])).status_code == 405


def test_log_out_and_a_new_password_leave_no_dead_rows(two: tuple[Client, Client]) -> None:
    here, _phone = two
    third = Client()
    sign_in(third, "bakar")
    third.post(reverse("members:sign_out"))
    assert OpenSession.objects.count() == 2
    new = "durian runtuh di tepi kolam"
    here.post("/profile/password/", {"current": PASSWORD, "new": new, "again": new})
    page = here.get(PAGE).content.decode()
    assert page.count("This session") == 1 and "Chrome, Android" not in page
    Session.objects.all().delete()
    open_sessions.forget_old()
    assert not OpenSession.objects.exists()


def test_a_session_over_its_limit_is_not_shown(two: tuple[Client, Client]) -> None:
    here, phone = two
    session = phone.session
    session["session_used"] -= 3600
    session.save()
    assert "Chrome, Android" not in here.get(PAGE).content.decode()


def test_the_second_step_keeps_the_row(client: Client) -> None:
    chong = cast.chong()
    device_for(chong)
    sign_in(client, "chong")
    client.post("/second-factor/", {"tac": code(chong)})
    rows = open_sessions.of(chong, current=client.session.session_key, at=timezone.now())
    assert [row.is_this for row in rows] == [True]
    assert client.get(PAGE).status_code == 200


def test_ending_needs_a_csrf_token_and_a_log_in() -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_user(role=Role.EMPLOYER))
    assert browser.get(PAGE).status_code == 200
    assert browser.post(PAGE + "end-others/").status_code == 403
    assert Client().get(PAGE).status_code == 302
