"""A company applies to be registered as an employer: two officers look, the second gives the number.

What was written is never edited, and a decision stays (triggers in migration 0016). The employer's
number comes from the sequence `contributions_new_employer_no`.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class RegistrationState(models.TextChoices):
    RECEIVED = "RECEIVED", _("Received")
    REVIEWED = "REVIEWED", _("Checked, waits for a second officer")
    ACCEPTED = "ACCEPTED", _("Registered")
    REFUSED = "REFUSED", _("Refused")


OPEN = (RegistrationState.RECEIVED, RegistrationState.REVIEWED)


class EmployerRegistration(models.Model):
    reference = models.CharField(_("reference"), max_length=12, unique=True)
    company_name = models.CharField(_("company name"), max_length=160)
    ssm_no = models.CharField(_("SSM registration number"), max_length=20)
    address = models.CharField(_("correspondence address"), max_length=200)
    postcode = models.CharField(_("postcode"), max_length=5)
    town = models.CharField(_("town"), max_length=60)
    state_code = models.CharField(_("state"), max_length=3)
    phone = models.CharField(_("telephone"), max_length=16)
    email = models.EmailField(_("e-mail"))
    employees = models.PositiveIntegerField(_("number of employees"))
    first_wages_on = models.DateField(_("first wages paid on"))
    admin_name = models.CharField(_("administrator"), max_length=120)
    admin_email = models.EmailField(_("administrator's e-mail"))
    admin_phone = models.CharField(_("administrator's mobile phone"), max_length=16)
    language = models.CharField(_("language"), max_length=2, default="ms")
    received_at = models.DateTimeField(_("received at"))
    state = models.CharField(
        _("status"),
        max_length=8,
        choices=RegistrationState.choices,
        default=RegistrationState.RECEIVED,
    )
    reviewed_at = models.DateTimeField(_("checked at"), null=True)
    reviewed_by = models.ForeignKey(
        "members.User",
        verbose_name=_("checked by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    review_words = models.CharField(_("what was checked"), max_length=300, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        "members.User",
        verbose_name=_("decided by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    employer = models.OneToOneField(
        "contributions.Employer",
        verbose_name=_("employer"),
        null=True,
        on_delete=models.PROTECT,
        related_name="registration",
    )

    class Meta:
        verbose_name = _("employer's registration")
        verbose_name_plural = _("employers' registrations")
        ordering = ["-received_at"]
        permissions = [("register_employer", "Can check and decide employers' registrations")]
        constraints = [
            models.UniqueConstraint(
                fields=["ssm_no"],
                condition=~Q(state="REFUSED"),
                name="one_registration_per_company",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True, review_words="")
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False, review_words__gt=""),
                name="registration_checked_has_who_when_and_what",
            ),
            models.CheckConstraint(
                condition=Q(state="RECEIVED", reviewed_at__isnull=True, decided_at__isnull=True)
                | Q(state="REVIEWED", reviewed_at__isnull=False, decided_at__isnull=True)
                | Q(
                    state="ACCEPTED",
                    reviewed_at__isnull=False,
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    employer__isnull=False,
                )
                | Q(
                    state="REFUSED",
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    reason__gt="",
                    employer__isnull=True,
                ),
                name="registration_status_has_its_facts",
            ),
            models.CheckConstraint(
                condition=~Q(state="ACCEPTED") | ~Q(decided_by=F("reviewed_by")),
                name="employer_number_is_given_by_another_officer",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
