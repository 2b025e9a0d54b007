"""Which browsers a person is logged in with. The session itself decides; a row here only finds it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class OpenSession(models.Model):
    user = models.ForeignKey(
        "members.User",
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        related_name="open_sessions",
    )
    session_key = models.CharField(_("session key"), max_length=40, unique=True)
    began_at = models.DateTimeField(_("began at"))
    device = models.CharField(_("device"), max_length=60, blank=True)
    address = models.CharField(_("address"), max_length=45, blank=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def __str__(self) -> str:
        return f"{self.device} {self.began_at:%Y-%m-%d %H:%M}"
