"""The books. Balances, holds, journals and lines are written by the SQL of migration 0002 alone.

The journal says what happened, once for each (scope, key). A member entry is one member's part of it
and sums to nil by itself; fund lines balance among themselves; a deferred trigger proves each journal
when its transaction commits. Triggers refuse every change, removal and truncation of journal, entry
and line. The application's role owns nothing: it may read these tables, call the functions, and add
entries to a journal it opened in the same transaction (`journal.post_rows`); a trigger then moves the
balances, and the proof at commit holds the entries to the totals the journal was opened with.
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.ledger import chart

_COLUMNS = chart.COLUMNS


def _sum() -> models.expressions.Combinable:
    total: models.expressions.Combinable = F(f"{_COLUMNS[0]}_sen")
    for column in _COLUMNS[1:]:
        total = total + F(f"{column}_sen")
    return total


class ChartAccount(models.Model):
    """A control account as the database knows it; declared in chart.py, copied by a migration."""

    code = models.CharField(_("code"), max_length=4, primary_key=True)
    kind = models.CharField(_("class"), max_length=10)
    normal_side = models.CharField(_("normal side"), max_length=1)
    title_ms = models.CharField(_("title in Malay"), max_length=60)
    title_en = models.CharField(_("title in English"), max_length=60)

    class Meta:
        verbose_name = _("control account")
        verbose_name_plural = _("chart of accounts")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title_ms}"


class Journal(models.Model):
    """One business event. `xact` (added in SQL) is the transaction that wrote it; nothing joins it later."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scope = models.CharField(_("scope"), max_length=30)
    key = models.CharField(_("key"), max_length=100)
    payload_sha256 = models.BinaryField(max_length=32)
    kind = models.CharField(_("kind"), max_length=20)
    book = models.CharField(_("book"), max_length=8)
    effective_on = models.DateField(_("value date"))
    posted_at = models.DateTimeField(_("posted at"))
    narration = models.CharField(_("narration"), max_length=60)
    reference = models.CharField(_("reference"), max_length=60)
    detail = models.JSONField(_("detail"), default=dict)
    control = models.ForeignKey(
        ChartAccount,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("control account"),
    )
    entry_count = models.IntegerField(_("members"))
    contra_sen = models.BigIntegerField(_("against the control account (sen, credit positive)"))
    reverses = models.OneToOneField(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="reversed_by",
        verbose_name=_("reverses"),
    )
    posted_by = models.CharField(_("posted by"), max_length=80)

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        constraints = [
            models.UniqueConstraint(fields=["scope", "key"], name="journal_event_happens_once"),
            models.CheckConstraint(condition=Q(book__in=chart.BOOKS), name="journal_book_is_known"),
            models.CheckConstraint(
                condition=Q(control__isnull=False) | Q(contra_sen=0),
                name="journal_contra_has_a_control",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | Q(reverses__lt=F("id")),
                name="journal_reverses_an_earlier_one",
            ),
        ]
        indexes = [
            models.Index(fields=["reference"], name="journal_reference"),
            models.Index(fields=["effective_on", "id"], name="journal_effective"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class MemberEntry(models.Model):
    """One member's part of a journal: signed sen per account (up is positive), summing to nil with contra.

    A member is in a journal once: a journal's entries come in one statement, and each of them moves a
    balance of its own (ledger_take_in). The key says so to Django; no index keeps it, as one would cost
    a page of log for nearly every entry.
    """

    pk = models.CompositePrimaryKey("journal_id", "member_id")
    journal = models.ForeignKey(
        Journal,
        on_delete=models.PROTECT,
        related_name="entries",
        db_constraint=False,
        db_index=False,
    )
    member = models.ForeignKey(
        "members.Member",
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    persaraan_sen = models.BigIntegerField()
    sejahtera_sen = models.BigIntegerField()
    fleksibel_sen = models.BigIntegerField()
    akaun_55_sen = models.BigIntegerField()
    akaun_emas_sen = models.BigIntegerField()
    contra_sen = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(contra_sen=-_sum()),
                name="member_entry_sums_to_nil",
            ),
        ]
        indexes = [
            models.Index(fields=["member"], name="member_entry_of_member"),
            BrinIndex(
                fields=["journal"],
                name="member_entry_of_journal",
                autosummarize=True,
                pages_per_range=32,
            ),
        ]


class EntryTotal(models.Model):
    """What the entries of a journal came to; written once, by the trigger that took them in."""

    journal = models.OneToOneField(
        Journal,
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,  # the trigger that writes it has read the journal
    )
    entry_count = models.IntegerField()
    contra_sen = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(entry_count__gt=0), name="entry_total_counts_something"
            )
        ]


class MemberBalance(models.Model):
    """What a member has in a book, and how much of it is held. Never below what is held."""

    pk = models.CompositePrimaryKey("member_id", "book")
    member = models.ForeignKey(
        "members.Member",
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,  # a trigger of migration 0002 keeps what it would
        db_index=False,
    )
    book = models.CharField(max_length=8)
    persaraan_sen = models.BigIntegerField(db_default=0)
    sejahtera_sen = models.BigIntegerField(db_default=0)
    fleksibel_sen = models.BigIntegerField(db_default=0)
    akaun_55_sen = models.BigIntegerField(db_default=0)
    akaun_emas_sen = models.BigIntegerField(db_default=0)
    persaraan_held_sen = models.BigIntegerField(db_default=0)
    sejahtera_held_sen = models.BigIntegerField(db_default=0)
    fleksibel_held_sen = models.BigIntegerField(db_default=0)
    akaun_55_held_sen = models.BigIntegerField(db_default=0)
    akaun_emas_held_sen = models.BigIntegerField(db_default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    *(Q(**{f"{column}_held_sen__gte": 0}) for column in _COLUMNS),
                    *(Q(**{f"{column}_sen__gte": F(f"{column}_held_sen")}) for column in _COLUMNS),
                ),
                name="balance_never_below_what_is_held",
            ),
        ]


class FundLine(models.Model):
    """One line on a control account; the lines of a journal balance among themselves."""

    journal = models.ForeignKey(
        Journal, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    seq = models.SmallIntegerField()
    account = models.ForeignKey(ChartAccount, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=1)
    amount_sen = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["journal", "seq"], name="fund_line_has_its_place"),
            models.CheckConstraint(
                condition=Q(side__in=["D", "C"]), name="fund_line_side_is_known"
            ),
            models.CheckConstraint(
                condition=Q(amount_sen__gt=0), name="fund_line_amount_above_nil"
            ),
        ]


class HoldStatus(models.TextChoices):
    ACTIVE = "ACTIVE", _("Active")
    CAPTURED = "CAPTURED", _("Captured")
    RELEASED = "RELEASED", _("Released")


class Hold(models.Model):
    """Money kept for an application. It lowers what is available, not what is posted; it ends once."""

    scope = models.CharField(max_length=30)
    key = models.CharField(max_length=100)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    book = models.CharField(max_length=8)
    persaraan_sen = models.BigIntegerField()
    sejahtera_sen = models.BigIntegerField()
    fleksibel_sen = models.BigIntegerField()
    akaun_55_sen = models.BigIntegerField()
    akaun_emas_sen = models.BigIntegerField()
    status = models.CharField(max_length=8, choices=HoldStatus.choices)
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=80)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.CharField(max_length=80, null=True)  # noqa: DJ001 paired with resolved_at
    journal = models.OneToOneField(Journal, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "key"], name="hold_is_placed_once"),
            models.CheckConstraint(
                condition=Q(*(Q(**{f"{column}_sen__gte": 0}) for column in _COLUMNS))
                & ~Q(**{f"{column}_sen": 0 for column in _COLUMNS}),
                name="hold_holds_something",
            ),
            models.CheckConstraint(
                condition=Q(status="ACTIVE", resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(~Q(status="ACTIVE"), resolved_at__isnull=False, resolved_by__isnull=False),
                name="hold_ended_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(status="CAPTURED", journal__isnull=False)
                | Q(~Q(status="CAPTURED"), journal__isnull=True),
                name="hold_captured_has_its_journal",
            ),
        ]


class Holiday(models.Model):
    """A public holiday of a state, seeded from a library once and corrected by staff."""

    day = models.DateField(_("day"))
    state_code = models.CharField(_("state"), max_length=3, default="KUL")
    name = models.CharField(_("name"), max_length=120)
    source = models.CharField(_("source"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("public holiday")
        verbose_name_plural = _("public holidays")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["state_code", "day"], name="one_holiday_per_state_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"


class BusinessDate(models.Model):
    """The day the fund is on: one row, moved forward by one job. No rule reads the clock."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    today_on = models.DateField(_("business date"))
    advanced_at = models.DateTimeField(_("advanced at"))

    class Meta:
        verbose_name = _("business date")
        verbose_name_plural = _("business date")
        permissions = [("advance_business_date", "Can advance the business date")]
        constraints = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_business_date")]

    def __str__(self) -> str:
        return f"{self.today_on:%d/%m/%Y}"
