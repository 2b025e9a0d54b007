"""A passkey signs a new e-mail or bank account instead of a TAC: that change, once, in its session."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp_webauthn.models import WebAuthnCredential

from members.audit.models import AuditEvent
from members.models import BankAccount, ChangeKind, CoolingOff, ProfileChange, User
from members.sandbox.models import SandboxMessage
from members.services import profile_changes
from members.tac import services as tac
from members.tac.models import TacChallenge
from tests import cast
from tests.factories import make_user
from tests.members.pages import newest_code, work
from tests.members.test_changes import BANK, begin, code_to, give
from tests.passkeys import UP, SoftKey, passkey_of

pytestmark = pytest.mark.django_db(transaction=True)
MAIL = "baru@contoh.example"


@pytest.fixture
def aminah(client: Client) -> User:
    user = cast.aminah()
    client.force_login(user)
    return user


@pytest.fixture
def key(aminah: User) -> SoftKey:
    return passkey_of(aminah, made_at=timezone.now() - timedelta(days=2))


def options(client: Client, page: str) -> dict[str, Any]:
    shown = client.get(page).content.decode()
    found = shown.split('id="passkey-options" type="application/json">')[1]
    asked: dict[str, Any] = json.loads(found.split("</script>")[0])
    return asked


def sign(client: Client, page: str, answer: str) -> Any:
    return client.post(page, {"passkey": answer})


def add_bank(client: Client, **more: str) -> str:
    return str(client.post(reverse("members:bank_account_add"), {**BANK, **more}).url)


def test_it_adds_a_bank_account_and_nothing_is_sent(
    client: Client, aminah: User, key: SoftKey
) -> None:
    page = add_bank(client)
    assert not SandboxMessage.objects.exists(), "no code to steal"
    assert not BankAccount.objects.exists(), "not before it is signed"
    answer = key.sign(options(client, page))
    assert sign(client, page, answer).url == reverse("members:profile")
    account = BankAccount.objects.get()
    wait = CoolingOff.objects.get(bank_account=account)
    assert wait.ends_at - account.added_at == timedelta(hours=24), "the same waits as by a TAC"
    work()
    assert "ditambah" in SandboxMessage.objects.latest("pk").body
    event = AuditEvent.objects.get(action="tac.accepted")
    assert event.detail["purpose"] == "profile.bank" and event.detail["method"] == "PASSKEY"
    assert sign(client, page, answer).status_code == 302, "replayed: the change is over"
    assert BankAccount.objects.count() == 1
    assert AuditEvent.objects.filter(action="tac.accepted").count() == 1


def test_it_signs_a_new_email_and_the_mailbox_still_answers(
    client: Client, aminah: User, key: SoftKey
) -> None:
    page = begin(client, "email", MAIL)
    assert sign(client, page, key.sign(options(client, page))).url == page
    aminah.refresh_from_db()
    assert aminah.email == "aminah@example.test"
    assert "id_tac" in client.get(page).content.decode()
    answer = key.sign({"challenge": "AAAA"})
    sign(client, page, answer)
    aminah.refresh_from_db()
    assert aminah.email == "aminah@example.test", "no passkey stands in for the new mailbox"
    assert give(client, page, code_to(MAIL)).status_code == 302
    aminah.refresh_from_db()
    assert aminah.email == MAIL


def test_a_phone_number_answers_for_itself(client: Client, aminah: User, key: SoftKey) -> None:
    page = begin(client, "phone", "012-345 6789")
    assert "passkey-options" not in client.get(page).content.decode()
    sent = newest_code(aminah.phone)
    assert sign(client, page, key.sign({"challenge": "AAAA"})).url == page
    assert give(client, page, sent).status_code == 302


def test_a_new_passkey_signs_nothing_for_a_day(client: Client, aminah: User) -> None:
    key = passkey_of(aminah, made_at=timezone.now() - timedelta(hours=23))
    page = add_bank(client)
    assert "passkey-options" not in client.get(page).content.decode()
    sign(client, page, key.sign({"challenge": "AAAA"}))
    assert not BankAccount.objects.exists()
    give(client, page, newest_code(aminah.phone))
    assert BankAccount.objects.exists(), "a TAC as before"


@pytest.mark.parametrize(
    "lie",
    [
        lambda key, asked: key.sign(asked, origin="https://teduh.evil.example"),
        lambda key, asked: key.sign(asked, origin="http://localhost.evil.example:8000"),
        lambda key, asked: key.sign(asked, flags=UP),
        lambda key, asked: key.sign({"challenge": "AAAA"}),
        lambda key, asked: SoftKey().sign(asked),
        lambda key, asked: key.make(asked),
        lambda key, asked: "{}",
        lambda key, asked: "\x00",
        lambda key, asked: "x" * 20_000,
        lambda key, asked: "",
    ],
)
def test_a_lie_changes_nothing(client: Client, aminah: User, key: SoftKey, lie: Any) -> None:
    page = add_bank(client)
    assert sign(client, page, lie(key, options(client, page))).url == page
    assert not BankAccount.objects.exists()
    assert "tidak menandatangani" in client.get(page).content.decode()


def test_three_lies_and_it_is_over(client: Client, aminah: User, key: SoftKey) -> None:
    page = add_bank(client)
    asked = options(client, page)
    for _time in range(3):
        sign(client, page, key.sign(asked, origin="https://evil.example"))
    sign(client, page, key.sign(asked))
    assert not BankAccount.objects.exists()
    assert "TAC telah tamat tempoh" in client.get(page).content.decode()


def test_what_was_signed_is_nothing_else(client: Client, aminah: User, key: SoftKey) -> None:
    """The answer for one account signs no other account, no e-mail, and nothing of another session."""
    first = add_bank(client)
    answer = key.sign(options(client, first))
    second = add_bank(client, number="164099998888")
    sign(client, second, answer)
    sign(client, first, answer)
    mail = begin(client, "email", MAIL)
    sign(client, mail, answer)
    assert not BankAccount.objects.exists()
    assert not ProfileChange.objects.filter(old_confirmed_at__isnull=False).exists()

    page = add_bank(client, number="164011112222")
    asked = options(client, page)
    elsewhere = Client()
    elsewhere.force_login(aminah)
    sign(elsewhere, page, key.sign(asked))
    stranger = Client()
    other = make_user()
    theirs = passkey_of(other, made_at=timezone.now() - timedelta(days=2))
    stranger.force_login(other)
    sign(stranger, page, theirs.sign(asked))
    sign(client, page, theirs.sign(asked))
    assert not BankAccount.objects.exists()


def test_a_target_changed_behind_the_page_is_another_act(
    client: Client, aminah: User, key: SoftKey
) -> None:
    page = add_bank(client)
    answer = key.sign(options(client, page))
    ProfileChange.objects.update(target_digest=b"\x00" * 32)
    sign(client, page, answer)
    assert not BankAccount.objects.exists()
    assert TacChallenge.objects.get(method="PASSKEY").voided_at is not None


def test_a_tac_may_be_asked_for_instead(client: Client, aminah: User, key: SoftKey) -> None:
    page = add_bank(client)
    answer = key.sign(options(client, page))
    assert client.post(f"{page}again/").url == page
    sign(client, page, answer)
    assert not BankAccount.objects.exists(), "the passkey's challenge died with the new code"
    give(client, page, newest_code(aminah.phone))
    assert BankAccount.objects.count() == 1


def test_who_has_no_phone_signs_with_a_passkey(client: Client, aminah: User, key: SoftKey) -> None:
    User.objects.filter(pk=aminah.pk).update(phone="")
    page = add_bank(client)
    sign(client, page, key.sign(options(client, page)))
    assert BankAccount.objects.exists()


def test_a_removed_passkey_signs_no_more(client: Client, aminah: User, key: SoftKey) -> None:
    page = add_bank(client)
    answer = key.sign(options(client, page))
    WebAuthnCredential.objects.all().delete()
    sign(client, page, answer)
    assert not BankAccount.objects.exists()


@pytest.mark.parametrize("by_passkey", [True, False])
def test_of_many_confirmations_at_once_one_counts(aminah: User, by_passkey: bool) -> None:
    """Codes and passkeys alike: the act is done once, and the trail says so once."""
    at, key = timezone.now(), None
    if by_passkey:
        key = passkey_of(aminah, made_at=at - timedelta(days=2))
    change = profile_changes.begin(
        user=aminah,
        kind=ChangeKind.BANK,
        target={
            "value": BANK["number"],
            "bank_code": BANK["bank_code"],
            "holder_name": BANK["holder_name"],
            "status": "VERIFIED",
            "replaces": None,
            "back": "/profile/",
        },
        shown="Maybank ••5678",
        session_key="s1",
        by=aminah,
        at=at,
    )
    signed = {"code": "", "passkey": ""}
    if key is not None:
        asked = tac.passkey_options(str(change.tac_challenge_id), user=aminah, at=at)
        assert asked is not None
        signed["passkey"] = key.sign(asked)
    else:
        signed["code"] = newest_code(aminah.phone)
    together = Barrier(6)

    def confirm(_number: int) -> str:
        try:
            together.wait(timeout=20)
            return profile_changes.confirm(
                change=change,
                session_key="s1",
                by=aminah,
                at=timezone.now(),
                address="",
                device="",
                **signed,
            ).follows
        except profile_changes.ChangeOver:
            return "OVER"
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(confirm, range(6)))
    assert answers.count("DONE") == 1 and answers.count("OVER") == 5
    assert BankAccount.objects.count() == 1
    assert AuditEvent.objects.filter(action="bank_account.added").count() == 1
    assert AuditEvent.objects.filter(action="tac.accepted").count() == 1
