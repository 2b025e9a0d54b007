"""Money that came, as the bank tells it, and as ours. The bank's words are kept byte for byte, once.

A message counts once by its content and once by its own ID, a statement once by account and number, an
entry once by place and by the bank's reference; a receipt is one credited entry, or money that the fund had
and that is the employer's again. Until a receipt is allocated its money is nobody's contribution: with an
employer it lies in suspense, without one it is unidentified. Migration 0008 freezes what the bank said.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class CollectionState(models.TextChoices):
    RECEIVED = "RECEIVED", _("Received")
    APPLIED = "APPLIED", _("Applied")
    EXCEPTION = "EXCEPTION", _("Needs a person")


class CollectionProblem(models.TextChoices):
    """Why something needs a person."""

    UNREADABLE = "UNREADABLE", _("The file cannot be read")
    NOT_FOR_US = "NOT_FOR_US", _("The file is no bank statement")
    MESSAGE_ID_REUSED = "MESSAGE_ID_REUSED", _("Another message came under the same ID")
    ACCOUNT_UNKNOWN = "ACCOUNT_UNKNOWN", _("The statement is of an account that is not ours")
    DOES_NOT_ADD_UP = (
        "DOES_NOT_ADD_UP",
        _("Opening balance and entries do not give the closing one"),
    )
    STATEMENT_DIFFERS = "STATEMENT_DIFFERS", _("Another statement came under the same number")
    ENTRY_REPEATED = "ENTRY_REPEATED", _("The bank's reference was used before")
    CURRENCY_DIFFERS = "CURRENCY_DIFFERS", _("The currency is not ringgit")
    DEBIT_UNEXPECTED = "DEBIT_UNEXPECTED", _("Money was taken from the collection account")
    ANSWER_UNEXPECTED = "ANSWER_UNEXPECTED", _("The answer fits no refund that is being paid")


class CollectionMessage(models.Model):
    """One file of the collection account's bank, stored before anybody reads it."""

    source = models.CharField(_("from"), max_length=11, help_text=_("BIC of the bank"))
    file_name = models.CharField(_("file"), max_length=120)
    msg_id = models.CharField(_("message ID"), max_length=35, blank=True)
    sha256 = models.BinaryField(_("SHA-256"), max_length=32, unique=True)
    raw = models.BinaryField(_("content"))
    received_at = models.DateTimeField(_("received at"))
    applied_at = models.DateTimeField(_("applied at"), null=True)
    state = models.CharField(
        _("status"), max_length=9, choices=CollectionState.choices, default=CollectionState.RECEIVED
    )
    problem = models.CharField(
        _("problem"), max_length=20, choices=CollectionProblem.choices, blank=True
    )
    problem_detail = models.CharField(_("about"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("message about the collection account")
        verbose_name_plural = _("messages about the collection account")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["source", "msg_id"],
                condition=~Q(msg_id="") & ~Q(problem="MESSAGE_ID_REUSED"),
                name="collection_message_counts_once",
            ),
            models.CheckConstraint(
                condition=Q(state="APPLIED", applied_at__isnull=False)
                | (~Q(state="APPLIED") & Q(applied_at__isnull=True)),
                name="collection_message_applied_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="EXCEPTION") | ~Q(problem=""),
                name="collection_message_exception_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(state="RECEIVED"), name="collection_message_waiting"
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class CollectionStatement(models.Model):
    """One statement of the collection account."""

    message = models.ForeignKey(
        CollectionMessage,
        verbose_name=_("message"),
        on_delete=models.PROTECT,
        related_name="statements",
    )
    account_no = models.CharField(_("account"), max_length=34)
    seq = models.PositiveIntegerField(_("number"))
    opening_sen = models.BigIntegerField(_("opening balance (sen)"))
    closing_sen = models.BigIntegerField(_("closing balance (sen)"))

    class Meta:
        verbose_name = _("statement of the collection account")
        verbose_name_plural = _("statements of the collection account")
        ordering = ("account_no", "-seq")
        constraints = [
            models.UniqueConstraint(
                fields=["account_no", "seq"], name="collection_statement_counts_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_no} / {self.seq}"


class CollectionEntry(models.Model):
    """One line of a statement. A credit is a receipt; anything else waits for a person."""

    statement = models.ForeignKey(
        CollectionStatement,
        verbose_name=_("statement"),
        on_delete=models.PROTECT,
        related_name="entries",
        db_index=False,
    )
    seq = models.PositiveIntegerField(_("line"))
    servicer_ref = models.CharField(_("bank's reference"), max_length=35, blank=True)
    side = models.CharField(
        _("side"), max_length=1, choices=(("D", _("Debit")), ("C", _("Credit")))
    )
    amount_sen = models.BigIntegerField(_("amount (sen)"))
    currency = models.CharField(_("currency"), max_length=3)
    is_reversal = models.BooleanField(_("reversal"), default=False)
    end_to_end_id = models.CharField(_("payment reference"), max_length=35, blank=True)
    text = models.CharField(_("payer's words"), max_length=500, blank=True)
    payer = models.CharField(_("payer"), max_length=140, blank=True)
    return_reason = models.CharField(
        _("why it came back"), max_length=35, blank=True, db_default=""
    )
    value_on = models.DateField(_("value date"))
    problem = models.CharField(
        _("problem"), max_length=20, choices=CollectionProblem.choices, blank=True
    )

    class Meta:
        verbose_name = _("entry of the collection account")
        verbose_name_plural = _("entries of the collection account")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "seq"], name="collection_entry_has_one_place"
            ),
            models.UniqueConstraint(
                F("servicer_ref"),
                F("side"),
                F("is_reversal"),
                condition=~Q(servicer_ref="") & ~Q(problem="ENTRY_REPEATED"),
                name="collection_entry_counts_once",
            ),
            models.CheckConstraint(
                condition=Q(side__in=["D", "C"], amount_sen__gt=0),
                name="collection_entry_has_a_side_and_an_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement} / {self.seq}"


class Origin(models.TextChoices):
    """Where a receipt comes from."""

    BANK = "BANK", _("Bank statement")
    TAKEN_BACK = "TAKEN_BACK", _("Contribution taken back")
    NO_MEMBER = "NO_MEMBER", _("Line without full details, returned")
    TRUE_UP = "TRUE_UP", _("Late charge, at the declared rate")


class Receipt(models.Model):
    """Money of ours: what of it is allocated, and what left again. The rest lies in suspense.

    What is the employer's again keeps the day on which its money first came.
    """

    origin = models.CharField(
        _("from"), max_length=10, choices=Origin.choices, default=Origin.BANK, db_default="BANK"
    )
    entry = models.OneToOneField(
        CollectionEntry,
        verbose_name=_("entry"),
        null=True,
        on_delete=models.PROTECT,
        related_name="receipt",
    )
    employer = models.ForeignKey(
        "contributions.Employer",
        verbose_name=_("employer"),
        null=True,
        on_delete=models.PROTECT,
        related_name="receipts",
        db_index=False,
    )
    quoted = models.CharField(_("bill quoted"), max_length=20, blank=True)
    amount_sen = models.BigIntegerField(_("amount (sen)"))
    allocated_sen = models.BigIntegerField(_("allocated (sen)"), default=0)
    refunded_sen = models.BigIntegerField(_("refunded or about to be (sen)"), default=0)
    # Under the reference of a member's own voluntary contribution.
    voluntary_sen = models.BigIntegerField(_("credited to a member (sen)"), default=0)
    received_on = models.DateField(_("received on"))
    journal_id = models.BigIntegerField(_("journal"), unique=True)
    # Who said whose money it is, where the payer did not.
    identified_at = models.DateTimeField(_("identified at"), null=True)
    identified_by = models.ForeignKey(
        "members.User",
        verbose_name=_("identified by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ("-received_on", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    amount_sen__gt=0,
                    allocated_sen__gte=0,
                    refunded_sen__gte=0,
                    voluntary_sen__gte=0,
                )
                & Q(amount_sen__gte=F("allocated_sen") + F("refunded_sen") + F("voluntary_sen")),
                name="receipt_gives_no_more_than_came",
            ),
            models.CheckConstraint(
                condition=Q(origin="BANK", entry__isnull=False)
                | (~Q(origin="BANK") & Q(entry__isnull=True, employer__isnull=False)),
                name="receipt_comes_from_the_bank_or_is_the_employers_again",
            ),
            models.CheckConstraint(
                condition=Q(employer__isnull=False) | Q(allocated_sen=0, refunded_sen=0),
                name="receipt_without_an_employer_pays_nothing",
            ),
            models.CheckConstraint(
                condition=Q(employer__isnull=True) | Q(voluntary_sen=0),
                name="receipt_of_an_employer_is_no_members_own_money",
            ),
            models.CheckConstraint(
                condition=Q(identified_at__isnull=True, identified_by__isnull=True)
                | Q(
                    identified_at__isnull=False,
                    identified_by__isnull=False,
                    employer__isnull=False,
                ),
                name="receipt_identified_has_who_and_when",
            ),
        ]
        indexes = [
            models.Index(fields=["employer", "received_on", "id"], name="receipt_by_employer"),
            models.Index(
                fields=["received_on", "id"],
                condition=Q(employer__isnull=True),
                name="receipt_unidentified",
            ),
            models.Index(
                fields=["employer", "received_on"],
                condition=Q(
                    amount_sen__gt=F("allocated_sen") + F("refunded_sen") + F("voluntary_sen")
                ),
                name="receipt_in_suspense",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.received_on:%d/%m/%Y} #{self.pk}"

    @property
    def left_sen(self) -> int:
        """What lies in suspense, in sen."""
        return self.amount_sen - self.allocated_sen - self.refunded_sen - self.voluntary_sen
