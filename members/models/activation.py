"""Leave to open an i-Akaun for the first time: given at a counter, good for 30 days, used once."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Activation(models.Model):
    """The login exists from the first leave on, and lets nobody in until the last step is done."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        "members.User",
        verbose_name=_("user"),
        on_delete=models.PROTECT,
        related_name="activations",
    )
    secret_hash = models.CharField(_("temporary password, keyed and slowly hashed"), max_length=200)
    seen = models.CharField(_("how the person was identified"), max_length=200)
    issued_by = models.ForeignKey(
        "members.User", verbose_name=_("issued by"), on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField(_("issued at"))
    expires_at = models.DateTimeField(_("expires at"))
    terms = models.CharField(_("terms agreed to"), max_length=20, blank=True)
    terms_at = models.DateTimeField(_("terms agreed to at"), null=True, blank=True)
    chosen_at = models.DateTimeField(_("ID and password chosen at"), null=True, blank=True)
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("activation")
        verbose_name_plural = _("activations")
        permissions = (("issue_activation", _("Can issue temporary credentials")),)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(used_at__isnull=True, voided_at__isnull=True),
                name="one_live_activation_per_user",
            ),
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True) | models.Q(voided_at__isnull=True),
                name="activation_is_used_or_voided_not_both",
            ),
            models.CheckConstraint(
                condition=models.Q(terms="", terms_at__isnull=True)
                | models.Q(terms__gt="", terms_at__isnull=False),
                name="activation_terms_have_a_version_and_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True)
                | models.Q(terms_at__isnull=False, chosen_at__isnull=False),
                name="activation_is_used_after_terms_and_choice",
            ),
            models.CheckConstraint(
                condition=~models.Q(user=models.F("issued_by")),
                name="nobody_activates_themselves",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("issued_at")),
                name="activation_expires_after_issue",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.issued_at:%Y-%m-%d}"
