"""A passkey signs one act, once, on our own site, a day after it was made; and never lets in alone."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_otp_webauthn.models import WebAuthnCredential

from members.audit.models import AuditEvent
from members.models import Role, User
from members.tac import services as tac
from members.tac.models import TacChallenge
from tests import cast
from tests.factories import make_user
from tests.factories.people import PASSWORD
from tests.members.pages import WRONG, english, sign_in, work
from tests.passkeys import UP, SoftKey, passkey_of
from tests.second_factor import device_for, enter

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
LONG_AGO = AT - timedelta(days=3)
ACT = {"application": "PGL-1", "amount_sen": 6_000}
PURPOSE = "withdrawal.test"


def asked(user: User, *, at: datetime = AT) -> tac.Challenge:
    return tac.issue_for_passkey(
        user=user, purpose=PURPOSE, binding=ACT, session_key="s1", by=user, at=at
    )


def options(challenge: tac.Challenge, user: User) -> dict[str, Any]:
    found = tac.passkey_options(challenge.pk, user=user, at=AT)
    assert found is not None
    return found


def verify(challenge: tac.Challenge, user: User, answer: str, **other: Any) -> tac.Outcome:
    values = {"binding": ACT, "session_key": "s1", "at": AT, "purpose": PURPOSE, **other}
    return tac.verify(challenge_id=challenge.pk, user=user, code="", passkey=answer, **values)


# ── signing an act ──────────────────────────────────────────────────────────────────────────────


def test_it_signs_the_act_once() -> None:
    user = cast.aminah()
    key, challenge = passkey_of(user, made_at=LONG_AGO), asked(user)
    answer = key.sign(options(challenge, user))
    assert verify(challenge, user, answer).ok
    assert verify(challenge, user, answer).reason == tac.USED
    event = AuditEvent.objects.get(action="tac.accepted")
    assert event.detail["method"] == "PASSKEY"


@pytest.mark.parametrize(
    "changed",
    [
        {"binding": {**ACT, "amount_sen": 60_000}},
        {"binding": {**ACT, "application": "PGL-2"}},
        {"session_key": "s2"},
        {"purpose": "withdrawal.other"},
    ],
    ids=str,
)
def test_what_was_signed_is_nothing_else(changed: dict[str, Any]) -> None:
    user = cast.aminah()
    key, challenge = passkey_of(user, made_at=LONG_AGO), asked(user)
    assert (
        verify(challenge, user, key.sign(options(challenge, user)), **changed).reason == "MISMATCH"
    )


@pytest.mark.parametrize(
    "lie",
    [
        lambda key, asked: key.sign(asked, origin="https://teduh.evil.example"),
        lambda key, asked: key.sign(asked, origin="http://localhost.evil.example:8000"),
        lambda key, asked: key.sign({"challenge": "AAAA"}),
        lambda key, asked: key.sign(asked, flags=UP),  # nobody verified who holds the device
        lambda key, asked: SoftKey().sign(asked),  # a key that nobody knows
        lambda key, asked: key.make(asked),
        lambda key, asked: json.dumps({**json.loads(key.sign(asked)), "id": "AAAA"}),
        lambda key, asked: "[]",
        lambda key, asked: "{}",
        lambda key, asked: "\x00",
        lambda key, asked: "x" * 20_000,
        lambda key, asked: "",
    ],
)
def test_a_lie_is_a_counted_wrong_try(lie: Any) -> None:
    user = cast.aminah()
    key, challenge = passkey_of(user, made_at=LONG_AGO), asked(user)
    outcome = verify(challenge, user, lie(key, options(challenge, user)))
    assert (outcome.ok, outcome.reason, outcome.tries_left) == (False, tac.WRONG, 2)


def test_a_stranger_s_passkey_signs_nothing_of_mine() -> None:
    user = cast.aminah()
    passkey_of(user, made_at=LONG_AGO)
    stranger = passkey_of(cast.bakar(), made_at=LONG_AGO)
    challenge = asked(user)
    assert not verify(challenge, user, stranger.sign(options(challenge, user))).ok


def test_a_copy_whose_counter_lags_is_refused() -> None:
    user = cast.aminah()
    key = passkey_of(user, made_at=LONG_AGO)
    first = asked(user)
    assert verify(first, user, key.sign(options(first, user))).ok
    key.count -= 1
    second = asked(user)
    assert not verify(second, user, key.sign(options(second, user))).ok


def test_a_member_s_new_passkey_waits_a_day() -> None:
    user = cast.aminah()
    key = passkey_of(user, made_at=AT - timedelta(hours=23))
    assert not tac.has_passkey(user, AT)
    challenge = asked(user)
    assert options(challenge, user)["allowCredentials"] == []
    assert not verify(challenge, user, key.sign(options(challenge, user))).ok
    assert tac.has_passkey(user, AT + timedelta(hours=1))


def test_a_code_is_nothing_where_a_passkey_was_asked_and_the_other_way_round() -> None:
    user = cast.aminah()
    passkey_of(user, made_at=LONG_AGO)
    challenge = asked(user)
    for code in ("", "000000", "123456"):
        assert not tac.verify(
            challenge_id=challenge.pk, user=user, code=code, binding=ACT, session_key="s1", at=AT
        ).ok
    assert TacChallenge.objects.get().code_hash == ""
    sent = tac.issue(
        user=user,
        purpose=PURPOSE,
        binding=ACT,
        message_facts={},
        session_key="s1",
        by=user,
        at=AT,
    )
    assert tac.passkey_options(sent.pk, user=user, at=AT) is None


def test_of_many_uses_at_once_one_works(transactional_db: None) -> None:
    user, together = cast.aminah(), Barrier(4)
    key, challenge = passkey_of(user, made_at=LONG_AGO), asked(user)
    answer = key.sign(options(challenge, user))

    def use(_number: int) -> bool:
        try:
            together.wait(timeout=20)
            return verify(challenge, user, answer).ok
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(use, range(4))) == 1


def test_signing_without_end_is_stopped() -> None:
    user = cast.aminah()
    passkey_of(user, made_at=LONG_AGO)
    for _ in range(30):
        asked(user)
    with pytest.raises(tac.TooManyCodes):
        asked(user)
    assert asked(user, at=AT + timedelta(hours=2))


# ── making and removing ─────────────────────────────────────────────────────────────────────────


def add(client: Client, key: SoftKey, password: str = PASSWORD, name: str = "Telefon", **lie: Any):
    """Both pages; answers the last."""
    page = client.post(reverse("members:passkey_add"), {"name": name, "current": password})
    if page.status_code != 302:
        return page
    shown = client.get(reverse("members:passkey_make"))
    found = shown.content.decode().split('id="passkey-options" type="application/json">')[1]
    asked = json.loads(found.split("</script>")[0])
    return client.post(reverse("members:passkey_make"), {"passkey": key.make(asked, **lie)})


def test_a_member_adds_one_and_is_told(client: Client) -> None:
    sign_in(english(client), cast.aminah().login_id)
    assert add(client, SoftKey()).url == reverse("members:passkeys")
    page = client.get(reverse("members:passkeys")).content.decode()
    assert "Telefon" in page
    assert "Boleh menandatangani mulai" in page or "Signs from" in page
    work()
    assert "kunci laluan" in mail.outbox[-1].body.lower()
    assert AuditEvent.objects.get(action="passkey.added").detail == {"name": "Telefon"}


def test_it_needs_the_password_and_wrong_ones_are_counted(client: Client) -> None:
    sign_in(client, cast.aminah().login_id)
    for _ in range(5):
        assert add(client, SoftKey(), WRONG).status_code == 200
    assert add(client, SoftKey()).status_code == 200, "the right one is refused as well"
    assert not WebAuthnCredential.objects.exists()
    assert AuditEvent.objects.filter(action="passkey.not_confirmed").exists()


def test_a_wrong_origin_makes_none_and_the_answer_cannot_be_used_again(client: Client) -> None:
    sign_in(client, cast.aminah().login_id)
    answer = add(client, SoftKey(), origin="https://evil.example")
    assert answer.url == reverse("members:passkey_add")
    assert not WebAuthnCredential.objects.exists()
    again = client.post(
        reverse("members:passkey_make"), {"passkey": SoftKey().make({"challenge": ""})}
    )
    assert again.url == reverse("members:passkey_add")


def test_one_key_is_one_person_s(client: Client) -> None:
    key = passkey_of(cast.bakar())
    sign_in(client, cast.aminah().login_id)
    add(client, key)
    assert WebAuthnCredential.objects.count() == 1


def test_a_removed_one_signs_no_more(client: Client) -> None:
    user = cast.aminah()
    key = passkey_of(user, made_at=LONG_AGO)
    challenge = asked(user)
    answer = key.sign(options(challenge, user))
    sign_in(client, user.login_id)
    page = reverse("members:passkey_remove", args=[WebAuthnCredential.objects.get().pk])
    assert client.post(page, {"current": WRONG}).status_code == 200
    assert WebAuthnCredential.objects.exists()
    assert client.post(page, {"current": PASSWORD}).status_code == 302
    assert not verify(challenge, user, answer).ok


def test_nobody_removes_the_passkey_of_another(client: Client) -> None:
    passkey_of(cast.bakar())
    sign_in(client, cast.aminah().login_id)
    page = reverse("members:passkey_remove", args=[WebAuthnCredential.objects.get().pk])
    assert client.get(page).status_code == client.post(page, {}).status_code == 404


def test_it_opens_no_door_without_the_password(client: Client, settings: Any) -> None:
    assert settings.OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN is False
    assert settings.AUTHENTICATION_BACKENDS == ["members.backends.LoginBackend"]
    passkey_of(cast.aminah())
    for name in ("second_factor_passkey", "passkey_make"):
        answer = client.post(reverse(f"members:{name}"), {"passkey": "{}"})
        assert reverse("members:sign_in") in answer.url


# ── the second step of staff ────────────────────────────────────────────────────────────────────


def second_step(client: Client, key: SoftKey, **lie: Any) -> tuple[Any, str]:
    page = reverse("members:second_factor_passkey")
    assert client.post(page).status_code == 302
    shown = client.get(page).content.decode()
    found = shown.split('id="passkey-options" type="application/json">')[1]
    answer = key.sign(json.loads(found.split("</script>")[0]), **lie)
    return client.post(page, {"passkey": answer}), answer


def test_staff_come_in_with_it_and_not_twice_with_one_answer(client: Client) -> None:
    chong = cast.chong()
    key = passkey_of(chong)
    sign_in(client, "chong")
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/second-factor/")
    before = client.session.session_key
    answer, said = second_step(client, key)
    assert answer.url == "/admin/"
    assert client.session.session_key != before
    assert client.get("/admin/").status_code == 200
    thief = Client()
    sign_in(thief, "chong")
    thief.post(reverse("members:second_factor_passkey"))
    thief.post(reverse("members:second_factor_passkey"), {"passkey": said})
    assert thief.get("/admin/").status_code == 302


def test_a_wrong_origin_lets_nobody_in_and_is_counted(client: Client) -> None:
    key = passkey_of(cast.chong())
    sign_in(client, "chong")
    for _ in range(5):
        second_step(client, key, origin="https://evil.example")
    second_step(client, key)
    assert client.get("/admin/").status_code == 302, "five wrong ones stop the right one"


def test_the_first_second_step_may_be_a_passkey(client: Client) -> None:
    sign_in(client, cast.chong().login_id)
    assert add(client, SoftKey()).url == reverse("members:passkeys")
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    "name", ["passkeys", "passkey_add", "passkey_make", "second_factor_set_up"]
)
def test_who_has_a_second_step_proves_it_before_adding_another(client: Client, name: str) -> None:
    device_for(cast.chong())
    sign_in(client, "chong")
    assert client.get(reverse(f"members:{name}")).url == reverse("members:second_factor")
    assert not WebAuthnCredential.objects.exists()


def test_the_only_second_step_stays(client: Client) -> None:
    chong = cast.chong()
    passkey_of(chong)
    sign_in(client, "chong")
    key = WebAuthnCredential.objects.get()
    enter(client, chong)
    type(device_for(chong)).objects.all().delete()
    session = client.session
    session["otp_device_id"] = key.persistent_id
    session.save()
    page = reverse("members:passkey_remove", args=[key.pk])
    client.post(page, {"current": PASSWORD})
    assert WebAuthnCredential.objects.exists()
    device_for(chong)
    assert client.post(page, {"current": PASSWORD}).status_code == 302
    assert not WebAuthnCredential.objects.exists()


def test_they_are_not_for_employers(client: Client) -> None:
    client.force_login(make_user(role=Role.EMPLOYER))
    assert client.get(reverse("members:passkeys")).status_code == 403
