"""What staff did about money or a message that no rule could place: proposed by one, confirmed by another.

Where money moves, the database wants two different people. A finished remedy is never edited; the
entry, message or application it is about says where things stand.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Act(models.TextChoices):
    CREDIT_BACK = "CREDIT_BACK", _("Put the money back into the member's savings")
    MATCH = "MATCH", _("The entry is of this payment")
    PARK = "PARK", _("Keep the entry as unidentified")
    CLOSE = "CLOSE", _("The message has been dealt with")


class RemedyState(models.TextChoices):
    PROPOSED = "PROPOSED", _("Waits for a second officer")
    DONE = "DONE", _("Done")
    REFUSED = "REFUSED", _("Refused")


class Remedy(models.Model):
    """`journal_id` is what it wrote in the books; empty for a message and for a refused one."""

    act = models.CharField(_("what is done"), max_length=11, choices=Act.choices)
    application = models.ForeignKey(
        "withdrawals.Application",
        verbose_name=_("application"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="remedies",
    )
    entry = models.ForeignKey(
        "withdrawals.BankEntry",
        verbose_name=_("statement entry"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="remedies",
    )
    attempt = models.ForeignKey(
        "withdrawals.PayoutAttempt",
        verbose_name=_("payout"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="remedies",
    )
    message = models.ForeignKey(
        "withdrawals.BankMessage",
        verbose_name=_("bank message"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="remedies",
    )
    reason_code = models.CharField(_("reason"), max_length=40, blank=True)
    note = models.CharField(_("internal note"), max_length=1000)
    state = models.CharField(
        _("status"), max_length=8, choices=RemedyState.choices, default=RemedyState.PROPOSED
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("proposed by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_note = models.CharField(_("note of the second officer"), max_length=1000, blank=True)
    journal_id = models.BigIntegerField(_("journal"), null=True, blank=True)

    class Meta:
        verbose_name = _("bank exception")
        verbose_name_plural = _("bank exceptions")
        default_permissions = ("view",)
        permissions = (("resolve_exception", "Can propose and confirm what is done about money"),)
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    Q(act=Act.CREDIT_BACK, application__isnull=False, entry__isnull=True)
                    & Q(attempt__isnull=True, message__isnull=True)
                    & ~Q(reason_code="")
                )
                | Q(
                    act=Act.MATCH,
                    application__isnull=True,
                    entry__isnull=False,
                    attempt__isnull=False,
                    message__isnull=True,
                )
                | Q(
                    act=Act.PARK,
                    application__isnull=True,
                    entry__isnull=False,
                    attempt__isnull=True,
                    message__isnull=True,
                )
                | Q(
                    act=Act.CLOSE,
                    application__isnull=True,
                    entry__isnull=True,
                    attempt__isnull=True,
                    message__isnull=False,
                ),
                name="remedy_is_about_one_thing",
            ),
            models.CheckConstraint(condition=~Q(note=""), name="remedy_says_why"),
            models.CheckConstraint(
                condition=Q(state=RemedyState.PROPOSED, decided_by__isnull=True)
                & Q(decided_at__isnull=True)
                | Q(
                    state__in=(RemedyState.DONE, RemedyState.REFUSED),
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="remedy_decided_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=RemedyState.DONE)
                | Q(act=Act.CLOSE)
                | ~Q(decided_by=F("proposed_by")),
                name="remedy_that_moves_money_has_two_people",
            ),
            models.CheckConstraint(
                condition=Q(journal_id__isnull=True) | Q(state=RemedyState.DONE),
                name="remedy_writes_only_when_done",
            ),
            models.CheckConstraint(
                condition=~Q(state=RemedyState.DONE)
                | Q(act=Act.CLOSE)
                | Q(journal_id__isnull=False),
                name="remedy_done_is_in_the_books",
            ),
            models.UniqueConstraint(
                fields=("application",),
                condition=~Q(state=RemedyState.REFUSED),
                name="one_remedy_of_an_application",
            ),
            models.UniqueConstraint(
                fields=("entry",),
                condition=~Q(state=RemedyState.REFUSED),
                name="one_remedy_of_an_entry",
            ),
            models.UniqueConstraint(
                fields=("message",),
                condition=~Q(state=RemedyState.REFUSED),
                name="one_remedy_of_a_message",
            ),
        )

    def __str__(self) -> str:
        return f"{self.act} {self.pk}"
