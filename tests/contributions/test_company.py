"""An administrator keeps address, branches and who works where; a closed company sends nothing new."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from contributions.models import Branch, Employer, Employment
from contributions.services import company, people, receive
from members.models import Member, User
from tests.contributions.conftest import TODAY

PLACE = {
    "name": "Kilang Nilai",
    "address": "Lot 5",
    "postcode": "71999",
    "town": "Nilai",
    "state_code": "NSN",
}


def NOW() -> Any:
    return timezone.now()


@pytest.fixture
def branch(employer: Employer, hr: User) -> Branch:
    return company.add_branch(employer=employer, values=PLACE, by=hr, at=NOW())


@pytest.fixture
def spell(employer: Employer, people: list[Member]) -> Employment:
    return Employment.objects.create(
        employer=employer, member=people[0], started_on=date(2026, 1, 1)
    )


@pytest.fixture
def browser(hr: User) -> Client:
    client = Client()
    client.force_login(hr)
    return client


def test_the_pages_of_an_administrator(browser: Client, spell: Employment) -> None:
    assert "Not recorded" in browser.get("/employer/company/").content.decode()
    browser.post(
        "/employer/company/contacts/",
        {
            "address": "1, Jalan Baharu",
            "postcode": "50999",
            "town": "Bandar Contoh",
            "state_code": "KUL",
            "phone": "03-8890 1234",
            "email": "hr@biskut.example",
        },
    )
    page = browser.get("/employer/company/").content.decode()
    assert "1, Jalan Baharu" in page and "0388901234" in page
    wrong = browser.post("/employer/company/branches/add/", {**PLACE, "postcode": "1"})
    assert "A postcode has 5 digits" in wrong.content.decode()
    browser.post("/employer/company/branches/add/", PLACE)
    branch = Branch.objects.get()
    again = browser.post("/employer/company/branches/add/", {**PLACE, "name": "KILANG NILAI"})
    assert "You have a branch of this name" in again.content.decode()
    listing = browser.get("/employer/employees/").content.decode()
    assert "Head office" in listing
    browser.post(f"/employer/employees/{spell.pk}/branch/", {"branch": str(branch.pk)})
    assert "Kilang Nilai" in browser.get("/employer/employees/").content.decode()
    assert "Kilang Nilai" in browser.get("/employer/employees/employees.csv").content.decode()
    kept = browser.post(f"/employer/company/branches/{branch.pk}/close/", follow=True)
    assert "Give them another place first" in kept.content.decode()
    browser.post(f"/employer/employees/{spell.pk}/branch/", {"branch": "0"})
    closed = browser.post(f"/employer/company/branches/{branch.pk}/close/", follow=True)
    assert "The branch was closed" in closed.content.decode()
    assert browser.get(f"/employer/company/branches/{branch.pk}/").status_code == 404


def test_an_employee_works_at_a_branch_of_the_employer_alone(
    spell: Employment, employer: Employer, hr: User
) -> None:
    other = Employer.objects.create(employer_no="88", name="Lain", registered_on=date(2020, 1, 1))
    foreign = Branch.objects.create(employer=other, opened_on=TODAY, **PLACE)
    with pytest.raises(Branch.DoesNotExist):
        company.place(spell_id=spell.pk, branch_id=foreign.pk, employer=employer, by=hr, at=NOW())
    with pytest.raises(IntegrityError, match="branch_is_of_its_employer"), transaction.atomic():
        Employment.objects.filter(pk=spell.pk).update(branch=foreign)


def test_only_an_administrator_of_the_employer_changes_anything(
    employer: Employer, hr: User, branch: Branch
) -> None:
    acting = hr.employer_user
    acting.role = "MAKER"
    acting.save()
    with pytest.raises(people.NotAdministrator):
        company.close_branch(pk=branch.pk, employer=employer, by=hr, at=NOW())
    client = Client()
    client.force_login(hr)
    assert client.get("/employer/company/").status_code == 200
    assert client.get("/employer/company/contacts/").status_code == 403
    assert client.post("/employer/company/close/").status_code == 403


def test_a_company_closes(
    employer: Employer, hr: User, branch: Branch, spell: Employment, browser: Client
) -> None:
    with pytest.raises(company.NotYet):
        company.close(employer=employer, on=date(2026, 12, 1), by=hr, at=NOW())
    with pytest.raises(company.TooEarly):
        company.close(employer=employer, on=date(2025, 12, 31), by=hr, at=NOW())
    unsure = browser.post(
        "/employer/company/close/", {"on_0": "31", "on_1": "8", "on_2": "2026"}
    ).content.decode()
    assert "Tick the box if this is so" in unsure
    company.close(employer=employer, on=date(2026, 8, 31), by=hr, at=NOW())
    with pytest.raises(company.Closed):
        company.close(employer=employer, on=date(2026, 8, 31), by=hr, at=NOW())
    spell.refresh_from_db()
    branch.refresh_from_db()
    employer.refresh_from_db()
    assert (spell.ended_on, branch.closed_on) == (date(2026, 8, 31), TODAY)
    receive.refuse_closed(employer, date(2026, 8, 1))
    with pytest.raises(receive.EmployerClosed):
        receive.refuse_closed(employer, date(2026, 9, 1))
    assert (
        "Closed: the last day anybody worked here was"
        in browser.get("/employer/company/").content.decode()
    )
    refused = browser.post(
        "/employer/contributions/form/", {"wage_month": "2026-09", "begin": "EMPTY"}
    )
    assert refused.status_code == 200
