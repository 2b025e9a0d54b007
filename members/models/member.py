"""A person in the scheme. Identity comes from the national register and is never edited here."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Citizenship(models.TextChoices):
    CITIZEN = "CITIZEN", _("Citizen")
    PR = "PR", _("Permanent resident")
    NON_CITIZEN = "NON_CITIZEN", _("Non-citizen")


class Scheme(models.TextChoices):
    """The book a member's new money goes to; the codes are the ledger's book codes."""

    KONV = "KONV", _("Conventional savings")
    SHARIAH = "SHARIAH", _("Shariah savings")


class Member(models.Model):
    member_no = models.CharField(_("member number"), max_length=12, unique=True)
    ic_no = models.CharField(_("IC or passport number"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=120)
    born_on = models.DateField(_("date of birth"))
    citizenship = models.CharField(
        _("citizenship"), max_length=12, choices=Citizenship.choices, default=Citizenship.CITIZEN
    )
    elected_before_1998 = models.BooleanField(
        _("elected to contribute before 1 August 1998"), default=False
    )
    is_muslim = models.BooleanField(_("Muslim"), default=False)
    scheme = models.CharField(
        _("savings"), max_length=8, choices=Scheme.choices, default=Scheme.KONV
    )
    state_code = models.CharField(_("state"), max_length=3, default="KUL")
    address = models.CharField(_("correspondence address"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    town = models.CharField(_("town"), max_length=60, blank=True)
    joined_on = models.DateField(_("member since"))
    died_on = models.DateField(_("died on"), null=True, blank=True)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        indexes = [
            # Who else lives at an address.
            models.Index(
                fields=["postcode", "address"],
                condition=~models.Q(address=""),
                name="member_by_address",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(member_no__regex=r"^[0-9]{8,12}$"),
                name="member_no_is_8_to_12_digits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.member_no})"
