"""The roles. A person holds one of the first seven by the kind of login; staff hold what their groups say.

An auditor holds that role alone, whatever other groups the login is in: who examines does not act.
"""

from __future__ import annotations

from enum import StrEnum

from members.services import staff_groups


class Who(StrEnum):
    """A role, as the table names it."""

    STRANGER = "stranger"  # not logged in
    MEMBER = "member"
    MAKER = "employer: maker"
    CHECKER = "employer: checker"
    MANAGER = "employer: administrator"
    FORMER = "employer: no longer acts for one"
    HALF_WAY = "staff: second step not done"
    STAFF = "staff: in no group"
    REVIEWING = "reviewing officer"
    RELEASING = "releasing officer"
    RATES = "rates officer"
    COUNTER = "counter officer"
    OPERATIONS = "operations"
    SUPPORT = "support"
    AUDITOR = "auditor"
    SYSTEM = "system administrator"


Roles = frozenset[Who]

BY_GROUP: dict[str, Who] = {
    staff_groups.REVIEWING: Who.REVIEWING,
    staff_groups.RELEASING: Who.RELEASING,
    staff_groups.RATES: Who.RATES,
    staff_groups.COUNTER: Who.COUNTER,
    staff_groups.OPERATIONS: Who.OPERATIONS,
    staff_groups.SUPPORT: Who.SUPPORT,
    staff_groups.AUDITORS: Who.AUDITOR,
}
BY_APPOINTMENT: dict[str, Who] = {
    "MAKER": Who.MAKER,
    "CHECKER": Who.CHECKER,
    "ADMINISTRATOR": Who.MANAGER,
}


def only(*roles: Who) -> Roles:
    """A set of roles."""
    return frozenset(roles)


NOBODY: Roles = frozenset()
EVERYBODY: Roles = frozenset(Who)
MEMBER: Roles = only(Who.MEMBER)
HR: Roles = frozenset(BY_APPOINTMENT.values())
PREPARES: Roles = only(Who.MAKER, Who.MANAGER)
CONFIRMS: Roles = only(Who.CHECKER, Who.MANAGER)
MANAGES: Roles = only(Who.MANAGER)

OFFICERS: Roles = only(Who.REVIEWING, Who.RELEASING, Who.RATES, Who.COUNTER, Who.OPERATIONS)
READERS: Roles = OFFICERS | {Who.AUDITOR, Who.SYSTEM}
CONSOLE: Roles = READERS | {Who.SUPPORT, Who.STAFF}
SIGNED_IN: Roles = EVERYBODY - {Who.STRANGER}
WHOLLY_IN: Roles = SIGNED_IN - {Who.HALF_WAY}
