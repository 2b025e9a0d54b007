"""What the bank told us, byte for byte, once. Rows are added as messages come and never removed.

A message counts once by its content and once by its own identity; a statement once by account and
number; an entry once by place and by the bank's reference. Migration 0003 freezes content and amounts.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class MessageState(models.TextChoices):
    RECEIVED = "RECEIVED", _("Received")
    APPLIED = "APPLIED", _("Applied")
    EXCEPTION = "EXCEPTION", _("Needs a person")
    CLOSED = "CLOSED", _("Dealt with")


class MatchState(models.TextChoices):
    UNMATCHED = "UNMATCHED", _("Not looked at yet")
    MATCHED = "MATCHED", _("Matched")
    PARKED = "PARKED", _("Kept as unidentified")
    EXCEPTION = "EXCEPTION", _("Needs a person")


class Problem(models.TextChoices):
    """Why something needs a person."""

    UNREADABLE = "UNREADABLE", _("The file cannot be read")
    NOT_FOR_US = "NOT_FOR_US", _("The kind of message is not known here")
    MESSAGE_ID_REUSED = "MESSAGE_ID_REUSED", _("Another message came under the same ID")
    BATCH_UNKNOWN = "BATCH_UNKNOWN", _("No such batch was sent")
    PAYMENT_UNKNOWN = "PAYMENT_UNKNOWN", _("No such payment was sent")
    CONTRADICTS = "CONTRADICTS", _("Contradicts what the bank said before")
    CHANGED_BY_BANK = "CHANGED_BY_BANK", _("The bank accepted with a change")
    DUPLICATE_AT_BANK = "DUPLICATE_AT_BANK", _("The bank says it has this already")
    ACCOUNT_UNKNOWN = "ACCOUNT_UNKNOWN", _("The statement is of an account that is not ours")
    DOES_NOT_ADD_UP = (
        "DOES_NOT_ADD_UP",
        _("Opening balance and entries do not give the closing one"),
    )
    STATEMENT_DIFFERS = "STATEMENT_DIFFERS", _("Another statement came under the same number")
    GAP = "GAP", _("The statement before this one has not come")
    DOES_NOT_FOLLOW = "DOES_NOT_FOLLOW", _("Opening balance is not the last closing balance")
    NO_REFERENCE = "NO_REFERENCE", _("The entry carries no reference of ours")
    AMOUNT_DIFFERS = "AMOUNT_DIFFERS", _("The amount is not the one we asked for")
    CURRENCY_DIFFERS = "CURRENCY_DIFFERS", _("The currency is not ringgit")
    NOT_AWAITED = "NOT_AWAITED", _("The payment was closed already")
    NOT_PAID_YET = "NOT_PAID_YET", _("Returned before it was paid")
    CREDIT_UNEXPECTED = "CREDIT_UNEXPECTED", _("Money came in that is no return of ours")
    ENTRY_REPEATED = "ENTRY_REPEATED", _("The bank's reference was used before")


class BankMessage(models.Model):
    """One file from the bank, stored before anybody reads it."""

    source = models.CharField(_("from"), max_length=11, help_text=_("BIC of the bank"))
    file_name = models.CharField(_("file"), max_length=120)
    msg_type = models.CharField(_("kind"), max_length=20, blank=True)
    msg_id = models.CharField(_("message ID"), max_length=35, blank=True)
    sha256 = models.BinaryField(_("SHA-256"), max_length=32, unique=True)
    raw = models.BinaryField(_("content"))
    received_at = models.DateTimeField(_("received at"))
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)
    state = models.CharField(
        _("status"), max_length=9, choices=MessageState.choices, default=MessageState.RECEIVED
    )
    problem = models.CharField(_("problem"), max_length=20, choices=Problem.choices, blank=True)
    problem_detail = models.CharField(_("about"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("bank message")
        verbose_name_plural = _("bank messages")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("source", "msg_type", "msg_id"),
                condition=~Q(msg_id="") & ~Q(problem="MESSAGE_ID_REUSED"),
                name="bank_message_counts_once",
            ),
            models.CheckConstraint(
                condition=Q(state="APPLIED", applied_at__isnull=False)
                | (~Q(state="APPLIED") & Q(applied_at__isnull=True)),
                name="applied_message_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="EXCEPTION") | ~Q(problem=""),
                name="message_exception_says_why",
            ),
        )
        indexes = (
            models.Index(
                fields=("id",), condition=Q(state="RECEIVED"), name="bank_message_waiting"
            ),
        )

    def __str__(self) -> str:
        return self.file_name


class BankStatement(models.Model):
    """One statement of one of the fund's payout accounts; applied strictly in the order of `seq`."""

    message = models.ForeignKey(
        BankMessage, verbose_name=_("message"), on_delete=models.PROTECT, related_name="statements"
    )
    book = models.CharField(_("savings"), max_length=8)
    account_no = models.CharField(_("account"), max_length=34)
    seq = models.PositiveIntegerField(_("number"))
    opening_sen = models.BigIntegerField(_("opening balance (sen)"))
    closing_sen = models.BigIntegerField(_("closing balance (sen)"))
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=20, choices=Problem.choices, blank=True)

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")
        ordering = ("account_no", "-seq")
        constraints = (
            models.UniqueConstraint(fields=("account_no", "seq"), name="statement_counts_once"),
        )

    def __str__(self) -> str:
        return f"{self.account_no} / {self.seq}"


class BankEntry(models.Model):
    """One line of a statement. Matched means the books hold it: `journal_id` says where."""

    statement = models.ForeignKey(
        BankStatement, verbose_name=_("statement"), on_delete=models.PROTECT, related_name="entries"
    )
    seq = models.PositiveIntegerField(_("line"))
    servicer_ref = models.CharField(_("bank's reference"), max_length=35, blank=True)
    side = models.CharField(
        _("side"), max_length=1, choices=(("D", _("Debit")), ("C", _("Credit")))
    )
    amount_sen = models.BigIntegerField(_("amount (sen)"))
    currency = models.CharField(_("currency"), max_length=3)
    is_reversal = models.BooleanField(_("reversal"), default=False)
    return_reason = models.CharField(_("reason of return"), max_length=35, blank=True)
    end_to_end_id = models.CharField(_("payment reference"), max_length=35, blank=True)
    value_on = models.DateField(_("value date"))
    match_state = models.CharField(
        _("match"), max_length=9, choices=MatchState.choices, default=MatchState.UNMATCHED
    )
    problem = models.CharField(_("problem"), max_length=20, choices=Problem.choices, blank=True)
    attempt = models.ForeignKey(
        "withdrawals.PayoutAttempt",
        verbose_name=_("payout"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="bank_entries",
    )
    journal_id = models.BigIntegerField(_("journal"), null=True, blank=True, unique=True)

    class Meta:
        verbose_name = _("bank entry")
        verbose_name_plural = _("bank entries")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("statement", "seq"), name="bank_entry_has_one_place"),
            models.UniqueConstraint(
                F("servicer_ref"),
                F("side"),
                F("is_reversal"),
                condition=~Q(servicer_ref="") & ~Q(problem="ENTRY_REPEATED"),
                name="bank_entry_counts_once",
            ),
            models.CheckConstraint(
                condition=Q(side__in=("D", "C")), name="bank_entry_side_is_known"
            ),
            models.CheckConstraint(
                condition=Q(amount_sen__gt=0), name="bank_entry_amount_above_nil"
            ),
            models.CheckConstraint(
                condition=Q(match_state="MATCHED", journal_id__isnull=False, attempt__isnull=False)
                | Q(match_state="PARKED", journal_id__isnull=False)
                | (~Q(match_state__in=("MATCHED", "PARKED")) & Q(journal_id__isnull=True)),
                name="matched_entry_is_in_the_books",
            ),
            models.CheckConstraint(
                condition=~Q(match_state="EXCEPTION") | ~Q(problem=""),
                name="entry_exception_says_why",
            ),
        )
        indexes = (models.Index(fields=("end_to_end_id",), name="bank_entry_reference"),)

    def __str__(self) -> str:
        return f"{self.statement} / {self.seq}"
