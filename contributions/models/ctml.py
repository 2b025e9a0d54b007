"""A line whose member cannot be identified: paid, and waiting in suspense until somebody says who it is.

(CTML, *caruman tanpa maklumat lengkap*.) It belongs to a remittance like any other line; its money goes
to the account for contributions without full details, and from there to a member, once; or, where nobody
can be found and two officers say so, to the employer's suspense.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
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
    returned_on = models.DateField(_("returned to the employer on"), null=True)

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
            models.CheckConstraint(
                condition=Q(member__isnull=True) | Q(returned_on__isnull=True),
                name="ctml_line_is_credited_or_returned",
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


class ReturnState(models.TextChoices):
    PROPOSED = "PROPOSED", _("Waiting for a second officer")
    DONE = "DONE", _("Returned to the employer")
    REFUSED = "REFUSED", _("Refused")


class CtmlReturn(models.Model):
    """A line that nobody can identify goes back to its employer's suspense: two officers say so."""

    line = models.ForeignKey(
        CtmlLine, verbose_name=_("line"), on_delete=models.PROTECT, related_name="returns"
    )
    reason = models.CharField(_("reason"), max_length=500)
    state = models.CharField(
        _("status"), max_length=8, choices=ReturnState.choices, default=ReturnState.PROPOSED
    )
    receipt = models.OneToOneField(
        "contributions.Receipt",
        verbose_name=_("in the employer's suspense"),
        null=True,
        on_delete=models.PROTECT,
        related_name="ctml_return",
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey(
        "members.User", verbose_name=_("proposed by"), on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        "members.User",
        verbose_name=_("decided by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("return of a line without full details")
        verbose_name_plural = _("returns of lines without full details")
        ordering = ("-proposed_at", "-id")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(state__in=["PROPOSED", "DONE"]),
                name="one_live_return_per_line",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="return_has_its_reason"),
            models.CheckConstraint(
                condition=Q(state="PROPOSED", decided_at__isnull=True, decided_by__isnull=True)
                | Q(
                    state__in=["DONE", "REFUSED"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
                name="return_decided_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(state="DONE", receipt__isnull=False) & ~Q(decided_by=F("proposed_by"))
                | (~Q(state="DONE") & Q(receipt__isnull=True)),
                name="return_is_made_by_another_officer",
            ),
        ]

    def __str__(self) -> str:
        return str(self.line)
