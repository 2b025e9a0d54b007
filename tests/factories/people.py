"""People for tests: a member with a login, staff, an employer's user. Numbers come from a counter."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from members.models import Member, Role, User

PASSWORD = "lembu-hijau-terbang-tinggi"
_numbers = itertools.count(10_000_001)


def make_member(**facts: Any) -> Member:
    """A citizen of 35 or so, in conventional savings, unless `facts` say otherwise."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "member_no": str(number),
        "ic_no": f"9003{number % 10**8:08d}",
        "name": f"AHLI UJIAN {number}",
        "born_on": date(1990, 3, 14),
        "joined_on": date(2012, 1, 2),
    }
    return Member.objects.create(**{**values, **facts})


def make_user(*, member: Member | None = None, role: str = Role.MEMBER, **facts: Any) -> User:
    """A login with PASSWORD. A member's login without `member` gets a new member."""
    if role == Role.MEMBER and member is None:
        member = make_member()
    number = next(_numbers)
    values: dict[str, Any] = {
        "login_id": f"user{number}",
        "role": role,
        "member": member,
        "display_name": member.name if member else f"USER {number}",
        "email": f"user{number}@example.test",
        "phone": f"+6012{number % 10**7:07d}",
        "is_staff": role == Role.STAFF,
    }
    password = facts.pop("password", PASSWORD)
    return User.objects.create_user(password=password, **{**values, **facts})
