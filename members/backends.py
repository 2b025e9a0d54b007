"""Who a session belongs to: the login and its member, read together, because every page needs both."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from members.models import Notice, User

_UNREAD = Coalesce(
    Subquery(
        Notice.objects.filter(member_id=OuterRef("member_id"), read_at__isnull=True)
        .order_by()
        .values("member_id")
        .annotate(found=Count("pk"))
        .values("found"),
        output_field=IntegerField(),
    ),
    0,
)


class LoginBackend(ModelBackend):
    """Django's own backend, but member and unread notices come in the same query, and a frozen login is out."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Active, and not locked by its owner."""
        return bool(super().user_can_authenticate(user)) and user.frozen_at is None

    def get_user(self, user_id: Any) -> User | None:
        """The active login with this key, its member already loaded; else None."""
        found = User.objects.select_related("member").annotate(found_unread=_UNREAD)
        user = found.filter(pk=user_id).first()
        if user is not None:
            user.unread = user.found_unread if user.own_member_id else 0
        return user if user is not None and self.user_can_authenticate(user) else None
