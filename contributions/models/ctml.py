"""A line whose member cannot be identified: paid, and waiting in suspense until somebody says who it is.

(CTML, *caruman tanpa maklumat lengkap*.) It belongs to a remittance like any other line; its money goes
to the account for contributions without full details, and from there to a member, once.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CtmlReason(models.TextChoices):
    UNKNOWN_MEMBER = "UNKNOWN_MEMBER", _("No member has this KWSP number")
    OTHER_PERSON = "OTHER_PERSON", _("KWSP number and identity card number are not of one person")


class CtmlLine(models.Model):
    remittance = models.ForeignKey(
        "contributions.Remittance",
        verbose_name=_("remittance"),
        on_delete=models.PROTECT,
        related_name="ctml_lines",
        db_index=False,
    )
    line_no = models.IntegerField(_("row in the file"))
    member_no = models.CharField(_("KWSP number in the file"), max_length=40, blank=True)
    ic_no = models.CharField(_("identity card number in the file"), max_length=40, blank=True)
    name = models.CharField(_("name in the file"), max_length=160, blank=True)
    wages_sen = models.BigIntegerField(_("wages (sen)"))
    employer_sen = models.BigIntegerField(_("employer's share (sen)"))
    employee_sen = models.BigIntegerField(_("employee's share (sen)"))
    reason = models.CharField(_("reason"), max_length=14, choices=CtmlReason.choices)
    # Wrong answers of the employer; past the limit an officer looks.
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    member = models.ForeignKey(
        "members.Member",
        verbose_name=_("credited to"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    credited_on = models.DateField(_("credited on"), null=True)
    resolved_at = models.DateTimeField(_("resolved at"), null=True)
    resolved_by = models.ForeignKey(
        "members.User",
        verbose_name=_("resolved by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("contribution without full details")
        verbose_name_plural = _("contributions without full details")
        ordering = ("remittance", "line_no")
        constraints = [
            models.UniqueConstraint(
                fields=["remittance", "line_no"], name="ctml_line_has_one_place"
            ),
            models.CheckConstraint(
                condition=Q(wages_sen__gte=0, employer_sen__gte=0, employee_sen__gte=0)
                & (Q(employer_sen__gt=0) | Q(employee_sen__gt=0)),
                name="ctml_line_has_a_share_above_nil",
            ),
            models.CheckConstraint(
                condition=Q(
                    member__isnull=True,
                    credited_on__isnull=True,
                    resolved_at__isnull=True,
                    resolved_by__isnull=True,
                )
                | Q(
                    member__isnull=False,
                    credited_on__isnull=False,
                    resolved_at__isnull=False,
                    resolved_by__isnull=False,
                ),
                name="ctml_line_resolved_has_whom_who_and_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["remittance"], condition=Q(member__isnull=True), name="ctml_line_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.remittance} / {self.line_no}"

    @property
    def total_sen(self) -> int:
        """Both shares together, in sen."""
        return self.employer_sen + self.employee_sen
