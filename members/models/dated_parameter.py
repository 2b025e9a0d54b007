"""A change of a fund's number: proposed by one officer, confirmed by another, in force from a day on.

The database refuses a confirmation by the proposer and two confirmed changes for one day; what was
decided is never edited or removed (triggers in the migration).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ChangeState(models.TextChoices):
    PROPOSED = "PROPOSED", _("Proposed")
    CONFIRMED = "CONFIRMED", _("Confirmed")
    REFUSED = "REFUSED", _("Refused")


class DatedParameter(models.Model):
    code = models.CharField(_("parameter"), max_length=40)
    effective_on = models.DateField(_("in force from"))
    numbers = models.JSONField(_("numbers"))
    source = models.CharField(_("source"), max_length=300)
    state = models.CharField(
        _("status"), max_length=9, choices=ChangeState.choices, default=ChangeState.PROPOSED
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
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("rate or limit")
        verbose_name_plural = _("rates and limits")
        ordering = ["code", "-effective_on", "-id"]
        permissions = [("set_parameter", "Can propose and confirm rates and limits")]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "effective_on"],
                condition=Q(state="CONFIRMED"),
                name="one_confirmed_change_per_parameter_and_day",
            ),
            models.CheckConstraint(
                condition=Q(state="PROPOSED", decided_at__isnull=True, decided_by__isnull=True)
                | Q(
                    state__in=["CONFIRMED", "REFUSED"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
                name="parameter_decided_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="CONFIRMED") | ~Q(decided_by=F("proposed_by")),
                name="parameter_is_confirmed_by_another_officer",
            ),
            models.CheckConstraint(
                condition=~Q(source=""), name="parameter_change_names_its_source"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.effective_on:%Y-%m-%d}"
