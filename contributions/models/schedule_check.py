"""Where a file differs from the Third Schedule, and what an employee elected above it.

Found after the lines were read, in a step of its own; only lines that differ are kept. Shares below the
schedule are the employer's to explain, shares above it are elected, or happen once. Money in sen.
"""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _


class Against(models.TextChoices):
    BELOW = "BELOW", _("Below the schedule")
    ABOVE = "ABOVE", _("Above the schedule")


class Shortfall(models.TextChoices):
    """Why an employer pays less than the schedule says on these wages."""

    NOT_WAGES = "NOT_WAGES", _("The wages include payments that do not count, such as overtime")
    OTHER_FACTS = (
        "OTHER_FACTS",
        _("Age, citizenship or choice of the employee differ from the fund's records"),
    )
    TO_FOLLOW = "TO_FOLLOW", _("The rest follows in a supplementary file")
    OTHER = "OTHER", _("Another reason, explained below")


class Excess(models.TextChoices):
    """Why an employer pays more."""

    ELECTED = "ELECTED", _("Elected (forms KWSP 17 or 17A): keep it for the coming months")
    ONCE = "ONCE", _("Only this month, for example because of a bonus")


class ScheduleDifference(models.Model):
    """A line that differs from the schedule, with what would be due on its wages."""

    remittance = models.ForeignKey(
        "contributions.Remittance",
        on_delete=models.PROTECT,
        related_name="differences",
        db_index=False,
    )
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    line_no = models.IntegerField(_("row in the file"))
    against = models.CharField(_("against the schedule"), max_length=5, choices=Against.choices)
    part = models.CharField(_("Part"), max_length=1, blank=True)
    wages_sen = models.BigIntegerField(_("wages (sen)"))
    employer_sen = models.BigIntegerField(_("employer's share (sen)"))
    employee_sen = models.BigIntegerField(_("employee's share (sen)"))
    due_employer_sen = models.BigIntegerField(_("employer's share due (sen)"))
    due_employee_sen = models.BigIntegerField(_("employee's share due (sen)"))

    class Meta:
        verbose_name = _("difference from the schedule")
        verbose_name_plural = _("differences from the schedule")
        constraints = [
            models.UniqueConstraint(
                fields=["remittance", "member"], name="one_difference_per_remittance_and_member"
            ),
            models.CheckConstraint(
                condition=Q(against="BELOW", employer_sen__lt=F("due_employer_sen"))
                | Q(against="BELOW", employee_sen__lt=F("due_employee_sen"))
                | Q(
                    against="ABOVE",
                    employer_sen__gte=F("due_employer_sen"),
                    employee_sen__gte=F("due_employee_sen"),
                ),
                name="difference_is_below_or_above_as_it_says",
            ),
        ]


class ElectedExcess(models.Model):
    """Whole ringgit above the schedule by choice, from a wage month on; one at a time."""

    employer = models.ForeignKey(
        "contributions.Employer", on_delete=models.PROTECT, related_name="elections", db_index=False
    )
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="elections")
    first_month = models.DateField(_("from wage month"))
    last_month = models.DateField(_("to wage month"), null=True)
    employer_extra_sen = models.BigIntegerField(_("employer's excess (sen)"))
    employee_extra_sen = models.BigIntegerField(_("employee's excess (sen)"))
    remittance = models.ForeignKey(
        "contributions.Remittance", on_delete=models.PROTECT, related_name="elections"
    )
    noted_at = models.DateTimeField(_("noted at"))
    noted_by = models.ForeignKey("members.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("elected excess")
        verbose_name_plural = _("elected excesses")
        constraints = [
            models.CheckConstraint(
                condition=Q(employer_extra_sen__gte=0, employee_extra_sen__gte=0)
                & (Q(employer_extra_sen__gt=0) | Q(employee_extra_sen__gt=0)),
                name="elected_excess_is_above_nil",
            ),
            models.CheckConstraint(
                condition=Q(Exact(F("employer_extra_sen") % 100, 0))
                & Q(Exact(F("employee_extra_sen") % 100, 0)),
                name="elected_excess_is_whole_ringgit",
            ),
            models.CheckConstraint(
                condition=Q(last_month__isnull=True) | Q(last_month__gte=F("first_month")),
                name="elected_excess_ends_after_it_starts",
            ),
            ExclusionConstraint(
                name="elected_excesses_do_not_overlap",
                expressions=[
                    ("employer", RangeOperators.EQUAL),
                    ("member", RangeOperators.EQUAL),
                    (
                        Func(
                            "first_month",
                            "last_month",
                            Value("[]"),
                            function="daterange",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
