"""Change of e-mail, phone, address and bank account: both contacts answer, then money waits a while."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members import selectors
from members.audit.models import AuditEvent
from members.models import (
    BankAccount,
    CoolingOff,
    Notice,
    PasswordReset,
    ProfileChange,
    ResetWay,
    User,
)
from members.sandbox.models import SandboxMessage
from members.services import counter_changes, recovery
from members.tac.models import TacChallenge
from tests import cast
from tests.factories import make_user
from tests.members.pages import newest_code, work
from tests.permissions import allow
from tests.second_factor import enter

pytestmark = pytest.mark.django_db(transaction=True)
OLD, NEW = "+60120000001", "+60123456789"
BANK = {"bank_code": "MBBEMYKL", "number": "164012345678", "holder_name": "Aminah binti Salleh"}


@pytest.fixture
def aminah(client: Client) -> User:
    user = cast.aminah()
    client.force_login(user)
    return user


def code_to(address: str) -> str:
    """The newest code to a new contact."""
    if "@" in address:
        texts = [letter.body for letter in mail.outbox if letter.to == [address]]
    else:
        found = SandboxMessage.objects.filter(address=address).order_by("pk")
        texts = list(found.values_list("body", flat=True))
    codes = [code for text in texts for code in re.findall(r"Kod anda (\d{6})", text)]
    return str(codes[-1])


def begin(client: Client, name: str, value: str) -> str:
    answer = client.post(reverse(f"members:{name}"), {"value": value})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.url)


def give(client: Client, address: str, code: str):
    return client.post(address, {"tac": code})


def test_a_phone_is_changed_when_both_answer(client: Client, aminah: User) -> None:
    reset = recovery.grant(user=aminah, way=ResetWay.EMAIL, at=timezone.now())
    page = begin(client, "phone", "012-345 6789")
    body = SandboxMessage.objects.filter(address=OLD).latest("pk").body
    assert "untuk menukar telefon kepada" in body and "6789" in body and len(body) <= 150
    assert not SandboxMessage.objects.filter(address=NEW).exists(), "the old one first"
    assert give(client, page, newest_code(OLD)).url == page
    aminah.refresh_from_db()
    assert aminah.phone == OLD, "nothing changes before the new one answers"
    answer = give(client, page, code_to(NEW))
    assert answer.url == reverse("members:profile")
    aminah.refresh_from_db()
    assert aminah.phone == NEW
    ends = selectors.cooling_off(aminah.member_id, timezone.now())
    assert timedelta(hours=23, minutes=59) < ends - timezone.now() <= timedelta(hours=24)
    shown = timezone.localtime(ends).strftime("%H:%M")
    assert shown in client.get(answer.url).content.decode(), "the exact end is shown"
    assert not TacChallenge.objects.filter(used_at=None, voided_at=None).exists()
    with pytest.raises(recovery.LinkUseless):
        recovery.look(reset, at=timezone.now())
    assert PasswordReset.objects.get().voided_at
    work()
    for phone in (OLD, NEW):
        body = SandboxMessage.objects.filter(address=phone).latest("pk").body
        assert "Tiada wang boleh dimohon atau dibayar sehingga" in body and "Bukan anda?" in body
    assert Notice.objects.get(about="phone.changed").member_id == aminah.member_id
    assert AuditEvent.objects.filter(action="phone.changed").count() == 1


def test_an_email_is_changed_by_the_phone_and_the_new_mailbox(client: Client, aminah: User) -> None:
    page = begin(client, "email", "Aminah.Baru@Contoh.Example")
    give(client, page, newest_code(OLD))
    answer = give(client, page, code_to("Aminah.Baru@contoh.example"))
    assert answer.status_code == 302
    aminah.refresh_from_db()
    assert aminah.email == "Aminah.Baru@contoh.example"
    work()
    told = {letter.to[0] for letter in mail.outbox if "telah ditukar" in letter.subject}
    assert told == {"aminah@example.test", "Aminah.Baru@contoh.example"}
    assert CoolingOff.objects.get().reason == "EMAIL_CHANGED"


@pytest.mark.parametrize("stage", ["old", "new"])
def test_three_wrong_codes_and_it_is_over(client: Client, aminah: User, stage: str) -> None:
    page = begin(client, "phone", NEW)
    if stage == "new":
        give(client, page, newest_code(OLD))
    right = newest_code(OLD) if stage == "old" else code_to(NEW)
    wrong = "000000" if right != "000000" else "111111"
    texts = [give(client, page, wrong).content.decode() for _time in range(3)]
    assert "Anda ada 2 cubaan lagi" in texts[0] and "Minta TAC baharu" in texts[2]
    assert "Minta TAC baharu" in give(client, page, right).content.decode()
    aminah.refresh_from_db()
    assert aminah.phone == OLD
    assert not CoolingOff.objects.exists()


def test_a_code_cannot_be_used_elsewhere(client: Client, aminah: User) -> None:
    """Another session, another person, another change, or too late: nothing changes."""
    page = begin(client, "phone", NEW)
    code = newest_code(OLD)
    elsewhere = Client()
    elsewhere.force_login(aminah)
    assert give(elsewhere, page, code).url == reverse("members:profile")
    stranger = Client()
    stranger.force_login(cast.bakar())
    assert give(stranger, page, code).url == reverse("members:profile")
    ProfileChange.objects.update(expires_at=timezone.now())
    assert give(client, page, code).url == reverse("members:profile")
    TacChallenge.objects.update(issued_at=timezone.now() - timedelta(minutes=2))
    other = begin(client, "email", "lain@contoh.example")
    give(client, other, code)
    aminah.refresh_from_db()
    assert (aminah.phone, aminah.email) == (OLD, "aminah@example.test")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("phone", "", "Masukkan nombor telefon bimbit baharu"),
        ("phone", "03-2161 2345", "Masukkan nombor telefon bimbit Malaysia"),
        ("phone", "+65 9123 4567", "Masukkan nombor telefon bimbit Malaysia"),
        ("phone", "０１２3456789", "Masukkan nombor telefon bimbit Malaysia"),
        ("phone", "0123456789\n+6598", "Masukkan nombor telefon bimbit Malaysia"),
        ("phone", OLD, "Ini sudah ada dalam rekod kami"),
        ("email", "", "Masukkan e-mel baharu"),
        ("email", "aminah", "Masukkan alamat e-mel seperti"),
        ("email", "a@b.example\r\nBcc: x@evil.example", "Masukkan alamat e-mel seperti"),
        ("email", "аминах@contoh.example", "Masukkan alamat e-mel seperti"),
        ("email", "x" * 250 + "@contoh.example", "Masukkan alamat e-mel seperti"),
        ("email", "aminah@example.test", "Ini sudah ada dalam rekod kami"),
    ],
)
def test_bad_contacts_are_told_why_and_leave_nothing(
    client: Client, aminah: User, name: str, value: str, message: str
) -> None:
    page = client.post(reverse(f"members:{name}"), {"value": value})
    assert page.status_code == 200 and message in page.content.decode()
    assert not ProfileChange.objects.exists() and not TacChallenge.objects.exists()


def test_nobody_is_flooded_by_codes(client: Client, aminah: User) -> None:
    page = begin(client, "phone", NEW)
    give(client, page, newest_code(OLD))
    for _time in range(3):
        client.post(f"{page}again/")
    assert SandboxMessage.objects.filter(address=NEW).count() == 1, "one a minute"
    for _time in range(4):
        ProfileChange.objects.update(code_sent_at=timezone.now() - timedelta(minutes=2))
        client.post(f"{page}again/")
    assert SandboxMessage.objects.filter(address=NEW).count() == 3, "three for one change"
    ProfileChange.objects.update(codes_sent=6, voided_at=timezone.now())
    TacChallenge.objects.update(issued_at=timezone.now() - timedelta(minutes=2))
    other = make_user()
    client.force_login(other)
    refused = client.post(reverse("members:phone"), {"value": NEW})
    assert "Kami belum boleh menghantar kod lagi" in refused.content.decode()


def test_stopping_changes_nothing(client: Client, aminah: User) -> None:
    page = begin(client, "phone", NEW)
    client.post(f"{page}stop/")
    assert give(client, page, newest_code(OLD)).url == reverse("members:profile")
    aminah.refresh_from_db()
    assert aminah.phone == OLD


def test_the_new_contact_is_nowhere_in_clear(client: Client, aminah: User) -> None:
    page = begin(client, "phone", NEW)
    give(client, page, newest_code(OLD))
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(c)::text from members_profilechange c")
        assert NEW not in str(cursor.fetchall())
    assert NEW not in page


def test_who_has_no_phone_goes_to_a_counter(client: Client, aminah: User) -> None:
    User.objects.update(phone="")
    page = client.post(reverse("members:phone"), {"value": NEW})
    assert "kaunter" in page.content.decode()
    assert not ProfileChange.objects.exists()


def test_an_address_is_changed_and_told(client: Client, aminah: User) -> None:
    form = {
        "address": "12  Jalan Duta\n\nTaman Contoh",
        "postcode": "50480",
        "town": "Kuala Lumpur",
    }
    page = client.post(reverse("members:address"), {**form, "state_code": "XXX"})
    assert "Pilih negeri" in page.content.decode()
    page = client.post(
        reverse("members:address"), {**form, "postcode": "5048", "state_code": "KUL"}
    )
    assert "Poskod mestilah 5 angka" in page.content.decode()
    fields = {**form, "state_code": "KUL", "name": "ORANG LAIN", "member_no": "1"}
    assert client.post(reverse("members:address"), fields).status_code == 302
    aminah.member.refresh_from_db()
    assert aminah.member.address == "12 Jalan Duta\nTaman Contoh"
    assert aminah.member.name == "AMINAH BINTI SALLEH", "no more fields than the form has"
    assert Notice.objects.get().about == "address.changed"


def add_bank(client: Client, **more: str) -> str:
    TacChallenge.objects.update(issued_at=timezone.now() - timedelta(minutes=2))
    page = client.post(reverse("members:bank_account_add"), {**BANK, **more}).url
    return str(give(client, page, newest_code(OLD)).url)


def test_a_new_bank_account_waits(client: Client, aminah: User) -> None:
    page = client.post(reverse("members:bank_account_add"), BANK).url
    body = SandboxMessage.objects.latest("pk").body
    assert "menambah akaun bank Maybank ••5678" in body
    assert not BankAccount.objects.exists(), "not before the TAC"
    done = give(client, page, newest_code(OLD))
    account = BankAccount.objects.get()
    waits = selectors.waits(aminah.member_id, timezone.now())
    assert waits.until is None
    assert waits.accounts[account.pk] == account.added_at + timedelta(hours=24)
    assert (waits.limit_sen, waits.limit_until) == (25_000, account.added_at + timedelta(hours=72))
    text = client.get(done.url).content.decode()
    assert timezone.localtime(waits.accounts[account.pk]).strftime("%H:%M") in text
    work()
    assert "Akaun bank Maybank ••5678 ditambah" in SandboxMessage.objects.latest("pk").body


def test_one_account_takes_the_place_of_another(client: Client, aminah: User) -> None:
    add_bank(client)
    old = BankAccount.objects.get()
    TacChallenge.objects.update(issued_at=timezone.now() - timedelta(minutes=2))
    address = reverse("members:bank_account_change", args=[old.pk])
    page = client.post(address, {**BANK, "number": "164099998888"}).url
    old.refresh_from_db()
    assert old.removed_at is None
    give(client, page, newest_code(OLD))
    old.refresh_from_db()
    assert old.removed_at
    assert BankAccount.objects.get(removed_at=None).last_four == "8888"
    client.force_login(cast.bakar())
    live = BankAccount.objects.get(removed_at=None)
    assert client.get(reverse("members:bank_account_change", args=[live.pk])).status_code == 404


def officer(**facts: object) -> User:
    user = make_user(role="STAFF", language="en", **facts)
    return allow(
        user, "members.register_contact", "members.view_profilechange", "members.view_user"
    )


def test_at_a_counter_two_officers_change_a_phone(aminah: User) -> None:
    first, second = officer(), officer()
    desk, back_office = Client(), Client()
    enter(desk, first)
    enter(back_office, second)
    address = reverse("admin:members_profilechange_enter", args=[aminah.pk])
    fields = {"kind": "PHONE", "value": "012-345 6789", "reason": "MyKad and face"}
    assert desk.get(address).status_code == 200
    assert desk.post(address, fields).status_code == 302
    change = ProfileChange.objects.get()
    work()
    assert "kaunter" in SandboxMessage.objects.get(address=OLD).body, "the old one is told at once"
    decide = reverse("admin:members_profilechange_decide", args=[change.pk])
    assert "Approve the change" not in desk.get(decide).content.decode()
    desk.post(decide, {"approve": "1"})
    aminah.refresh_from_db()
    assert aminah.phone == OLD, "one officer is not enough"
    back_office.post(decide, {"approve": "1"})
    aminah.refresh_from_db()
    assert aminah.phone == NEW
    assert selectors.cooling_off(aminah.member_id, timezone.now())
    assert AuditEvent.objects.get(action="phone.changed").actor_id == second.pk
    page = back_office.get(reverse("admin:members_profilechange_changelist")).content.decode()
    assert NEW not in page


def test_the_database_wants_two_officers_and_both_contacts(aminah: User) -> None:
    one = officer()
    change = counter_changes.enter(
        user=aminah, kind="PHONE", value=NEW, reason="MyKad", by=one, at=timezone.now()
    )
    rows = ProfileChange.objects.filter(pk=change.pk)
    for facts in ({"decided_by": None}, {"decided_by": one}):
        with (
            pytest.raises(IntegrityError, match="change_at_a_counter_needs_two_officers"),
            transaction.atomic(),
        ):
            rows.update(done_at=timezone.now(), **facts)
    rows.delete()
    client = Client()
    client.force_login(aminah)
    begin(client, "phone", NEW)
    rows = ProfileChange.objects.filter(way="ONLINE")
    with pytest.raises(IntegrityError, match="confirmed_by_the_old"), transaction.atomic():
        rows.update(done_at=timezone.now(), new_confirmed_at=timezone.now())
    with pytest.raises(IntegrityError, match="confirmed_by_the_new"), transaction.atomic():
        rows.update(done_at=timezone.now(), old_confirmed_at=timezone.now())


def test_an_officer_changes_nothing_of_their_own(aminah: User) -> None:
    own = officer(member=aminah.member)
    at = timezone.now()
    facts = {"user": aminah, "kind": "PHONE", "value": NEW, "reason": "MyKad", "at": at}
    with pytest.raises(counter_changes.NotAllowed):
        counter_changes.enter(**facts, by=own)
    change = counter_changes.enter(**facts, by=officer())
    with pytest.raises(counter_changes.NotAllowed):
        counter_changes.approve(change_id=change.pk, by=own, at=at)
    with pytest.raises(counter_changes.NotAllowed):
        counter_changes.enter(**facts, by=make_user(role="STAFF"))
    with pytest.raises(counter_changes.AlreadyWaiting):
        counter_changes.enter(**{**facts, "value": "+60199999999"}, by=officer())
    counter_changes.refuse(change_id=change.pk, by=officer(), at=at)
    with pytest.raises(counter_changes.AlreadyDecided):
        counter_changes.approve(change_id=change.pk, by=officer(), at=at)
