"""No page of the console opens on a password alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Barrier
from typing import Any

import pytest
from django.contrib import admin
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.audit.models import AuditEvent
from members.models import AuthenticatorApp, Role
from members.sandbox import totp
from members.services import second_factor
from members.services.staff_groups import OPERATIONS, ensure_groups
from tests import cast
from tests.factories import make_user
from tests.members.pages import english, sign_in, work
from tests.meta.test_urls import ADDRESSES, _sample
from tests.second_factor import code, device_for, enter

pytestmark = pytest.mark.django_db

VERIFY, SET_UP = "/second-factor/", "/second-factor/set-up/"


@pytest.fixture
def half_in(client: Client) -> Client:
    """Chong, who has a device, with the password alone."""
    device_for(cast.chong())
    sign_in(english(client), "chong")
    return client


def test_every_address_of_the_console_asks_for_the_second_step(client: Client) -> None:
    client.force_login(make_user(role=Role.STAFF, is_superuser=True))
    open_to_all = {"admin:login", "admin:logout", "admin:jsi18n"}
    tried = 0
    for name, route in ADDRESSES:
        path = _sample(route)
        if not name.startswith("admin:") or path is None or name in open_to_all:
            continue
        answer: Any = client.get(path, follow=True)
        if name == "admin:password_change":
            continue
        tried += 1
        assert answer.redirect_chain, f"{name} answered {answer.status_code}"
        assert answer.redirect_chain[-1][0].startswith(SET_UP), name
    assert tried > 30


def test_the_code_opens_it_and_leads_where_one_wanted_to_go(half_in: Client) -> None:
    from members.models import User

    chong = User.objects.get(login_id="chong")
    asked = half_in.get("/admin/members/user/", follow=True)
    assert asked.redirect_chain[-1][0].startswith(VERIFY)
    before = half_in.session.session_key
    wrong = half_in.post(VERIFY, {"tac": "000000"})
    assert "not correct or was used already" in wrong.content.decode()
    answer = half_in.post(VERIFY, {"tac": code(chong)})
    assert answer.url == "/admin/members/user/"
    assert half_in.session.session_key != before, "a new key with more rights"
    assert half_in.get("/admin/").status_code == 200
    assert half_in.get(VERIFY).url == "/admin/"
    actions = AuditEvent.objects.values_list("action", flat=True)
    assert {"second_factor.failed", "second_factor.accepted"} <= set(actions)


def test_a_code_works_once(half_in: Client) -> None:
    chong = AuthenticatorApp.objects.get().user
    used = code(chong)
    half_in.post(VERIFY, {"tac": used})
    other = Client()
    sign_in(other, "chong")
    assert other.post(VERIFY, {"tac": used}).status_code == 200
    assert other.get("/admin/").status_code == 302
    assert other.post(VERIFY, {"tac": code(chong)}).status_code == 302, "the next one does"


def test_of_many_uses_at_once_one_works(transactional_db: None) -> None:
    chong, together = cast.chong(), Barrier(4)
    used = code(chong)

    def use(_number: int) -> bool:
        try:
            together.wait(timeout=20)
            found = second_factor.verify(
                user=chong,
                code=used,
                at=timezone.now(),
                origin={"address": "", "device": ""},
            )
            return found is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(use, range(4))) == 1


def test_five_wrong_codes_stop_the_right_one(half_in: Client) -> None:
    chong = AuthenticatorApp.objects.get().user
    for _ in range(5):
        half_in.post(VERIFY, {"tac": "000000"})
    page = half_in.post(VERIFY, {"tac": code(chong)})
    assert "Too many wrong tries" in page.content.decode()
    assert half_in.get("/admin/").status_code == 302


@pytest.mark.parametrize("wanted", ["//evil.example/", "https://evil.example/", "/\\evil.example"])
def test_it_leads_to_our_own_pages_only(half_in: Client, wanted: str) -> None:
    half_in.get(VERIFY, {"next": wanted})
    chong = AuthenticatorApp.objects.get().user
    assert half_in.post(VERIFY, {"tac": code(chong)}).url == "/admin/"


def test_setting_up_shows_the_secret_once_and_asks_for_a_code(client: Client) -> None:
    chong = cast.chong()
    sign_in(english(client), "chong")
    assert client.get(VERIFY).url == SET_UP
    page = client.get(SET_UP).content.decode()
    begun = AuthenticatorApp.objects.get()
    assert not begun.confirmed
    assert second_factor.secret(begun) in page
    assert second_factor.picture(begun, chong) in page
    assert client.get("/admin/").status_code == 302, "a device in the making opens nothing"
    assert client.post(SET_UP, {"tac": "000000"}).status_code == 200
    assert client.post(SET_UP, {"tac": totp.code(chong)}).url == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert client.get(SET_UP).url == VERIFY, "no second device over the first"
    work()
    assert "authenticator app was set up" in mail.outbox[-1].body


def test_a_thief_with_the_password_cannot_set_up_another_device(half_in: Client) -> None:
    assert half_in.get(SET_UP).url == VERIFY
    assert half_in.post(SET_UP, {"tac": "000000"}).url == VERIFY
    assert AuthenticatorApp.objects.count() == 1


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EMPLOYER])
def test_it_is_for_staff(client: Client, role: str) -> None:
    client.force_login(make_user(role=role))
    assert client.get(VERIFY).status_code == client.get(SET_UP).status_code == 403


def test_a_device_of_somebody_else_opens_nothing(client: Client) -> None:
    from django_otp import DEVICE_ID_SESSION_KEY

    client.force_login(cast.chong())
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device_for(cast.devi()).persistent_id
    session.save()
    assert client.get("/admin/").status_code == 302


def test_a_lost_device_is_removed_by_somebody_with_the_right(client: Client) -> None:
    chong, devi = cast.chong(), cast.devi()
    device_for(chong)
    enter(client, devi)
    path = reverse("admin:members_user_device", args=[chong.pk])
    assert client.post(path, {"reason": "Lost the phone"}).status_code == 403
    devi.groups.add(ensure_groups()[OPERATIONS])
    assert client.get(path).status_code == 200
    assert client.post(path, {"reason": ""}).status_code == 200
    assert AuthenticatorApp.objects.filter(user=chong).exists()
    assert client.post(path, {"reason": "Lost the phone"}).status_code == 302
    assert not AuthenticatorApp.objects.filter(user=chong).exists()
    own = reverse("admin:members_user_device", args=[devi.pk])
    assert client.post(own, {"reason": "Mine"}).status_code == 403
    assert AuditEvent.objects.get(action="second_factor.removed").detail["reason"]


def test_secrets_are_on_no_page_of_the_console() -> None:
    assert not any(model is AuthenticatorApp for model in admin.site._registry)


def test_the_console_has_no_password_page_of_its_own(client: Client) -> None:
    enter(client, cast.chong())
    assert client.get("/admin/password_change/").url == reverse("members:password_change")


def test_the_sandbox_says_the_code_and_nobody_else_does(settings: Any) -> None:
    chong = cast.chong()
    with pytest.raises(CommandError, match="no second step"):
        call_command("sandbox", "totp", "chong")
    device_for(chong)
    said = StringIO()
    call_command("sandbox", "totp", "chong", stdout=said)
    assert said.getvalue().strip() == code(chong)
    with pytest.raises(CommandError, match="No such login"):
        call_command("sandbox", "totp", "nobody")
    settings.SANDBOX = False
    with pytest.raises(CommandError):
        call_command("sandbox", "totp", "chong")
    with pytest.raises(ImproperlyConfigured):
        totp.code(chong)
