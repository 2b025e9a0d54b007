"""The books of the bank where the sandbox's collection account is; it knows us only by its files.

Nothing outside `contributions.gateways.sandbox_collection` reads or writes these tables.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SandboxCollectionAccount(models.Model):
    number = models.CharField(max_length=34, unique=True)
    stated_balance_sen = models.BigIntegerField(default=0)
    statement_seq = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("sandbox collection account")
        verbose_name_plural = _("sandbox collection accounts")

    def __str__(self) -> str:
        return self.number


class SandboxDeposit(models.Model):
    """Money that somebody paid in, or that we ordered out; the bank takes an order once, for ever."""

    account = models.ForeignKey(SandboxCollectionAccount, on_delete=models.PROTECT)
    order_ref = models.CharField(max_length=60, unique=True)
    amount_sen = models.BigIntegerField()
    text = models.CharField(max_length=140, blank=True)
    payer = models.CharField(max_length=140, blank=True)
    paid_on = models.DateField()
    side = models.CharField(max_length=1, default="C", db_default="C")
    end_to_end_id = models.CharField(max_length=35, blank=True, db_default="")
    return_reason = models.CharField(max_length=4, blank=True, db_default="")
    stated_in_seq = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("sandbox deposit")
        verbose_name_plural = _("sandbox deposits")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_sen__gt=0), name="sandbox_deposit_is_above_nil"
            ),
            models.CheckConstraint(
                condition=models.Q(side__in=["C", "D"]), name="sandbox_deposit_side_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.order_ref


class SandboxCollectionFile(models.Model):
    """A file that waits for us to fetch it, or (IN) that we handed in."""

    folder = models.CharField(max_length=3, default="OUT", db_default="OUT")
    name = models.CharField(max_length=120, unique=True)
    content = models.BinaryField()
    put_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("sandbox collection file")
        verbose_name_plural = _("sandbox collection files")

    def __str__(self) -> str:
        return self.name
