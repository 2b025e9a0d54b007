"""What stands beside a decision: second looks, undone approvals, money given back, broken promises.

Each row is a record of its own that nobody edits once it is finished; the application's row says
where things stand, these say what was done about it.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    FINE = "FINE", _("In order")
    CONCERN = "CONCERN", _("Not in order")


class SecondLook(models.Model):
    """An approval by rule that an officer looks at afterwards; chosen by its reference."""

    application = models.ForeignKey(
        "withdrawals.Application",
        verbose_name=_("application"),
        on_delete=models.PROTECT,
        related_name="second_looks",
    )
    rule = models.ForeignKey(
        "members.DatedParameter",
        verbose_name=_("rule"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    chosen_at = models.DateTimeField(_("chosen at"))
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("looked at by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    looked_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=7, choices=Outcome.choices, blank=True)
    note = models.CharField(_("internal note"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("second look")
        verbose_name_plural = _("second looks")
        default_permissions = ("view",)
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("application", "rule"), name="one_second_look_per_approval_by_rule"
            ),
            models.CheckConstraint(
                condition=Q(looked_by__isnull=True, looked_at__isnull=True, outcome="")
                | Q(looked_by__isnull=False, looked_at__isnull=False, outcome__in=Outcome.values),
                name="second_look_has_who_when_and_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.CONCERN) | ~Q(note=""),
                name="second_look_of_concern_says_why",
            ),
        )
        indexes = (
            models.Index(
                fields=("id",), condition=Q(looked_at__isnull=True), name="second_look_waiting"
            ),
        )

    def __str__(self) -> str:
        return f"{self.application_id}/{self.rule_id}"


class Undo(models.Model):
    """An approval taken back before its payment was in a file: one mirror journal, one new hold."""

    application = models.ForeignKey(
        "withdrawals.Application",
        verbose_name=_("application"),
        on_delete=models.PROTECT,
        related_name="undos",
    )
    undone_journal = models.OneToOneField(
        "ledger.Journal",
        verbose_name=_("undone journal"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    mirror_journal = models.OneToOneField(
        "ledger.Journal",
        verbose_name=_("mirror journal"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    new_hold = models.OneToOneField(
        "ledger.Hold", verbose_name=_("new hold"), on_delete=models.PROTECT, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("had been approved by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    approved_by_rule = models.ForeignKey(
        "members.DatedParameter",
        verbose_name=_("had been approved by rule"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("had been approved at"))
    reason_code = models.CharField(_("reason"), max_length=40)
    note = models.CharField(_("internal note"), max_length=1000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("undone by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    at = models.DateTimeField(_("undone at"))

    class Meta:
        verbose_name = _("undone approval")
        verbose_name_plural = _("undone approvals")
        default_permissions = ("view",)
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=~Q(reason_code=""), name="undo_says_why"),
            models.CheckConstraint(
                condition=~Q(undone_journal=F("mirror_journal")), name="undo_is_another_journal"
            ),
        )

    def __str__(self) -> str:
        return f"{self.application_id}: {self.reason_code}"


class Overdue(models.Model):
    """An open application on a day after its promised one: a line of that day's work list."""

    application = models.ForeignKey(
        "withdrawals.Application",
        verbose_name=_("application"),
        on_delete=models.PROTECT,
        related_name="overdue_days",
    )
    on = models.DateField(_("day"))
    promised_on = models.DateField(_("promised for"))
    status = models.CharField(_("status"), max_length=10)
    noted_at = models.DateTimeField(_("noted at"))

    class Meta:
        verbose_name = _("overdue application")
        verbose_name_plural = _("overdue applications")
        default_permissions = ("view",)
        ordering = ("-on", "promised_on", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("application", "on"), name="overdue_once_per_day_and_application"
            ),
            models.CheckConstraint(
                condition=Q(on__gt=F("promised_on")), name="overdue_is_after_the_promise"
            ),
        )
        indexes = (models.Index(fields=("on", "promised_on"), name="overdue_of_day"),)

    def __str__(self) -> str:
        return f"{self.application_id} {self.on}"

    @property
    def days_late(self) -> int:
        """Calendar days since the promised one."""
        return (self.on - self.promised_on).days
