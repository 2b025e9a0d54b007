"""Ways back in, and the wait they cause. A reset works once; its token is nowhere in the table."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class ResetWay(models.TextChoices):
    EMAIL = "EMAIL", _("Link by e-mail")
    PHONE = "PHONE", _("TAC to the phone")


class PasswordReset(models.Model):
    """Leave to set a new password, for half an hour."""

    user = models.ForeignKey(
        "members.User",
        verbose_name=_("user"),
        on_delete=models.PROTECT,
        related_name="password_resets",
    )
    token_digest = models.BinaryField(_("token, keyed digest"), max_length=32, unique=True)
    way = models.CharField(_("way"), max_length=5, choices=ResetWay.choices)
    issued_at = models.DateTimeField(_("issued at"), db_index=True)
    expires_at = models.DateTimeField(_("expires at"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("password reset")
        verbose_name_plural = _("password resets")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(used_at__isnull=True, voided_at__isnull=True),
                name="one_live_password_reset_per_user",
            ),
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True) | models.Q(voided_at__isnull=True),
                name="reset_is_used_or_voided_not_both",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.issued_at:%Y-%m-%d %H:%M}"


class CoolingOffReason(models.TextChoices):
    PASSWORD_RESET = "PASSWORD_RESET", _("Password reset")
    EMAIL_CHANGED = "EMAIL_CHANGED", _("New e-mail address")
    PHONE_CHANGED = "PHONE_CHANGED", _("New phone number")
    BANK_ACCOUNT = "BANK_ACCOUNT", _("New bank account: nothing goes to it")
    BANK_ACCOUNT_LIMIT = "BANK_ACCOUNT_LIMIT", _("New bank account: small amounts alone")


class CoolingOff(models.Model):
    """Until when money of a member waits, and since which change.

    With a bank account nothing may go to that one; with a limit (sen) no more than it may be asked
    for; with neither, nothing at all.
    """

    member = models.ForeignKey(
        "members.Member",
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="cooling_offs",
    )
    reason = models.CharField(_("reason"), max_length=20, choices=CoolingOffReason.choices)
    began_at = models.DateTimeField(_("began at"))
    ends_at = models.DateTimeField(_("ends at"))
    bank_account = models.ForeignKey(
        "members.BankAccount",
        verbose_name=_("bank account"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    limit_sen = models.BigIntegerField(_("up to (sen)"), default=0, db_default=0)

    class Meta:
        verbose_name = _("cooling-off")
        verbose_name_plural = _("cooling-offs")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["member", "-ends_at"], name="cooling_off_of_a_member"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("began_at")),
                name="cooling_off_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=models.Q(limit_sen=0)
                | models.Q(limit_sen__gt=0, bank_account__isnull=True),
                name="cooling_off_is_for_an_account_or_up_to_a_limit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.ends_at:%Y-%m-%d %H:%M}"
