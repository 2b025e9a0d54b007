"""Months that went amiss for a member at an employer, and what was said about them.

A finding is made once for a member, an employer and a month, by a job, and cleared when the money is
credited; it is never deleted. A member's report has one life: reported, answered by the employer,
closed by staff or by the money itself.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.rules import watch


class Finding(models.TextChoices):
    MISSING = watch.MISSING, _("Not received")
    BELOW_SCHEDULE = watch.BELOW_SCHEDULE, _("Less than the schedule says for the wages reported")
    BELOW_USUAL = watch.BELOW_USUAL, _("Less than usual")


class MonthFinding(models.Model):
    member = models.ForeignKey(
        "members.Member", verbose_name=_("member"), on_delete=models.PROTECT, related_name="+"
    )
    employer = models.ForeignKey(
        "contributions.Employer",
        verbose_name=_("employer"),
        on_delete=models.PROTECT,
        related_name="findings",
        db_index=False,
    )
    wage_month = models.DateField(_("wage month"))
    finding = models.CharField(_("finding"), max_length=14, choices=Finding.choices)
    credited_sen = models.BigIntegerField(_("credited (sen)"), default=0)
    due_sen = models.BigIntegerField(_("due for the wages reported (sen)"), default=0)
    usual_sen = models.BigIntegerField(_("usual month (sen)"), null=True)
    found_on = models.DateField(_("found on"))
    cleared_on = models.DateField(_("settled on"), null=True)

    class Meta:
        verbose_name = _("month amiss")
        verbose_name_plural = _("months amiss")
        ordering = ["-wage_month", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "wage_month", "member"], name="one_finding_per_month_and_member"
            ),
            models.CheckConstraint(
                condition=Q(finding__in=watch.FINDINGS), name="finding_is_known"
            ),
            models.CheckConstraint(
                condition=Q(wage_month__day=1), name="finding_month_is_a_first_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wage_month:%Y-%m} {self.get_finding_display()}"


class ReportState(models.TextChoices):
    OPEN = "OPEN", _("Waiting for the employer")
    ANSWERED = "ANSWERED", _("Answered by the employer")
    CLOSED = "CLOSED", _("Closed")


class EmployerAnswer(models.TextChoices):
    PAID = "PAID", _("Paid already; it must be found")
    WILL_PAY = "WILL_PAY", _("Not paid yet; it will be paid")
    NOT_EMPLOYED = "NOT_EMPLOYED", _("The member did not work here in that month")
    RIGHT = "RIGHT", _("The amount is right")


class ReportOutcome(models.TextChoices):
    SETTLED = "SETTLED", _("The contribution was credited")
    NOT_DUE = "NOT_DUE", _("Nothing was due")
    ENFORCED = "ENFORCED", _("Handed to enforcement")
    NO_PROOF = "NO_PROOF", _("Not enough to go on")


class MonthReport(models.Model):
    reference = models.CharField(_("reference No."), max_length=24, unique=True)
    member = models.ForeignKey(
        "members.Member", verbose_name=_("member"), on_delete=models.PROTECT, related_name="+"
    )
    employer = models.ForeignKey(
        "contributions.Employer",
        verbose_name=_("employer"),
        on_delete=models.PROTECT,
        related_name="reports",
    )
    wage_month = models.DateField(_("wage month"))
    wages_sen = models.BigIntegerField(_("wages on the payslip (sen)"), null=True)
    words = models.CharField(_("in the member's words"), max_length=500, blank=True)
    state = models.CharField(
        _("status"), max_length=8, choices=ReportState.choices, default=ReportState.OPEN
    )
    reported_at = models.DateTimeField(_("reported at"))
    answer = models.CharField(
        _("employer's answer"), max_length=12, choices=EmployerAnswer.choices, blank=True
    )
    answer_words = models.CharField(_("in the employer's words"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answered_by = models.ForeignKey(
        "members.User",
        verbose_name=_("answered by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    outcome = models.CharField(
        _("outcome"), max_length=8, choices=ReportOutcome.choices, blank=True
    )
    outcome_words = models.CharField(_("reason"), max_length=500, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    # Nobody when the money itself settled it.
    closed_by = models.ForeignKey(
        "members.User",
        verbose_name=_("closed by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("report of a missing month")
        verbose_name_plural = _("reports of missing months")
        ordering = ["-reported_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "employer", "wage_month"],
                condition=~Q(state="CLOSED"),
                name="one_live_report_per_month",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="report_answered_has_who_when_and_what",
            ),
            models.CheckConstraint(
                condition=Q(state="CLOSED", closed_at__isnull=False)
                & ~Q(outcome="")
                & (Q(outcome="SETTLED") | Q(closed_by__isnull=False))
                | (
                    ~Q(state="CLOSED")
                    & Q(closed_at__isnull=True, closed_by__isnull=True, outcome="")
                ),
                name="report_closed_has_when_and_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state="CLOSED")
                | Q(state="OPEN", answered_at__isnull=True)
                | Q(state="ANSWERED", answered_at__isnull=False),
                name="report_answered_was_answered",
            ),
            models.CheckConstraint(
                condition=Q(wages_sen__isnull=True) | Q(wages_sen__gt=0),
                name="report_wages_are_above_nil",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Payslip(models.Model):
    """The paper behind a report, rewritten by us and kept encrypted; the employer does not see it.

    Size in bytes of the clear content.
    """

    report = models.OneToOneField(MonthReport, on_delete=models.PROTECT, related_name="payslip")
    kind = models.CharField(_("kind"), max_length=4)
    size = models.PositiveIntegerField(_("size (bytes)"))
    content_encrypted = models.BinaryField()
    stored_at = models.DateTimeField(_("stored at"))

    class Meta:
        verbose_name = _("payslip")
        verbose_name_plural = _("payslips")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["PDF", "JPEG", "PNG"]), name="payslip_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.report)
