"""The ways back in: they work for the owner, and tell a stranger nothing."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members import selectors
from members.audit.models import AuditEvent
from members.models import CoolingOff, CounterKind, PasswordReset, Role, SignInCounter, User
from members.models.recovery import CoolingOffReason, ResetWay
from members.rules import cooling_off
from members.sandbox.models import SandboxMessage
from members.services import door_codes, passwords, recovery, sign_in
from members.tac.models import TacChallenge
from members.work.models import Task
from tests import cast
from tests.factories import make_user
from tests.factories.people import PASSWORD
from tests.members.pages import (
    WRONG,
    english,
    fill,
    name_oneself,
    newest_code,
    picture_key,
    work,
)
from tests.members.pages import sign_in as walk_in

pytestmark = pytest.mark.django_db

TOKEN = re.compile(r'csrfmiddlewaretoken" value="[^"]+')
NEW = "durian runtuh di tepi kolam"
FORGOTTEN = "/forgot-password/"
NUMBER = "/forgot-number/"
BAKAR = {"login_id": "bakar", "email": "bakar@example.test"}
FACTS = {
    "ic_no": "750601-10-5433",
    "name": "Bakar bin  Othman",
    "born_on_0": "1",
    "born_on_1": "6",
    "born_on_2": "1975",
    "email": "BAKAR@example.test",
}


def link_in(message: Any) -> str:
    found = re.search(r"https?://\S+", message.body)
    assert found, message.body
    return found.group(0)


def ask(client: Client, **fields: str) -> Any:
    return fill(client, FORGOTTEN, {**BAKAR, **fields})


def linked(client: Client) -> str:
    """The path of the link in a fresh e-mail to Bakar."""
    ask(client)
    work()
    return "/" + link_in(mail.outbox[-1]).split("/", 3)[3]


def set_new(client: Client, new: str = NEW) -> Any:
    return client.post("/forgot-password/new/", {"new": new, "again": new})


# ── by e-mail ───────────────────────────────────────────────────────────────────────────────────


def test_a_link_by_email_sets_a_new_password_once(client: Client) -> None:
    user = cast.bakar()
    old = Client()
    walk_in(old, "bakar")
    path = linked(english(client))
    opened = client.get(path)
    assert opened.url == "/forgot-password/new/", "the token leaves the address bar"
    assert client.get(path).status_code == 302, "looking uses nothing up: mail scanners look"
    assert set_new(client).url == "/forgot-password/done/"
    assert old.get(reverse("members:profile")).status_code == 302, "other sessions have ended"
    assert walk_in(Client(), "bakar").status_code == 200
    assert walk_in(Client(), "bakar", NEW).status_code == 302
    again = Client()
    again.get(path)
    assert set_new(again, NEW + "2").status_code == 410
    work()
    [told] = [sent for sent in mail.outbox if "password was reset" in sent.subject]
    assert "No withdrawal can be applied for until" in told.body
    [text] = SandboxMessage.objects.filter(address=user.phone, body__contains="password was reset")
    assert "No withdrawal can be applied for until" in text.body
    assert AuditEvent.objects.filter(action="password.reset", member_id=user.member_id).exists()
    assert "_auth_user_id" not in client.session, "a reset logs nobody in"


def test_a_bad_new_password_leaves_the_link_working(client: Client) -> None:
    cast.bakar()
    english(client).get(linked(client))
    assert "at least 12 characters" in set_new(client, "short").content.decode()
    assert "your own name" in set_new(client, "Bakar.Othman1975").content.decode()
    assert set_new(client).status_code == 302


def test_the_link_dies_after_30_minutes_and_with_a_newer_one(client: Client) -> None:
    cast.bakar()
    first = linked(client)
    second = linked(client)
    client.get(first)
    assert set_new(client).status_code == 410
    client.get(second)
    PasswordReset.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get("/forgot-password/new/").status_code == 410
    assert timedelta(minutes=30) == recovery.LIFE


def test_a_link_is_worth_nothing_once_the_login_is_switched_off(client: Client) -> None:
    user = cast.bakar()
    client.get(linked(client))
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/forgot-password/new/").status_code == 410
    assert set_new(client).status_code == 410
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize(
    "fields",
    [
        {"login_id": "nobody-here"},
        {"email": "other@example.test"},
        {"login_id": "750601105433", "email": "x@example.test"},
        {"login_id": "inactive", "email": "inactive@example.test"},
    ],
)
def test_what_does_not_match_gets_the_same_answer_work_and_no_mail(fields: dict[str, str]) -> None:
    cast.bakar()
    make_user(login_id="inactive", email="inactive@example.test", is_active=False)
    own, browsers = [], (Client(), Client())
    for browser, typed in zip(browsers, ({}, fields), strict=True):
        key_page = browser.get(FORGOTTEN)
        assert key_page.status_code == 200
        with CaptureQueriesContext(connection) as queries:
            answer = ask(browser, **typed)
            count = len(queries)
        assert count > 5
        page = TOKEN.sub("", browser.get(answer.url).content.decode())
        own.append((answer.status_code, answer.url, page, count))
    assert own[0] == own[1]
    lengths = {len(str(task.payload)) // 100 for task in Task.objects.all()}
    assert len(lengths) == 1
    work()
    assert len(mail.outbox) == 1
    assert mail.outbox[0].to == ["bakar@example.test"]


def test_the_page_looks_nobody_up(client: Client) -> None:
    cast.bakar()
    client.get(FORGOTTEN)
    with CaptureQueriesContext(connection) as queries:
        ask(client)
        fill(client, NUMBER, FACTS)
        client.post("/forgot-password/phone/", {"login_id": "bakar"})
    asked = " ".join(each["sql"] for each in queries)
    assert "work_task" in asked
    assert "members_user" not in asked and "members_member" not in asked


def test_no_job_holds_a_number_or_an_address_in_clear(client: Client) -> None:
    cast.bakar()
    fill(client, NUMBER, FACTS)
    ask(client, login_id="750601105433")
    client.post("/forgot-password/phone/", {"login_id": "750601105433"})
    kept = str(list(Task.objects.values_list("payload", "key")))
    assert Task.objects.count() == 3
    for secret in ("750601105433", "bakar", "BAKAR", "OTHMAN", "example.test"):
        assert secret not in kept


def test_the_link_comes_from_a_setting_and_never_from_the_request(settings: Any) -> None:
    cast.bakar()
    settings.ALLOWED_HOSTS = ["*"]
    settings.BASE_URL = "https://portal.example"
    evil = {"HTTP_HOST": "evil.example", "HTTP_X_FORWARDED_HOST": "evil.example"}
    fill(Client(), FORGOTTEN, BAKAR, **evil)
    work()
    assert link_in(mail.outbox[0]).startswith("https://portal.example/forgot-password/link/")
    assert "evil" not in mail.outbox[0].message().as_string()
    settings.ALLOWED_HOSTS = ["testserver"]
    assert Client().get(FORGOTTEN, HTTP_HOST="evil.example").status_code == 400


@pytest.mark.parametrize(
    "email",
    [
        "bakar@example.test\nBcc: x@evil.example",
        "bakar@example.test\r\nSubject: x",
        "bakar@example.test,x@evil.example",
        "bakar@example.test\x00",
    ],
)
def test_no_header_gets_in_through_the_email_field(client: Client, email: str) -> None:
    cast.bakar()
    assert ask(client, email=email).status_code == 200
    work()
    assert not mail.outbox


def test_a_person_is_not_flooded(client: Client) -> None:
    cast.bakar()
    for _ in range(6):
        ask(client)
    work()
    assert len(mail.outbox) == recovery.MOST_AN_HOUR


def test_an_address_that_asks_without_end_is_stopped(client: Client) -> None:
    cast.bakar()
    answers = [
        client.post("/forgot-password/phone/", {"login_id": f"nobody{n}"}).status_code
        for n in range(31)
    ]
    assert answers == [302] * 30 + [429]
    assert ask(client).status_code == 429


def test_the_picture_is_judged_first_and_used_up(client: Client) -> None:
    cast.bakar()
    key = picture_key(english(client).get(FORGOTTEN))
    wrong = client.post(FORGOTTEN, {**BAKAR, "picture": key, "code": "000000x"})
    assert "do not match the image" in wrong.content.decode()
    assert 'value="bakar@example.test"' in wrong.content.decode(), "nothing is typed twice"
    assert not Task.objects.exists()
    assert client.post(FORGOTTEN, BAKAR).status_code == 200
    assert not Task.objects.exists()


def test_a_reset_opens_the_lock_and_voids_codes(client: Client) -> None:
    user = cast.bakar()
    at = timezone.now()
    for _ in range(5):
        sign_in.attempt(login_id="bakar", password=WRONG, address="127.0.0.7", device="", at=at)
    client.get(linked(client))
    set_new(client)
    assert sign_in.locked_until(user, at=at) is None
    assert walk_in(Client(), "bakar", NEW).status_code == 302
    assert not TacChallenge.objects.filter(used_at=None, voided_at=None).exists()


def test_forms_refuse_a_post_without_a_csrf_token() -> None:
    browser = Client(enforce_csrf_checks=True)
    for path in (FORGOTTEN, NUMBER, "/forgot-password/phone/", "/forgot-password/new/", "/code/"):
        assert browser.post(path, {}).status_code == 403, path


def test_of_many_uses_at_once_one_works(transactional_db: None, client: Client) -> None:
    user = cast.bakar()
    token = recovery.grant(user=user, way=ResetWay.EMAIL, at=timezone.now())
    together = Barrier(6)

    def use(number: int) -> bool:
        try:
            together.wait(timeout=20)
            recovery.reset(
                token=token, new=f"{NEW} {number}", at=timezone.now(), address="", device=""
            )
            return True
        except recovery.LinkUseless:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(use, range(6))) == 1
    assert CoolingOff.objects.count() == 1


def test_the_token_is_kept_nowhere(client: Client) -> None:
    user = cast.bakar()
    token = recovery.grant(user=user, way=ResetWay.EMAIL, at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT r::text FROM members_passwordreset r")
        rows = str(cursor.fetchall())
    assert token not in rows and len(token) == 43


# ── cooling-off ─────────────────────────────────────────────────────────────────────────────────


def test_a_reset_starts_twelve_hours_of_cooling_off() -> None:
    user, at = cast.bakar(), timezone.now()
    assert selectors.cooling_off(user.member_id, at) is None
    token = recovery.grant(user=user, way=ResetWay.PHONE, at=at)
    recovery.reset(token=token, new=NEW, at=at, address="", device="")
    ends = at + timedelta(hours=12)
    assert selectors.cooling_off(user.member_id, at) == ends
    assert selectors.cooling_off(user.member_id, ends) is None
    assert set(CoolingOffReason.values) == set(cooling_off.LENGTHS)


def test_staff_have_no_savings_to_cool_off() -> None:
    user, at = make_user(role=Role.STAFF, member=cast.bakar().member), timezone.now()
    token = recovery.grant(user=user, way=ResetWay.EMAIL, at=at)
    recovery.reset(token=token, new=NEW, at=at, address="", device="")
    assert not CoolingOff.objects.exists()
    with pytest.raises(recovery.LinkUseless):
        recovery.reset(token=token, new=NEW + "x", at=at, address="", device="")
    with pytest.raises(passwords.Refused):
        other = recovery.grant(user=user, way=ResetWay.EMAIL, at=at)
        recovery.reset(token=other, new="short", at=at, address="", device="")


# ── the forgotten number ────────────────────────────────────────────────────────────────────────


def test_the_number_goes_to_the_address_on_record(client: Client) -> None:
    cast.bakar()
    assert fill(client, NUMBER, FACTS).url == "/forgot-number/sent/"
    work()
    assert mail.outbox[0].to == ["bakar@example.test"]
    assert "18800002" in mail.outbox[0].body
    assert "750601" not in mail.outbox[0].message().as_string()
    assert AuditEvent.objects.filter(action="member_no.sent").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"ic_no": "750601105434"},
        {"name": "Bakar bin Osman"},
        {"born_on_0": "2"},
        {"email": "other@example.test"},
    ],
)
def test_one_wrong_fact_gets_the_same_answer_and_nothing_else(
    client: Client, wrong: dict[str, str]
) -> None:
    cast.bakar()
    assert fill(client, NUMBER, {**FACTS, **wrong}).url == "/forgot-number/sent/"
    work()
    assert not mail.outbox


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ic_no": "12"}, "Enter the number as it is on the card or passport"),
        ({"ic_no": "７５０６０１１０５４３３"}, "Enter the number as it is"),
        ({"name": ""}, "Enter your full name"),
        ({"born_on_2": ""}, "must include a year"),
        ({"born_on_2": "2199"}, "must be in the past"),
        ({"email": "x"}, "Enter an email address"),
    ],
)
def test_shapes_are_told_at_once(client: Client, wrong: dict[str, str], words: str) -> None:
    assert words in fill(english(client), NUMBER, {**FACTS, **wrong}).content.decode()
    assert not Task.objects.exists()


# ── by a code to the phone ──────────────────────────────────────────────────────────────────────


def ask_code(client: Client, login_id: str = "bakar") -> Any:
    answer = client.post("/forgot-password/phone/", {"login_id": login_id}, follow=True)
    work()
    return answer


def test_a_code_to_the_phone_leads_to_a_new_password(client: Client) -> None:
    user = cast.bakar()
    ask_code(english(client), "750601-10-5433")
    code = newest_code(user.phone)
    text = SandboxMessage.objects.get().body
    assert "to set a new password" in text and len(text) <= 150
    answer = client.post("/code/", {"tac": code})
    assert answer.url == "/forgot-password/new/"
    assert set_new(client).url == "/forgot-password/done/"
    assert walk_in(Client(), "bakar", NEW).status_code == 302
    assert selectors.cooling_off(user.member_id, timezone.now())
    assert client.post("/code/", {"tac": code}).status_code == 410


def test_an_unknown_id_gets_the_same_pages_to_the_end() -> None:
    cast.bakar()
    make_user(login_id="inactive", is_active=False)
    make_user(login_id="nophone", phone="")
    walks = []
    for login_id in ("bakar", "nobody", "inactive", "nophone"):
        browser = english(Client())
        page = ask_code(browser, login_id)
        texts = [page.content.decode()]
        for _ in range(4):
            answer = browser.post("/code/", {"tac": "000000"})
            texts.append(f"{answer.status_code} {answer.content.decode()}")
        shown = re.search(r"ID: <strong>([^<]+)</strong>", texts[0])
        assert shown
        tidy = [TOKEN.sub("", text).replace(shown.group(1), "ID") for text in texts]
        walks.append(tidy)
        assert "The TAC is not correct or has expired" in texts[1]
        assert texts[3].startswith("410") and texts[4].startswith("410")
    assert walks[1:] == walks[:1] * 3


def test_judging_costs_one_slow_hash_for_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth import hashers

    cast.bakar()
    counts = []
    real = hashers.MD5PasswordHasher.verify
    calls: list[int] = []

    def counted(self: Any, password: str, encoded: str) -> bool:
        calls.append(1)
        return bool(real(self, password, encoded))

    monkeypatch.setattr(hashers.MD5PasswordHasher, "verify", counted)
    for login_id in ("bakar", "nobody"):
        browser = Client()
        ask_code(browser, login_id)
        calls.clear()
        browser.post("/code/", {"tac": "000000"})
        counts.append(len(calls))
    assert counts == [1, 1]


def test_a_code_is_for_its_session_and_its_purpose(client: Client) -> None:
    user = cast.bakar()
    ask_code(client)
    code = newest_code(user.phone)
    thief = Client()
    thief.post("/forgot-password/phone/", {"login_id": "bakar"})
    assert thief.post("/code/", {"tac": code}).status_code == 200
    name_oneself(thief, "bakar")
    thief.post("/sign-in/phone/")
    assert thief.post("/code/", {"tac": code}).status_code == 200
    assert client.post("/code/", {"tac": code}).url == "/forgot-password/new/"


def test_three_tries_even_at_once(transactional_db: None) -> None:
    from django.contrib.sessions.backends.db import SessionStore

    cast.bakar()
    session, at = SessionStore(), timezone.now()
    door_codes.ask(session, purpose=door_codes.PASSWORD, login_id="bakar", at=at)
    session.save()
    work()
    key, kept, together = session.session_key, dict(session.items()), Barrier(8)

    def guess(number: int) -> Any:
        try:
            own = SessionStore(key)
            own.update(kept)
            together.wait(timeout=20)
            when = at + timedelta(milliseconds=number + 1)
            return door_codes.judge(own, code="000000", at=when)[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        verdicts = list(pool.map(guess, range(8)))
    assert verdicts.count(door_codes.Verdict.WRONG) == 2
    assert AuditEvent.objects.filter(action="tac.failed").count() == 3
    row = SignInCounter.objects.get(kind=CounterKind.CODE)
    assert row.locked_until


def test_a_second_code_too_soon_comes_when_the_pause_is_over(client: Client) -> None:
    user = cast.bakar()
    ask_code(client)
    first = newest_code(user.phone)
    client.post("/code/again/")
    assert Task.objects.filter(topic=door_codes.TOPIC).count() == 1, "still waiting for the first"
    assert client.post("/code/", {"tac": first}).status_code == 302
    other = Client()
    ask_code(other)
    assert SandboxMessage.objects.count() == 1
    later = Task.objects.get(key__endswith=".later")
    assert later.available_at > timezone.now()
    work()
    assert SandboxMessage.objects.count() == 1
    TacChallenge.objects.update(issued_at=timezone.now() - timedelta(minutes=1))
    Task.objects.filter(pk=later.pk).update(available_at=timezone.now())
    work()
    assert other.post("/code/", {"tac": newest_code(user.phone)}).status_code == 302


def test_codes_at_the_door_do_not_use_up_the_owners(client: Client) -> None:
    from members.tac import services as tac

    user, at = cast.bakar(), timezone.now()
    for hour in range(8):
        door_codes.send(_payload(at + timedelta(hours=hour)), at=at + timedelta(hours=hour))
    assert TacChallenge.objects.count() == 6, "six a day"
    tac.issue(
        user=user,
        purpose="withdrawal.flx",
        binding={},
        message_facts={},
        session_key="s",
        by=user,
        at=at + timedelta(hours=8),
    )


def _payload(at: Any) -> dict[str, str]:
    from django.contrib.sessions.backends.db import SessionStore

    door_codes.ask(SessionStore(), purpose=door_codes.PASSWORD, login_id="bakar", at=at)
    found: dict[str, str] = Task.objects.order_by("-pk")[0].payload
    return found


# ── the way round the picture ───────────────────────────────────────────────────────────────────


def test_a_code_to_the_phone_stands_in_for_the_picture(client: Client) -> None:
    user = cast.bakar()
    page = name_oneself(english(client), "bakar")
    assert "Get a TAC on your phone instead" in page.content.decode()
    assert client.post("/sign-in/phone/").url == "/code/"
    work()
    assert "to log in" in SandboxMessage.objects.get().body
    answer = client.post("/code/", {"tac": newest_code(user.phone)})
    assert answer.url == reverse("members:password")
    page = client.get(answer.url)
    assert 'name="code"' not in page.content.decode()
    assert client.post(answer.url, {"password": WRONG}).status_code == 200
    assert client.post(answer.url, {"password": PASSWORD}).url == reverse("portal:home")


def test_the_pass_is_for_three_tries_of_one_id(client: Client) -> None:
    user = cast.bakar()
    cast.aminah()
    where = reverse("members:password")
    name_oneself(client, "bakar")
    client.post("/sign-in/phone/")
    work()
    client.post("/code/", {"tac": newest_code(user.phone)})
    name_oneself(client, "aminah")
    assert 'name="code"' in client.get(where).content.decode()
    name_oneself(client, "bakar")
    for left in (2, 1, 0):
        page = client.post(where, {"password": WRONG}).content.decode()
        assert ('name="code"' in page) == (left == 0)
    assert client.post(where, {"password": PASSWORD}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_the_way_round_needs_an_id_first(client: Client) -> None:
    assert client.post("/sign-in/phone/").url == reverse("members:sign_in")
    assert client.get("/sign-in/phone/").status_code == 405
    assert client.get("/code/").status_code == 410
    assert client.post("/code/again/").url == reverse("members:sign_in")


def test_links_stand_where_people_look(client: Client) -> None:
    cast.bakar()
    assert {FORGOTTEN, NUMBER} <= set(
        re.findall(r'href="([^"]+)"', client.get("/sign-in/").content.decode())
    )
    assert FORGOTTEN in name_oneself(client, "bakar").content.decode()
    for _ in range(5):
        at = timezone.now()
        sign_in.attempt(login_id="bakar", password=WRONG, address="127.0.0.9", device="", at=at)
    key = picture_key(client.get(reverse("members:password")))
    from tests.members.pages import right_code

    locked = client.post(
        reverse("members:password"), {"password": "x", "picture": key, "code": right_code(key)}
    )
    assert locked.status_code == 429 and FORGOTTEN in locked.content.decode()
