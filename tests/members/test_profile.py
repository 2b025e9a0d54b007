"""The member's own record: what is shown, what is masked, whose account money may go to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from members.audit.models import AuditEvent
from members.models import BankAccount, BankAccountStatus, Role, User
from members.sandbox.models import SandboxMessage
from members.services import bank_accounts
from members.tac.models import TacChallenge
from tests import cast
from tests.factories import make_user
from tests.members.pages import newest_code, work

pytestmark = pytest.mark.django_db
NUMBER = "164012345678"
FORM = {"bank_code": "MBBEMYKL", "number": NUMBER, "holder_name": "Aminah binti Salleh"}
ADD = "members:bank_account_add"


@pytest.fixture
def aminah(client: Client) -> User:
    user = cast.aminah()
    client.force_login(user)
    return user


def add(client: Client, **change: str):
    """The form, then the TAC; answers the page that says what came of it."""
    TacChallenge.objects.update(issued_at=timezone.now() - timedelta(minutes=2))
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post(reverse(ADD), {**FORM, **change})
    if answer.status_code != 302:
        return answer
    return client.post(answer.url, {"tac": newest_code("+60120000001")})


def test_the_profile_shows_and_masks(client: Client, aminah: User) -> None:
    text = client.get(reverse("members:profile")).content.decode()
    for shown in ("AMINAH BINTI SALLEH", "900314-14-5678", "18800001", "JPN", "14 Mac 1990"):
        assert shown in text
    assert "0001" in text
    assert "+60120000001" not in text
    assert "aminah@example.test" not in text
    assert "a•••••@example.test" in text


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.STAFF])
def test_only_a_members_own_login_has_one(client: Client, role: str) -> None:
    client.force_login(make_user(role=role, member=cast.aminah().member))
    for name in ("members:profile", "members:activity", ADD, "members:language"):
        assert client.get(reverse(name)).status_code == 403


def test_an_account_in_ones_own_name_is_added_and_verified(client: Client, aminah: User) -> None:
    answer = add(client, number="1640-1234 5678")
    assert answer.url == reverse("members:profile")
    account = BankAccount.objects.get()
    assert account.status == BankAccountStatus.VERIFIED
    assert account.last_four == "5678"
    assert bank_accounts.reveal(account) == NUMBER
    text = client.get(answer.url).content.decode()
    assert "•••• 5678" in text
    assert "Disahkan" in text
    assert NUMBER not in text
    work()
    assert "5678" in SandboxMessage.objects.filter(address=aminah.phone).latest("pk").body
    added = AuditEvent.objects.get(action="bank_account.added")
    assert added.detail == {"bank": "Maybank ••5678"}


def test_the_number_is_nowhere_in_clear(client: Client, aminah: User) -> None:
    add(client)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT row_to_json(b)::text FROM members_bankaccount b"
            " UNION ALL SELECT row_to_json(a)::text FROM audit_auditevent a"
        )
        assert NUMBER not in "".join(row[0] for row in cursor.fetchall())
    assert bytes(BankAccount.objects.get().number_digest) == bank_accounts.number_digest(NUMBER)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"bank_code": ""}, "Pilih bank anda"),
        ({"bank_code": "EVILBANK"}, "Pilih bank anda"),
        ({"number": ""}, "Masukkan nombor akaun"),
        ({"number": "1234"}, "Nombor akaun Maybank ada 12 angka"),
        ({"number": "１６４０12345678"}, "Nombor akaun mestilah angka sahaja"),
        ({"number": "1" * 200}, "Nombor akaun mestilah angka sahaja"),
        ({"holder_name": ""}, "Masukkan nama pemegang akaun"),
        ({"holder_name": "BAKAR BIN OTHMAN"}, "Akaun mestilah atas nama anda sendiri"),
        ({"holder_name": "Aminah & Bakar"}, "Akaun mestilah atas nama anda sendiri"),
    ],
)
def test_what_cannot_be_added_is_told_why(
    client: Client, aminah: User, change: dict, message: str
) -> None:
    page = client.post(reverse(ADD), {**FORM, **change})
    assert page.status_code == 200
    assert message in page.content.decode()
    assert not BankAccount.objects.exists()


def test_an_account_is_added_once(client: Client, aminah: User) -> None:
    add(client)
    page = add(client)
    assert "Anda telah menambah akaun ini" in page.content.decode()
    assert BankAccount.objects.count() == 1


def test_when_the_bank_does_not_answer_the_account_waits(client: Client, aminah: User) -> None:
    add(client, number="164012340000")
    assert BankAccount.objects.get().status == BankAccountStatus.PENDING


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [("/withdrawals/x/bank/", "/withdrawals/x/bank/"), ("//evil.example/", "/profile/")],
)
def test_a_withdrawal_is_gone_back_to_and_nowhere_else(
    client: Client, aminah: User, wanted: str, reached: str
) -> None:
    page = client.get(reverse(ADD), {"next": wanted}).content.decode()
    assert f'href="{reached}"' in page
    assert add(client, next=wanted).url == reached


def test_removing_asks_first_and_keeps_the_row(client: Client, aminah: User) -> None:
    add(client)
    account = BankAccount.objects.get()
    address = reverse("members:bank_account_remove", args=[account.pk])
    assert "Buang akaun bank ini?" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    account.refresh_from_db()
    assert account.removed_at
    assert client.get(address).status_code == 404
    add(client)
    assert BankAccount.objects.filter(removed_at=None).count() == 1


def test_nobody_removes_anothers_account(client: Client, aminah: User) -> None:
    add(client)
    account = BankAccount.objects.get()
    client.force_login(cast.bakar())
    address = reverse("members:bank_account_remove", args=[account.pk])
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
    account.refresh_from_db()
    assert account.removed_at is None


def test_the_language_is_kept_with_the_login(client: Client, aminah: User) -> None:
    page = client.post(reverse("members:language"), {"language": "en"}, follow=True)
    assert "Your preferred language has been saved" in page.content.decode()
    assert "My profile" in page.content.decode()
    aminah.refresh_from_db()
    assert aminah.language == "en"
    assert client.post(reverse("members:language"), {"language": "fr"}).status_code == 200


def test_more_fields_than_asked_for_change_nothing(client: Client, aminah: User) -> None:
    add(client, status="REJECTED", member="99", role="STAFF")
    assert BankAccount.objects.get().status == BankAccountStatus.VERIFIED
    aminah.refresh_from_db()
    assert aminah.role == Role.MEMBER
