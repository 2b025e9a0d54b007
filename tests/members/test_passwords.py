"""R4: the current password, then a good new one; other sessions end, the owner is told."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from members.audit.models import AuditEvent
from members.models import Role
from members.sandbox.models import SandboxMessage
from members.services import passwords
from members.work import queue
from portal import hashers
from tests import cast
from tests.factories import make_user
from tests.factories.people import PASSWORD
from tests.members.pages import WRONG, english, sign_in
from tests.second_factor import enter

pytestmark = pytest.mark.django_db

NEW = "durian runtuh di tepi kolam"
PAGE = "members:password_change"


def change(
    client: Client, current: str = PASSWORD, new: str = NEW, again: str | None = None
) -> Any:
    fields = {"current": current, "new": new, "again": new if again is None else again}
    return client.post(reverse(PAGE), fields)


@pytest.fixture
def signed_in(client: Client) -> Client:
    cast.bakar()
    sign_in(english(client), "bakar")
    return client


def test_the_new_password_works_and_the_old_one_does_not(signed_in: Client) -> None:
    other = Client()
    sign_in(other, "bakar")
    before = signed_in.session.session_key
    assert change(signed_in).url == reverse("members:profile")
    assert signed_in.get(reverse("members:profile")).status_code == 200
    assert signed_in.session.session_key != before, "a new key for the session that goes on"
    assert other.get(reverse("members:profile")).status_code == 302, "the other session is dead"
    assert sign_in(Client(), "bakar").status_code == 200
    assert sign_in(Client(), "bakar", NEW).status_code == 302


def test_the_owner_is_told_at_both_addresses(signed_in: Client) -> None:
    change(signed_in)
    assert not SandboxMessage.objects.exists() and not mail.outbox, "the worker sends, not the page"
    queue.run_due()
    told = dict(SandboxMessage.objects.values_list("address", "body"))
    told |= {message.to[0]: str(message.body) for message in mail.outbox}
    assert set(told) == {"bakar@example.test", "+60120000002"}
    for body in told.values():
        assert "password was changed" in body and "Not you?" in body
        assert NEW not in body and "http" not in body
    event = AuditEvent.objects.get(action="password.changed")
    assert NEW not in str(event.__dict__)


def test_a_wrong_current_password_is_counted_and_stops_the_right_one(signed_in: Client) -> None:
    for _ in range(4):
        assert "This is not your current password" in change(signed_in, WRONG).content.decode()
    assert "Too many wrong tries" in change(signed_in, WRONG).content.decode()
    assert "Too many wrong tries" in change(signed_in).content.decode()
    assert AuditEvent.objects.filter(action="password.not_changed").count() == 5
    assert sign_in(Client(), "bakar").status_code == 302, "the door itself is not locked by it"


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("kurang 12", "at least 12 characters"),
        ("x" * 129, "128 characters or fewer"),
        ("Bakar.Othman75", "your own name"),
        ("750601105433", "your own name"),
        ("Kwsp@2026!!!!!", "everybody here would try first"),
        ("basketball1234", "Many people use this password"),
        ("abababababab", "repeats itself"),
        (PASSWORD, "must differ"),
        ("", "Enter a new password"),
    ],
)
def test_a_bad_one_is_refused_with_its_reason(signed_in: Client, new: str, words: str) -> None:
    page = change(signed_in, new=new)
    assert page.status_code == 200
    text = page.content.decode()
    assert words in text
    assert not new or f'value="{new}"' not in text, "nothing typed comes back"
    assert sign_in(Client(), "bakar").status_code == 302


def test_two_different_new_ones_change_nothing(signed_in: Client) -> None:
    assert "not the same" in change(signed_in, again=NEW + " ").content.decode()


def test_blanks_and_case_count_and_unicode_spellings_do_not(signed_in: Client) -> None:
    change(signed_in, new="  Ombak \u00e9lok di Kuala Selangor ")
    for near in ("Ombak \u00e9lok di Kuala Selangor", "  ombak \u00e9lok di Kuala Selangor "):
        assert sign_in(Client(), "bakar", near).status_code == 200
    assert sign_in(Client(), "bakar", "  Ombak e\u0301lok di Kuala Selangor ").status_code == 302


def test_128_characters_are_taken_whole(signed_in: Client) -> None:
    long = "".join(f"kata{number}rimba " for number in range(20))[:127] + "z"
    assert change(signed_in, new=long).status_code == 302
    assert sign_in(Client(), "bakar", long[:-1]).status_code == 200
    assert sign_in(Client(), "bakar", long).status_code == 302


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.STAFF])
def test_everybody_can_change_theirs(client: Client, role: str) -> None:
    user = make_user(role=role)
    client.force_login(user)
    if role == Role.STAFF:
        assert client.get(reverse(PAGE)).status_code == 302, "not before the second step"
        enter(client, user)
    assert client.get(reverse(PAGE)).status_code == 200
    assert change(client).url == reverse("portal:home")


def test_djangos_own_commands_follow_the_same_rules() -> None:
    user = make_user(role=Role.STAFF)
    assert [each["NAME"] for each in settings.AUTH_PASSWORD_VALIDATORS] == [
        "members.services.passwords.PasswordRules"
    ]
    with pytest.raises(CommandError):
        call_command("createsuperuser", login_id=user.login_id, interactive=False)


def test_the_owner_s_facts_are_known(client: Client) -> None:
    user = cast.aminah()
    assert {"18800001", "900314145678", "14031990", "aminah@example.test"} <= set(
        passwords.facts(user)
    )


def test_no_more_than_four_are_hashed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    now, most, lock = 0, 0, threading.Lock()

    def slow(self: Any, password: str, salt: str) -> str:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.05)
        with lock:
            now -= 1
        return "hash"

    monkeypatch.setattr("django.contrib.auth.hashers.Argon2PasswordHasher.encode", slow)
    hasher = hashers.Argon2Hasher()
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda _n: hasher.encode("x", "saltsaltsalt"), range(12)))
    assert most == 4
    monkeypatch.undo()
    made = hashers.Argon2Hasher().encode("x", "saltsaltsalt")
    assert made.startswith("argon2$argon2id$") and ",p=1" in made
    assert hashers.Argon2Hasher().verify("x", made)
