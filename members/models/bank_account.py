"""Where a payout goes. The number is encrypted, found by keyed digest, shown as its last four digits."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class BankAccountStatus(models.TextChoices):
    VERIFIED = "VERIFIED", _("Verified")
    PENDING = "PENDING", _("Awaiting verification")
    REJECTED = "REJECTED", _("Rejected")


class BankAccount(models.Model):
    member = models.ForeignKey(
        "members.Member",
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="bank_accounts",
    )
    bank_code = models.CharField(
        _("bank"), max_length=11, help_text=_("BIC, declared in members/rules/banks.py")
    )
    holder_name = models.CharField(_("account holder"), max_length=120)
    number_encrypted = models.BinaryField(_("number, encrypted"))
    number_digest = models.BinaryField(_("number, keyed digest"), max_length=32)
    last_four = models.CharField(_("last four digits"), max_length=4)
    status = models.CharField(
        _("status"),
        max_length=8,
        choices=BankAccountStatus.choices,
        default=BankAccountStatus.PENDING,
    )
    added_at = models.DateTimeField(_("added at"))
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        indexes = [
            # Whether other members registered the same account.
            models.Index(fields=["number_digest"], name="bank_account_by_number")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "bank_code", "number_digest"],
                condition=models.Q(removed_at__isnull=True),
                name="one_live_row_per_member_and_bank_account",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank_code} …{self.last_four}"
