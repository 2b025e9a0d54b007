"""Two steps in, one message for everybody who is not let in, and the way out."""

from __future__ import annotations

import dataclasses
import re
from datetime import timedelta
from typing import Any

import pytest
from captcha.models import CaptchaStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from members.audit.models import AuditEvent
from members.models import CounterKind, Role, SignInCounter, User
from members.rules import lockout
from members.services import sign_in_counters
from tests import cast
from tests.factories import make_user
from tests.members.pages import (
    WRONG,
    name_oneself,
    picture_key,
    prove,
    right_code,
    sign_in,
)

pytestmark = pytest.mark.django_db

NEUTRAL = "No. KWSP atau kata laluan tidak sepadan dengan rekod kami"
SIGN = re.compile(r"img/security/[^>]+>|Phrase: <strong>[^<]+|Frasa: <strong>[^<]+")
TOKEN = re.compile(r'(csrfmiddlewaretoken" value="|picture" value="|sign-in/code/)[^".]+')


@pytest.mark.parametrize("login_id", ["18800001", "900314145678", "900314-14-5678", " AMINAH "])
def test_a_member_gets_in_by_every_way_to_name_oneself(client: Client, login_id: str) -> None:
    cast.aminah()
    answer = sign_in(client, login_id)
    assert answer.status_code == 302
    assert answer.url == reverse("portal:home")
    assert client.get(reverse("members:profile")).status_code == 200


def test_the_id_is_masked_and_in_no_address(client: Client) -> None:
    cast.aminah()
    page = name_oneself(client, "900314-14-5678")
    assert page.redirect_chain == [(reverse("members:password"), 302)]
    text = page.content.decode()
    assert "900••••••678" in text
    assert "900314145678" not in text
    assert "900314-14-5678" not in text


def test_the_second_step_needs_the_first(client: Client) -> None:
    assert client.get(reverse("members:password")).url == reverse("members:sign_in")
    answer = client.post(reverse("members:password"), {"password": "x", "code": "1"})
    assert answer.url == reverse("members:sign_in")


@pytest.mark.parametrize("login_id", ["", "аminah", "123", "x" * 70, "<b>"])
def test_what_is_no_id_is_told_so_at_once(client: Client, login_id: str) -> None:
    page = name_oneself(client, login_id)
    assert page.status_code == 200
    assert "Masukkan No. KWSP atau ID i-Akaun" in page.content.decode()
    assert "members:password" not in str(page.redirect_chain)


def test_a_nul_byte_is_no_server_error(client: Client) -> None:
    assert name_oneself(client, "amin\x00ah").status_code == 200


def test_nobody_can_tell_whether_an_id_exists(client: Client) -> None:
    """Password page, wrong answer, audit and counters are the same but for the ID itself."""
    cast.aminah()
    cast.bakar().delete()
    inactive = make_user(is_active=False)
    no_password = make_user(password=None)
    answers: list[Any] = []
    own = {"X-Request-ID", "Expires", "Content-Length"}
    for login_id in ("aminah", "nobody", inactive.login_id, no_password.login_id):
        browser = Client()
        first = name_oneself(browser, login_id)
        wrong = prove(browser, WRONG)
        text = wrong.content.decode()
        shown = re.search(r"ID: <strong>([^<]+)</strong>", text)
        assert shown
        text = SIGN.sub("", TOKEN.sub("", text)).replace(shown.group(1), "ID")
        headers = {k: v for k, v in wrong.headers.items() if k not in own}
        answers.append((first.status_code, wrong.status_code, text, headers))
        assert NEUTRAL in text
    for answer in answers[1:]:
        assert answer == answers[0]


def test_the_right_password_of_a_disabled_login_is_a_wrong_one(client: Client) -> None:
    user = make_user(is_active=False)
    assert NEUTRAL in sign_in(client, user.login_id).content.decode()


def test_the_password_is_taken_exactly_as_typed(client: Client) -> None:
    user = make_user(password="  Rahsia dengan ruang  ")
    for near in ("Rahsia dengan ruang", "  rahsia dengan ruang  ", "  Rahsia dengan ruang"):
        assert NEUTRAL in sign_in(client, user.login_id, near).content.decode()
    assert sign_in(client, user.login_id, "  Rahsia dengan ruang  ").status_code == 302


def test_employer_and_staff_come_through_the_same_door(client: Client) -> None:
    for role in (Role.EMPLOYER, Role.STAFF):
        browser = Client()
        assert sign_in(browser, make_user(role=role).login_id).status_code == 302


def test_a_member_never_enters_the_console(client: Client) -> None:
    cast.aminah()
    sign_in(client, "aminah")
    assert client.get("/admin/", follow=True).status_code == 403


def test_the_session_key_changes_at_log_in(client: Client) -> None:
    cast.aminah()
    name_oneself(client, "aminah")
    before = client.session.session_key
    prove(client)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()
    assert "sign_in_id" not in client.session


def test_log_in_is_refused_without_a_csrf_token() -> None:
    cast.aminah()
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(reverse("members:sign_in"), {"login_id": "aminah"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/activity/", "/activity/"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("activity/", "/"),
    ],
)
def test_only_our_own_pages_are_gone_to_afterwards(
    client: Client, wanted: str, reached: str
) -> None:
    cast.aminah()
    client.get(reverse("members:sign_in"), {"next": wanted})
    assert sign_in(client, "aminah").url == reached


def test_a_private_page_leads_through_log_in_and_back(client: Client) -> None:
    cast.aminah()
    page = client.get(reverse("members:profile"), follow=True)
    assert page.redirect_chain[0][0].startswith(reverse("members:sign_in"))
    assert sign_in(client, "aminah").url == reverse("members:profile")


# ── picture code ────────────────────────────────────────────────────────────────────────────────


def test_the_code_is_judged_before_the_password_and_costs_no_try(client: Client) -> None:
    cast.aminah()
    name_oneself(client, "aminah")
    for _ in range(7):
        page = prove(client, WRONG, code="nope")
        text = page.content.decode()
        assert "Aksara tidak sama dengan imej" in text
        assert NEUTRAL not in text
    assert not SignInCounter.objects.exclude(kind="PICTURE").exists()
    assert prove(client).status_code == 302


def test_a_wrong_code_uses_the_picture_up(client: Client) -> None:
    cast.aminah()
    page = name_oneself(client, "aminah")
    key = picture_key(page)
    code = right_code(key)
    fields = {"password": "x", "picture": key, "code": "000"}
    again = client.post(reverse("members:password"), fields)
    assert picture_key(again) != key
    assert not CaptchaStore.objects.filter(hashkey=key).exists()
    page = client.post(reverse("members:password"), {**fields, "code": code})
    assert "Kod keselamatan telah tamat tempoh" in page.content.decode()


def test_a_right_code_lets_one_password_be_tried(client: Client) -> None:
    cast.aminah()
    key = picture_key(name_oneself(client, "aminah"))
    fields = {"password": WRONG, "picture": key, "code": right_code(key)}
    assert NEUTRAL in client.post(reverse("members:password"), fields).content.decode()
    page = client.post(reverse("members:password"), fields)
    assert "tamat tempoh" in page.content.decode()
    assert AuditEvent.objects.filter(action="sign_in.failed").count() == 1


def test_a_picture_of_another_session_is_worth_nothing(client: Client) -> None:
    cast.aminah()
    thief = Client()
    key = picture_key(name_oneself(thief, "aminah"))
    code = right_code(key)
    name_oneself(client, "aminah")
    page = client.post(reverse("members:password"), {"password": "x", "picture": key, "code": code})
    assert "tamat tempoh" in page.content.decode()
    assert client.get(reverse("members:code_image", args=[key])).status_code == 404
    assert thief.get(reverse("members:code_image", args=[key])).status_code == 200


def test_an_expired_picture_is_told_so(client: Client) -> None:
    cast.aminah()
    key = picture_key(name_oneself(client, "aminah"))
    code = right_code(key)
    row = CaptchaStore.objects.get(hashkey=key)
    row.expiration -= timedelta(minutes=6)
    row.save()
    page = client.post(reverse("members:password"), {"password": "x", "picture": key, "code": code})
    assert "tamat tempoh" in page.content.decode()


def test_pictures_are_not_given_out_without_end(client: Client, monkeypatch: Any) -> None:
    few = dataclasses.replace(lockout.PICTURES, tries=5)
    monkeypatch.setitem(sign_in_counters.LIMITS, CounterKind.PICTURE, few)
    name_oneself(client, "aminah")
    codes = [client.get(reverse("members:password")).status_code for _ in range(6)]
    assert codes == [200, 200, 200, 200, 429, 429]
    assert CaptchaStore.objects.count() == 4


def test_the_answer_passed_is_not_special(client: Client) -> None:
    cast.aminah()
    name_oneself(client, "aminah")
    assert "Aksara tidak sama" in prove(client, code="passed").content.decode()


def test_the_picture_is_a_picture_and_the_voice_a_voice(client: Client, settings: Any) -> None:
    key = picture_key(name_oneself(client, "aminah"))
    image = client.get(reverse("members:code_image", args=[key]))
    assert image.content.startswith(b"\x89PNG")
    settings.ESPEAK_PATH = settings.FLITE_PATH = ""
    page = client.get(reverse("members:password"))
    assert "Dengar kod" not in page.content.decode()
    assert client.get(reverse("members:code_voice", args=[key])).status_code == 404


def test_the_voice_speaks_where_it_is_installed(client: Client, settings: Any) -> None:
    if not settings.ESPEAK_PATH and not settings.FLITE_PATH:
        pytest.skip("neither espeak-ng nor flite is installed")
    page = name_oneself(client, "aminah")
    assert "Dengar kod" in page.content.decode()
    key = picture_key(page)
    heard = client.get(reverse("members:code_voice", args=[key]))
    assert heard.content[:4] == b"RIFF"
    assert heard["Content-Type"] == "audio/wav"
    for _ in range(20):
        if (last := client.get(reverse("members:code_voice", args=[key]))).status_code != 200:
            break
    assert last.status_code == 429


# ── the way out ─────────────────────────────────────────────────────────────────────────────────


def test_log_out_is_a_post_and_ends_the_session(client: Client) -> None:
    user = cast.aminah()
    sign_in(client, "aminah")
    key = client.session.session_key
    assert client.get(reverse("members:sign_out")).status_code == 405
    answer = client.post(reverse("members:sign_out"))
    assert answer.url == reverse("members:signed_out")
    assert "cache" in answer["Clear-Site-Data"]
    assert not Session.objects.filter(session_key=key).exists()
    assert "Anda telah log keluar" in client.get(answer.url).content.decode()
    assert client.get(reverse("members:profile")).status_code == 302
    actions = AuditEvent.objects.filter(member_id=user.member_id).values_list("action", flat=True)
    assert set(actions) == {"sign_in.succeeded", "sign_out"}


def test_private_pages_are_never_stored(client: Client) -> None:
    cast.aminah()
    sign_in(client, "aminah")
    for name in ("members:profile", "members:activity"):
        assert "no-store" in client.get(reverse(name))["Cache-Control"]


def test_a_login_that_is_switched_off_is_out_at_once(client: Client) -> None:
    user = cast.aminah()
    sign_in(client, "aminah")
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(reverse("members:profile")).status_code == 302
