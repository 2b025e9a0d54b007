"""What happened stays as it was written, and the member can read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from members.audit import actions, services
from members.audit.models import AuditEvent
from members.models import Role
from members.services.staff_groups import REVIEWING, ensure_groups
from tests import cast
from tests.factories import make_user
from tests.second_factor import enter

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_an_action_must_be_declared() -> None:
    with pytest.raises(services.UnknownAction):
        services.record("made.up", by=None, at=AT)


def test_every_action_has_words_in_both_languages() -> None:
    for action in actions.ACTIONS.values():
        for language in ("ms", "en"):
            assert actions.words(action.code, {}, language)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_auditevent SET action = 'x'",
        "DELETE FROM audit_auditevent",
        "TRUNCATE audit_auditevent",
    ],
)
def test_the_application_cannot_change_what_happened(sql: str) -> None:
    services.record("sign_out", by=None, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert AuditEvent.objects.get().action == "sign_out"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("sql", ["UPDATE {} SET action = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_nor_can_the_owner_of_the_table(owner_connection, sql: str) -> None:
    services.record("sign_out", by=None, at=AT)
    with owner_connection.cursor() as cursor, pytest.raises(Exception, match="append-only"):
        cursor.execute(sql.format("audit_auditevent"))


def test_the_log_tells_who_did_what_in_words(client: Client) -> None:
    user, chong = cast.aminah(), cast.chong()
    hr = make_user(role=Role.EMPLOYER, display_name="Puan Ros")
    member_id = user.member_id
    services.record(
        "sign_in.succeeded",
        by=user,
        at=AT,
        member_id=member_id,
        device="Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36",
    )
    services.record("staff.viewed_member", by=chong, at=AT, member_id=member_id)
    services.record(
        "bank_account.added", by=user, at=AT, member_id=member_id, detail={"bank": "Maybank ••4321"}
    )
    services.record("session.ended", by=None, at=AT, member_id=member_id)
    services.record(
        "sign_in.failed", by=hr, at=AT, member_id=member_id, detail={"employer": "Kilang Teduh"}
    )
    enter(client, user)
    text = client.get(reverse("members:activity")).content.decode()
    for words in (
        "Log masuk", "Chrome, Android", "Pegawai melihat rekod anda", "Pegawai kumpulan wang",
        "Akaun bank ditambah: Maybank ••4321", "Sistem", "Kilang Teduh", "22/11/2026 12:00",
        "Bukan anda?",
    ):  # fmt: skip
        assert words in text
    assert "Chong" not in text


def test_a_member_sees_nobody_elses_events(client: Client) -> None:
    user, other = cast.aminah(), cast.bakar()
    services.record(
        "bank_account.added", by=other, at=AT, member_id=other.member_id, detail={"bank": "UOB"}
    )
    enter(client, user)
    text = client.get(reverse("members:activity")).content.decode()
    assert "UOB" not in text
    assert "Belum ada rekod." in text


def test_the_log_has_pages(client: Client) -> None:
    user = cast.aminah()
    for number in range(45):
        services.record(
            "sign_out", by=user, at=AT + timedelta(minutes=number), member_id=user.member_id
        )
    enter(client, user)
    address = reverse("members:activity")
    assert "Halaman 1 daripada 3" in client.get(address).content.decode()
    assert "Halaman 3 daripada 3" in client.get(address, {"page": "3"}).content.decode()
    assert client.get(address, {"page": "x'--"}).status_code == 200
    assert "22/11/2026 12:44" in client.get(address).content.decode()


def test_the_log_costs_the_same_however_long(client: Client, django_assert_max_num_queries) -> None:
    user = cast.aminah()
    for number in range(60):
        services.record(
            "sign_out", by=user, at=AT + timedelta(minutes=number), member_id=user.member_id
        )
    enter(client, user)
    with django_assert_max_num_queries(6):
        client.get(reverse("members:activity"))


def test_a_staff_view_of_a_record_is_seen_by_the_member(client: Client) -> None:
    user, chong = cast.aminah(), cast.chong()
    chong.groups.add(ensure_groups()[REVIEWING])
    enter(client, chong)
    answer = client.post(reverse("admin:members_by_number"), {"number": "900314-14-5678"})
    assert "900314" not in answer.url
    assert client.get(answer.url).status_code == 200
    event = AuditEvent.objects.get(action="staff.viewed_member")
    assert (event.actor_id, event.member_id) == (chong.pk, user.member_id)


def test_the_console_changes_nothing_about_people(client: Client) -> None:
    user, chong = cast.aminah(), cast.chong()
    chong.groups.add(*ensure_groups().values())
    enter(client, chong)
    member = reverse("admin:members_member_change", args=[user.member_id])
    login = reverse("admin:members_user_change", args=[user.pk])
    assert client.post(member, {"name": "X"}).status_code == 403
    assert client.post(login, {"is_active": ""}).status_code == 403
    for name in ("members_member_add", "members_user_add", "audit_auditevent_add"):
        try:
            address = reverse(f"admin:{name}")
        except Exception:  # noqa: S112
            continue
        assert client.get(address).status_code == 403
    for name in ("members_member", "members_user", "members_bankaccount", "audit_auditevent"):
        page = client.get(reverse(f"admin:{name}_changelist"))
        assert page.status_code == 200
        assert "900314145678" not in page.content.decode()
    assert user.password not in client.get(login).content.decode()
    assert client.get(f"/admin/members/user/{user.pk}/password/").status_code in {302, 404}
    assert (
        client.get(reverse("admin:members_member_changelist"), {"q": "900314"}).status_code == 200
    )


def test_groups_are_made_once() -> None:
    first = ensure_groups()
    assert ensure_groups() == first
    assert first[REVIEWING].permissions.filter(codename="view_member").exists()
    assert not first[REVIEWING].permissions.filter(codename__startswith="change_").exists()
