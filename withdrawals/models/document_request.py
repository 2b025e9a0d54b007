"""What an officer asked the member to hand in. Open until the member answers, the time is up, or the
application is taken back; one at a time. What was asked does not change (guards of document_request.sql).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Closed(models.TextChoices):
    ANSWERED = "ANSWERED", _("Answered by the member")
    LAPSED = "LAPSED", _("Not answered in time")
    WITHDRAWN = "WITHDRAWN", _("Application taken back")


class DocumentRequest(models.Model):
    """`items` are {"paper": declared code, "reason": code of rules/paper_reasons.py}."""

    application = models.ForeignKey(
        "withdrawals.Application",
        verbose_name=_("application"),
        on_delete=models.PROTECT,
        related_name="document_requests",
    )
    items = models.JSONField(_("what is asked for"))
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    asked_on = models.DateField(_("asked on"))
    answer_by_on = models.DateField(_("answer by"))
    closed_as = models.CharField(_("closed as"), max_length=9, choices=Closed.choices, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("request for documents")
        verbose_name_plural = _("requests for documents")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(closed_at__isnull=True),
                name="document_request_one_open_for_an_application",
            ),
            models.CheckConstraint(condition=~Q(items=[]), name="document_request_asks_something"),
            models.CheckConstraint(
                condition=Q(answer_by_on__gt=F("asked_on")),
                name="document_request_leaves_time",
            ),
            models.CheckConstraint(
                condition=Q(closed_as="", closed_at__isnull=True, closed_on__isnull=True)
                | Q(closed_as__in=Closed.values, closed_at__isnull=False, closed_on__isnull=False),
                name="document_request_closed_has_how_and_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer_by_on"],
                condition=Q(closed_at__isnull=True),
                name="document_request_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.asked_on}"
