"""What staff prove themselves with beside the password. No secret stands here in clear.

Passkeys are django-otp-webauthn's own rows: they hold public keys and nothing to steal. Only
services/second_factor.py and services/recovery_codes.py write here.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device


class OwnDevice(Device):
    """A device of ours."""

    user = models.ForeignKey(
        "members.User", verbose_name=_("user"), on_delete=models.CASCADE, related_name="+"
    )
    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        abstract = True


class AuthenticatorApp(OwnDevice):
    """An app that shows codes (TOTP). The secret is encrypted under FIELD_KEYS."""

    secret_encrypted = models.BinaryField(_("secret, encrypted"))
    # The half minute of the newest code that was accepted; no code of it or before works again.
    last_step = models.BigIntegerField(_("last half minute used"), default=-1)

    class Meta:
        verbose_name = _("authenticator app")
        verbose_name_plural = _("authenticator apps")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user"], name="one_authenticator_app_per_user"),
        ]


class RecoverySheet(OwnDevice):
    """The codes that a person printed for the day the phone is lost."""

    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("sheet of recovery codes")
        verbose_name_plural = _("sheets of recovery codes")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user"], name="one_recovery_sheet_per_user"),
        ]


class RecoveryCode(models.Model):
    """One code of a sheet, good once. 120 random bits, kept as a keyed digest."""

    sheet = models.ForeignKey(
        RecoverySheet,
        verbose_name=_("sheet of recovery codes"),
        on_delete=models.CASCADE,
        related_name="codes",
    )
    digest = models.BinaryField(_("code, keyed digest"), max_length=32, unique=True)
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")

    def __str__(self) -> str:
        return f"{self.sheet} #{self.pk}"
