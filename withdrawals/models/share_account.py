"""Another account for a share that the bank refused or sent back: proposed by one, confirmed by another.

Between the two lies a wait, so that the payee can speak up; the database holds the wait and the two people.
What was decided is kept (share_account.sql).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from withdrawals.models.remedy import RemedyState


class ShareAccount(models.Model):
    """`attempt` is the instruction that failed, `paid_by` the one that follows when it is confirmed."""

    attempt = models.ForeignKey(
        "withdrawals.PayoutAttempt",
        verbose_name=_("payout"),
        on_delete=models.PROTECT,
        related_name="new_accounts",
    )
    bank_code = models.CharField(_("bank"), max_length=11)
    number_encrypted = models.BinaryField(_("number, encrypted"))
    last_four = models.CharField(_("last four digits"), max_length=4)
    evidence = models.CharField(_("evidence"), max_length=1000)
    state = models.CharField(
        _("status"), max_length=8, choices=RemedyState.choices, default=RemedyState.PROPOSED
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("proposed by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    waits_until = models.DateTimeField(_("waits until"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_note = models.CharField(_("note of the second officer"), max_length=1000, blank=True)
    paid_by = models.OneToOneField(
        "withdrawals.PayoutAttempt",
        verbose_name=_("new payout"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("another account of a payee")
        verbose_name_plural = _("other accounts of payees")
        default_permissions = ()
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=~Q(evidence=""), name="share_account_has_evidence"),
            models.CheckConstraint(
                condition=Q(waits_until__gt=F("proposed_at")), name="share_account_waits"
            ),
            models.CheckConstraint(
                condition=Q(
                    state=RemedyState.PROPOSED,
                    decided_by__isnull=True,
                    decided_at__isnull=True,
                    paid_by__isnull=True,
                )
                | Q(
                    state=RemedyState.REFUSED,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    paid_by__isnull=True,
                )
                | Q(
                    state=RemedyState.DONE,
                    decided_by__isnull=False,
                    decided_at__gte=F("waits_until"),
                    paid_by__isnull=False,
                ),
                name="share_account_is_decided_after_the_wait",
            ),
            models.CheckConstraint(
                condition=~Q(state=RemedyState.DONE) | ~Q(decided_by=F("proposed_by")),
                name="share_account_has_two_people",
            ),
            models.UniqueConstraint(
                fields=("attempt",),
                condition=~Q(state=RemedyState.REFUSED),
                name="one_new_account_of_a_failed_share",
            ),
        )

    def __str__(self) -> str:
        return f"{self.bank_code} …{self.last_four}"
