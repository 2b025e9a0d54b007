"""What happened, who did it, whose record it touched. Rows are added and never changed or removed.

No foreign keys: an event outlives what it speaks of. audit/0002 holds the promise in the database.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    at = models.DateTimeField(_("at"))
    action = models.CharField(_("action"), max_length=60)
    actor_id = models.BigIntegerField(_("actor"), null=True, blank=True)
    actor_role = models.CharField(_("actor's role"), max_length=20)
    actor_label = models.CharField(_("actor's name"), max_length=120, blank=True)
    member_id = models.BigIntegerField(_("member"), null=True, blank=True)
    employer_id = models.BigIntegerField(_("employer"), null=True, blank=True)
    entity = models.CharField(_("kind of record"), max_length=60, blank=True)
    entity_id = models.CharField(_("record"), max_length=64, blank=True)
    address = models.CharField(_("network address"), max_length=45, blank=True)
    device = models.CharField(_("device"), max_length=80, blank=True)
    detail = models.JSONField(_("detail"), default=dict, blank=True)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["member_id", "-at", "-id"],
                name="audit_of_a_member",
                condition=models.Q(member_id__isnull=False),
            ),
            models.Index(
                fields=["employer_id", "-at"],
                name="audit_of_an_employer",
                condition=models.Q(employer_id__isnull=False),
            ),
            models.Index(fields=["-at"], name="audit_by_time"),
            models.Index(
                fields=["-at"],
                name="audit_alarms",
                condition=models.Q(action="sign_in.alarm"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M:%S}"


class _Alarms(models.Manager["SignInAlarm"]):
    def get_queryset(self) -> models.QuerySet[SignInAlarm]:
        return super().get_queryset().filter(action="sign_in.alarm")


class SignInAlarm(AuditEvent):
    """The events that say that too many log-ins failed; a list of its own, with its own right to look."""

    objects: ClassVar[_Alarms] = _Alarms()

    class Meta:
        proxy = True
        verbose_name = _("log-in alarm")
        verbose_name_plural = _("log-in alarms")
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return timezone.localtime(self.at).strftime("%d/%m/%Y %H:%M")
