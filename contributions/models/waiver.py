"""The Board may remit a late charge in whole or part: one officer asks, another grants.

The dividend is the members' and is never waived. Source: Employees Provident Fund Act s.49(2).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class WaiverState(models.TextChoices):
    PROPOSED = "PROPOSED", _("Waiting for a second officer")
    GRANTED = "GRANTED", _("Granted")
    REFUSED = "REFUSED", _("Refused")


class Waiver(models.Model):
    bill = models.ForeignKey(
        "contributions.Bill",
        verbose_name=_("bill"),
        on_delete=models.PROTECT,
        related_name="waivers",
    )
    amount_sen = models.BigIntegerField(_("amount (sen)"))
    reason = models.CharField(_("reason"), max_length=500)
    state = models.CharField(
        _("status"), max_length=8, choices=WaiverState.choices, default=WaiverState.PROPOSED
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey(
        "members.User", verbose_name=_("proposed by"), on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        "members.User",
        verbose_name=_("decided by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("waiver of a late charge")
        verbose_name_plural = _("waivers of late charges")
        ordering = ("-proposed_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["bill"], condition=Q(state="PROPOSED"), name="one_open_waiver_per_bill"
            ),
            models.CheckConstraint(
                condition=Q(amount_sen__gt=0) & ~Q(reason=""), name="waiver_has_amount_and_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="PROPOSED", decided_at__isnull=True, decided_by__isnull=True)
                | Q(
                    state__in=["GRANTED", "REFUSED"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
                name="waiver_decided_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="GRANTED") | ~Q(decided_by=F("proposed_by")),
                name="waiver_is_granted_by_another_officer",
            ),
        ]

    def __str__(self) -> str:
        return str(self.bill)
