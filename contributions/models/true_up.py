"""A late payment at a rate that was not declared yet is settled when it is: once, up or down.

What is more is a bill of its own; what was too much is the employer's money again. Amounts are signed sen.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.models.bill import Bill, LateAssessment
from contributions.models.receipt import Receipt
from members.models import Scheme


class LateTrueUp(models.Model):
    assessment = models.OneToOneField(
        LateAssessment,
        verbose_name=_("late payment"),
        on_delete=models.PROTECT,
        related_name="true_up",
    )
    charge_sen = models.BigIntegerField(_("charge at the declared rate (sen)"))
    dividend_sen = models.BigIntegerField(_("dividend at the declared rate (sen)"))
    charge_more_sen = models.BigIntegerField(_("charge, more or less (sen)"))
    settled_on = models.DateField(_("settled on"))
    settled_at = models.DateTimeField(_("settled at"))
    bill = models.OneToOneField(
        Bill,
        verbose_name=_("bill for what is more"),
        null=True,
        on_delete=models.PROTECT,
        related_name="true_up",
    )
    receipt = models.OneToOneField(
        Receipt,
        verbose_name=_("money for what was too much"),
        null=True,
        on_delete=models.PROTECT,
        related_name="true_up",
    )

    class Meta:
        verbose_name = _("late payment at the declared rate")
        verbose_name_plural = _("late payments at the declared rate")
        ordering = ("-settled_on", "-id")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=Q(charge_sen__gt=0, dividend_sen__gte=0),
                name="true_up_says_what_is_right",
            ),
        ]

    def __str__(self) -> str:
        return str(self.assessment)


class TrueUpDividend(models.Model):
    """How much more, or less, the members of one book get."""

    true_up = models.ForeignKey(
        LateTrueUp, on_delete=models.PROTECT, related_name="dividends", db_index=False
    )
    book = models.CharField(_("savings"), max_length=8, choices=Scheme.choices)
    more_sen = models.BigIntegerField(_("more or less (sen)"))

    class Meta:
        verbose_name = _("dividend at the declared rate")
        verbose_name_plural = _("dividends at the declared rate")
        ordering = ("id",)
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["true_up", "book"], name="one_true_up_per_book"),
            models.CheckConstraint(condition=~Q(more_sen=0), name="true_up_dividend_is_not_nil"),
        ]

    def __str__(self) -> str:
        return f"{self.true_up} {self.book}"
