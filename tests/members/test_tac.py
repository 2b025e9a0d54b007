"""A code is accepted once, for what it was issued for, in the session it was issued in."""

from __future__ import annotations

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from members.audit.models import AuditEvent
from members.models import User
from members.sandbox.models import SandboxMessage
from members.tac import services
from members.tac.models import TacChallenge
from tests import cast

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
BINDING = {"application": "PGL-1", "amount_sen": 50_000, "bank_account": 7}
SESSION = "session-of-aminah"


def issue(user: User, at: datetime = AT, **changes: Any) -> services.Challenge:
    facts: dict[str, Any] = {
        "user": user,
        "purpose": "withdrawal.fleksibel",
        "binding": BINDING,
        "message_facts": {"amount_sen": 50_000, "payee": "Maybank ••4321"},
        "session_key": SESSION,
        "by": user,
        "at": at,
    }
    return services.issue(**{**facts, **changes})


def code_sent(user: User) -> str:
    body = SandboxMessage.objects.filter(address=user.phone).first().body
    return re.search(r"\d{6}", body).group()


def verify(challenge: Any, user: User, code: str, **changes: Any) -> services.Outcome:
    facts: dict[str, Any] = {
        "challenge_id": challenge.pk,
        "user": user,
        "code": code,
        "binding": BINDING,
        "session_key": SESSION,
        "at": AT + timedelta(minutes=1),
    }
    return services.verify(**{**facts, **changes})


@pytest.fixture
def sent(django_capture_on_commit_callbacks):
    """A code for Aminah: (her login, the challenge, the code from her phone)."""
    user = cast.aminah()
    with django_capture_on_commit_callbacks(execute=True):
        challenge = issue(user)
    return user, challenge, code_sent(user)


def other(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


@pytest.mark.django_db
def test_the_right_code_is_accepted_once(sent) -> None:
    user, challenge, code = sent
    assert verify(challenge, user, f" {code[:3]} {code[3:]} ").ok
    again = verify(challenge, user, code)
    assert (again.ok, again.reason) == (False, services.USED)


@pytest.mark.django_db
def test_three_wrong_codes_end_it_and_the_right_one_comes_too_late(sent) -> None:
    user, challenge, code = sent
    outcomes = [verify(challenge, user, other(code)) for _ in range(3)]
    assert [(o.reason, o.tries_left) for o in outcomes] == [
        (services.WRONG, 2),
        (services.WRONG, 1),
        (services.LOCKED, 0),
    ]
    assert verify(challenge, user, code).reason == services.LOCKED


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"at": AT + timedelta(minutes=5)}, services.EXPIRED),
        ({"binding": {**BINDING, "amount_sen": 60_000}}, services.MISMATCH),
        ({"binding": {**BINDING, "bank_account": 8}}, services.MISMATCH),
        ({"binding": {**BINDING, "amount_sen": "50000"}}, services.MISMATCH),
        ({"binding": {}}, services.MISMATCH),
        ({"session_key": "another"}, services.MISMATCH),
        ({"session_key": ""}, services.MISMATCH),
        ({"purpose": "profile.phone"}, services.MISMATCH),
        ({"challenge_id": uuid.uuid4()}, services.UNKNOWN),
        ({"challenge_id": "not a uuid"}, services.UNKNOWN),
    ],
)
def test_for_anything_else_the_right_code_is_refused(sent, changes, reason) -> None:
    user, challenge, code = sent
    outcome = verify(challenge, user, code, **changes)
    assert (outcome.ok, outcome.reason) == (False, reason)
    assert TacChallenge.objects.get().used_at is None


@pytest.mark.django_db
def test_a_changed_amount_kills_the_code_for_the_old_amount_too(sent) -> None:
    user, challenge, code = sent
    verify(challenge, user, code, binding={**BINDING, "amount_sen": 60_000})
    assert verify(challenge, user, code).reason == services.EXPIRED


@pytest.mark.django_db
def test_another_person_cannot_use_it(sent) -> None:
    _user, challenge, code = sent
    assert verify(challenge, cast.bakar(), code).reason == services.UNKNOWN


@pytest.mark.django_db
def test_it_is_good_to_the_last_second(sent) -> None:
    user, challenge, code = sent
    assert verify(challenge, user, code, at=AT + timedelta(minutes=4, seconds=59)).ok


@pytest.mark.django_db
def test_a_new_code_kills_the_old_one(sent, django_capture_on_commit_callbacks) -> None:
    user, challenge, code = sent
    with django_capture_on_commit_callbacks(execute=True):
        newer = issue(user, AT + timedelta(seconds=60))
    at = AT + timedelta(minutes=2)
    assert verify(challenge, user, code, at=at).reason == services.EXPIRED
    assert verify(newer, user, code_sent(user), at=at).ok


@pytest.mark.django_db
def test_sending_is_limited_for_a_person_and_for_a_phone() -> None:
    user, other_user = cast.aminah(), cast.bakar()
    issue(user)
    with pytest.raises(services.TooManyCodes) as refused:
        issue(user, AT + timedelta(seconds=59))
    assert refused.value.retry_at == AT + timedelta(seconds=60)
    User.objects.filter(pk=other_user.pk).update(phone=user.phone)
    with pytest.raises(services.TooManyCodes):
        issue(other_user, AT + timedelta(seconds=30))
    for minutes in (2, 4, 6, 8):
        issue(user, AT + timedelta(minutes=minutes))
    with pytest.raises(services.TooManyCodes) as refused:
        issue(user, AT + timedelta(minutes=20))
    assert refused.value.retry_at == AT + timedelta(hours=1)


@pytest.mark.django_db
def test_without_a_phone_nothing_is_sent() -> None:
    user = cast.aminah()
    User.objects.filter(pk=user.pk).update(phone="")
    with pytest.raises(services.NoPhone):
        issue(user)


@pytest.mark.django_db
def test_the_code_is_kept_nowhere(sent, caplog) -> None:
    user, challenge, code = sent
    verify(challenge, user, other(code))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT row_to_json(t)::text FROM tac_tacchallenge t"
            " UNION ALL SELECT row_to_json(a)::text FROM audit_auditevent a"
        )
        kept = "".join(row[0] for row in cursor.fetchall())
    challenge.refresh_from_db()
    kept += repr(challenge) + str(challenge) + caplog.text
    # Hex digests and times may hold any six digits; the code must not stand alone.
    assert not re.search(rf"(?<![0-9a-f]){code}(?![0-9a-f])", kept)
    assert challenge.code_hash.split("$")[0] in {"md5", "argon2"}


@pytest.mark.django_db
def test_the_message_says_what_is_signed(sent) -> None:
    user, _challenge, _code = sent
    body = SandboxMessage.objects.get(address=user.phone).body
    assert "RM500.00" in body
    assert "Maybank ••4321" in body
    assert "Sah 5 minit" in body


@pytest.mark.django_db
def test_every_answer_is_in_the_trail(sent) -> None:
    user, challenge, code = sent
    verify(challenge, user, other(code))
    verify(challenge, user, code)
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["tac.sent", "tac.failed", "tac.accepted"]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_when_the_act_is_rolled_back() -> None:
    user = cast.aminah()
    with pytest.raises(RuntimeError), transaction.atomic():
        issue(user)
        raise RuntimeError
    assert not SandboxMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_verifications_at_once_one_is_accepted() -> None:
    user = cast.aminah()
    for number in range(4):
        at = AT + timedelta(minutes=2 * number)
        challenge = issue(user, at)
        code = code_sent(user)
        together = Barrier(6)

        def attempt(_n: int, challenge=challenge, code=code, at=at, together=together) -> bool:
            try:
                together.wait(timeout=20)
                return verify(challenge, user, code, at=at).ok
            finally:
                connection.close()

        with ThreadPoolExecutor(6) as pool:
            assert sum(pool.map(attempt, range(6))) == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_wrong_codes_at_once_three_are_counted() -> None:
    user = cast.aminah()
    challenge = issue(user)
    code = code_sent(user)
    together = Barrier(8)

    def guess(number: int) -> str:
        try:
            together.wait(timeout=20)
            return verify(challenge, user, f"{(int(code) + 1 + number) % 10**6:06}").reason
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        reasons = sorted(pool.map(guess, range(8)))
    assert reasons.count(services.WRONG) == 2
    assert reasons.count(services.LOCKED) == 6
    assert verify(challenge, user, code).reason == services.LOCKED
