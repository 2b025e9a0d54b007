"""A withdrawal signed by a passkey: no text message, the same binding, the same single use."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from members.ledger import selectors as ledger
from members.models import User
from members.sandbox.models import SandboxMessage
from tests.passkeys import SoftKey, passkey_of
from tests.withdrawals.conftest import Walk, last_code
from withdrawals.models import Application

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def key(aminah: User) -> SoftKey:
    return passkey_of(aminah, made_at=timezone.now() - timedelta(days=2))


def options(walk: Walk) -> dict[str, Any]:
    page = walk.client.get(walk.url("code")).text
    found = page.split('id="passkey-options" type="application/json">')[1].split("</script>")[0]
    return json.loads(found)


def submit(walk: Walk, answer: str, client_key: object) -> Any:
    fields = {"client_key": str(client_key), "passkey": answer}
    return walk.client.post(walk.url("code"), fields)


def test_it_is_submitted_without_a_text_message(walk: Walk, aminah: User, key: SoftKey) -> None:
    walk.to_check()
    draft = walk.draft
    assert walk.ask_code().url == walk.url("code")
    answer = key.sign(options(walk))
    done = submit(walk, answer, draft.client_key)
    application = Application.objects.get()
    assert done.url == reverse("withdrawals:submitted", args=[application.reference])
    assert application.status == "SUBMITTED"
    assert not SandboxMessage.objects.filter(body__contains="TAC").exists()
    again = submit(walk, answer, draft.client_key)
    assert again.url == done.url
    (balance,) = ledger.balances(aminah.member_id)
    assert balance.held.fleksibel == 500_00


def test_a_changed_amount_is_another_act(walk: Walk, key: SoftKey) -> None:
    walk.to_check()
    walk.ask_code()
    answer = key.sign(options(walk))
    walk.client.post(walk.url("amount"), {"amount": "600.00"})
    refused = submit(walk, answer, walk.draft.client_key)
    assert refused.status_code == 302
    assert walk.draft.submitted_at is None


@pytest.mark.parametrize("lie", [{"origin": "https://evil.example"}, {"flags": 1}], ids=str)
def test_a_lie_submits_nothing(walk: Walk, key: SoftKey, lie: dict[str, Any]) -> None:
    walk.to_check()
    walk.ask_code()
    refused = submit(walk, key.sign(options(walk), **lie), walk.draft.client_key)
    assert refused.url == walk.url("check")
    assert walk.draft.submitted_at is None


@pytest.mark.parametrize("answer", ["", "\x00", "x" * 17_000, "{}"])
def test_nonsense_is_no_error_page(walk: Walk, key: SoftKey, answer: str) -> None:
    walk.to_check()
    walk.ask_code()
    assert submit(walk, answer, walk.draft.client_key).status_code == 302
    assert walk.draft.submitted_at is None


def test_who_wants_a_code_gets_one(walk: Walk, aminah: User, key: SoftKey) -> None:
    walk.to_check()
    walk.ask_code()
    assert walk.client.post(walk.url("resend")).url == walk.url("code")
    client_key = walk.draft.client_key
    done = walk.submit(last_code(aminah), client_key)
    assert done.url == reverse("withdrawals:submitted", args=[Application.objects.get().reference])


def test_a_new_passkey_gets_a_code_all_the_same(walk: Walk, aminah: User) -> None:
    passkey_of(aminah)
    walk.to_check()
    walk.ask_code()
    assert "passkey-options" not in walk.client.get(walk.url("code")).text
    assert last_code(aminah)
