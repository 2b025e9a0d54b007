"""One code for one act of one person in one session. The code itself is nowhere in this table.

Only tac/services.py writes here. A row is used once, at most 3 wrong codes are counted on it, and a
person has at most one live row for a purpose.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from . import rules


class Method(models.TextChoices):
    SMS = "SMS", _("Code by text message")
    PASSKEY = "PASSKEY", _("Passkey")


class TacChallenge(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.PROTECT,
        related_name="tac_challenges",
    )
    purpose = models.CharField(_("purpose"), max_length=40)
    method = models.CharField(
        _("signed with"), max_length=7, choices=Method.choices, default=Method.SMS
    )
    binding_digest = models.BinaryField(_("what it signs, keyed digest"), max_length=32)
    session_digest = models.BinaryField(_("session, keyed digest"), max_length=32)
    phone_digest = models.BinaryField(_("phone, keyed digest"), max_length=32)
    phone_tail = models.CharField(_("last four digits of the phone"), max_length=4)
    code_hash = models.CharField(
        _("code, keyed and slowly hashed"), max_length=200, blank=True, default=""
    )
    issued_at = models.DateTimeField(_("issued at"))
    expires_at = models.DateTimeField(_("expires at"))
    tries_left = models.PositiveSmallIntegerField(_("tries left"), default=rules.TRIES)
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("TAC challenge")
        verbose_name_plural = _("TAC challenges")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "-issued_at"], name="tac_of_a_user"),
            models.Index(fields=["phone_digest", "-issued_at"], name="tac_of_a_phone"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "purpose"],
                condition=models.Q(used_at__isnull=True, voided_at__isnull=True),
                name="one_live_tac_per_user_and_purpose",
            ),
            models.CheckConstraint(
                condition=models.Q(tries_left__lte=rules.TRIES), name="tac_tries_within_limit"
            ),
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True) | models.Q(voided_at__isnull=True),
                name="tac_is_used_or_voided_not_both",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("issued_at")),
                name="tac_expires_after_issue",
            ),
            models.CheckConstraint(
                condition=models.Q(method=Method.SMS, code_hash__gt="")
                | models.Q(method=Method.PASSKEY, code_hash=""),
                name="tac_by_text_message_has_a_code_and_a_passkey_has_none",
            ),
        ]

    def __str__(self) -> str:
        return f"TAC {self.purpose} {self.issued_at:%Y-%m-%d %H:%M:%S}"

    def __repr__(self) -> str:
        return f"<TacChallenge {self.pk}>"
