"""All failed log-ins together: past the bound staff are woken, once a window, and nobody is shut out."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.audit.models import AuditEvent, SignInAlarm
from members.models import CounterKind, Role, SignInCounter, User
from members.services import sign_in, sign_in_alarm, staff_groups
from members.work import queue
from members.work.models import Task
from tests import cast
from tests.factories import make_user
from tests.factories.people import PASSWORD
from tests.members.pages import WRONG
from tests.members.test_lockout import at_once
from tests.second_factor import enter

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
BOUND = 20


@pytest.fixture(autouse=True)
def bound(settings) -> None:
    settings.SIGN_IN_ALARM_FAILURES = BOUND


def fail(number: int, at: datetime = AT, login_id: str = "") -> sign_in.Attempt:
    """One wrong password from an address of its own, at an ID of its own."""
    return sign_in.attempt(
        login_id=login_id or f"nobody{number}",
        password=WRONG,
        address=f"127.1.{number % 250}.7",
        device="",
        at=at + timedelta(milliseconds=number),
    )


def officer(group: str, **fields: object) -> User:
    user = make_user(role=Role.STAFF, **fields)
    user.groups.add(staff_groups.ensure_groups()[group])
    return user


def asked() -> int:
    return Task.objects.filter(topic=sign_in_alarm.TOPIC).count()


@pytest.mark.django_db
def test_one_failure_less_than_the_bound_wakes_nobody(caplog) -> None:
    for number in range(BOUND - 1):
        fail(number)
    assert asked() == 0
    assert not [line for line in caplog.records if line.levelno >= logging.ERROR]
    fail(BOUND - 1)
    assert asked() == 1


@pytest.mark.django_db
def test_the_alarm_reaches_the_log_the_trail_and_whoever_may_unlock(caplog) -> None:
    support = officer(staff_groups.SUPPORT, email="support@example.test", language="en")
    operations = officer(staff_groups.OPERATIONS, email="operations@example.test")
    officer(staff_groups.RATES, email="rates@example.test")
    for number in range(BOUND):
        fail(number, login_id="" if number else "900314145678")
    errors = [line.getMessage() for line in caplog.records if line.levelno == logging.ERROR]
    assert errors == [f"alarm: {BOUND} failed log-ins of the whole portal within 15 minutes"]
    queue.run_due()
    alarm = SignInAlarm.objects.get()
    assert alarm.actor_role == "SYSTEM"
    assert alarm.member_id is None
    assert alarm.detail == {
        "failures": BOUND, "addresses": BOUND, "accounts": BOUND, "minutes": 15,
    }  # fmt: skip
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert set(letters) == {support.email, operations.email}
    assert letters[support.email].subject == "Alarm: too many failed log-ins"
    assert f"{BOUND} wrong passwords in 15 minutes" in letters[support.email].body
    assert f"{BOUND} kata laluan salah dalam 15 minit" in letters[operations.email].body
    said = " ".join([*caplog.messages, *(letter.body for letter in mail.outbox)])
    assert not re.search(r"\d{12}", said)


@pytest.mark.django_db
def test_a_worker_that_runs_again_writes_nothing_twice() -> None:
    officer(staff_groups.SUPPORT, email="support@example.test")
    for number in range(BOUND):
        fail(number)
    payload = Task.objects.get(topic=sign_in_alarm.TOPIC).payload
    for _ in range(3):
        sign_in_alarm.write(payload, at=AT)
    queue.run_due()
    assert SignInAlarm.objects.count() == 1
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_one_alarm_a_window_and_a_new_one_while_the_attack_lasts() -> None:
    for number in range(5 * BOUND):
        fail(number)
    assert asked() == 1
    later = AT + timedelta(minutes=16)
    for number in range(BOUND - 1):
        fail(number, at=later)
    assert asked() == 1
    fail(BOUND, at=later)
    assert asked() == 2


@pytest.mark.django_db
def test_failures_that_come_slowly_are_no_attack() -> None:
    for number in range(3 * BOUND):
        fail(number, at=AT + timedelta(minutes=number))
    assert asked() == 0


@pytest.mark.django_db
def test_nobody_is_locked_out_by_it() -> None:
    cast.aminah()
    for number in range(2 * BOUND):
        outcome = fail(number)
        assert outcome.locked_until is None
    right = sign_in.attempt(
        login_id="aminah", password=PASSWORD, address="127.0.0.9", device="", at=AT
    )
    assert right.user is not None


@pytest.mark.django_db
def test_right_passwords_and_tries_refused_by_a_lock_do_not_count() -> None:
    cast.aminah()
    for number in range(2 * BOUND):
        fail(number, login_id="aminah")
    everybody = SignInCounter.objects.get(kind=CounterKind.ALL)
    assert len(everybody.tries) == 5
    later = AT + timedelta(hours=1)
    for number in range(2 * BOUND):
        at = later + timedelta(seconds=number)
        right = sign_in.attempt(
            login_id="aminah", password=PASSWORD, address="127.0.0.9", device="", at=at
        )
        assert right.user is not None
    everybody.refresh_from_db()
    assert len(everybody.tries) == 5
    assert asked() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("guesses", "alarms"), [(BOUND - 1, 0), (BOUND, 1), (200, 1)])
def test_it_is_exact_when_many_fail_at_once(guesses: int, alarms: int) -> None:
    at_once(fail, guesses)
    assert AuditEvent.objects.filter(action="sign_in.failed").count() == guesses
    assert asked() == alarms
    kept = SignInCounter.objects.get(kind=CounterKind.ALL)
    assert len(kept.tries) == (0 if alarms else guesses)
    queue.run_due()
    assert SignInAlarm.objects.count() == alarms


@pytest.mark.django_db(transaction=True)
def test_the_try_that_raises_the_alarm_asks_the_database_no_more_than_another() -> None:
    counts = []
    for number in range(BOUND):
        with CaptureQueriesContext(connection) as queries:
            fail(number)
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts


@pytest.mark.django_db
@pytest.mark.parametrize("group", [staff_groups.SUPPORT, staff_groups.OPERATIONS])
def test_support_and_operations_see_the_alarms(client: Client, group: str) -> None:
    for number in range(BOUND):
        fail(number)
    queue.run_due()
    enter(client, officer(group, language="en"))
    page = client.get(reverse("admin:audit_signinalarm_changelist"))
    assert page.status_code == 200
    alarm = SignInAlarm.objects.get()
    assert alarm in page.context["cl"].result_list
    shown = client.get(reverse("admin:audit_signinalarm_change", args=[alarm.pk]))
    assert shown.status_code == 200
    assert (
        client.post(reverse("admin:audit_signinalarm_delete", args=[alarm.pk])).status_code == 403
    )
