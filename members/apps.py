"""The people. Session clocks start at every log-in, so their receiver is connected at start-up."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    label = "members"
    verbose_name = "Members"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from members.services import session_clock

        assert session_clock.start  # noqa: S101 (importing it connects the receiver)
