"""Risk notes: what is shared or newly changed is shown with why, refuses nothing, costs a few queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members.models import BankAccount, CoolingOff, CoolingOffReason, Member, User
from tests.factories import make_member, make_user
from tests.second_factor import enter
from tests.withdrawals.payouts.people import World
from withdrawals import risk_reads
from withdrawals.models import Application
from withdrawals.rules.risk import Note
from withdrawals.services import review

pytestmark = pytest.mark.django_db


def codes(*applications: Application) -> list[set[str]]:
    found = risk_reads.notes(applications, at=timezone.now())
    return [{note.code for note in found[one.pk]} for one in applications]


@pytest.fixture
def two(world: World) -> tuple[Application, Application]:
    return world.submitted(), world.submitted()


def test_nothing_to_say(two: tuple[Application, Application]) -> None:
    assert codes(*two) == [set(), set()]


def test_one_bank_account_of_two_members(two: tuple[Application, Application]) -> None:
    first, second = two
    digest = BankAccount.objects.get(pk=first.bank_account_id).number_digest
    BankAccount.objects.filter(pk=second.bank_account_id).update(number_digest=digest)
    assert codes(*two) == [{Note.SHARED_BANK_ACCOUNT}, {Note.SHARED_BANK_ACCOUNT}]
    # The same digits at another bank are another account.
    BankAccount.objects.filter(pk=second.bank_account_id).update(bank_code="MBBEMYKL")
    assert codes(*two) == [set(), set()]


def test_one_address_and_one_phone(two: tuple[Application, Application]) -> None:
    members = [one.member_id for one in two]
    Member.objects.filter(pk__in=members).update(address="12 Jalan Bunga", postcode="50000")
    User.objects.filter(member_id__in=members).update(phone="+60129999999")
    assert codes(*two) == [{Note.SHARED_ADDRESS, Note.SHARED_PHONE}] * 2
    Member.objects.filter(pk=members[0]).update(postcode="50001")
    assert codes(*two) == [{Note.SHARED_PHONE}] * 2
    # Somebody at home who has not applied is no note.
    make_user(member=make_member(address="12 Jalan Bunga", postcode="50001"))
    assert Note.SHARED_ADDRESS not in codes(two[0])[0]


@pytest.mark.parametrize(("days", "noted"), [(29, True), (31, False)])
def test_changes_shortly_before(
    two: tuple[Application, Application], days: int, noted: bool
) -> None:
    first, second = two
    assert first.submitted_at is not None
    when = first.submitted_at - timedelta(days=days)
    BankAccount.objects.filter(pk=first.bank_account_id).update(added_at=when)
    for reason in (CoolingOffReason.PHONE_CHANGED, CoolingOffReason.PASSWORD_RESET):
        CoolingOff.objects.create(
            member_id=first.member_id,
            reason=reason,
            began_at=when,
            ends_at=when + timedelta(days=1),
        )
    first = Application.objects.get(pk=first.pk)
    wanted = {Note.NEW_BANK_ACCOUNT, Note.PHONE_CHANGED, Note.PASSWORD_RESET} if noted else set()
    assert codes(first, second) == [wanted, set()]


def test_a_running_wait(two: tuple[Application, Application]) -> None:
    now = timezone.now()
    CoolingOff.objects.create(
        member_id=two[1].member_id,
        reason=CoolingOffReason.BANK_ACCOUNT_LIMIT,
        began_at=now,
        ends_at=now + timedelta(days=1),
    )
    assert codes(*two) == [set(), {Note.COOLING_OFF}]


def test_a_page_of_them_costs_what_one_does(world: World) -> None:
    many = [world.submitted() for _ in range(6)]
    Member.objects.filter(pk__in=[one.member_id for one in many]).update(
        address="1 Jalan Satu", postcode="50000"
    )
    many = list(Application.objects.filter(pk__in=[one.pk for one in many]).order_by("pk"))
    costs = []
    for asked in (many[:1], many):
        rows = list(
            Application.objects.select_related("bank_account").filter(
                pk__in=[one.pk for one in asked]
            )
        )
        with CaptureQueriesContext(connection) as queries:
            risk_reads.notes(rows, at=timezone.now())
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 8


def test_the_officer_reads_why_and_may_approve(
    world: World, two: tuple[Application, Application]
) -> None:
    User.objects.filter(member_id__in=[one.member_id for one in two]).update(phone="+60129999999")
    client = Client()
    enter(client, world.chong)
    page = client.get(reverse("admin:withdrawals_application_review", args=[two[0].reference])).text
    other = Member.objects.get(pk=two[1].member_id).member_no
    assert "also that of other members" in page and other in page
    assert "from one hand" in page
    assert "1 risk note" in client.get(reverse("admin:withdrawals_application_changelist")).text
    review.take(application_id=two[0].pk, by=world.chong, at=world.tick())
    done = review.approve(application_id=two[0].pk, by=world.chong, at=world.tick())
    assert done.status == "APPROVED"
