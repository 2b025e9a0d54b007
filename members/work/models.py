"""Work is a row. The broker only rings; whoever has the row in hand does it, and a sweep finds the rest."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TaskState(models.TextChoices):
    PENDING = "PENDING", _("Waiting")
    DONE = "DONE", _("Done")
    DEAD = "DEAD", _("Given up")


class Task(models.Model):
    """One thing to do, once: (topic, key) says which."""

    topic = models.CharField(_("topic"), max_length=60)
    key = models.CharField(_("key"), max_length=120)
    payload = models.JSONField(_("payload"), default=dict)
    state = models.CharField(
        _("state"), max_length=8, choices=TaskState.choices, default=TaskState.PENDING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("created at"))
    available_at = models.DateTimeField(_("not before"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints = [
            models.UniqueConstraint(fields=["topic", "key"], name="task_is_asked_for_once"),
            models.CheckConstraint(
                condition=Q(state="DONE", done_at__isnull=False)
                | Q(~Q(state="DONE"), done_at__isnull=True),
                name="task_done_has_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["available_at"], condition=Q(state="PENDING"), name="task_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"


class JobRunState(models.TextChoices):
    WAITING = "WAITING", _("Waiting")
    RUNNING = "RUNNING", _("Running")
    DONE = "DONE", _("Done")
    FAILED = "FAILED", _("Failed")


class JobRun(models.Model):
    """A daily job on a business date: there is one row, so there is one run that counts."""

    job = models.CharField(_("job"), max_length=60)
    business_date = models.DateField(_("business date"))
    state = models.CharField(_("state"), max_length=8, choices=JobRunState.choices)
    created_at = models.DateTimeField(_("created at"))
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("daily job")
        verbose_name_plural = _("daily jobs")
        ordering = ["-business_date", "job"]
        constraints = [
            models.UniqueConstraint(
                fields=["job", "business_date"], name="one_run_per_job_and_date"
            )
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.business_date:%d/%m/%Y}"
