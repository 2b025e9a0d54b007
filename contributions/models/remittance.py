"""One employer, one wage month, one file. The bytes are stored before anything is read from them.

States move only along contributions/rules/states.py, under a row lock. An employer has at most one
live original per wage month. Once posting starts only its progress changes.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributions.models.schedule_check import Excess, Shortfall
from contributions.rules import states


class RemittanceState(models.TextChoices):
    UPLOADED = states.UPLOADED, _("Being checked")
    INVALID = states.INVALID, _("Has errors")
    READY = states.READY, _("Ready to submit")
    SUBMITTED = states.SUBMITTED, _("Submitted")
    POSTING = states.POSTING, _("Being credited")
    POSTED = states.POSTED, _("Credited")
    CANCELLED = states.CANCELLED, _("Cancelled")


class RemittanceKind(models.TextChoices):
    ORIGINAL = "ORIGINAL", _("Original")
    SUPPLEMENTARY = "SUPPLEMENTARY", _("Supplementary")
    CORRECTION = "CORRECTION", _("Correction")


class MadeAs(models.TextChoices):
    """What a file made by us was made of another one for."""

    GOOD_ROWS = "GOOD_ROWS", _("The good rows of a file with errors")
    NEW_EMPLOYEES = "NEW_EMPLOYEES", _("A file with the numbers of new employees filled in")


def _paired(at: str, by: str) -> Q:
    return Q(**{f"{at}__isnull": True, f"{by}__isnull": True}) | Q(
        **{f"{at}__isnull": False, f"{by}__isnull": False}
    )


class Remittance(models.Model):
    reference = models.CharField(_("reference No."), max_length=24, unique=True)
    employer = models.ForeignKey(
        "contributions.Employer",
        verbose_name=_("employer"),
        on_delete=models.PROTECT,
        related_name="remittances",
    )
    kind = models.CharField(
        _("kind"),
        max_length=13,
        choices=RemittanceKind.choices,
        default=RemittanceKind.ORIGINAL,
    )
    wage_month = models.DateField(_("wage month"))
    contribution_month = models.DateField(_("contribution month"))
    state = models.CharField(
        _("status"),
        max_length=9,
        choices=RemittanceState.choices,
        default=RemittanceState.UPLOADED,
    )

    file_name = models.CharField(_("file"), max_length=120)
    file_bytes = models.BigIntegerField(_("size in bytes"))
    sha256 = models.BinaryField(_("SHA-256 of the file"), max_length=32)
    declared_lines = models.IntegerField(_("lines according to the employer"), null=True)
    declared_employer_sen = models.BigIntegerField(
        _("employer's share according to the employer (sen)"), null=True
    )
    declared_employee_sen = models.BigIntegerField(
        _("employees' share according to the employer (sen)"), null=True
    )
    line_count = models.IntegerField(_("lines"), default=0)
    wages_sen = models.BigIntegerField(_("wages (sen)"), default=0)
    employer_sen = models.BigIntegerField(_("employer's share (sen)"), default=0)
    employee_sen = models.BigIntegerField(_("employees' share (sen)"), default=0)
    error_count = models.IntegerField(_("errors"), default=0)
    # The day whose facts the lines were checked against, and the oldest transaction that was running:
    # a member changed by an older one was seen as changed (contributions_memberchange).
    checked_on = models.DateField(_("checked on"), null=True)
    checked_from = models.BigIntegerField(null=True)

    made_from = models.ForeignKey(
        "self",
        verbose_name=_("made from"),
        null=True,
        on_delete=models.PROTECT,
        related_name="made",
    )
    made_as = models.CharField(_("made as"), max_length=13, choices=MadeAs.choices, blank=True)
    # Against the Third Schedule: when it was looked at, how many lines differ, and why.
    compared_at = models.DateTimeField(_("compared with the schedule at"), null=True)
    below_count = models.IntegerField(_("lines below the schedule"), default=0)
    above_count = models.IntegerField(_("lines above the schedule"), default=0)
    shortfall = models.CharField(
        _("reason below the schedule"), max_length=12, choices=Shortfall.choices, blank=True
    )
    shortfall_words = models.CharField(_("in words"), max_length=200, blank=True)
    excess = models.CharField(
        _("reason above the schedule"), max_length=8, choices=Excess.choices, blank=True
    )

    uploaded_at = models.DateTimeField(_("uploaded at"))
    uploaded_by = models.ForeignKey(
        "members.User",
        verbose_name=_("uploaded by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    # Where two people are needed: who prepared it for another to confirm, and why it came back.
    needs_two = models.BooleanField(_("needs two people"), default=False, db_default=False)
    prepared_at = models.DateTimeField(_("prepared at"), null=True)
    prepared_by = models.ForeignKey(
        "members.User",
        verbose_name=_("prepared by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    sent_back_words = models.CharField(_("sent back because"), max_length=200, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    submitted_by = models.ForeignKey(
        "members.User",
        verbose_name=_("submitted by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True)
    cancelled_by = models.ForeignKey(
        "members.User",
        verbose_name=_("cancelled by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    credited_on = models.DateField(_("credit date"), null=True)
    posted_at = models.DateTimeField(_("credited at"), null=True)
    posted_chunks = models.IntegerField(_("parts credited"), default=0)
    posted_lines = models.IntegerField(_("lines credited"), default=0)
    posted_sen = models.BigIntegerField(_("amount credited (sen)"), default=0)

    class Meta:
        verbose_name = _("remittance")
        verbose_name_plural = _("remittances")
        ordering = ["-wage_month", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "wage_month"],
                condition=Q(kind="ORIGINAL", state__in=states.LIVE),
                name="one_live_original_per_employer_and_month",
            ),
            models.UniqueConstraint(
                fields=["employer", "wage_month", "sha256"],
                condition=Q(state__in=states.LIVE),
                name="one_live_remittance_per_file_and_month",
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(states.TRANSITIONS)), name="remittance_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(wage_month__day=1, contribution_month__day=1),
                name="remittance_months_are_first_days",
            ),
            models.CheckConstraint(
                condition=Q(contribution_month__gt=F("wage_month")),
                name="remittance_contributed_after_it_is_earned",
            ),
            models.CheckConstraint(
                condition=_paired("submitted_at", "submitted_by"),
                name="remittance_submitted_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=_paired("cancelled_at", "cancelled_by")
                & (
                    Q(state="CANCELLED", cancelled_at__isnull=False)
                    | Q(~Q(state="CANCELLED"), cancelled_at__isnull=True)
                ),
                name="remittance_cancelled_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["SUBMITTED", "POSTING", "POSTED"])
                | Q(submitted_at__isnull=False, credited_on__isnull=False),
                name="remittance_going_on_was_submitted",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="POSTED",
                    posted_at__isnull=False,
                    posted_lines=F("line_count"),
                    posted_sen=F("employer_sen") + F("employee_sen"),
                )
                | Q(~Q(state="POSTED"), posted_at__isnull=True),
                name="remittance_posted_is_posted_to_the_sen",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["UPLOADED", "INVALID", "CANCELLED"])
                | Q(line_count__gt=0, error_count=0),
                name="remittance_going_on_has_lines_and_no_errors",
            ),
            models.CheckConstraint(
                condition=_paired("prepared_at", "prepared_by"),
                name="remittance_prepared_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(needs_two=False)
                | ~Q(state__in=["SUBMITTED", "POSTING", "POSTED"])
                | (Q(prepared_by__isnull=False) & ~Q(prepared_by=F("submitted_by"))),
                name="remittance_is_confirmed_by_another_where_two_are_needed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["SUBMITTED", "POSTING", "POSTED"])
                | (
                    (Q(below_count=0) | ~Q(shortfall=""))
                    & (Q(above_count=0) | ~Q(excess=""))
                    & (~Q(shortfall="OTHER") | ~Q(shortfall_words=""))
                ),
                name="remittance_going_on_explains_differences",
            ),
        ]
        indexes = [
            models.Index(fields=["employer", "-wage_month", "-id"], name="remittance_by_employer")
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def total_sen(self) -> int:
        """Both shares together, in sen."""
        return self.employer_sen + self.employee_sen

    @property
    def is_going_on(self) -> bool:
        """True once it was submitted: it is owed, credited, or about to be."""
        return self.state in (
            RemittanceState.SUBMITTED,
            RemittanceState.POSTING,
            RemittanceState.POSTED,
        )

    @property
    def may_be_undone(self) -> bool:
        return self.state in states.UNDOABLE


class RemittancePart(models.Model):
    """A stretch of the lines in member order, credited in one transaction, once, by whoever claims it.

    Laid out when the lines are written; `posted_at` is written in the transaction that credits it.
    """

    pk = models.CompositePrimaryKey("remittance_id", "number")
    remittance = models.ForeignKey(
        Remittance, on_delete=models.PROTECT, related_name="parts", db_index=False
    )
    number = models.IntegerField(_("part"))
    after_member_id = models.BigIntegerField()
    last_member_id = models.BigIntegerField()
    posted_at = models.DateTimeField(_("credited at"), null=True)

    class Meta:
        verbose_name = _("part of a remittance")
        verbose_name_plural = _("parts of a remittance")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_member_id__gt=F("after_member_id")),
                name="remittance_part_is_a_stretch",
            ),
        ]


class PartSum(models.Model):
    """What a part comes to in one book, in sen, as its lines were written.

    A trigger removes the sums of a remittance when one of its lines is redirected, and its parts too when
    a line is removed: what stands here is what the lines say.
    """

    pk = models.CompositePrimaryKey("remittance_id", "number", "book")
    remittance = models.ForeignKey(
        Remittance, on_delete=models.PROTECT, related_name="part_sums", db_index=False
    )
    number = models.IntegerField(_("part"))
    book = models.CharField(_("savings"), max_length=8)
    lines = models.IntegerField(_("lines"))
    wages_sen = models.BigIntegerField(_("wages (sen)"))
    employer_sen = models.BigIntegerField(_("employer's share (sen)"))
    employee_sen = models.BigIntegerField(_("employees' share (sen)"))

    class Meta:
        verbose_name = _("total of a part")
        verbose_name_plural = _("totals of parts")
        constraints = [
            models.CheckConstraint(condition=Q(lines__gt=0), name="part_sum_is_of_some_lines"),
        ]


class FileChunk(models.Model):
    """A piece of the file as it came. Pieces keep the memory of every process small."""

    pk = models.CompositePrimaryKey("remittance_id", "number")
    remittance = models.ForeignKey(
        Remittance, on_delete=models.PROTECT, related_name="chunks", db_index=False
    )
    number = models.IntegerField()
    content = models.BinaryField()


class RowError(models.Model):
    """Something wrong with a row: which row and column, what stood there. Row 0 is the file."""

    remittance = models.ForeignKey(
        Remittance, on_delete=models.PROTECT, related_name="errors", db_index=False
    )
    line_no = models.IntegerField(_("row"))
    column = models.CharField(_("column"), max_length=20, blank=True)
    code = models.CharField(_("error"), max_length=30)
    value = models.CharField(_("value"), max_length=60, blank=True)
    other_line_no = models.IntegerField(_("other row"), null=True)

    class Meta:
        verbose_name = _("row error")
        verbose_name_plural = _("row errors")
        ordering = ["line_no", "id"]
        indexes = [models.Index(fields=["remittance", "line_no", "id"], name="row_error_in_order")]
