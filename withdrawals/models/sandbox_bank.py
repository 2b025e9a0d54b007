"""The sandbox bank's own books, kept apart from ours: it knows us only by the files we hand in.

Nothing outside `withdrawals.gateways.sandbox_bank` reads or writes these tables.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SandboxBankFile(models.Model):
    """A file in one of the bank's two folders: IN is handed in by us, OUT waits for us to fetch."""

    folder = models.CharField(max_length=3, choices=(("IN", "IN"), ("OUT", "OUT")))
    name = models.CharField(max_length=120)
    msg_id = models.CharField(max_length=35, blank=True)
    content = models.BinaryField()
    put_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, help_text="IN: read by the bank. OUT: fetched by us.")

    class Meta:
        verbose_name = _("sandbox bank file")
        verbose_name_plural = _("sandbox bank files")
        constraints = (
            models.UniqueConstraint(fields=("folder", "name"), name="sandbox_bank_file_name_once"),
        )

    def __str__(self) -> str:
        return f"{self.folder}/{self.name}"


class SandboxBankAccount(models.Model):
    """An account the bank keeps for the fund."""

    number = models.CharField(max_length=34, unique=True)
    balance_sen = models.BigIntegerField(help_text="credit positive, as the bank owes it to us")
    statement_seq = models.PositiveIntegerField(default=0)
    stated_balance_sen = models.BigIntegerField(help_text="closing balance of the last statement")

    class Meta:
        verbose_name = _("sandbox bank account")
        verbose_name_plural = _("sandbox bank accounts")

    def __str__(self) -> str:
        return self.number


class SandboxBankPayment(models.Model):
    """A payment as the bank sees it. It takes an EndToEndId once, for ever."""

    account = models.ForeignKey(SandboxBankAccount, on_delete=models.PROTECT)
    file = models.ForeignKey(SandboxBankFile, on_delete=models.PROTECT)
    end_to_end_id = models.CharField(max_length=35, unique=True)
    amount_sen = models.BigIntegerField()
    creditor_name = models.CharField(max_length=140)
    creditor_bic = models.CharField(max_length=11)
    creditor_account_no = models.CharField(max_length=34)
    outcome = models.CharField(max_length=8, choices=(("PAID", "PAID"), ("REFUSED", "REFUSED")))
    reason = models.CharField(max_length=4, blank=True)
    taken_on = models.DateField()
    debited_in_seq = models.PositiveIntegerField(null=True)
    returned_in_seq = models.PositiveIntegerField(null=True)
    return_reason = models.CharField(max_length=4, blank=True)

    class Meta:
        verbose_name = _("sandbox bank payment")
        verbose_name_plural = _("sandbox bank payments")
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome="PAID") | Q(debited_in_seq__isnull=True),
                name="sandbox_bank_debits_only_what_it_paid",
            ),
        )

    def __str__(self) -> str:
        return self.end_to_end_id
