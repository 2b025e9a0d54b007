"""An employer's over-payment on its way back: asked for, looked at by one officer, approved by another.

Set-aside money pays nothing else (`RefundPart`, counted in its receipt). A refund has one instruction to
the bank, ever; only the bank's statement makes it paid. A failed one puts its money back into suspense,
and the employer asks anew. Steps and what may change stand in triggers of migration 0018. Amounts are sen.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributions.rules import refunds as rules


class RefundState(models.TextChoices):
    ASKED = rules.ASKED, _("Waiting for an officer")
    REVIEWED = rules.REVIEWED, _("Waiting for a second officer")
    APPROVED = rules.APPROVED, _("Being paid")
    PAID = rules.PAID, _("Paid")
    FAILED = rules.FAILED, _("Not taken by the bank")
    REFUSED = rules.REFUSED, _("Refused")
    CANCELLED = rules.CANCELLED, _("Cancelled by the employer")


class NameAnswered(models.TextChoices):
    """What the bank said about the holder of the account."""

    MATCH = "MATCH", _("The account is the employer's")
    NO_MATCH = "NO_MATCH", _("The account is not in the employer's name")
    UNAVAILABLE = "UNAVAILABLE", _("The bank could not say")


_BEFORE_APPROVAL = ["ASKED", "REVIEWED", "REFUSED", "CANCELLED"]


class Refund(models.Model):
    reference = models.CharField(_("reference No."), max_length=24, unique=True)
    employer = models.ForeignKey(
        "contributions.Employer",
        verbose_name=_("employer"),
        on_delete=models.PROTECT,
        related_name="refunds",
    )
    state = models.CharField(
        _("status"), max_length=9, choices=RefundState.choices, default=RefundState.ASKED
    )
    reason = models.CharField(_("reason"), max_length=500)
    suspense_sen = models.BigIntegerField(_("asked of the money that pays no bill (sen)"))
    lines_sen = models.BigIntegerField(_("asked of credited contributions (sen)"))
    amount_sen = models.BigIntegerField(_("approved (sen)"), null=True)

    bank_code = models.CharField(_("bank"), max_length=11)
    number_encrypted = models.BinaryField(_("account number, encrypted"))
    last_four = models.CharField(_("last four digits"), max_length=4)
    name_answer = models.CharField(
        _("whose account it is"), max_length=11, choices=NameAnswered.choices
    )

    asked_on = models.DateField(_("asked on"))
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        "members.User", verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True)
    reviewed_by = models.ForeignKey(
        "members.User",
        verbose_name=_("reviewed by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    review_words = models.CharField(_("reviewed, in words"), max_length=500, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        "members.User",
        verbose_name=_("decided by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decision = models.CharField(_("decision in words"), max_length=500, blank=True)
    paid_on = models.DateField(_("paid on"), null=True)

    class Meta:
        verbose_name = _("refund to an employer")
        verbose_name_plural = _("refunds to employers")
        ordering = ("-asked_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(suspense_sen__gte=0, lines_sen__gte=0)
                & (Q(suspense_sen__gt=0) | Q(lines_sen__gt=0)),
                name="refund_asks_for_something",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_BEFORE_APPROVAL, amount_sen__isnull=True)
                | (
                    Q(
                        state__in=["APPROVED", "PAID", "FAILED"],
                        amount_sen__gt=0,
                        amount_sen__lte=F("suspense_sen") + F("lines_sen"),
                    )
                ),
                name="refund_approved_says_how_much",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="refund_reviewed_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["ASKED", "REVIEWED"],
                    decided_at__isnull=True,
                    decided_by__isnull=True,
                )
                | Q(
                    state__in=["APPROVED", "PAID", "FAILED", "REFUSED", "CANCELLED"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
                name="refund_decided_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["REVIEWED", "APPROVED", "PAID", "FAILED"])
                | Q(reviewed_by__isnull=False),
                name="refund_goes_on_reviewed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["APPROVED", "PAID", "FAILED"])
                | ~Q(decided_by=F("reviewed_by")),
                name="refund_is_approved_by_another_officer",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("asked_by")),
                name="refund_is_not_reviewed_by_who_asked",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["APPROVED", "PAID", "FAILED"])
                | ~Q(decided_by=F("asked_by")),
                name="refund_is_not_approved_by_who_asked",
            ),
            models.CheckConstraint(
                condition=Q(state="PAID", paid_on__isnull=False)
                | (~Q(state="PAID") & Q(paid_on__isnull=True)),
                name="refund_paid_says_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=Q(state__in=["ASKED", "REVIEWED"]),
                name="refund_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def asked_sen(self) -> int:
        """All that was asked for, in sen."""
        return self.suspense_sen + self.lines_sen


class RefundPart(models.Model):
    """So much of a receipt is set aside for a refund; the receipt counts it."""

    refund = models.ForeignKey(
        Refund, on_delete=models.PROTECT, related_name="parts", db_index=False
    )
    receipt = models.ForeignKey(
        "contributions.Receipt", on_delete=models.PROTECT, related_name="refund_parts"
    )
    amount_sen = models.BigIntegerField(_("amount (sen)"))

    class Meta:
        verbose_name = _("part of a refund")
        verbose_name_plural = _("parts of a refund")
        ordering = ("id",)
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["refund", "receipt"], name="one_part_per_refund_and_receipt"
            ),
            models.CheckConstraint(condition=Q(amount_sen__gt=0), name="refund_part_is_above_nil"),
        ]

    def __str__(self) -> str:
        return f"{self.refund} / {self.receipt_id}"


class RefundPaper(models.Model):
    """The employer's letter, rewritten by us and kept encrypted. Size in bytes of the clear content."""

    refund = models.OneToOneField(Refund, on_delete=models.PROTECT, related_name="paper")
    kind = models.CharField(_("kind"), max_length=4)
    size = models.PositiveIntegerField(_("size (bytes)"))
    content_encrypted = models.BinaryField()
    stored_at = models.DateTimeField(_("stored at"))

    class Meta:
        verbose_name = _("letter asking for a refund")
        verbose_name_plural = _("letters asking for refunds")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["PDF", "JPEG", "PNG"]), name="refund_paper_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.refund)


class PaymentState(models.TextChoices):
    READY = "READY", _("To be sent to the bank")
    SENT = "SENT", _("Sent to the bank")
    ACKED = "ACKED", _("Accepted by the bank")
    SETTLED = "SETTLED", _("Paid")
    REJECTED = "REJECTED", _("Rejected by the bank")
    RETURNED = "RETURNED", _("Returned after payment")


AWAITING = (PaymentState.READY, PaymentState.SENT, PaymentState.ACKED)


class RefundPayment(models.Model):
    """The one instruction of a refund: its file as rendered when it was approved, and what became of it."""

    refund = models.OneToOneField(
        Refund, verbose_name=_("refund"), on_delete=models.PROTECT, related_name="payment"
    )
    end_to_end_id = models.CharField(_("payment reference"), max_length=35, unique=True)
    amount_sen = models.BigIntegerField(_("amount (sen)"))
    file_bytes = models.BinaryField(_("file"))
    file_sha256 = models.BinaryField(_("SHA-256 of the file"), max_length=32, unique=True)
    state = models.CharField(
        _("status"), max_length=8, choices=PaymentState.choices, default=PaymentState.READY
    )
    ordered_at = models.DateTimeField(_("ordered at"))
    sent_at = models.DateTimeField(_("sent at"), null=True)
    reason_code = models.CharField(_("bank's reason"), max_length=35, blank=True)
    # The bank's own words, without which nothing is paid, refused or returned.
    settled_by = models.OneToOneField(
        "contributions.CollectionEntry",
        verbose_name=_("paid by statement entry"),
        null=True,
        on_delete=models.PROTECT,
        related_name="paid_refund",
    )
    returned_by = models.OneToOneField(
        "contributions.CollectionEntry",
        verbose_name=_("returned by statement entry"),
        null=True,
        on_delete=models.PROTECT,
        related_name="returned_refund",
    )
    rejected_by = models.ForeignKey(
        "contributions.CollectionMessage",
        verbose_name=_("rejected by message"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("payment of a refund")
        verbose_name_plural = _("payments of refunds")
        ordering = ("-id",)
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_sen__gt=0), name="refund_payment_is_above_nil"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["READY", "SENT", "ACKED"])
                & Q(settled_by__isnull=True, returned_by__isnull=True, rejected_by__isnull=True)
                | Q(state="SETTLED", settled_by__isnull=False, returned_by__isnull=True)
                | Q(state="RETURNED", settled_by__isnull=False, returned_by__isnull=False)
                | Q(state="REJECTED", rejected_by__isnull=False, settled_by__isnull=True),
                name="refund_payment_ends_by_the_banks_word",
            ),
        ]

    def __str__(self) -> str:
        return self.end_to_end_id

    @property
    def file_name(self) -> str:
        """The name under which the bank gets the file."""
        return f"{self.end_to_end_id}.xml"
