"""An employer with a representative, five employees and money paid in early, and short ways to send files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from contributions.models import Employer, EmployerUser, Remittance
from contributions.services import post, receive, submit, validate
from members.ledger import days
from members.models import Member, Role, User
from tests import cast
from tests.factories import make_member, make_user, money

TODAY = date(2026, 11, 20)
MONTH = date(2026, 10, 1)
HEADER = "Member No,IC No,Name,Salary,EM Share,EMP Share"

Send = Callable[..., Remittance]


def row(
    member: Member, *, salary: str = "3250.00", employer: object = 424, employee: object = 359
) -> str:
    """One line of a file."""
    return f"{member.member_no},{member.ic_no},{member.name},{salary},{employer},{employee}"


def file_of(rows: Iterable[str], *, end: str = "\n") -> bytes:
    """A whole file."""
    return end.join([HEADER, *rows, ""]).encode()


@pytest.fixture
def business_date(db: None) -> date:
    days.begin(TODAY, at=timezone.now())
    return TODAY


@pytest.fixture
def employer(business_date: date) -> Employer:
    made = Employer.objects.create(
        employer_no="1000001",
        name="Kilang Biskut Seri Pantai Sdn. Bhd.",
        registered_on=date(2015, 1, 1),
    )
    money.deposit(made)
    return made


@pytest.fixture
def hr(employer: Employer) -> User:
    user = make_user(role=Role.EMPLOYER, login_id="siti.hr", display_name="Siti", language="en")
    EmployerUser.objects.create(user=user, employer=employer)
    return user


@pytest.fixture
def other_hr(business_date: date) -> User:
    other = Employer.objects.create(
        employer_no="1000002", name="Bengkel Maju Enterprise", registered_on=date(2015, 1, 1)
    )
    user = make_user(role=Role.EMPLOYER, login_id="raju.hr", display_name="Raju", language="en")
    EmployerUser.objects.create(user=user, employer=other)
    return user


@pytest.fixture
def aminah(business_date: date) -> User:
    user = cast.aminah()
    user.language = "en"
    user.save()
    return user


@pytest.fixture
def people(aminah: User) -> list[Member]:
    """Aminah, one in Shariah savings, one of 56, one just under 55, one more."""
    return [
        aminah.member,
        make_member(scheme="SHARIAH"),
        make_member(born_on=date(1970, 11, 20)),
        make_member(born_on=date(1971, 11, 21)),
        make_member(),
    ]


@pytest.fixture
def send(employer: Employer, hr: User) -> Send:
    """Receive and check a file; gives the remittance."""

    def sent(
        content: bytes | Iterable[str],
        *,
        month: date = MONTH,
        declared: receive.Declared | None = None,
    ) -> Remittance:
        if not isinstance(content, bytes):
            content = file_of(content)
        received = receive.receive_bytes(
            employer=employer,
            wage_month=month,
            content=[content],
            file_name="caruman.csv",
            declared=declared,
            by=hr,
            at=timezone.now(),
        )
        return validate.validate(remittance_id=received.pk, at=timezone.now())

    return sent


@pytest.fixture
def credit(send: Send, hr: User) -> Send:
    """The whole way: receive, check, submit, post."""

    def credited(content: bytes | Iterable[str], *, month: date = MONTH) -> Remittance:
        remittance = send(content, month=month)
        assert remittance.state == "READY", list(remittance.errors.values())
        submit.submit(remittance_id=remittance.pk, by=hr, at=timezone.now())
        return post.post_all(remittance.pk, at=timezone.now())

    return credited


@pytest.fixture
def other(business_date: date) -> Employer:
    """An employer with nothing paid in."""
    return Employer.objects.create(
        employer_no="1000009", name="Kedai Roti Fajar Enterprise", registered_on=date(2015, 1, 1)
    )


@pytest.fixture
def boss(other: Employer) -> User:
    user = make_user(role="EMPLOYER", login_id="boss.hr", display_name="Boss", language="en")
    EmployerUser.objects.create(user=user, employer=other)
    return user


@pytest.fixture
def billed(other: Employer, boss: User) -> Callable[..., Remittance]:
    """A submitted remittance of the employer without money."""

    def made(
        rows: Any, *, month: date = date(2026, 9, 1), at_employer: Employer = other
    ) -> Remittance:
        received = receive.receive_bytes(
            employer=at_employer,
            wage_month=month,
            content=[file_of(rows)],
            file_name="x.csv",
            by=boss,
            at=timezone.now(),
        )
        validate.validate(remittance_id=received.pk, at=timezone.now())
        return submit.submit(remittance_id=received.pk, by=boss, at=timezone.now())

    return made
