"""A stranger cannot lock the owner out of a known device; the owner can lock everybody out at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail, signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members import selectors
from members.audit.models import AuditEvent
from members.models import ResetWay, SignInCounter, User
from members.sandbox.models import SandboxMessage
from members.services import devices, recovery, sign_in
from members.work.models import Task
from tests import cast
from tests.factories import make_user
from tests.factories.people import PASSWORD
from tests.members.pages import WRONG, english, name_oneself, newest_code, prove, work
from tests.members.pages import sign_in as walk_in

pytestmark = pytest.mark.django_db


def lock_from_elsewhere(login_id: str = "bakar") -> None:
    for _ in range(5):
        sign_in.attempt(
            login_id=login_id,
            password=WRONG,
            address="127.0.0.7",
            device="",
            at=timezone.now(),
        )


def owner(client: Client) -> User:
    """Bakar has logged in here before."""
    user = cast.bakar()
    walk_in(english(client), "bakar")
    client.post(reverse("members:sign_out"))
    return user


def test_a_stranger_does_not_lock_a_known_device(client: Client) -> None:
    owner(client)
    lock_from_elsewhere()
    name_oneself(Client(), "bakar")
    assert walk_in(Client(), "bakar").status_code == 429, "unknown devices are locked"
    assert walk_in(client, "bakar").status_code == 302, "the owner's own is not"
    assert walk_in(Client(), "bakar").status_code == 429, "and the stranger's lock stays"


def test_a_known_device_has_five_tries_of_its_own(client: Client) -> None:
    owner(client)
    name_oneself(client, "bakar")
    answers = [prove(client, WRONG).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert prove(client, PASSWORD).status_code == 429
    assert walk_in(Client(), "bakar").status_code == 302, "the account itself is not locked"


def test_staff_open_a_known_device_too(client: Client) -> None:
    """They see no device: whoever is known somewhere starts anew there, and stays known."""
    user = owner(client)
    cookie = client.cookies["device"].value
    name_oneself(client, "bakar")
    for _ in range(5):
        prove(client, WRONG)
    assert prove(client, PASSWORD).status_code == 429
    sign_in.unlock(user=user, reason="Rang, seen", by=cast.chong(), at=timezone.now())
    user.refresh_from_db()
    assert devices.mark(cookie, user)
    answers = [prove(client, WRONG).status_code for _ in range(4)]
    assert answers == [200] * 4, "five tries again"
    assert prove(client, PASSWORD).status_code == 302
    lock_from_elsewhere()
    client.post(reverse("members:sign_out"))
    assert walk_in(client, "bakar").status_code == 302, "and no stranger locks it"


def test_the_cookie_is_kept_from_script_and_names_nobody(client: Client) -> None:
    user = owner(client)
    morsel = client.cookies["device"]
    assert morsel["httponly"] and morsel["samesite"] == "Lax" and len(morsel.value) < 1000
    kept = str(signing.loads(morsel.value, salt="members.device"))
    for secret in (user.login_id, user.member.member_no, user.member.ic_no, user.email):
        assert secret not in kept


def test_a_cookie_of_another_person_or_made_up_is_worth_nothing(client: Client) -> None:
    user = owner(client)
    cookie = client.cookies["device"].value
    other = make_user()
    assert devices.mark(cookie, user)
    assert not devices.mark(cookie, other)
    assert not devices.mark(cookie, None)
    for forged in ("", "x", cookie[:-1], cookie + "x", signing.dumps({"device": "x"})):
        assert not devices.mark(forged, user)


def test_a_new_password_makes_every_device_a_stranger(client: Client) -> None:
    user = owner(client)
    cookie = client.cookies["device"].value
    user.set_password("durian runtuh di tepi kolam")
    user.save()
    assert not devices.mark(cookie, user)


def test_a_device_remembers_the_last_five_people() -> None:
    people = [make_user() for _ in range(6)]
    cookie = ""
    for person in people:
        cookie = devices.remember(cookie, person)
    assert [bool(devices.mark(cookie, person)) for person in people] == [False] + [True] * 5


def test_the_owner_is_told_of_the_lock_and_nobody_else_is() -> None:
    user = cast.bakar()
    lock_from_elsewhere("bakar")
    lock_from_elsewhere("nobody-here")
    assert Task.objects.filter(topic="members.notice").count() == 2, "the same work for both"
    work()
    assert [message.to for message in mail.outbox] == [["bakar@example.test"]]
    assert "locked until" in SandboxMessage.objects.get(address=user.phone).body


# ── lock my account now ─────────────────────────────────────────────────────────────────────────


def is_frozen(user: User, browser: Any) -> None:
    user.refresh_from_db()
    assert user.frozen_at
    assert selectors.frozen(user.member_id)
    assert browser.get(reverse("members:profile")).status_code == 302, "every session has ended"
    assert walk_in(Client(), "bakar", WRONG).status_code == 200
    assert walk_in(Client(), "bakar").url == reverse("members:account_locked")
    with pytest.raises(recovery.LinkUseless):
        token = recovery.grant(user=user, way=ResetWay.EMAIL, at=timezone.now())
        recovery.look(token, at=timezone.now())
    work()
    assert any("locked" in letter.body for letter in mail.outbox)


def test_a_button_locks_it_at_once_everywhere(client: Client) -> None:
    user, other = cast.bakar(), Client()
    walk_in(other, "bakar")
    walk_in(english(client), "bakar")
    assert "not even you" in client.get("/lock-account/").content.decode()
    user.refresh_from_db()
    assert user.frozen_at is None, "looking locks nothing"
    assert client.post("/lock-account/").url == reverse("members:account_locked")
    is_frozen(user, other)
    assert client.get(reverse("members:profile")).status_code == 302


def test_a_code_to_the_phone_locks_it_for_who_is_not_logged_in(client: Client) -> None:
    user, thief = cast.bakar(), Client()
    walk_in(thief, "bakar")
    assert client.post("/lock-account/", {"login_id": "bakar"}).url == "/code/"
    work()
    assert "to lock your account" in SandboxMessage.objects.get().body
    assert client.post("/code/", {"tac": "000000"}).status_code == 200
    user.refresh_from_db()
    assert user.frozen_at is None
    answer = client.post("/code/", {"tac": newest_code(user.phone)})
    assert answer.url == reverse("members:account_locked")
    is_frozen(user, thief)


def test_staff_open_it_with_a_reason() -> None:
    from members.services import freezing

    user = cast.bakar()
    freezing.freeze(user=user, by=user, at=timezone.now(), address="", device="")
    assert sign_in.unlock(
        user=user, reason="Seen at the counter with MyKad", by=cast.chong(), at=timezone.now()
    )
    assert walk_in(Client(), "bakar").status_code == 302
    assert not selectors.frozen(user.member_id)
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"account.frozen", "sign_in.unlocked"} <= actions


def test_no_counter_names_a_device_or_a_person(client: Client) -> None:
    owner(client)
    name_oneself(client, "bakar")
    prove(client, WRONG)
    mark = devices.mark(client.cookies["device"].value, User.objects.get(login_id="bakar"))
    assert SignInCounter.objects.filter(kind="DEVICE").exists()
    assert not SignInCounter.objects.filter(key__contains=mark[:8]).exists()
