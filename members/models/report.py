"""A member says of an entry in the activity log: that was not me. Their money stands still until
staff have answered and let it go again.

One report for one event. Who answers gives a reason, and the answer that the member reads.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ReportState(models.TextChoices):
    OPEN = "OPEN", _("Waits for an answer")
    KEPT = "KEPT", _("Answered, money still stopped")
    RELEASED = "RELEASED", _("Answered, money may move")


STOPS = (ReportState.OPEN, ReportState.KEPT)
_ANSWERED = Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="") & ~Q(reason="")


class SecurityReport(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(
        "members.Member",
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="security_reports",
    )
    event_id = models.BigIntegerField(_("event"), unique=True)
    action = models.CharField(_("action"), max_length=60)
    event_at = models.DateTimeField(_("happened at"))
    detail = models.JSONField(default=dict, blank=True)
    reported_at = models.DateTimeField(_("reported at"))
    payments_left = models.JSONField(_("payments that had left by then"), default=list, blank=True)
    state = models.CharField(
        _("status"), max_length=8, choices=ReportState.choices, default=ReportState.OPEN
    )
    answer = models.CharField(_("answer to the member"), max_length=500, blank=True)
    reason = models.CharField(_("what was found"), max_length=300, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        "members.User",
        verbose_name=_("answered by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("report of a member")
        verbose_name_plural = _("reports of members")
        permissions = (("answer_report", _("Can answer a member's report and let money go")),)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state=ReportState.OPEN, answered_at__isnull=True)
                | Q(~Q(state=ReportState.OPEN) & _ANSWERED),
                name="report_is_answered_by_whom_when_and_why",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["member"],
                condition=~Q(state=ReportState.RELEASED),
                name="report_that_stops_money",
            ),
            models.Index(fields=["state", "reported_at"], name="report_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.reported_at:%Y-%m-%d %H:%M}"

    @property
    def stops_money(self) -> bool:
        return self.state in STOPS
