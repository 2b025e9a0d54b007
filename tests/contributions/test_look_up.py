"""Who is not an employee, has not agreed, or does not exist, is answered alike. Every look is told."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contributions.models import BalanceConsent, Employer, EmployerUser, Employment, LookUp
from contributions.services import consent as consents
from contributions.services import look_up
from members.audit.models import AuditEvent
from members.models import Member, User
from members.work import queue
from members.work.models import Task, TaskState
from tests.contributions.conftest import TODAY, Send, row
from tests.factories import make_member

ADDRESS = "contributions:lookup"


@pytest.fixture
def browser_of_hr(hr: User) -> Client:
    client = Client()
    client.force_login(hr)
    return client


@pytest.fixture
def agreed(employer: Employer, hr: User, aminah: User) -> BalanceConsent:
    Employment.objects.create(employer=employer, member=aminah.member, started_on=date(2020, 1, 1))
    consent = consents.ask(
        acting=hr.employer_user,
        member=aminah.member,
        purpose="RETIREMENT_PLANNING",  # type: ignore[arg-type]
        at=timezone.now(),
    )
    assert consent is not None
    return consents.give(
        consent_id=consent.pk,
        member=aminah.member,
        expires_on=TODAY + timedelta(days=30),
        by=aminah,
        at=timezone.now(),
    )


def ask(client: Client, member: Member | None = None, **facts: str) -> Any:
    question = {"purpose": "RETIREMENT_PLANNING"}
    if member is not None:
        question |= {"number": member.ic_no, "name": member.name}
    return client.post(reverse(ADDRESS), question | facts)


def words_of(response: Any) -> str:
    """The page without what was typed and the token."""
    page = response.content.decode()
    page = re.sub(r'<input type="hidden"[^>]*>', "", page)
    return re.sub(r"\s+", " ", page)


def test_an_employee_who_agreed_is_shown_and_told(
    agreed: BalanceConsent, browser_of_hr: Client, credit: Send, aminah: User, people: list[Member]
) -> None:
    credit(map(row, people))
    answer = ask(browser_of_hr, aminah.member)
    page = words_of(answer)
    assert answer.status_code == 200
    for figure in ("RM783.00", "RM587.25", "RM117.45", "RM78.30", "RM424.00", "RM359.00"):
        assert figure in page
    assert aminah.member.name not in page
    assert aminah.member.ic_no not in page
    (event,) = AuditEvent.objects.filter(action="employer.balance_looked_up")
    assert event.member_id == aminah.member_id
    assert event.detail["purpose_en"] == "Retirement planning"
    (looked,) = LookUp.objects.all()
    assert looked.found
    assert looked.member_id == aminah.member_id


@pytest.mark.parametrize("number", ["900314-14-5678", "900314145678", "18800001", " 18800001 "])
def test_numbers_are_read_as_people_write_them(
    number: str, agreed: BalanceConsent, browser_of_hr: Client
) -> None:
    answer = ask(browser_of_hr, number=number, name="  aminah   BINTI salleh ")
    assert "Employee details" in words_of(answer)


def test_every_other_case_is_answered_in_the_same_words(
    agreed: BalanceConsent,
    browser_of_hr: Client,
    employer: Employer,
    hr: User,
    aminah: User,
    bakar: Member,
) -> None:
    ended, silent, refused, left = (make_member() for _ in range(4))
    for member in (ended, silent, refused):
        Employment.objects.create(employer=employer, member=member, started_on=date(2020, 1, 1))
    Employment.objects.create(
        employer=employer, member=left, started_on=date(2020, 1, 1), ended_on=date(2026, 10, 31)
    )
    for member in (ended, left):
        BalanceConsent.objects.create(
            employer=employer, member=member, purpose="LEAVING_SERVICE", asked_by=hr,
            asked_at=timezone.now(), given_at=timezone.now(),
            expires_on=TODAY - timedelta(days=member is ended),
        )  # fmt: skip
    BalanceConsent.objects.create(
        employer=employer, member=refused, purpose="LEAVING_SERVICE", asked_by=hr,
        asked_at=timezone.now(), refused_at=timezone.now(),
    )  # fmt: skip
    answers = [
        ask(browser_of_hr, bakar),
        ask(browser_of_hr, ended),
        ask(browser_of_hr, silent),
        ask(browser_of_hr, refused),
        ask(browser_of_hr, left),
        ask(browser_of_hr, number="000000000000", name="TIADA SIAPA"),
        ask(browser_of_hr, number=aminah.member.ic_no, name="NAMA LAIN"),
        ask(browser_of_hr, number="' or 1=1 --", name="x"),
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({words_of(answer) for answer in answers}) == 1
    assert not LookUp.objects.filter(found=True).exists()
    assert LookUp.objects.count() == len(answers)
    assert not AuditEvent.objects.filter(action="employer.balance_looked_up").exists()


@pytest.fixture
def bakar(business_date: date) -> Member:
    return make_member(name="BAKAR BIN OTHMAN")


def test_a_consent_to_one_employer_is_not_one_to_another(
    agreed: BalanceConsent, other_hr: User, aminah: User
) -> None:
    Employment.objects.create(
        employer=other_hr.employer_user.employer,
        member=aminah.member,
        started_on=date(2020, 1, 1),
    )
    client = Client()
    client.force_login(other_hr)
    assert "Nothing to show" in words_of(ask(client, aminah.member))


def test_a_withdrawn_consent_ends_at_once(
    agreed: BalanceConsent, browser_of_hr: Client, aminah: User
) -> None:
    consents.withdraw(consent_id=agreed.pk, member=aminah.member, by=aminah, at=timezone.now())
    assert "Nothing to show" in words_of(ask(browser_of_hr, aminah.member))


def test_asking_for_consent_says_the_same_to_all(
    browser_of_hr: Client, employer: Employer, aminah: User, bakar: Member
) -> None:
    Employment.objects.create(employer=employer, member=aminah.member, started_on=date(2020, 1, 1))
    answers = [
        ask(browser_of_hr, aminah.member, ask="1"),
        ask(browser_of_hr, aminah.member, ask="1"),
        ask(browser_of_hr, bakar, ask="1"),
        ask(browser_of_hr, number="000000000000", name="TIADA SIAPA", ask="1"),
    ]
    assert len({words_of(answer) for answer in answers}) == 1
    queue.run_due()
    (consent,) = BalanceConsent.objects.all()
    assert consent.member_id == aminah.member_id
    assert consent.given_at is None


def test_who_refused_is_left_alone_for_a_month(
    browser_of_hr: Client, employer: Employer, aminah: User
) -> None:
    Employment.objects.create(employer=employer, member=aminah.member, started_on=date(2020, 1, 1))
    ask(browser_of_hr, aminah.member, ask="1")
    queue.run_due()
    consent = BalanceConsent.objects.get()
    consents.refuse(consent_id=consent.pk, member=aminah.member, by=aminah, at=timezone.now())
    ask(browser_of_hr, aminah.member, ask="1")
    queue.run_due()
    assert BalanceConsent.objects.count() == 1
    BalanceConsent.objects.update(refused_at=timezone.now() - timedelta(days=31))
    ask(browser_of_hr, aminah.member, ask="1")
    queue.run_due()
    assert BalanceConsent.objects.count() == 2


def test_a_request_of_someone_who_acts_no_longer_is_not_put(
    browser_of_hr: Client, employer: Employer, hr: User, aminah: User
) -> None:
    Employment.objects.create(employer=employer, member=aminah.member, started_on=date(2020, 1, 1))
    ask(browser_of_hr, aminah.member, ask="1")
    waiting = Task.objects.get(topic=look_up.ASK)
    assert aminah.member.ic_no not in str(waiting.payload)
    assert aminah.member.name not in str(waiting.payload)
    EmployerUser.objects.filter(user=hr).update(ended_at=timezone.now())
    queue.run_due()
    waiting.refresh_from_db()
    assert waiting.state == TaskState.DONE
    assert not BalanceConsent.objects.exists()


def test_thirty_an_hour(
    agreed: BalanceConsent, browser_of_hr: Client, hr: User, aminah: User, bakar: Member
) -> None:
    for _ in range(29):
        ask(browser_of_hr, bakar)
    assert ask(browser_of_hr, aminah.member).status_code == 200
    refused = ask(browser_of_hr, aminah.member)
    assert refused.status_code == 429
    assert "RM" not in words_of(refused)
    assert LookUp.objects.count() == 30


def test_the_log_is_kept_and_shown(
    agreed: BalanceConsent, browser_of_hr: Client, aminah: User
) -> None:
    ask(browser_of_hr, aminah.member)
    page = words_of(browser_of_hr.get(reverse("contributions:lookup_log")))
    assert "Balances shown" in page
    assert aminah.member.ic_no not in page
    for change in (
        lambda: LookUp.objects.all().delete(),
        lambda: LookUp.objects.update(found=False, member=None),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_number_stands_in_no_address(
    agreed: BalanceConsent, browser_of_hr: Client, aminah: User
) -> None:
    answer = ask(browser_of_hr, aminah.member)
    links = re.findall(r'(?:href|action)="([^"]*)"', answer.content.decode())
    assert not [link for link in links if aminah.member.ic_no in link]
    assert "no-store" in answer["Cache-Control"]
