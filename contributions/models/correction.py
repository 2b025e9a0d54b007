"""A credited line that was wrong: taken back from its member once, and posted again where it belongs.

One person asks for a correction and another one decides it (constraint); a line has one live correction
for ever, and what was taken back stays taken back. Where the member no longer has the money, the
correction is BLOCKED: a case for staff, never a balance below nil. Amounts are sen.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Fault(models.TextChoices):
    """What was wrong with the line."""

    AMOUNT = "AMOUNT", _("Wrong amount")
    LEFT = "LEFT", _("The employee had left")
    TWICE = "TWICE", _("Paid twice")
    MEMBER = "MEMBER", _("Wrong member")
    MONTH = "MONTH", _("Wrong wage month")


TO_THE_EMPLOYER = (Fault.LEFT, Fault.TWICE)


class CorrectionState(models.TextChoices):
    PROPOSED = "PROPOSED", _("Waiting for another officer")
    DONE = "DONE", _("Corrected")
    BLOCKED = "BLOCKED", _("The member no longer has the money")
    REFUSED = "REFUSED", _("Refused")


LIVE = (CorrectionState.PROPOSED, CorrectionState.DONE, CorrectionState.BLOCKED)


class TakenBack(models.Model):
    """A line out of a member's accounts again: the mirror of its crediting, and the money it became."""

    remittance = models.ForeignKey(
        "contributions.Remittance",
        verbose_name=_("remittance"),
        on_delete=models.PROTECT,
        related_name="taken_back",
        db_index=False,
    )
    member = models.ForeignKey(
        "members.Member", verbose_name=_("member"), on_delete=models.PROTECT, related_name="+"
    )
    amount_sen = models.BigIntegerField(_("amount (sen)"))
    journal_id = models.BigIntegerField(_("journal"), unique=True)
    credited_journal_id = models.BigIntegerField(_("journal of the crediting"))
    receipt = models.OneToOneField(
        "contributions.Receipt",
        verbose_name=_("in the employer's suspense"),
        on_delete=models.PROTECT,
        related_name="taken_back",
    )
    taken_on = models.DateField(_("taken back on"))
    taken_at = models.DateTimeField(_("taken back at"))

    class Meta:
        verbose_name = _("contribution taken back")
        verbose_name_plural = _("contributions taken back")
        ordering = ("-id",)
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["remittance", "member"], name="line_is_taken_back_once"
            ),
            models.CheckConstraint(condition=Q(amount_sen__gt=0), name="taken_back_is_above_nil"),
        ]

    def __str__(self) -> str:
        return f"{self.remittance} / {self.member_id}"


class Correction(models.Model):
    remittance = models.ForeignKey(
        "contributions.Remittance",
        verbose_name=_("remittance"),
        on_delete=models.PROTECT,
        related_name="corrections",
        db_index=False,
    )
    member = models.ForeignKey(
        "members.Member", verbose_name=_("member"), on_delete=models.PROTECT, related_name="+"
    )
    fault = models.CharField(_("what was wrong"), max_length=6, choices=Fault.choices)
    # What it should have been; nothing where nothing was due.
    to_member = models.ForeignKey(
        "members.Member",
        verbose_name=_("right member"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    to_month = models.DateField(_("right wage month"), null=True)
    to_wages_sen = models.BigIntegerField(_("right wages (sen)"), null=True)
    to_employer_sen = models.BigIntegerField(_("right employer's share (sen)"), null=True)
    to_employee_sen = models.BigIntegerField(_("right employee's share (sen)"), null=True)
    reason = models.CharField(_("reason"), max_length=500)
    source = models.CharField(_("source"), max_length=200)
    # The refund an employer asked for, where it is a part of one.
    refund = models.ForeignKey(
        "contributions.Refund",
        verbose_name=_("refund"),
        null=True,
        on_delete=models.PROTECT,
        related_name="corrections",
    )
    state = models.CharField(
        _("status"),
        max_length=8,
        choices=CorrectionState.choices,
        default=CorrectionState.PROPOSED,
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
    decision = models.CharField(_("decision in words"), max_length=500, blank=True)
    taken_back = models.OneToOneField(
        TakenBack,
        verbose_name=_("taken back"),
        null=True,
        on_delete=models.PROTECT,
        related_name="correction",
    )
    reposted = models.OneToOneField(
        "contributions.Remittance",
        verbose_name=_("posted again as"),
        null=True,
        on_delete=models.PROTECT,
        related_name="correction_of",
    )

    class Meta:
        verbose_name = _("correction of a contribution")
        verbose_name_plural = _("corrections of contributions")
        ordering = ("-proposed_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["remittance", "member"],
                condition=Q(state__in=LIVE),
                name="one_live_correction_per_line",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(source=""), name="correction_has_reason_and_source"
            ),
            models.CheckConstraint(
                condition=Q(
                    fault__in=TO_THE_EMPLOYER,
                    to_member__isnull=True,
                    to_month__isnull=True,
                    to_wages_sen__isnull=True,
                    to_employer_sen__isnull=True,
                    to_employee_sen__isnull=True,
                )
                | (
                    Q(fault__in=["AMOUNT", "MEMBER", "MONTH"])
                    & Q(
                        to_member__isnull=False,
                        to_month__isnull=False,
                        to_wages_sen__gte=0,
                        to_employer_sen__gte=0,
                        to_employee_sen__gte=0,
                        to_month__day=1,
                    )
                    & (Q(to_employer_sen__gt=0) | Q(to_employee_sen__gt=0))
                ),
                name="correction_says_what_is_right",
            ),
            models.CheckConstraint(
                condition=Q(state="PROPOSED", decided_at__isnull=True, decided_by__isnull=True)
                | Q(
                    state__in=["DONE", "BLOCKED", "REFUSED"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
                name="correction_decided_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["PROPOSED", "REFUSED"]) | ~Q(decided_by=F("proposed_by")),
                name="correction_is_decided_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(state="DONE", taken_back__isnull=False)
                | (~Q(state="DONE") & Q(taken_back__isnull=True, reposted__isnull=True)),
                name="correction_done_took_the_line_back",
            ),
            models.CheckConstraint(
                condition=~Q(state="DONE")
                | Q(fault__in=TO_THE_EMPLOYER, reposted__isnull=True)
                | (~Q(fault__in=TO_THE_EMPLOYER) & Q(reposted__isnull=False)),
                name="correction_done_was_posted_again",
            ),
        ]
        indexes = [
            models.Index(
                fields=["proposed_at"],
                condition=Q(state__in=["PROPOSED", "BLOCKED"]),
                name="correction_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.remittance} / {self.get_fault_display()}"

    @property
    def to_total_sen(self) -> int:
        """What is posted again, both shares, in sen."""
        return (self.to_employer_sen or 0) + (self.to_employee_sen or 0)
