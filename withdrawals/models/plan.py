"""A plan pays again and again, or keeps money aside, until it ends; each period at most once.

The unique row of a period is what makes the daily job safe to run any number of times. Rows of periods
never change (plans.sql); a plan changes by its next period and by its end alone.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from withdrawals.rules.recurrence import Ending, Rhythm


class RhythmWords(models.TextChoices):
    MONTHLY = Rhythm.MONTHLY.value, _("Every month")
    YEARLY = Rhythm.YEARLY.value, _("Every year: the dividend")
    SET_ASIDE = Rhythm.SET_ASIDE.value, _("Set aside")


class EndingWords(models.TextChoices):
    DONE = Ending.DONE.value, _("Every payment has been made")
    NO_MONEY = Ending.NO_MONEY.value, _("The account had no more money")
    CANCELLED = Ending.CANCELLED.value, _("Cancelled by the member")
    DIED = Ending.DIED.value, _("The member has died")
    RELEASED = Ending.RELEASED.value, _("Released")


class PaymentPlan(models.Model):
    """`amount_sen` a period; none for a dividend. `due_on` is the next working pay day."""

    application = models.OneToOneField(
        "withdrawals.Application",
        verbose_name=_("application"),
        on_delete=models.PROTECT,
        related_name="plan",
    )
    member = models.ForeignKey(
        "members.Member",
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="payment_plans",
    )
    rhythm = models.CharField(_("rhythm"), max_length=9, choices=RhythmWords.choices)
    amount_sen = models.BigIntegerField(_("amount a period (sen)"), null=True, blank=True)
    periods = models.PositiveSmallIntegerField(_("periods"), null=True, blank=True)
    first_on = models.DateField(_("first pay day"), null=True, blank=True)
    next_no = models.PositiveSmallIntegerField(_("periods passed"), default=0)
    due_on = models.DateField(_("next payment on"), null=True, blank=True)
    began_on = models.DateField(_("began on"))
    began_at = models.DateTimeField(_("began at"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ending = models.CharField(_("why it ended"), max_length=9, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ended by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("payment plan")
        verbose_name_plural = _("payment plans")
        default_permissions = ("view",)
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rhythm=Rhythm.MONTHLY.value, amount_sen__gt=0, first_on__isnull=False)
                | Q(rhythm=Rhythm.YEARLY.value, amount_sen__isnull=True, first_on__isnull=False)
                | Q(rhythm=Rhythm.SET_ASIDE.value, amount_sen__gt=0, first_on__isnull=True),
                name="plan_says_what_and_from_when",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_at__isnull=True, ending="")
                | Q(
                    ~Q(ending=""),
                    ended_on__isnull=False,
                    ended_at__isnull=False,
                    due_on__isnull=True,
                ),
                name="plan_end_has_its_day_and_reason",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=False)
                | Q(rhythm=Rhythm.SET_ASIDE.value, due_on__isnull=True)
                | Q(~Q(rhythm=Rhythm.SET_ASIDE.value), due_on__isnull=False),
                name="plan_that_runs_has_its_next_day",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(due_on__isnull=False), name="plan_due"),
            models.Index(fields=["member"], name="plan_of_member"),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.rhythm}"

    @property
    def is_running(self) -> bool:
        return self.ended_on is None


class PlanPeriod(models.Model):
    """One period of a plan and what came of it: a payment, or nothing because nothing was there."""

    plan = models.ForeignKey(
        PaymentPlan, verbose_name=_("plan"), on_delete=models.PROTECT, related_name="period_rows"
    )
    nominal_on = models.DateField(_("pay day"))
    paid_on = models.DateField(_("made for"))
    amount_sen = models.BigIntegerField(_("amount (sen)"))
    application = models.OneToOneField(
        "withdrawals.Application",
        verbose_name=_("application"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="plan_period",
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("period of a plan")
        verbose_name_plural = _("periods of plans")
        default_permissions = ()
        ordering = ["nominal_on"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "nominal_on"], name="plan_pays_a_period_once"),
            models.CheckConstraint(
                condition=Q(amount_sen=0, application__isnull=True)
                | Q(amount_sen__gt=0, application__isnull=False),
                name="plan_period_pays_by_an_application",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.nominal_on:%m/%Y}"
