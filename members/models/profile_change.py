"""A change of a contact or a bank account that waits for its codes, or for a second officer.

On-line, the old contact confirms by TAC, and a new contact by a code that went there; at a counter,
two different officers do. The constraints below hold it; nothing is changed before. What it changes
to is encrypted here, and neither code is in the table.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ChangeKind(models.TextChoices):
    EMAIL = "EMAIL", _("E-mail")
    PHONE = "PHONE", _("Mobile phone")
    BANK = "BANK", _("Bank account")


class ChangeWay(models.TextChoices):
    ONLINE = "ONLINE", _("On-line")
    COUNTER = "COUNTER", _("At a counter")


class ProfileChange(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        "members.User",
        verbose_name=_("user"),
        on_delete=models.PROTECT,
        related_name="profile_changes",
    )
    kind = models.CharField(_("kind"), max_length=5, choices=ChangeKind.choices)
    way = models.CharField(_("way"), max_length=7, choices=ChangeWay.choices)
    target_encrypted = models.BinaryField(_("changes to, encrypted"))
    target_digest = models.BinaryField(_("changes to, keyed digest"), max_length=32)
    shown = models.CharField(_("changes to"), max_length=120)
    asked_at = models.DateTimeField(_("asked for at"))
    expires_at = models.DateTimeField(_("expires at"))

    session_digest = models.BinaryField(max_length=32, null=True, blank=True)
    tac_challenge_id = models.UUIDField(null=True, blank=True, editable=False)
    old_confirmed_at = models.DateTimeField(_("confirmed by the old contact"), null=True)
    code_hash = models.CharField(max_length=200, blank=True)
    code_tries_left = models.PositiveSmallIntegerField(default=0)
    code_sent_at = models.DateTimeField(null=True, blank=True)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    new_confirmed_at = models.DateTimeField(_("confirmed by the new contact"), null=True)

    entered_by = models.ForeignKey(
        "members.User",
        verbose_name=_("entered by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reason = models.CharField(_("how identity was checked"), max_length=200, blank=True)
    decided_by = models.ForeignKey(
        "members.User",
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("change of profile")
        verbose_name_plural = _("changes of profile")
        permissions = (("register_contact", _("Can change a contact at a counter, with another")),)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "kind"],
                condition=Q(done_at__isnull=True, voided_at__isnull=True),
                name="one_open_change_per_user_and_kind",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(voided_at__isnull=True),
                name="change_is_done_or_voided_not_both",
            ),
            models.CheckConstraint(
                condition=~Q(way=ChangeWay.ONLINE)
                | Q(done_at__isnull=True)
                | Q(old_confirmed_at__isnull=False),
                name="change_online_is_confirmed_by_the_old_contact",
            ),
            models.CheckConstraint(
                condition=~Q(way=ChangeWay.ONLINE)
                | Q(done_at__isnull=True)
                | Q(kind=ChangeKind.BANK)
                | Q(new_confirmed_at__isnull=False),
                name="change_online_is_confirmed_by_the_new_contact",
            ),
            models.CheckConstraint(
                condition=~Q(way=ChangeWay.COUNTER)
                | (Q(entered_by__isnull=False) & ~Q(reason="") & ~Q(kind=ChangeKind.BANK)),
                name="change_at_a_counter_has_officer_and_reason",
            ),
            models.CheckConstraint(
                condition=~Q(way=ChangeWay.COUNTER)
                | Q(done_at__isnull=True)
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("entered_by"))),
                name="change_at_a_counter_needs_two_officers",
            ),
            models.CheckConstraint(
                condition=Q(code_tries_left__lte=3), name="change_code_tries_within_limit"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["target_digest", "-asked_at"], name="change_to_a_contact"),
            models.Index(fields=["user", "-asked_at"], name="change_of_a_user"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.shown}"

    def __repr__(self) -> str:
        return f"<ProfileChange {self.pk}>"

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.voided_at is None

    @property
    def waits_for_new(self) -> bool:
        """The old contact has confirmed; the code that went to the new one is missing."""
        return self.is_open and self.old_confirmed_at is not None
