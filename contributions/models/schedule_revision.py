"""A change of the Third Schedule: proposed by one officer, confirmed by another, from a wage month ahead.

The files in contributions/schedules are the history; a confirmed revision comes on top and is written to
the tables that SQL joins in the same transaction. What was decided is never edited or removed (triggers in
migration 0020).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models import ChangeState


class ScheduleRevision(models.Model):
    first_month = models.DateField(_("from the wage month"))
    body = models.JSONField(_("schedule"))
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
        verbose_name = _("revision of the Third Schedule")
        verbose_name_plural = _("revisions of the Third Schedule")
        ordering = ["-first_month", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["first_month"],
                condition=Q(state="CONFIRMED"),
                name="one_confirmed_schedule_per_month",
            ),
            models.CheckConstraint(
                condition=Q(first_month__day=1), name="schedule_begins_on_the_first"
            ),
            models.CheckConstraint(
                condition=Q(state="PROPOSED", decided_at__isnull=True, decided_by__isnull=True)
                | Q(
                    state__in=["CONFIRMED", "REFUSED"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
                name="schedule_decided_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="CONFIRMED") | ~Q(decided_by=F("proposed_by")),
                name="schedule_is_confirmed_by_another_officer",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="schedule_has_its_source"),
        ]

    def __str__(self) -> str:
        return f"{self.first_month:%m/%Y}"
