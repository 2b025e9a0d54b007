"""A month filled in on screen: rows of a form until it is sent, then a stored file like any other.

An employer has one draft for a month and kind. A row is one employee; money in sen, None while it is
not known. A row without shares says why. Drafts are forgotten once the month is credited.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.models.remittance import RemittanceKind


class NothingDue(models.TextChoices):
    """Why an employee has no contribution this month."""

    UNPAID_LEAVE = "UNPAID_LEAVE", _("Unpaid leave")
    NO_WORK = "NO_WORK", _("Did not work this month")
    LEFT = "LEFT", _("Left the company")
    ELSEWHERE = "ELSEWHERE", _("Paid under another employer number")
    NIL_WAGES = "NIL_WAGES", _("Wages of RM10.00 or less")
    NOT_LIABLE = "NOT_LIABLE", _("Not obliged to contribute")
    DIED = "DIED", _("Died")


class FormDraft(models.Model):
    employer = models.ForeignKey(
        "contributions.Employer", on_delete=models.PROTECT, related_name="form_drafts"
    )
    wage_month = models.DateField(_("wage month"))
    kind = models.CharField(
        _("kind"),
        max_length=13,
        choices=RemittanceKind.choices,
        default=RemittanceKind.ORIGINAL,
    )
    started_at = models.DateTimeField(_("started at"))
    started_by = models.ForeignKey("members.User", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(_("changed at"))
    # The file whose rows with errors are repaired here.
    repairs = models.ForeignKey(
        "contributions.Remittance",
        null=True,
        on_delete=models.PROTECT,
        related_name="repairs_begun",
    )
    # The file made of it last; the draft may be changed and sent again until that one is submitted.
    remittance = models.OneToOneField(
        "contributions.Remittance",
        null=True,
        on_delete=models.PROTECT,
        related_name="form_draft",
    )

    class Meta:
        verbose_name = _("form")
        verbose_name_plural = _("forms")
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "wage_month", "kind"],
                name="one_form_draft_per_employer_month_and_kind",
            ),
            models.CheckConstraint(
                condition=Q(wage_month__day=1), name="form_draft_month_is_a_first_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employer} {self.wage_month:%Y-%m}"


class FormRow(models.Model):
    draft = models.ForeignKey(
        FormDraft, on_delete=models.CASCADE, related_name="rows", db_index=False
    )
    number = models.IntegerField(_("row"))
    member_no = models.CharField(_("KWSP No."), max_length=19, blank=True)
    ic_no = models.CharField(_("IC No."), max_length=24)
    name = models.CharField(_("name"), max_length=120)
    wages_sen = models.BigIntegerField(_("wages (sen)"), null=True)
    employer_sen = models.BigIntegerField(_("employer's share (sen)"), null=True)
    employee_sen = models.BigIntegerField(_("employee's share (sen)"), null=True)
    reason = models.CharField(
        _("reason for no contribution"), max_length=12, choices=NothingDue.choices, blank=True
    )
    is_added = models.BooleanField(_("added by hand"), default=False)
    # Which row of the file made last this became; a row without shares is not in the file.
    line_no = models.IntegerField(_("row in the file"), null=True)

    class Meta:
        verbose_name = _("row of a form")
        verbose_name_plural = _("rows of a form")
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="form_row_has_its_number"),
            models.CheckConstraint(
                condition=(Q(wages_sen__isnull=True) | Q(wages_sen__gte=0))
                & (Q(employer_sen__isnull=True) | Q(employer_sen__gte=0))
                & (Q(employee_sen__isnull=True) | Q(employee_sen__gte=0)),
                name="form_row_amounts_are_not_below_nil",
            ),
        ]


class ZeroLine(models.Model):
    """An employee of a remittance for whom nothing is due this month, and why. Credits nobody."""

    remittance = models.ForeignKey(
        "contributions.Remittance",
        on_delete=models.PROTECT,
        related_name="zero_lines",
        db_index=False,
    )
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    line_no = models.IntegerField(_("row in the file"), null=True)
    wages_sen = models.BigIntegerField(_("wages (sen)"))
    reason = models.CharField(
        _("reason for no contribution"), max_length=12, choices=NothingDue.choices, blank=True
    )

    class Meta:
        verbose_name = _("line without contribution")
        verbose_name_plural = _("lines without contribution")
        constraints = [
            models.UniqueConstraint(
                fields=["remittance", "member"], name="one_zero_line_per_remittance_and_member"
            ),
            models.CheckConstraint(
                condition=Q(wages_sen__gte=0), name="zero_line_wages_are_not_below_nil"
            ),
        ]
