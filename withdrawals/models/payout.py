"""Instructions to pay and the day's files of them. At most one live instruction an application.

An instruction never changes once its file is sealed; a closed one names the bank's message that closed
it; a file is released by somebody who neither sealed it nor reviewed anything in it, nor is paid by it.
Steps, freezing and the four eyes stand in triggers of migration 0003.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from withdrawals.rules import payout_states as states


class Rail(models.TextChoices):
    IBG = "IBG", _("Interbank GIRO")
    RENTAS = "RENTAS", _("RENTAS, large amounts")


class AttemptState(models.TextChoices):
    QUEUED = states.QUEUED, _("Waiting for a file")
    BATCHED = states.BATCHED, _("In a file")
    SENT = states.SENT, _("Sent to the bank")
    ACKED = states.ACKED, _("Accepted by the bank")
    UNKNOWN = states.UNKNOWN, _("Outcome not known")
    SETTLED = states.SETTLED, _("Paid")
    REJECTED = states.REJECTED, _("Rejected by the bank")
    RETURNED = states.RETURNED, _("Returned after payment")
    CANCELLED = states.CANCELLED, _("Cancelled")


class BatchState(models.TextChoices):
    OPEN = states.BATCH_OPEN, _("Being filled")
    SEALED = states.BATCH_SEALED, _("Waiting for release")
    RELEASED = states.BATCH_RELEASED, _("Released")
    SENT = states.BATCH_SENT, _("Sent to the bank")
    ACKED = states.BATCH_ACKED, _("Accepted by the bank")
    CLOSED = states.BATCH_CLOSED, _("Finished")
    VOID = states.BATCH_VOID, _("Void")


class Sha256(Func):
    """PostgreSQL's own digest, so that a CHECK can compare stored bytes with their stored digest."""

    function = "sha256"
    output_field = models.BinaryField()


class PayoutBatch(models.Model):
    """One file for the bank: one book, one rail, one value date."""

    msg_id = models.CharField(_("message ID"), max_length=35, unique=True)
    book = models.CharField(_("savings"), max_length=8)
    rail = models.CharField(_("rail"), max_length=8, choices=Rail.choices)
    debit_account_no = models.CharField(_("account to debit"), max_length=34)
    value_on = models.DateField(_("value date"))
    state = models.CharField(
        _("status"), max_length=8, choices=BatchState.choices, default=BatchState.OPEN
    )
    n_items = models.IntegerField(_("number of payments"), null=True, blank=True)
    total_sen = models.BigIntegerField(_("control total (sen)"), null=True, blank=True)
    file_bytes = models.BinaryField(_("file"), null=True, blank=True)
    file_sha256 = models.BinaryField(
        _("SHA-256 of the file"), max_length=32, null=True, blank=True, unique=True
    )
    sealed_at = models.DateTimeField(_("sealed at"), null=True, blank=True)
    sealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sealed by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("empty when the day's own job sealed it"),
    )
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("released by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("voided by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    void_reason = models.CharField(_("why it is void"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("payout batch")
        verbose_name_plural = _("payout batches")
        ordering = ("-value_on", "-id")
        permissions = (("release_payoutbatch", "Can release or void a payout batch"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=states.BATCH_STATES), name="batch_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=(states.BATCH_OPEN, states.BATCH_VOID))
                | Q(
                    n_items__gt=0,
                    total_sen__gt=0,
                    file_bytes__isnull=False,
                    file_sha256__isnull=False,
                    sealed_at__isnull=False,
                ),
                name="sealed_batch_has_its_file_and_totals",
            ),
            models.CheckConstraint(
                condition=Q(file_bytes__isnull=True) | Q(file_sha256=Sha256("file_bytes")),
                name="batch_digest_is_of_its_file",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="batch_release_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=(states.BATCH_OPEN, states.BATCH_SEALED, states.BATCH_VOID),
                    released_at__isnull=True,
                )
                | Q(
                    state__in=(
                        states.BATCH_RELEASED,
                        states.BATCH_SENT,
                        states.BATCH_ACKED,
                        states.BATCH_CLOSED,
                    ),
                    released_at__isnull=False,
                ),
                name="batch_is_released_exactly_when_somebody_released_it",
            ),
            models.CheckConstraint(
                condition=Q(sealed_by__isnull=True)
                | Q(released_by__isnull=True)
                | ~Q(sealed_by=F("released_by")),
                name="batch_releaser_is_not_its_sealer",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.BATCH_VOID)
                | (Q(voided_at__isnull=False) & ~Q(void_reason="")),
                name="void_batch_says_when_and_why",
            ),
            models.UniqueConstraint(
                fields=("book", "rail", "value_on"),
                condition=Q(state=states.BATCH_OPEN),
                name="one_open_batch",
            ),
        )

    def __str__(self) -> str:
        return self.msg_id

    @property
    def file_name(self) -> str:
        """The name under which the bank gets the file."""
        return f"{self.msg_id}.xml"

    @property
    def file_digest(self) -> str:
        """SHA-256 of the file, in hex."""
        return bytes(self.file_sha256 or b"").hex()


class PayoutAttempt(models.Model):
    """One instruction to pay an application, or one share of it. Payee and amount are copied when it
    is queued. `line_no` is the share's; 0 where there are none.
    """

    application = models.ForeignKey(
        "withdrawals.Application",
        verbose_name=_("application"),
        on_delete=models.PROTECT,
        related_name="payouts",
    )
    share = models.ForeignKey(
        "withdrawals.Share",
        verbose_name=_("share"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="payouts",
    )
    line_no = models.PositiveSmallIntegerField(_("line"), default=0)
    attempt_no = models.PositiveSmallIntegerField(_("attempt"))
    end_to_end_id = models.CharField(_("payment reference"), max_length=35, unique=True)
    book = models.CharField(_("savings"), max_length=8)
    rail = models.CharField(_("rail"), max_length=8, choices=Rail.choices)
    amount_sen = models.BigIntegerField(_("amount (sen)"))
    creditor_name = models.CharField(_("payee"), max_length=140)
    creditor_bic = models.CharField(_("bank"), max_length=11)
    account_encrypted = models.BinaryField(_("account number, encrypted"))
    account_digest = models.BinaryField(_("account number, keyed digest"), max_length=32)
    account_last_four = models.CharField(_("last four digits"), max_length=4)
    batch = models.ForeignKey(
        PayoutBatch,
        verbose_name=_("batch"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="attempts",
    )
    state = models.CharField(
        _("status"), max_length=9, choices=AttemptState.choices, default=AttemptState.QUEUED
    )
    queued_on = models.DateField(_("queued on"), help_text=_("business date of the approval"))
    queued_at = models.DateTimeField(_("queued at"))
    closing_message = models.ForeignKey(
        "withdrawals.BankMessage",
        verbose_name=_("closed by message"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    closing_entry = models.ForeignKey(
        "withdrawals.BankEntry",
        verbose_name=_("closed by statement entry"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reason_code = models.CharField(_("bank's reason"), max_length=35, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=states.ATTEMPT_STATES), name="payout_state_is_known"
            ),
            models.CheckConstraint(condition=Q(amount_sen__gt=0), name="payout_pays_something"),
            models.CheckConstraint(
                condition=Q(line_no=0, share__isnull=True) | Q(line_no__gt=0, share__isnull=False),
                name="payout_line_is_of_a_share",
            ),
            models.CheckConstraint(condition=Q(attempt_no__gt=0), name="payout_attempts_from_one"),
            models.UniqueConstraint(
                fields=("application", "line_no", "attempt_no"),
                name="one_payout_per_attempt_number",
            ),
            models.UniqueConstraint(
                fields=("application", "line_no"),
                condition=~Q(state__in=sorted(states.DEAD)),
                name="one_live_attempt",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(states.NEEDS_EVIDENCE))
                | Q(closing_message__isnull=False),
                name="closed_needs_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(states.SETTLED, states.RETURNED))
                | Q(closing_entry__isnull=False),
                name="paid_needs_a_statement_entry",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(states.NEEDS_BATCH)) | Q(batch__isnull=False),
                name="sent_needs_batch",
            ),
        )
        indexes = (
            models.Index(
                fields=("queued_on",), condition=Q(state=states.QUEUED), name="payout_waiting"
            ),
            models.Index(
                fields=("batch",),
                condition=Q(state__in=sorted(states.AWAITING_BANK)),
                name="payout_awaiting_bank",
            ),
        )

    def __str__(self) -> str:
        return self.end_to_end_id
