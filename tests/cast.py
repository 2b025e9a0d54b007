"""The people every test speaks of. Aminah and Bakar save; Chong reviews; Devi releases.

They are always the same: same numbers, same birthdays, same phones.
"""

from __future__ import annotations

from datetime import date

from members.models import Role, User
from tests.factories import make_member, make_user


def aminah() -> User:
    """A member, 36 in 2026, Malay pages."""
    member = make_member(
        member_no="18800001",
        ic_no="900314145678",
        name="AMINAH BINTI SALLEH",
        born_on=date(1990, 3, 14),
    )
    return make_user(
        member=member,
        login_id="aminah",
        display_name="Aminah binti Salleh",
        phone="+60120000001",
        email="aminah@example.test",
    )


def bakar() -> User:
    """Another member, 51, who must never see what is Aminah's."""
    member = make_member(
        member_no="18800002",
        ic_no="750601105433",
        name="BAKAR BIN OTHMAN",
        born_on=date(1975, 6, 1),
    )
    return make_user(
        member=member,
        login_id="bakar",
        display_name="Bakar bin Othman",
        phone="+60120000002",
        email="bakar@example.test",
        language="en",
    )


def chong() -> User:
    """The officer who reviews applications."""
    return make_user(
        role=Role.STAFF,
        login_id="chong",
        display_name="Chong Wei Ling",
        phone="+60120000003",
        email="chong@example.test",
        language="en",
    )


def devi() -> User:
    """The officer who releases payouts."""
    return make_user(
        role=Role.STAFF,
        login_id="devi",
        display_name="Devi a/p Raman",
        phone="+60120000004",
        email="devi@example.test",
        language="en",
    )
