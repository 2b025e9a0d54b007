"""Employers, the people who act for them, and who works for whom.

A person works for an employer in spells that never overlap (exclusion constraint
`employment_spells_do_not_overlap` in migration 0002). A spell begins with a posted contribution
or by staff, never with something an employer merely uploads. It may name a branch of that employer and of no
other (foreign key `employment_branch_is_of_its_employer` in migration 0016).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class PaysBy(models.TextChoices):
    TRANSFER = "TRANSFER", _("Bank transfer")
    DIRECT_DEBIT = "DIRECT_DEBIT", _("Direct debit")


class Employer(models.Model):
    employer_no = models.CharField(_("employer number"), max_length=19, unique=True)
    name = models.CharField(_("name"), max_length=160)
    address = models.CharField(_("correspondence address"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    town = models.CharField(_("town"), max_length=60, blank=True)
    state_code = models.CharField(_("state"), max_length=3, default="KUL")
    ssm_no = models.CharField(_("SSM registration number"), max_length=20, blank=True)
    phone = models.CharField(_("telephone"), max_length=16, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    registered_on = models.DateField(_("registered on"))
    needs_two = models.BooleanField(
        _("a second person confirms each file"), default=False, db_default=False
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    pays_by = models.CharField(
        _("pays by"), max_length=12, choices=PaysBy.choices, default=PaysBy.TRANSFER
    )

    class Meta:
        verbose_name = _("employer")
        verbose_name_plural = _("employers")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(employer_no__regex=r"^[0-9]{1,19}$"),
                name="employer_no_is_up_to_19_digits",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("registered_on")),
                name="employer_closes_after_it_registers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.employer_no})"


class Branch(models.Model):
    """A place of work with a name and address of its own. A closed one keeps its history."""

    employer = models.ForeignKey(
        Employer, verbose_name=_("employer"), on_delete=models.PROTECT, related_name="branches"
    )
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address"), max_length=200)
    postcode = models.CharField(_("postcode"), max_length=5)
    town = models.CharField(_("town"), max_length=60)
    state_code = models.CharField(_("state"), max_length=3)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("branch")
        verbose_name_plural = _("branches")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "employer", Lower("name"), name="one_branch_of_a_name_per_employer"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="branch_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EmployerRole(models.TextChoices):
    MAKER = "MAKER", _("Maker")
    CHECKER = "CHECKER", _("Checker")
    ADMINISTRATOR = "ADMINISTRATOR", _("Administrator")


class EmployerUser(models.Model):
    """A login that acts for one employer. Its row is the lock behind the look-up limit."""

    user = models.OneToOneField(
        "members.User",
        verbose_name=_("user"),
        on_delete=models.PROTECT,
        related_name="employer_user",
    )
    employer = models.ForeignKey(
        Employer, verbose_name=_("employer"), on_delete=models.PROTECT, related_name="users"
    )
    role = models.CharField(
        _("role"),
        max_length=13,
        choices=EmployerRole.choices,
        default=EmployerRole.ADMINISTRATOR,
    )
    ended_at = models.DateTimeField(_("acts no longer since"), null=True, blank=True)

    class Meta:
        verbose_name = _("employer's representative")
        verbose_name_plural = _("employers' representatives")

    def __str__(self) -> str:
        return str(self.user)


class Employment(models.Model):
    """A spell of work; both days are included, an open end is still running."""

    employer = models.ForeignKey(
        Employer,
        verbose_name=_("employer"),
        on_delete=models.PROTECT,
        related_name="employments",
        db_index=False,
    )
    member = models.ForeignKey(
        "members.Member",
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="employments",
    )
    branch = models.ForeignKey(
        Branch,
        verbose_name=_("branch"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="employments",
    )
    started_on = models.DateField(_("started on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        verbose_name = _("employment")
        verbose_name_plural = _("employments")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="employment_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} – {self.employer}"
