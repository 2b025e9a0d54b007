"""Money a member adds by choice: promised under a reference, credited once when the bank shows it.

A promise that is not paid in time lapses; money that comes under its reference afterwards is credited
all the same, because it is the member's. i-Saraan is joined on the member's own word, kept with its date.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class VoluntaryState(models.TextChoices):
    WAITING = "WAITING", _("Waiting for your payment")
    CREDITED = "CREDITED", _("Credited")
    LAPSED = "LAPSED", _("Lapsed: not paid in time")
    CANCELLED = "CANCELLED", _("Cancelled by you")


class VoluntaryContribution(models.Model):
    reference = models.CharField(_("reference No."), max_length=24, unique=True)
    member = models.ForeignKey(
        "members.Member", verbose_name=_("member"), on_delete=models.PROTECT, related_name="+"
    )
    amount_sen = models.BigIntegerField(_("amount (sen)"))
    state = models.CharField(
        _("status"), max_length=9, choices=VoluntaryState.choices, default=VoluntaryState.WAITING
    )
    promised_at = models.DateTimeField(_("promised at"))
    pay_by = models.DateField(_("pay by"))
    credited_sen = models.BigIntegerField(_("credited (sen)"), default=0)
    credited_on = models.DateField(_("credited on"), null=True)

    class Meta:
        verbose_name = _("voluntary contribution")
        verbose_name_plural = _("voluntary contributions")
        ordering = ["-promised_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_sen__gt=0), name="voluntary_amount_is_above_nil"
            ),
            models.CheckConstraint(
                condition=Q(state="CREDITED", credited_on__isnull=False, credited_sen__gt=0)
                | (~Q(state="CREDITED") & Q(credited_on__isnull=True, credited_sen=0)),
                name="voluntary_credited_has_day_and_amount",
            ),
        ]
        indexes = [models.Index(fields=["member", "-promised_at"], name="voluntary_of_member")]

    def __str__(self) -> str:
        return self.reference


class SaraanEnrolment(models.Model):
    member = models.ForeignKey(
        "members.Member", verbose_name=_("member"), on_delete=models.PROTECT, related_name="+"
    )
    joined_at = models.DateTimeField(_("joined at"))
    # Days of the fund, which contributions are credited on.
    joined_on = models.DateField(_("joined on"))
    declaration = models.CharField(_("declaration, version"), max_length=20)
    left_at = models.DateTimeField(_("left at"), null=True)
    left_on = models.DateField(_("left on"), null=True)

    class Meta:
        verbose_name = _("i-Saraan membership")
        verbose_name_plural = _("i-Saraan memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(left_at__isnull=True),
                name="one_running_saraan_per_member",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True, left_on__isnull=True)
                | Q(left_at__isnull=False, left_on__isnull=False),
                name="saraan_left_has_both_clocks",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}"


class IncentiveState(models.TextChoices):
    PROPOSED = "PROPOSED", _("Waiting for a second officer")
    POSTED = "POSTED", _("Credited")
    REFUSED = "REFUSED", _("Refused")


class IncentiveRun(models.Model):
    """A year's i-Saraan incentive for everybody: worked out by one officer, credited by another."""

    year = models.IntegerField(_("year"))
    state = models.CharField(
        _("status"), max_length=8, choices=IncentiveState.choices, default=IncentiveState.PROPOSED
    )
    members = models.IntegerField(_("members"), default=0)
    total_sen = models.BigIntegerField(_("total (sen)"), default=0)
    source = models.CharField(_("payment advice of the government"), max_length=200)
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
        verbose_name = _("i-Saraan incentive of a year")
        verbose_name_plural = _("i-Saraan incentives by year")
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["year"], condition=~Q(state="REFUSED"), name="one_incentive_run_per_year"
            ),
            models.CheckConstraint(
                condition=Q(state="PROPOSED", decided_at__isnull=True, decided_by__isnull=True)
                | Q(
                    state__in=["POSTED", "REFUSED"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
                name="incentive_decided_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="POSTED") | ~Q(decided_by=models.F("proposed_by")),
                name="incentive_is_credited_by_another_officer",
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)


class Incentive(models.Model):
    """One member's share of a run, in sen."""

    run = models.ForeignKey(
        IncentiveRun, verbose_name=_("year"), on_delete=models.PROTECT, related_name="shares"
    )
    member = models.ForeignKey(
        "members.Member", verbose_name=_("member"), on_delete=models.PROTECT, related_name="+"
    )
    own_sen = models.BigIntegerField(_("own voluntary money (sen)"))
    incentive_sen = models.BigIntegerField(_("incentive (sen)"))

    class Meta:
        verbose_name = _("i-Saraan incentive")
        verbose_name_plural = _("i-Saraan incentives")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "member"], name="one_incentive_per_run_and_member"
            ),
            models.CheckConstraint(
                condition=Q(own_sen__gt=0, incentive_sen__gt=0), name="incentive_is_above_nil"
            ),
        ]
