"""A member's request to withdraw. Its status changes only through `services.transition.move`.

Once submitted, what the member asked for is frozen, and there is no deletion: triggers of migration
0002 refuse both, and copy the decider's own member number beside the decision, so that the database
itself refuses an officer who decides on their own money.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.ledger import chart
from members.ledger.drafts import Amounts
from withdrawals import types
from withdrawals.rules import reference, states
from withdrawals.rules.facts import Channel
from withdrawals.rules.spec import WithdrawalType
from withdrawals.rules.states import Status
from withdrawals.rules.terms import Payee

SOURCE_COLUMNS: tuple[str, ...] = tuple(f"from_{column}_sen" for column in chart.COLUMNS)

_AFTER_APPROVAL = sorted(status.value for status in states.AFTER_APPROVAL)
_UNDECIDED = sorted(status.value for status in states.UNDECIDED)
_DECIDED = sorted(status.value for status in states.DECIDED)
_SOURCES = sum((F(column) for column in SOURCE_COLUMNS[1:]), start=F(SOURCE_COLUMNS[0]))


def _together(*fields: str) -> Q:
    """Either all of these are known, or none is."""
    return Q(**{f"{name}__isnull": True for name in fields}) | Q(
        **{f"{name}__isnull": False for name in fields}
    )


class Application(models.Model):
    """Amounts in sen. `from_*_sen` say which account gives how much, and sum to `amount_sen`.

    `pay_to` says who is paid: the member, into `bank_account`, or the payee they name. `bank_code` and
    `last_four` are those of whoever is paid.
    """

    reference = models.CharField(
        _("reference"), max_length=14, unique=True, default=reference.new, editable=False
    )
    client_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(
        "members.Member",
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="withdrawal_applications",
    )
    type_code = models.CharField(_("kind"), max_length=8, choices=types.choices)
    status = models.CharField(_("status"), max_length=10, default=Status.DRAFT)
    created_at = models.DateTimeField(_("begun at"))
    corrects = models.ForeignKey(
        "self",
        verbose_name=_("corrects"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="corrected_by",
    )

    channel = models.CharField(_("channel"), max_length=7, default=Channel.ONLINE.value)
    taken_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("taken in by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    of_plan = models.ForeignKey(
        "withdrawals.PaymentPlan",
        verbose_name=_("payment of plan"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="payments",
    )

    amount_sen = models.BigIntegerField(_("amount (sen)"), null=True, blank=True)
    book = models.CharField(_("book"), max_length=8, blank=True)
    from_persaraan_sen = models.BigIntegerField(default=0)
    from_sejahtera_sen = models.BigIntegerField(default=0)
    from_fleksibel_sen = models.BigIntegerField(default=0)
    from_akaun_55_sen = models.BigIntegerField(default=0)
    from_akaun_emas_sen = models.BigIntegerField(default=0)

    pay_to = models.CharField(_("paid to"), max_length=12, default=Payee.MEMBER.value)
    bank_account = models.ForeignKey(
        "members.BankAccount",
        verbose_name=_("bank account"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    bank_code = models.CharField(_("bank"), max_length=11, blank=True)
    last_four = models.CharField(_("last four digits"), max_length=4, blank=True)

    tac_challenge_id = models.CharField(max_length=36, blank=True, editable=False)

    hold = models.OneToOneField(
        "ledger.Hold", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("submitted by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    submitted_on = models.DateField(_("day of submission"), null=True, blank=True)
    promised_on = models.DateField(_("first promise"), null=True, blank=True)
    pay_by_on = models.DateField(_("pay by"), null=True, blank=True)
    calendar_state = models.CharField(
        _("calendar of"), max_length=3, default="KUL", help_text=_("state whose days were counted")
    )
    calendar_version = models.CharField(_("calendar version"), max_length=12, blank=True)

    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewing officer"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    review_started_at = models.DateTimeField(_("review started at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_by_member_id = models.BigIntegerField(null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    first_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("first approved by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    first_approved_by_member_id = models.BigIntegerField(null=True, blank=True, editable=False)
    first_approved_at = models.DateTimeField(_("first approved at"), null=True, blank=True)
    second_above_sen = models.BigIntegerField(
        _("second officer above (sen)"),
        null=True,
        blank=True,
        help_text=_("the limit in force when it was approved"),
    )
    approved_by_rule = models.ForeignKey(
        "members.DatedParameter",
        verbose_name=_("approved by rule"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decision_reasons = models.JSONField(_("reasons"), default=list, blank=True)
    approve_journal = models.OneToOneField(
        "ledger.Journal", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    bank_reference = models.CharField(_("bank reference"), max_length=35, blank=True)

    class Meta:
        verbose_name = _("withdrawal application")
        verbose_name_plural = _("withdrawal applications")
        permissions = [("review_application", _("Can review and decide on applications"))]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["member", "type_code"],
                condition=Q(
                    status=Status.DRAFT, channel=Channel.ONLINE.value, of_plan__isnull=True
                ),
                name="application_one_draft_per_member_and_type",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in Status]),
                name="application_status_is_known",
            ),
            models.CheckConstraint(
                condition=_together(
                    "submitted_at",
                    "submitted_by",
                    "submitted_on",
                    "promised_on",
                    "pay_by_on",
                    "hold",
                ),
                name="application_submitted_has_who_when_and_hold",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.WITHDRAWN)
                | Q(status__in=[Status.DRAFT, Status.EXPIRED], submitted_at__isnull=True)
                | Q(
                    ~Q(status__in=[Status.DRAFT, Status.EXPIRED, Status.WITHDRAWN]),
                    submitted_at__isnull=False,
                ),
                name="application_is_submitted_once_it_is_no_draft",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True)
                | Q(
                    ~Q(book=""),
                    amount_sen__gt=0,
                    amount_sen=_SOURCES,
                )
                & (~Q(last_four="") | Q(pay_to=Payee.NOBODY_YET.value))
                & (
                    Q(pay_to=Payee.MEMBER.value, bank_account__isnull=False)
                    | Q(~Q(pay_to=Payee.MEMBER.value), bank_account__isnull=True)
                ),
                name="application_submitted_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(pay_to__in=[payee.value for payee in Payee]),
                name="application_payee_is_known",
            ),
            models.CheckConstraint(
                condition=Q(**{f"{column}__gte": 0 for column in SOURCE_COLUMNS}),
                name="application_takes_no_negative_part",
            ),
            models.CheckConstraint(
                condition=_together("reviewer", "review_started_at"),
                name="application_review_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(
                    decided_at__isnull=True, decided_by__isnull=True, approved_by_rule__isnull=True
                )
                & ~Q(status__in=_DECIDED)
                | Q(
                    Q(decided_by__isnull=False, approved_by_rule__isnull=True)
                    | Q(decided_by__isnull=True, approved_by_rule__isnull=False),
                    decided_at__isnull=False,
                    status__in=_DECIDED,
                ),
                name="application_decided_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.ONLINE.value, taken_in_by__isnull=True)
                | Q(channel=Channel.COUNTER.value, taken_in_by__isnull=False),
                name="application_of_a_counter_has_who_took_it_in",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(taken_in_by__isnull=True)
                | ~Q(decided_by=F("taken_in_by")),
                name="application_decider_did_not_take_it_in",
            ),
            models.CheckConstraint(
                condition=Q(decided_by_member_id__isnull=True)
                | ~Q(decided_by_member_id=F("member_id")),
                name="application_decider_is_not_the_applicant",
            ),
            models.CheckConstraint(
                condition=_together("first_approved_by", "first_approved_at"),
                name="application_first_approval_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(first_approved_by_member_id__isnull=True)
                | ~Q(first_approved_by_member_id=F("member_id")),
                name="application_first_approver_is_not_the_applicant",
            ),
            models.CheckConstraint(
                condition=Q(first_approved_by__isnull=True)
                | Q(decided_by__isnull=True)
                | ~Q(decided_by=F("first_approved_by")),
                name="application_second_officer_is_another",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.SECOND) | Q(first_approved_by__isnull=False),
                name="application_waits_for_second_after_a_first",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=_AFTER_APPROVAL)
                | Q(first_approved_by__isnull=False)
                | Q(second_above_sen__isnull=True)
                | Q(amount_sen__lte=F("second_above_sen")),
                name="application_above_the_limit_has_two_officers",
            ),
            models.CheckConstraint(
                condition=Q(status__in=_AFTER_APPROVAL, approve_journal__isnull=False)
                | Q(~Q(status__in=_AFTER_APPROVAL), approve_journal__isnull=True),
                name="application_approved_has_its_journal",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.REJECTED) | ~Q(decision_reasons=[]),
                name="application_rejected_has_reasons",
            ),
            models.CheckConstraint(
                condition=Q(
                    ~Q(bank_reference=""),
                    status__in=[Status.PAID, Status.PAY_FAILED],
                    paid_on__isnull=False,
                )
                | Q(~Q(status=Status.PAID), paid_on__isnull=True, bank_reference=""),
                name="application_paid_has_day_and_bank_reference",
            ),
        ]
        indexes = [
            # Both hold undecided applications alone, and all that the queue's page counts and orders.
            models.Index(
                fields=["pay_by_on", "submitted_at", "id"],
                include=["member", "status", "review_started_at"],
                condition=Q(status__in=_UNDECIDED),
                name="application_queue",
            ),
            models.Index(
                fields=["type_code", "status", "submitted_on", "pay_by_on"],
                condition=Q(status__in=_UNDECIDED),
                name="application_queue_counts",
            ),
            models.Index(fields=["member", "-submitted_at"], name="application_of_member"),
            models.Index(fields=["status", "created_at"], name="application_by_status"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def kind(self) -> WithdrawalType:
        """The declaration of this application's type."""
        return types.get(self.type_code)

    @property
    def state(self) -> Status:
        return Status(self.status)

    @property
    def sources(self) -> Amounts:
        """Which account gives how much, in sen."""
        return Amounts(*(getattr(self, column) for column in SOURCE_COLUMNS))

    @sources.setter
    def sources(self, amounts: Amounts) -> None:
        for column, sen in zip(SOURCE_COLUMNS, amounts.as_tuple(), strict=True):
            setattr(self, column, sen)
