"""Whether an employer may see a member's balances, and every time one looked.

A consent is asked for by the employer, answered by the member, runs to a date, and can be
withdrawn. Look-ups are only ever added.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    HOUSING_HELP = "HOUSING_HELP", _("Help with a housing application")
    EDUCATION_HELP = "EDUCATION_HELP", _("Help with an education application")
    RETIREMENT_PLANNING = "RETIREMENT_PLANNING", _("Retirement planning")
    LEAVING_SERVICE = "LEAVING_SERVICE", _("Leaving service")


class BalanceConsent(models.Model):
    employer = models.ForeignKey(
        "contributions.Employer",
        verbose_name=_("employer"),
        on_delete=models.PROTECT,
        related_name="consents",
    )
    member = models.ForeignKey(
        "members.Member",
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="balance_consents",
    )
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        "members.User",
        verbose_name=_("asked by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    given_at = models.DateTimeField(_("given at"), null=True)
    expires_on = models.DateField(_("valid until"), null=True)
    refused_at = models.DateTimeField(_("refused at"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(given_at__isnull=True, expires_on__isnull=True)
                | Q(given_at__isnull=False, expires_on__isnull=False, refused_at__isnull=True),
                name="consent_given_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_withdrawn_was_given",
            ),
            models.UniqueConstraint(
                fields=["employer", "member"],
                condition=Q(given_at__isnull=True, refused_at__isnull=True),
                name="one_open_request_per_employer_and_member",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employer} – {self.get_purpose_display()}"


class LookUp(models.Model):
    """An employer asked about a person. `member` is set only when something was shown."""

    employer_user = models.ForeignKey(
        "contributions.EmployerUser",
        verbose_name=_("user"),
        on_delete=models.PROTECT,
        related_name="look_ups",
        db_index=False,
    )
    employer = models.ForeignKey(
        "contributions.Employer",
        verbose_name=_("employer"),
        on_delete=models.PROTECT,
        related_name="look_ups",
        db_index=False,
    )
    at = models.DateTimeField(_("time"))
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    asked_tail = models.CharField(_("number ends in"), max_length=4)
    found = models.BooleanField(_("shown"))
    member = models.ForeignKey(
        "members.Member",
        verbose_name=_("member"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    for_consent = models.BooleanField(_("request for consent"), default=False)

    class Meta:
        verbose_name = _("look-up")
        verbose_name_plural = _("look-ups")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(found=True, member__isnull=False) | Q(found=False, member__isnull=True),
                name="look_up_found_names_the_member",
            ),
        ]
        indexes = [
            models.Index(fields=["employer_user", "-at"], name="look_up_by_user"),
            models.Index(fields=["employer", "-at"], name="look_up_by_employer"),
        ]

    def __str__(self) -> str:
        return f"{self.employer_user} {self.at:%d/%m/%Y %H:%M}"
