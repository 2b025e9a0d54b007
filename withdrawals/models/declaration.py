"""The exact words a member affirmed, in the language they read them in. Frozen at submission."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Declaration(models.Model):
    application = models.OneToOneField(
        "withdrawals.Application",
        verbose_name=_("application"),
        on_delete=models.PROTECT,
        related_name="declaration",
    )
    code = models.CharField(_("code"), max_length=8)
    version = models.CharField(_("version"), max_length=12)
    language = models.CharField(_("language"), max_length=2)
    text = models.TextField(_("text"))
    accepted_at = models.DateTimeField(_("accepted at"))
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("accepted by"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.code} {self.version} ({self.language})"
