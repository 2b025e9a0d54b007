"""Which roles the person of a request holds. Asked only when the kind of login does not decide it."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from contributions import selectors as contributions
from members.models import Role, User
from portal.access.roles import BY_APPOINTMENT, BY_GROUP, CONSOLE, HR, Roles, Who, only

_POSSIBLE: dict[str, Roles] = {
    Role.MEMBER: only(Who.MEMBER),
    Role.EMPLOYER: HR | {Who.FORMER},
    Role.STAFF: CONSOLE | {Who.HALF_WAY},
}


def possible(user: User | AnonymousUser) -> Roles:
    """Roles that this kind of login could hold. Asks the database nothing."""
    if not isinstance(user, User):
        return only(Who.STRANGER)
    return _POSSIBLE[user.role]


def held(request: HttpRequest) -> Roles:
    """Roles that the person holds now. One query for an employer's or a staff login."""
    user = request.user
    if not isinstance(user, User) or user.role == Role.MEMBER:
        return possible(user)
    if user.role == Role.EMPLOYER:
        acting = contributions.employer_user(int(user.pk))
        request.acting = acting  # type: ignore[attr-defined]
        return only(BY_APPOINTMENT[acting.role] if acting else Who.FORMER)
    if not user.is_staff or not user.is_verified():  # type: ignore[attr-defined]
        return only(Who.HALF_WAY)
    names = user.groups.values_list("name", flat=True)
    roles = {BY_GROUP[name] for name in names if name in BY_GROUP}
    if Who.AUDITOR in roles:
        return only(Who.AUDITOR)
    if user.is_superuser:
        roles.add(Who.SYSTEM)
    return frozenset(roles) or only(Who.STAFF)
