"""Staff with exactly the permissions a test speaks of, in the groups that have them."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission

from members.models import User
from members.services.staff_groups import GROUPS, REVIEWING


def allow(user: User, *permissions: str) -> User:
    """The user, read afresh, with these permissions (`app.codename`) and the roles they come with.

    The groups are there by name alone: they give nothing that was not asked for.
    """
    names = {_group_with(permission) for permission in permissions}
    user.groups.add(*(Group.objects.get_or_create(name=name)[0] for name in sorted(names)))
    for permission in permissions:
        app_label, codename = permission.split(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app_label, codename=codename)
        )
    return User.objects.get(pk=user.pk)


def _group_with(permission: str) -> str:
    return next((name for name, given in GROUPS.items() if permission in given), REVIEWING)
