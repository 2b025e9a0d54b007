"""From the menu to the confirmation, as a member goes, on the real ledger."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from members.audit.models import AuditEvent
from members.ledger import selectors as ledger
from members.models import User
from tests.withdrawals.conftest import FLEKSIBEL_SEN, Walk, last_code
from withdrawals import selectors
from withdrawals.models import Application

pytestmark = pytest.mark.django_db(transaction=True)


def test_member_applies_and_money_is_held(walk: Walk, aminah: User) -> None:
    assert "RM18,742.05" in walk.client.get(reverse("withdrawals:choose")).text
    start = walk.client.get(walk.url("start"))
    assert "0001" in start.text and "1 Disember 2026" in start.text
    assert walk.begin().url == walk.url("amount")
    assert walk.amount("500.00").url == walk.url("bank_account")
    assert "Maybank" in walk.client.get(walk.url("bank_account")).text
    account = aminah.member.bank_accounts.get()
    assert walk.bank(account).url == walk.url("declaration")
    page = walk.client.get(walk.url("declaration")).text
    assert "Saya mengaku bahawa" in page and "checked" not in page
    assert walk.declare().url == walk.url("check")
    assert "RM500.00" in walk.client.get(walk.url("check")).text
    assert walk.ask_code().url == walk.url("code")
    assert "0001" in walk.client.get(walk.url("code")).text
    done = walk.submit(last_code(aminah))
    application = Application.objects.get()
    assert done.url == reverse("withdrawals:submitted", args=[application.reference])

    assert application.status == "SUBMITTED"
    assert application.from_fleksibel_sen == 500_00 == application.amount_sen
    assert application.pay_by_on == date(2026, 12, 1) == application.promised_on
    assert len(application.calendar_version) == 12
    (balance,) = ledger.balances(aminah.member_id)
    assert balance.posted.fleksibel == FLEKSIBEL_SEN
    assert balance.available.fleksibel == FLEKSIBEL_SEN - 500_00
    said = application.declaration
    assert said.language == "ms" and said.text.startswith("Saya mengaku") and said.version
    (moved,) = application.transitions.all()
    assert (moved.event, moved.from_status, moved.to_status) == ("SUBMIT", "DRAFT", "SUBMITTED")
    assert moved.by == aminah
    event = AuditEvent.objects.get(action="withdrawal.submitted")
    assert event.member_id == aminah.member_id
    confirmation = walk.client.get(done.url).text
    assert application.reference in confirmation and "1 Disember 2026" in confirmation
    assert application.reference in walk.client.get(reverse("withdrawals:applications")).text
    found = selectors.open_application(aminah.member_id)
    assert found is not None and found.reference == application.reference


def test_second_press_finds_the_first(walk: Walk, aminah: User) -> None:
    application = walk.all_the_way()
    again = walk.submit("000000", application.client_key)
    assert again.url == reverse("withdrawals:submitted", args=[application.reference])
    assert Application.objects.count() == 1
    (balance,) = ledger.balances(aminah.member_id)
    assert balance.held.fleksibel == 500_00
