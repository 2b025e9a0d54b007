"""What an employer owes: a bill, its lines, and which money paid them. Amounts are sen.

A bill's state follows from its amounts (constraints below): nothing is covered that is not paid or
waived to the sen. A remittance is credited only when its bill is covered (trigger `bill_is_covered` in
migration 0008), and money is allocated only as far as it lies in suspense.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models import Scheme


class BillKind(models.TextChoices):
    CONTRIBUTION = "CONTRIBUTION", _("Contributions")
    LATE = "LATE", _("Late payment")
    LATE_MORE = "LATE_MORE", _("Late payment, at the declared rate")


class BillState(models.TextChoices):
    OPEN = "OPEN", _("Not paid")
    PART_PAID = "PART_PAID", _("Partly paid")
    PAID = "PAID", _("Paid")
    WAIVED = "WAIVED", _("Waived")
    CANCELLED = "CANCELLED", _("Cancelled")


UNPAID = (BillState.OPEN, BillState.PART_PAID)


class Owes(models.TextChoices):
    """What a line is for; says which accounts of the books it stands on."""

    CONTRIBUTION = "CONTRIBUTION", _("Contributions")
    LATE_DIVIDEND = "LATE_DIVIDEND", _("Dividend owed to the members")
    LATE_CHARGE = "LATE_CHARGE", _("Late payment charge")


class Bill(models.Model):
    bill_no = models.CharField(_("bill number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=BillKind.choices)
    employer = models.ForeignKey(
        "contributions.Employer",
        verbose_name=_("employer"),
        on_delete=models.PROTECT,
        related_name="bills",
        db_index=False,
    )
    remittance = models.ForeignKey(
        "contributions.Remittance",
        verbose_name=_("remittance"),
        on_delete=models.PROTECT,
        related_name="bills",
    )
    wage_month = models.DateField(_("wage month"))
    state = models.CharField(
        _("status"), max_length=9, choices=BillState.choices, default=BillState.OPEN
    )
    amount_sen = models.BigIntegerField(_("amount (sen)"))
    paid_sen = models.BigIntegerField(_("paid (sen)"), default=0)
    waived_sen = models.BigIntegerField(_("waived (sen)"), default=0)
    issued_on = models.DateField(_("issued on"))
    issued_at = models.DateTimeField(_("issued at"))
    due_on = models.DateField(_("due on"))
    # The value date of the money that covered it.
    paid_on = models.DateField(_("paid on"), null=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True)

    class Meta:
        verbose_name = _("bill")
        verbose_name_plural = _("bills")
        ordering = ("-issued_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["remittance", "kind"],
                condition=~Q(state="CANCELLED"),
                name="one_live_bill_per_remittance_and_kind",
            ),
            models.CheckConstraint(
                condition=Q(amount_sen__gt=0, paid_sen__gte=0, waived_sen__gte=0)
                & Q(amount_sen__gte=F("paid_sen") + F("waived_sen")),
                name="bill_is_never_overpaid",
            ),
            models.CheckConstraint(
                condition=Q(waived_sen=0) | Q(kind__in=["LATE", "LATE_MORE"]),
                name="bill_waives_late_money_only",
            ),
            models.CheckConstraint(
                condition=Q(state="OPEN", paid_sen=0, amount_sen__gt=F("waived_sen"))
                | Q(
                    state="PART_PAID",
                    paid_sen__gt=0,
                    amount_sen__gt=F("paid_sen") + F("waived_sen"),
                )
                | Q(state="PAID", paid_sen__gt=0, amount_sen=F("paid_sen") + F("waived_sen"))
                | Q(state="WAIVED", paid_sen=0, amount_sen=F("waived_sen"))
                | Q(state="CANCELLED", paid_sen=0),
                name="bill_state_follows_from_its_amounts",
            ),
            models.CheckConstraint(
                condition=Q(state="PAID", paid_on__isnull=False)
                | (~Q(state="PAID") & Q(paid_on__isnull=True)),
                name="bill_paid_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state="CANCELLED", cancelled_at__isnull=False)
                | (~Q(state="CANCELLED") & Q(cancelled_at__isnull=True)),
                name="bill_cancelled_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["employer", "-issued_on", "-id"], name="bill_by_employer"),
            models.Index(
                fields=["employer", "due_on", "id"],
                condition=Q(state__in=["OPEN", "PART_PAID"]),
                name="bill_still_open",
            ),
        ]

    def __str__(self) -> str:
        return self.bill_no

    @property
    def open_sen(self) -> int:
        """What is still to be paid, in sen."""
        if self.state == BillState.CANCELLED:
            return 0
        return self.amount_sen - self.paid_sen - self.waived_sen

    @property
    def is_unpaid(self) -> bool:
        return self.state in UNPAID


class BillLine(models.Model):
    """One thing a bill asks for, in one book; `journal_id` is where it was booked as owed."""

    bill = models.ForeignKey(
        Bill, on_delete=models.PROTECT, related_name="lines", db_index=False, verbose_name=_("bill")
    )
    owes = models.CharField(_("for"), max_length=13, choices=Owes.choices)
    book = models.CharField(_("savings"), max_length=8, choices=Scheme.choices)
    amount_sen = models.BigIntegerField(_("amount (sen)"))
    paid_sen = models.BigIntegerField(_("paid (sen)"), default=0)
    waived_sen = models.BigIntegerField(_("waived (sen)"), default=0)
    journal_id = models.BigIntegerField(_("journal"), unique=True)

    class Meta:
        verbose_name = _("line of a bill")
        verbose_name_plural = _("lines of a bill")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["bill", "owes", "book"], name="bill_asks_once_for_each_thing"
            ),
            models.CheckConstraint(
                condition=Q(amount_sen__gt=0, paid_sen__gte=0, waived_sen__gte=0)
                & Q(amount_sen__gte=F("paid_sen") + F("waived_sen")),
                name="bill_line_is_never_overpaid",
            ),
            models.CheckConstraint(
                condition=Q(waived_sen=0) | Q(owes="LATE_CHARGE"),
                name="bill_line_waives_the_charge_only",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bill} {self.get_owes_display()}"

    @property
    def open_sen(self) -> int:
        """What is still to be paid, in sen."""
        return self.amount_sen - self.paid_sen - self.waived_sen


class Allocation(models.Model):
    """So much of a receipt to a line of a bill. Undone when the bill is cancelled, never changed."""

    receipt = models.ForeignKey(
        "contributions.Receipt",
        verbose_name=_("receipt"),
        on_delete=models.PROTECT,
        related_name="allocations",
        db_index=False,
    )
    line = models.ForeignKey(
        BillLine,
        verbose_name=_("line of a bill"),
        on_delete=models.PROTECT,
        related_name="allocations",
    )
    amount_sen = models.BigIntegerField(_("amount (sen)"))
    allocated_on = models.DateField(_("allocated on"))
    allocated_at = models.DateTimeField(_("allocated at"))
    # Nobody when the rule did it.
    allocated_by = models.ForeignKey(
        "members.User",
        verbose_name=_("allocated by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    undone_at = models.DateTimeField(_("undone at"), null=True)

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["receipt", "line"],
                condition=Q(undone_at__isnull=True),
                name="one_live_allocation_per_receipt_and_line",
            ),
            models.CheckConstraint(condition=Q(amount_sen__gt=0), name="allocation_is_above_nil"),
        ]

    def __str__(self) -> str:
        return f"{self.receipt} / {self.line}"


class LateAssessment(models.Model):
    """What late money cost, once for each bill of contributions that was covered late."""

    contribution_bill = models.OneToOneField(
        Bill,
        verbose_name=_("bill paid late"),
        on_delete=models.PROTECT,
        related_name="late_assessment",
    )
    bill = models.OneToOneField(
        Bill, verbose_name=_("bill"), on_delete=models.PROTECT, related_name="assessment"
    )
    late_sen = models.BigIntegerField(_("paid late (sen)"))
    months = models.PositiveSmallIntegerField(_("months late"))
    charge_sen = models.BigIntegerField(_("charge (sen)"))
    dividend_sen = models.BigIntegerField(_("dividend (sen)"))
    is_provisional = models.BooleanField(_("at a rate not yet declared"), default=False)
    assessed_on = models.DateField(_("assessed on"))
    credited_at = models.DateTimeField(_("dividend credited at"), null=True)

    class Meta:
        verbose_name = _("late payment")
        verbose_name_plural = _("late payments")
        ordering = ("-assessed_on", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(late_sen__gt=0, months__gt=0, charge_sen__gt=0, dividend_sen__gte=0),
                name="late_assessment_says_how_much_and_how_long",
            ),
        ]

    def __str__(self) -> str:
        return str(self.bill)
