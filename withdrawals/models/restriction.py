"""What staff record against a member's withdrawals: always by two officers, dated, with its source.

Proposed by one, confirmed by another; ended the same way. What was confirmed is never edited or
deleted (restrictions.sql). A relative that an officer declares bars that officer's decisions.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class RestrictionKind(models.TextChoices):
    COURT_HOLD = "COURT_HOLD", _("Court order on the accounts")
    DEATH = "DEATH", _("Member has died")
    FALSE_DOCUMENT = "FALSE_DOCUMENT", _("False document")


def _pair(name: str) -> Q:
    """Either who and when are known, or neither is."""
    return Q(**{f"{name}_at__isnull": True, f"{name}_by__isnull": True}) | Q(
        **{f"{name}_at__isnull": False, f"{name}_by__isnull": False}
    )


class Restriction(models.Model):
    """`type_code` is for a false document: whose purpose it bars. `ends_on` is the first free day."""

    member = models.ForeignKey(
        "members.Member",
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="restrictions",
    )
    kind = models.CharField(_("kind"), max_length=14, choices=RestrictionKind.choices)
    type_code = models.CharField(_("kind of withdrawal"), max_length=8, blank=True)
    occurred_on = models.DateField(_("date of the document"))
    source = models.CharField(_("source"), max_length=200)
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("proposed by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("confirmed by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    dismissed_at = models.DateTimeField(_("dismissed at"), null=True, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("dismissed by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    end_source = models.CharField(_("source of the end"), max_length=200, blank=True)
    end_proposed_at = models.DateTimeField(_("end proposed at"), null=True, blank=True)
    end_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("end proposed by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ended by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("restriction")
        verbose_name_plural = _("restrictions")
        default_permissions = ("view",)
        permissions = [
            ("propose_restriction", "Can record a restriction for a second officer"),
            ("confirm_restriction", "Can confirm what another officer recorded"),
        ]
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in RestrictionKind]),
                name="restriction_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="FALSE_DOCUMENT") & ~Q(type_code="")
                | ~Q(kind="FALSE_DOCUMENT") & Q(type_code=""),
                name="restriction_of_a_false_document_names_its_purpose",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="restriction_names_its_source"),
            models.CheckConstraint(
                condition=_pair("confirmed")
                & _pair("dismissed")
                & _pair("end_proposed")
                & _pair("ended"),
                name="restriction_acts_have_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(dismissed_at__isnull=True),
                name="restriction_is_confirmed_or_dismissed",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="restriction_is_confirmed_by_another_officer",
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | ~Q(ended_by=F("end_proposed_by")),
                name="restriction_is_ended_by_another_officer",
            ),
            models.CheckConstraint(
                condition=Q(end_proposed_at__isnull=True, ends_on__isnull=True, end_source="")
                | Q(
                    ~Q(end_source=""),
                    confirmed_at__isnull=False,
                    end_proposed_at__isnull=False,
                    ends_on__isnull=False,
                ),
                name="restriction_end_has_its_source_and_day",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(end_proposed_at__isnull=False),
                name="restriction_ends_as_proposed",
            ),
            models.UniqueConstraint(
                fields=["member", "kind", "type_code"],
                condition=Q(dismissed_at__isnull=True, ended_at__isnull=True),
                name="one_open_restriction_of_a_kind",
            ),
        ]
        indexes = [
            models.Index(
                fields=["kind", "member"],
                condition=Q(confirmed_at__isnull=False),
                name="restriction_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.occurred_on:%d/%m/%Y}"

    @property
    def waits_for(self) -> str:
        """What a second officer is to do: CONFIRM, END, or nothing."""
        if self.confirmed_at is None and self.dismissed_at is None:
            return "CONFIRM"
        return "END" if self.end_proposed_at and self.ended_at is None else ""


class Relation(models.TextChoices):
    SPOUSE = "SPOUSE", _("Spouse")
    PARENT = "PARENT", _("Parent")
    CHILD = "CHILD", _("Child")
    SIBLING = "SIBLING", _("Brother or sister")
    IN_LAW = "IN_LAW", _("In-law")
    OTHER = "OTHER", _("Other relative")


class Relative(models.Model):
    """A member whose applications this officer may not decide. Ended by somebody else."""

    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("officer"),
        on_delete=models.PROTECT,
        related_name="relatives",
    )
    member = models.ForeignKey(
        "members.Member",
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    relation = models.CharField(_("relation"), max_length=8, choices=Relation.choices)
    declared_at = models.DateTimeField(_("declared at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ended by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("relative of an officer")
        verbose_name_plural = _("relatives of officers")
        default_permissions = ("view",)
        ordering = ["-declared_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "member"],
                condition=Q(ended_at__isnull=True),
                name="one_open_declaration_of_a_relative",
            ),
            models.CheckConstraint(condition=_pair("ended"), name="relative_end_has_who_and_when"),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | ~Q(ended_by=F("officer")),
                name="relative_is_ended_by_another_officer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id}: {self.relation}"
