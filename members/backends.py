"""Who a session belongs to: the login and its member, read together, because every page needs both."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from members.models import User


class LoginBackend(ModelBackend):
    """Django's own backend, but the member comes in the same query, and a frozen login is out."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Active, and not locked by its owner."""
        return bool(super().user_can_authenticate(user)) and user.frozen_at is None

    def get_user(self, user_id: Any) -> User | None:
        """The active login with this key, its member already loaded; else None."""
        user = User.objects.select_related("member").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
