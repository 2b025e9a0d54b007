"""A company applies, one officer checks, another gives the number, the administrator opens the account."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from contributions.models import Employer, EmployerRegistration, EmployerUser
from contributions.services import registration
from members.audit.models import AuditEvent
from members.models import User
from members.services import activation
from tests.contributions.test_staff_money import officer
from tests.second_factor import enter

ORIGIN: Any = {"address": "127.0.0.1", "device": ""}
FACTS = {
    "company_name": "Roti Fajar Sdn. Bhd.",
    "ssm_no": "201901000005",
    "address": "12, Jalan Contoh",
    "postcode": "43999",
    "town": "Pekan Misalan",
    "state_code": "SGR",
    "phone": "0388901234",
    "email": "pejabat@fajar.example",
    "employees": 7,
    "first_wages_on": date(2026, 10, 31),
    "admin_name": "Kenanga binti Rimba",
    "admin_email": "kenanga@fajar.example",
    "admin_phone": "+60123450001",
}
TYPED = {
    **{name: value for name, value in FACTS.items() if name != "first_wages_on"},
    "first_wages_on_0": "31",
    "first_wages_on_1": "10",
    "first_wages_on_2": "2026",
    "admin_phone": "012-345 0001",
    "code": "000000",
}


@pytest.fixture
def farid(business_date: date) -> User:
    return officer("farid")


@pytest.fixture
def gita(business_date: date) -> User:
    return officer("gita")


def applied(**changes: Any) -> EmployerRegistration:
    return registration.apply(facts={**FACTS, **changes}, language="en", at=timezone.now())


def checked(by: User, **changes: Any) -> EmployerRegistration:
    made = applied(**changes)
    return registration.review(pk=made.pk, words="SSM extract agrees", by=by, at=timezone.now())


def test_two_officers_give_the_number_and_the_administrator_can_activate(
    farid: User, gita: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        found = checked(farid)
        with pytest.raises(registration.NotAllowed):
            registration.accept(pk=found.pk, by=farid, at=timezone.now(), origin=ORIGIN)
        issued = registration.accept(pk=found.pk, by=gita, at=timezone.now(), origin=ORIGIN)
    employer = Employer.objects.get(name="Roti Fajar Sdn. Bhd.")
    assert 8 <= len(employer.employer_no) <= 9
    assert (employer.ssm_no, employer.town, employer.state_code) == (
        "201901000005",
        "Pekan Misalan",
        "SGR",
    )
    acting = EmployerUser.objects.select_related("user").get(employer=employer)
    assert (acting.role, acting.user.is_active) == ("ADMINISTRATOR", False)
    assert [message.subject for message in mail.outbox] == [
        "Application to register received",
        "Your employer number",
    ]
    assert employer.employer_no in mail.outbox[1].body
    assert issued.secret not in mail.outbox[1].body
    proof = activation.prove(
        login_id=issued.login, secret=issued.secret, at=timezone.now(), origin=ORIGIN
    )
    assert proof.activation is not None and proof.activation.user == acting.user
    # A lost sheet is replaced; the old one opens nothing.
    again = registration.sheet(pk=found.pk, by=farid, at=timezone.now(), origin=ORIGIN)
    late = activation.prove(
        login_id=issued.login, secret=issued.secret, at=timezone.now(), origin=ORIGIN
    )
    assert late.activation is None and again.secret != issued.secret
    acting.user.is_active = True
    acting.user.save()
    with pytest.raises(registration.AlreadyActive):
        registration.sheet(pk=found.pk, by=farid, at=timezone.now(), origin=ORIGIN)
    assert {
        "registration.received",
        "registration.checked",
        "registration.accepted",
    } <= set(AuditEvent.objects.values_list("action", flat=True))


def test_the_database_wants_another_officer_and_keeps_what_was_decided(
    farid: User, gita: User
) -> None:
    found = checked(farid)
    employer = Employer.objects.create(employer_no="77", name="X", registered_on=date(2026, 1, 1))
    rows = EmployerRegistration.objects.filter(pk=found.pk)
    with pytest.raises(IntegrityError, match="another_officer"), transaction.atomic():
        rows.update(
            state="ACCEPTED", decided_at=timezone.now(), decided_by=farid, employer=employer
        )
    with pytest.raises(IntegrityError, match="contributions"), transaction.atomic():
        rows.update(company_name="Other")
    registration.refuse(pk=found.pk, reason="Name differs", by=gita, at=timezone.now())
    with pytest.raises(registration.Decided):
        registration.accept(pk=found.pk, by=gita, at=timezone.now(), origin=ORIGIN)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="RECEIVED")


def test_a_company_applies_once_until_it_was_refused(farid: User) -> None:
    first = applied()
    with pytest.raises(registration.AlreadyApplied):
        applied(company_name="Roti Fajar Baharu")
    registration.refuse(pk=first.pk, reason="Not in the register", by=farid, at=timezone.now())
    assert applied().reference != first.reference


def test_nobody_without_the_right_decides(business_date: date, hr: User) -> None:
    found = applied()
    with pytest.raises(registration.NotAllowed):
        registration.review(pk=found.pk, words="x", by=hr, at=timezone.now())


def test_a_stranger_applies_on_the_page(business_date: date, settings: Any) -> None:
    settings.CAPTCHA_TEST_MODE = True
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get("/employer/register/").content.decode()
    assert "SSM registration number" in page
    wrong = client.post("/employer/register/", {**TYPED, "ssm_no": "12", "employees": "0"})
    text = wrong.content.decode()
    assert "Enter 12 digits" in text and "Register once you have your first employee" in text
    assert not EmployerRegistration.objects.exists()


def test_staff_walk_it_on_the_page(farid: User, gita: User) -> None:
    found = applied()
    path = f"/admin/contributions/employerregistration/{found.pk}/change/"
    first, second = Client(), Client()
    enter(first, farid)
    enter(second, gita)
    listing = first.get("/admin/contributions/employerregistration/?waiting=yes").content.decode()
    assert found.reference in listing
    assert "Write down what you compared" in first.post(path, {"review": "1"}).content.decode()
    first.post(path, {"review": "1", "words": "SSM extract agrees"})
    assert "Another officer must give the number" in first.get(path).content.decode()
    sheet = second.post(path, {"accept": "1"}).content.decode()
    assert "Sheet for the administrator" in sheet and "majikan." in sheet
    assert "Sheet for the administrator" not in second.get(path).content.decode()


def test_an_officer_without_the_right_only_reads(business_date: date) -> None:
    from members.models import Role
    from members.services import staff_groups
    from tests.factories import make_user

    found = applied()
    reviewer = make_user(role=Role.STAFF, login_id="hani", language="en")
    reviewer.groups.add(staff_groups.ensure_groups()[staff_groups.REVIEWING])
    client = Client()
    enter(client, reviewer)
    path = f"/admin/contributions/employerregistration/{found.pk}/change/"
    page = client.get(path).content.decode()
    assert found.company_name in page and "Give the employer number" not in page
    assert client.post(path, {"review": "1", "words": "x"}).status_code == 403
