"""Makers, checkers and administrators: who may do what, and never both for one file where two are asked."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from contributions.models import Employer, EmployerUser, Remittance
from contributions.rules import roles
from contributions.services import compare, people, submit
from members.models import Member, Role, User
from tests.contributions.conftest import Send, row
from tests.factories import make_user


def a_user(employer: Employer, login_id: str, role: str) -> User:
    user = make_user(role=Role.EMPLOYER, login_id=login_id, display_name=login_id, language="en")
    EmployerUser.objects.create(user=user, employer=employer, role=role)
    return user


@pytest.fixture
def maker(employer: Employer, hr: User) -> User:
    return a_user(employer, "mei.maker", "MAKER")


@pytest.fixture
def checker(employer: Employer, hr: User) -> User:
    return a_user(employer, "chan.checker", "CHECKER")


@pytest.fixture
def two(employer: Employer, maker: User, checker: User, hr: User) -> Employer:
    return people.set_needs_two(employer=employer, needs_two=True, by=hr, at=timezone.now())


@pytest.fixture
def remittance(two: Employer, send: Send, people: list[Member]) -> Remittance:
    sent = send(map(row, people))
    Remittance.objects.filter(pk=sent.pk).update(needs_two=True)
    return compare.compare(remittance_id=sent.pk, at=timezone.now())


def press(user: User, remittance: Remittance, tail: str = "submit/", **more: Any) -> str:
    client = Client()
    client.force_login(user)
    answer = client.post(
        f"/employer/contributions/{remittance.reference}/{tail}",
        {
            "lines": remittance.line_count,
            "wages_sen": remittance.wages_sen,
            "employer_sen": remittance.employer_sen,
            "employee_sen": remittance.employee_sen,
            "agree": "on",
            **more,
        },
        follow=True,
    )
    remittance.refresh_from_db()
    return answer.content.decode()


def test_one_prepares_and_another_confirms(
    remittance: Remittance, maker: User, checker: User
) -> None:
    # The employer's setting counts even for a file that came before it.
    Remittance.objects.filter(pk=remittance.pk).update(needs_two=False)
    assert "Another person of your company confirms it" in press(maker, remittance)
    assert (remittance.state, remittance.prepared_by) == ("READY", maker)
    press(maker, remittance)
    assert remittance.state == "READY"
    press(checker, remittance)
    assert (remittance.state, remittance.submitted_by) == ("SUBMITTED", checker)


def test_an_administrator_does_not_confirm_a_file_of_their_own(
    remittance: Remittance, hr: User, checker: User
) -> None:
    press(hr, remittance)
    assert "You prepared this file" in press(hr, remittance)
    assert remittance.state == "READY"
    with pytest.raises(IntegrityError, match="confirmed_by_another"), transaction.atomic():
        submit.submit(remittance_id=remittance.pk, by=hr, at=timezone.now())


def test_nobody_submits_what_nobody_prepared(remittance: Remittance, checker: User) -> None:
    assert "Your role does not allow this step" in press(checker, remittance)
    assert remittance.prepared_by is None
    with pytest.raises(IntegrityError, match="confirmed_by_another"), transaction.atomic():
        submit.submit(remittance_id=remittance.pk, by=checker, at=timezone.now())


def test_a_checker_sends_a_file_back(remittance: Remittance, maker: User, checker: User) -> None:
    press(maker, remittance)
    press(checker, remittance, "send-back/", words="")
    assert remittance.prepared_by == maker
    press(checker, remittance, "send-back/", words="Gaji Aminah salah")
    assert (remittance.prepared_by, remittance.sent_back_words) == (None, "Gaji Aminah salah")
    client = Client()
    client.force_login(maker)
    page = client.get(f"/employer/contributions/{remittance.reference}/").content.decode()
    assert "Gaji Aminah salah" in page


def test_what_each_role_may_open(employer: Employer, maker: User, checker: User, hr: User) -> None:
    expected = {
        "/employer/contributions/upload/": (200, 403, 200),
        "/employer/contributions/form/": (200, 403, 200),
        "/employer/contributions/": (200, 200, 200),
        "/employer/users/": (200, 200, 200),
        "/employer/users/add/": (403, 403, 200),
    }
    for address, wanted in expected.items():
        for user, status in zip((maker, checker, hr), wanted, strict=True):
            client = Client()
            client.force_login(user)
            assert client.get(address).status_code == status, (address, user)


def test_an_administrator_adds_a_person_who_gets_a_link(
    employer: Employer, hr: User, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    client.force_login(hr)
    facts = {
        "name": "Farah",
        "login_id": "Farah.HR",
        "email": "farah@example.test",
        "phone": "",
        "role": "MAKER",
    }
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/employer/users/add/", facts).status_code == 302
    added = EmployerUser.objects.get(user__login_id="farah.hr")
    assert (added.employer, added.role, added.user.role) == (employer, "MAKER", Role.EMPLOYER)
    assert not added.user.has_usable_password()
    assert [message.to for message in mail.outbox] == [["farah@example.test"]]
    again = client.post("/employer/users/add/", facts)
    assert "This user ID is taken" in again.content.decode()


def test_there_is_always_an_administrator(employer: Employer, hr: User, maker: User) -> None:
    own = EmployerUser.objects.get(user=hr)
    for act in (
        lambda: people.change_role(
            pk=own.pk, employer=employer, role="MAKER", by=hr, at=timezone.now()
        ),
        lambda: people.end(pk=own.pk, employer=employer, by=hr, at=timezone.now()),
    ):
        with pytest.raises(people.LastAdministrator):
            act()
    with pytest.raises(people.NotAdministrator):
        people.end(pk=own.pk, employer=employer, by=maker, at=timezone.now())


def test_two_people_are_there_where_two_are_needed(employer: Employer, hr: User) -> None:
    with pytest.raises(people.NeedsTwoPeople):
        people.set_needs_two(employer=employer, needs_two=True, by=hr, at=timezone.now())
    employer.refresh_from_db()
    assert not employer.needs_two


def test_who_acts_no_longer_is_out(two: Employer, checker: User, hr: User) -> None:
    client = Client()
    client.force_login(checker)
    acting = EmployerUser.objects.get(user=checker)
    people.end(pk=acting.pk, employer=two, by=hr, at=timezone.now())
    assert client.get("/employer/contributions/").status_code in {302, 403}
    checker.refresh_from_db()
    assert not checker.is_active


def test_another_employers_people_are_out_of_reach(
    employer: Employer, maker: User, other_hr: User
) -> None:
    acting = EmployerUser.objects.get(user=maker)
    client = Client()
    client.force_login(other_hr)
    assert client.get(f"/employer/users/{acting.pk}/").status_code == 404
    assert client.post(f"/employer/users/{acting.pk}/end/").status_code == 404


@pytest.mark.parametrize(
    ("present", "enough"),
    [
        (["ADMINISTRATOR"], False),
        (["ADMINISTRATOR", "ADMINISTRATOR"], True),
        (["ADMINISTRATOR", "MAKER"], True),
        (["ADMINISTRATOR", "CHECKER"], True),
        (["MAKER", "MAKER"], False),
        (["MAKER", "CHECKER"], True),
    ],
)
def test_enough_people(present: list[str], enough: bool) -> None:
    assert roles.suffices_for_two(present) is enough
