"""The demonstration's counter: what is loaded stands in the queue, with papers, and waits for one paper."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from members.ledger.drafts import Amounts
from members.models import Role
from members.services import staff_groups
from portal.demo import counter, logins
from tests.factories import make_member, make_user
from tests.withdrawals.conftest import business_date, credit
from tests.withdrawals.payouts.people import breaches
from withdrawals.models import Application

pytestmark = pytest.mark.django_db(transaction=True)

BORN = date(1985, 2, 3)


def test_three_applications_are_taken_in_with_their_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    business_date(date(2026, 11, 20))
    monkeypatch.setattr(counter, "_FIRST", 0)
    members = [
        make_member(member_no=f"1990001{place}", ic_no=f"85020314567{place}", born_on=BORN)
        for place in range(3)
    ]
    for member in members:
        credit(member, Amounts(4_000_000, 2_000_000, 500_000))
    staff_groups.ensure_groups()
    users = {}
    for name in (counter.COUNTER, counter.REVIEWER):
        login = next(one for one in logins.LOGINS if one.login_id == name)
        users[name] = make_user(role=Role.STAFF, login_id=name, is_staff=True)
        users[name].groups.add(Group.objects.get(name=login.group))
    counter.take_in(members, users, at=timezone.now())
    rows = {one.type_code: one for one in Application.objects.all()}
    assert {code: one.status for code, one in rows.items()} == {
        "DEATH": "SUBMITTED", "INCAP": "SUBMITTED", "HAJJ": "ASKED",
    }  # fmt: skip
    assert all(one.documents.exists() and one.channel == "COUNTER" for one in rows.values())
    assert rows["DEATH"].shares.count() == 2 and breaches() == []
