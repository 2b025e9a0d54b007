""" "Not me": one press stops money, ends what others had open, and wakes staff, who alone let go."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members import selectors
from members.audit import actions
from members.audit import services as audit
from members.audit.models import AuditEvent
from members.models import (
    Notice,
    PasswordReset,
    ProfileChange,
    ReportState,
    ResetWay,
    SecurityReport,
    User,
)
from members.rules import not_me
from members.services import bank_accounts, recovery, reports
from members.tac.models import TacChallenge
from tests import cast
from tests.factories import make_user
from tests.members.pages import sign_in, work
from tests.permissions import allow
from tests.second_factor import enter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def aminah(client: Client) -> User:
    user = cast.aminah()
    sign_in(client, "aminah")
    return user


def event(action: str, user: User, **facts: object) -> AuditEvent:
    return audit.record(
        action, by=facts.pop("by", user), at=timezone.now(), member_id=user.member_id, **facts
    )


def say(client: Client, found: AuditEvent):
    return client.post(reverse("members:not_me", args=[found.pk]))


def officer(**facts: object) -> User:
    user = make_user(role="STAFF", language="en", **facts)
    return allow(user, "members.answer_report", "members.view_securityreport")


def test_one_press_stops_everything(client: Client, aminah: User) -> None:
    staff = officer()
    thief = Client()
    sign_in(thief, "aminah")
    thief.post(reverse("members:phone"), {"value": "012-999 8877"})
    reset = recovery.grant(user=aminah, way=ResetWay.EMAIL, at=timezone.now())
    found = AuditEvent.objects.filter(action="sign_in.succeeded").latest("pk")
    page = client.get("/activity/").content.decode()
    assert reverse("members:not_me", args=[found.pk]) in page and "Bukan anda?" in page
    ask = client.get(reverse("members:not_me", args=[found.pk])).content.decode()
    assert "Semua sesi anda yang lain ditamatkan" in ask
    assert not SecurityReport.objects.exists(), "asking is not doing"
    done = say(client, found)
    assert "Kami telah menghentikan semuanya" in client.get(done.url).content.decode()
    assert selectors.reported(aminah.member_id)
    assert thief.get("/profile/").status_code == 302, "the other session is dead"
    assert client.get("/profile/").status_code == 200, "this one goes on"
    assert not TacChallenge.objects.filter(used_at=None, voided_at=None).exists()
    assert ProfileChange.objects.get().voided_at and PasswordReset.objects.get().voided_at
    with pytest.raises(recovery.LinkUseless):
        recovery.look(reset, at=timezone.now())
    work()
    assert [letter.to for letter in mail.outbox if "waits for an answer" in letter.subject] == [
        [staff.email]
    ]
    assert Notice.objects.filter(about="report.made").count() == 1
    page = client.get("/activity/").content.decode()
    assert "Anda melaporkan bukan anda: Log masuk" in page and done.url in page


def test_a_look_ends_no_session(client: Client, aminah: User) -> None:
    other = Client()
    sign_in(other, "aminah")
    seen = event("staff.viewed_member", aminah, by=cast.chong())
    ask = client.get(reverse("members:not_me", args=[seen.pk])).content.decode()
    assert "Semua sesi anda yang lain" not in ask
    say(client, seen)
    assert other.get("/profile/").status_code == 200
    assert selectors.reported(aminah.member_id), "money stops all the same"


def test_nothing_is_changed_meanwhile(client: Client, aminah: User) -> None:
    say(client, event("bank_account.added", aminah, detail={"bank": "Maybank ••1"}))
    for name, form in (
        ("phone", {"value": "012-999 8877"}),
        ("email", {"value": "lain@contoh.example"}),
        (
            "bank_account_add",
            {"bank_code": "MBBEMYKL", "number": "164012345678", "holder_name": aminah.member.name},
        ),
    ):
        page = client.post(reverse(f"members:{name}"), form)
        assert "sehingga kami menjawab" in page.content.decode(), name
    assert not ProfileChange.objects.exists()


def test_a_report_is_made_once_and_of_ones_own_log(client: Client, aminah: User) -> None:
    found = event("password.changed", aminah)
    first = say(client, found).url
    assert say(client, found).url == first
    assert client.get(reverse("members:not_me", args=[found.pk])).url == first
    assert SecurityReport.objects.count() == 1
    made = AuditEvent.objects.get(action="report.made")
    assert say(client, made).status_code == 404, "a report is nothing to report"
    hidden = event("withdrawal.taken", aminah)
    assert say(client, hidden).status_code == 404
    stranger = Client()
    stranger.force_login(cast.bakar())
    assert say(stranger, found).status_code == 404
    assert stranger.get(first).status_code == 404


def test_staff_answer_and_let_go_with_a_reason(client: Client, aminah: User) -> None:
    staff = officer()
    console = Client()
    enter(console, staff)
    page = say(client, event("password.changed", aminah)).url
    made = SecurityReport.objects.get()
    listing = console.get(reverse("admin:members_securityreport_changelist")).content.decode()
    assert "Password changed" in listing
    address = reverse("admin:members_securityreport_answer", args=[made.pk])
    assert "Send the answer" in console.get(address).content.decode()
    assert AuditEvent.objects.filter(action="staff.viewed_member").exists(), "the look is logged"
    bad = console.post(address, {"outcome": "release"}).content.decode()
    assert "Say what was found" in bad and selectors.reported(aminah.member_id)
    answer = {"reason": "Called back", "answer": "Kami sedang menyemak.", "outcome": "keep"}
    console.post(address, answer)
    assert selectors.reported(aminah.member_id)
    assert "Kami sedang menyemak." in client.get(page).content.decode()
    console.post(address, {**answer, "outcome": "release", "answer": "Semuanya selesai."})
    assert not selectors.reported(aminah.member_id)
    text = client.get(page).content.decode()
    assert "Semuanya selesai." in text and "Wang dibenarkan bergerak semula" in text
    assert Notice.objects.filter(about="report.released", member=aminah.member).count() == 1
    kept = AuditEvent.objects.get(action="report.released")
    assert kept.detail == {"reason": "Called back"} and kept.actor_id == staff.pk


def test_nobody_lets_their_own_money_go(aminah: User, client: Client) -> None:
    say(client, event("password.changed", aminah))
    made = SecurityReport.objects.get()
    facts = {
        "report_id": made.pk,
        "answer": "Ya",
        "reason": "x",
        "release": True,
        "at": timezone.now(),
    }
    for by in (officer(member=aminah.member), make_user(role="STAFF")):
        with pytest.raises(reports.NotAllowed):
            reports.answer(**facts, by=by)
    with pytest.raises(ValueError, match="needed"):
        reports.answer(**{**facts, "reason": " "}, by=officer())
    with (
        pytest.raises(IntegrityError, match="report_is_answered_by_whom_when_and_why"),
        transaction.atomic(),
    ):
        SecurityReport.objects.update(state=ReportState.RELEASED)


def test_every_action_is_judged() -> None:
    """What nobody thought of counts as a use of the account."""
    assert not_me.account_is_used("something.new")
    looks = {code for code in actions.ACTIONS if not not_me.account_is_used(code)}
    assert looks >= {"staff.viewed_member", "withdrawal.viewed", "employer.balance_looked_up"}
    assert not looks & {"sign_in.succeeded", "email.changed", "withdrawal.submitted"}


@pytest.mark.parametrize("page", ["member", "user", "bankaccount", "profilechange"])
def test_whatever_staff_open_stands_in_the_log(client: Client, aminah: User, page: str) -> None:
    staff = officer()
    for codename in ("view_member", "view_user", "view_bankaccount", "view_profilechange"):
        staff.user_permissions.add(Permission.objects.get(codename=codename))
    account = bank_accounts.add(
        member=aminah.member,
        bank_code="MBBEMYKL",
        number="164012345678",
        holder_name=aminah.member.name,
        by=None,
        at=timezone.now(),
    )
    client.post(reverse("members:phone"), {"value": "012-999 8877"})
    rows = {
        "member": aminah.member_id,
        "user": aminah.pk,
        "bankaccount": account.pk,
        "profilechange": ProfileChange.objects.get().pk,
    }
    console = Client()
    enter(console, User.objects.get(pk=staff.pk))
    answer = console.get(reverse(f"admin:members_{page}_change", args=[rows[page]]))
    assert answer.status_code == 200
    seen = AuditEvent.objects.get(action="staff.viewed_member")
    assert (seen.member_id, seen.actor_id) == (aminah.member_id, staff.pk)
    assert "Pegawai melihat rekod anda" in client.get("/activity/").content.decode()
