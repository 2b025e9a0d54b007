from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    label = "members"
    verbose_name = _("Members")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import tasks  # noqa: F401 registers the daily job
        from .services import (
            open_sessions,  # noqa: F401 writes the list of sessions
            session_clock,  # noqa: F401 starts the session's clocks at log-in
        )
