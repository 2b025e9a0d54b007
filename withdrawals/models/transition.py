"""What happened to an application, when, by whom. Rows are added, never changed (0002).

`by` is empty when the system did it. `reasons` are findings a member may read; `note` is for staff.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from withdrawals.rules.states import Event, Status, Who


class Transition(models.Model):
    application = models.ForeignKey(
        "withdrawals.Application",
        verbose_name=_("application"),
        on_delete=models.PROTECT,
        related_name="transitions",
    )
    event = models.CharField(_("event"), max_length=12)
    from_status = models.CharField(_("from"), max_length=10)
    to_status = models.CharField(_("to"), max_length=10)
    part = models.CharField(_("part"), max_length=8)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    at = models.DateTimeField(_("at"))
    on = models.DateField(_("business date"))
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    note = models.TextField(_("internal note"), blank=True)

    class Meta:
        verbose_name = _("transition")
        verbose_name_plural = _("transitions")
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(event__in=[event.value for event in Event])
                & Q(from_status__in=[status.value for status in Status])
                & Q(to_status__in=[status.value for status in Status])
                & Q(part__in=[who.value for who in Who]),
                name="transition_words_are_known",
            ),
            models.CheckConstraint(
                condition=~Q(part__in=[Who.MEMBER.value, Who.REVIEWER.value]) | Q(by__isnull=False),
                name="transition_of_a_person_has_who",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.event}"
