"""One person for each role of the table, each with a browser that is logged in as them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import Group
from django.test import Client

from contributions.models import Employer, EmployerUser
from members.models import Role, User
from members.services import staff_groups
from portal.access.roles import BY_APPOINTMENT, BY_GROUP, HR, Who
from tests.factories import make_user
from tests.second_factor import enter


@dataclass
class Person:
    """Who holds a role, and their browser."""

    who: Who
    user: User | None
    client: Client = field(default_factory=Client)

    def log_in(self) -> None:
        """Logs in again when the last page logged out; staff do the second step, all but one."""
        if self.user is None or self.client.session.get(SESSION_KEY) == str(self.user.pk):
            return
        if self.who is Who.HALF_WAY:
            self.client.force_login(self.user)
        else:
            enter(self.client, self.user)


def everyone(employer: Employer) -> dict[Who, Person]:
    """One for each role; HR act for `employer`."""
    groups = staff_groups.ensure_groups()
    return {who: Person(who, _user(who, employer, groups)) for who in Who}


def _user(who: Who, employer: Employer, groups: dict[str, Group]) -> User | None:
    if who is Who.STRANGER:
        return None
    if who is Who.MEMBER:
        return make_user(login_id="role.member")
    login_id = "role." + who.name.lower()
    if who in HR or who is Who.FORMER:
        user = make_user(role=Role.EMPLOYER, login_id=login_id, display_name=str(who))
        for name, appointed in BY_APPOINTMENT.items():
            if appointed is who:
                EmployerUser.objects.create(user=user, employer=employer, role=name)
        return user
    user = make_user(
        role=Role.STAFF,
        login_id=login_id,
        display_name=str(who),
        is_superuser=who is Who.SYSTEM,
    )
    user.groups.add(*(groups[name] for name, role in BY_GROUP.items() if role is who))
    return user


def an_employer(
    number: str = "1000001", name: str = "Kedai Buku Seri Pinang Sdn. Bhd."
) -> Employer:
    """An employer that may be acted for."""
    return Employer.objects.create(employer_no=number, name=name, registered_on=date(2015, 1, 1))
