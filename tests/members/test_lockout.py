"""Five wrong tries lock an account, exactly, however many come at once; and nothing tells which exist."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from members.audit.models import AuditEvent
from members.models import CounterKind, SignInCounter
from members.rules import lockout
from members.services import devices, sign_in, sign_in_counters
from tests import cast
from tests.factories.people import PASSWORD
from tests.members.pages import WRONG, name_oneself, prove
from tests.second_factor import enter

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def attempt(login_id: str, password: str, at: datetime, address: str = "127.0.0.7"):
    return sign_in.attempt(login_id=login_id, password=password, address=address, device="", at=at)


@pytest.mark.django_db
@pytest.mark.parametrize("login_id", ["aminah", "nobody-here"])
def test_the_fifth_wrong_password_locks_and_says_until_when(client: Client, login_id: str) -> None:
    cast.aminah()
    name_oneself(client, login_id)
    for _ in range(4):
        assert prove(client, WRONG).status_code == 200
    locked = prove(client, WRONG)
    assert locked.status_code == 429
    text = locked.content.decode()
    assert "Akaun dikunci sementara" in text
    assert "Akaun dikunci sehingga" in text
    assert 0 < int(locked["Retry-After"]) <= 900
    refused = prove(client, PASSWORD)
    assert refused.status_code == 429
    assert not client.session.get("_auth_user_id")


@pytest.mark.django_db
def test_all_spellings_of_one_account_share_one_count() -> None:
    cast.aminah()
    for login_id in ("aminah", "18800001", "900314145678", "aminah"):
        attempt(login_id, WRONG, AT)
    assert attempt("18800001", WRONG, AT).locked_until == AT + timedelta(minutes=15)
    assert attempt("aminah", PASSWORD, AT).user is None


@pytest.mark.django_db
def test_the_lock_opens_by_itself_and_waits_longer_each_time() -> None:
    cast.aminah()
    at = AT
    for minutes in (15, 30, 60, 120, 240, 240):
        for _ in range(5):
            outcome = attempt("aminah", WRONG, at)
        until = at + timedelta(minutes=minutes)
        assert outcome.locked_until == until
        assert attempt("aminah", PASSWORD, until - timedelta(seconds=1)).locked_until == until
        at = until
    assert attempt("aminah", PASSWORD, at).user is not None
    for _ in range(5):
        outcome = attempt("aminah", WRONG, at)
    assert outcome.locked_until == at + timedelta(minutes=15)


@pytest.mark.django_db
def test_a_right_password_clears_the_count() -> None:
    cast.aminah()
    for _ in range(3):
        for _ in range(4):
            assert attempt("aminah", WRONG, AT).locked_until is None
        assert attempt("aminah", PASSWORD, AT).user is not None


@pytest.mark.django_db
def test_an_address_with_60_wrong_tries_waits_too() -> None:
    cast.aminah()
    for number in range(60):
        attempt(f"nobody{number}", WRONG, AT)
    refused = attempt("aminah", PASSWORD, AT)
    assert refused.by_address
    assert refused.locked_until == AT + timedelta(minutes=15)
    assert attempt("aminah", PASSWORD, AT, address="127.0.0.8").user is not None


@pytest.mark.django_db
def test_right_passwords_do_not_count_against_an_address() -> None:
    cast.aminah()
    for number in range(70):
        assert attempt("aminah", PASSWORD, AT + timedelta(seconds=number)).user is not None


@pytest.mark.django_db
def test_the_statement_is_the_rule() -> None:
    """The SQL and members/rules/lockout.py give the same row after every step."""
    count = lockout.Count()
    steps = [0, 1, 2, 30, 31, 32, 33, 34, 40, 49, 49.5, 50, 51, 52, 53, 90, 3000, 3001]
    for step in steps:
        at = AT + timedelta(minutes=step)
        count, looked_at = lockout.reserve(count, lockout.ACCOUNT, at)
        kept = sign_in_counters.reserve(CounterKind.ACCOUNT, "user:1", at=at)
        row = SignInCounter.objects.get()
        assert kept.allowed == looked_at
        assert tuple(row.tries) == count.tries, step
        assert row.times_locked == count.times_locked, step
        assert row.locked_until == count.locked_until, step


@pytest.mark.django_db
def test_the_table_tells_no_identity_number() -> None:
    attempt("900314145678", WRONG, AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT c::text FROM members_signincounter c")
        rows = cursor.fetchall()
        cursor.execute("SELECT a::text FROM audit_auditevent a")
        rows += cursor.fetchall()
    assert rows
    assert "900314145678" not in str(rows)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("login_id", ["aminah", "nobody-here"])
def test_of_200_guesses_at_once_exactly_5_are_looked_at(login_id: str) -> None:
    cast.aminah()
    guesses, at_once = 200, 10
    together = Barrier(at_once)

    def guess(number: int) -> bool:
        try:
            if number < at_once:
                together.wait(timeout=20)
            address = f"127.0.{number}.7"
            outcome = attempt(login_id, WRONG, AT + timedelta(milliseconds=number), address)
            return outcome.user is None
        finally:
            connection.close()

    with ThreadPoolExecutor(at_once) as pool:
        assert all(pool.map(guess, range(guesses)))
    assert AuditEvent.objects.filter(action="sign_in.failed").count() == 5
    assert AuditEvent.objects.filter(action="sign_in.locked").count() == 1


def at_once(guess: Any, count: int = 200, together: int = 10) -> list[Any]:
    """`guess(number)` for each number, the first of them all in the same moment."""
    barrier = Barrier(together)

    def one(number: int) -> Any:
        try:
            if number < together:
                barrier.wait(timeout=20)
            return guess(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(together) as pool:
        return list(pool.map(one, range(count)))


@pytest.mark.django_db(transaction=True)
def test_of_200_guesses_on_a_known_device_exactly_5_are_looked_at() -> None:
    user = cast.aminah()
    cookie = devices.remember("", user)

    def guess(number: int) -> bool:
        return sign_in.attempt(
            login_id="aminah",
            password=WRONG,
            address=f"127.0.{number}.7",
            device="",
            at=AT + timedelta(milliseconds=number),
            cookie=cookie,
        ).user is None  # fmt: skip

    assert all(at_once(guess))
    assert AuditEvent.objects.filter(action="sign_in.failed").count() == 5
    assert AuditEvent.objects.filter(action="sign_in.locked").count() == 1
    assert sign_in.locked_until(user, at=AT) is None, "elsewhere the account is open"


@pytest.mark.django_db(transaction=True)
def test_of_200_guesses_from_one_address_exactly_60_are_looked_at() -> None:
    outcomes = at_once(
        lambda number: attempt(f"nobody{number}", WRONG, AT + timedelta(milliseconds=number))
    )
    assert AuditEvent.objects.filter(action="sign_in.failed").count() == 60
    assert sum(outcome.by_address for outcome in outcomes) == 140


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["account", "device", "address"])
def test_tries_during_a_lock_neither_prolong_it_nor_make_the_next_one_longer(kind: str) -> None:
    user = cast.aminah()
    cookie = devices.remember("", user) if kind == "device" else ""
    limit = 60 if kind == "address" else 5

    def wrong(number: int, at: datetime) -> sign_in.Attempt:
        return sign_in.attempt(
            login_id=f"nobody{number}" if kind == "address" else "aminah",
            password=WRONG,
            address="127.0.0.7" if kind == "address" else f"127.1.{number % 250}.7",
            device="",
            at=at,
            cookie=cookie,
        )

    for number in range(limit):
        wrong(number, AT)
    row = SignInCounter.objects.exclude(locked_until=None).values_list(
        "tries", "times_locked", "locked_until", "changed_at"
    )
    kept = row.get()
    for number in range(100):
        refused = wrong(number, AT + timedelta(seconds=number + 1))
        assert refused.locked_until == AT + timedelta(minutes=15)
    assert row.get() == kept
    for number in range(limit + 1):
        again = wrong(number, AT + timedelta(minutes=15))
    minutes = 15 if kind == "address" else 30
    assert again.locked_until == AT + timedelta(minutes=15 + minutes)


@pytest.mark.django_db(transaction=True)
def test_one_picture_passes_one_of_many_posts_at_once() -> None:
    """The row that was really deleted decides."""
    from captcha.models import CaptchaStore
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from members.services import picture_code

    for _ in range(5):
        session = SessionStore()
        key = picture_code.new(session)
        code = CaptchaStore.objects.get(hashkey=key).response
        together = Barrier(8)
        kept = dict(session.items())

        def post(_number: int, kept: dict = kept, key: str = key, code: str = code, b=together):
            try:
                own = SessionStore()
                own.update(kept)
                b.wait(timeout=20)
                return picture_code.answer(own, key=key, typed=code, at=timezone.now())
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(post, range(8)))
        assert answers.count(picture_code.Answer.RIGHT) == 1
        assert answers.count(picture_code.Answer.EXPIRED) == 7


@pytest.mark.django_db
def test_staff_unlock_with_a_reason_that_is_kept(client: Client) -> None:
    user, chong = cast.aminah(), cast.chong()
    for _ in range(5):
        attempt("aminah", WRONG, AT)
    with pytest.raises(ValueError, match="reason"):
        sign_in.unlock(user=user, reason=" ", by=chong, at=AT)
    assert sign_in.unlock(user=user, reason="Came to the counter with MyKad", by=chong, at=AT)
    assert attempt("aminah", PASSWORD, AT).user == user
    event = AuditEvent.objects.get(action="sign_in.unlocked")
    assert event.actor_id == chong.pk
    assert event.detail["reason"] == "Came to the counter with MyKad"
    assert event.member_id == user.member_id


@pytest.mark.django_db
def test_unlocking_from_the_console_needs_the_right(client: Client) -> None:
    from members.services.staff_groups import OPERATIONS, ensure_groups

    user, chong = cast.aminah(), cast.chong()
    for _ in range(5):
        attempt("aminah", WRONG, datetime.now(UTC))
    address = reverse("admin:members_user_unlock", args=[user.pk])
    enter(client, chong)
    assert client.post(address, {"reason": "x"}).status_code == 403
    chong.groups.add(ensure_groups()[OPERATIONS])
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 200
    assert sign_in.locked_until(user, at=datetime.now(UTC))
    assert client.post(address, {"reason": "Seen at the counter"}).status_code == 302
    assert sign_in.locked_until(user, at=datetime.now(UTC)) is None
