"""Who gets which part of an application that is paid to several. Frozen at submission.

The parts sum to the application's amount exactly: a trigger asks when it is submitted. Account and
identity numbers are encrypted; pages show the last four digits.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from withdrawals.rules.terms import Payee as Kind


class Share(models.Model):
    """One part, in sen. `line_no` counts from 1; `guardian` receives for who is under 18."""

    application = models.ForeignKey(
        "withdrawals.Application",
        verbose_name=_("application"),
        on_delete=models.PROTECT,
        related_name="shares",
    )
    line_no = models.PositiveSmallIntegerField(_("line"))
    kind = models.CharField(_("kind"), max_length=12)
    name = models.CharField(_("name"), max_length=120)
    registration_no = models.CharField(_("registration number"), max_length=40, blank=True)
    relation = models.CharField(_("relation to the member"), max_length=12, blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    guardian = models.CharField(_("guardian or trustee"), max_length=120, blank=True)
    identity_encrypted = models.BinaryField(_("identity number, encrypted"), blank=True)
    bank_code = models.CharField(_("bank"), max_length=11)
    number_encrypted = models.BinaryField(_("number, encrypted"))
    number_digest = models.BinaryField(_("number, keyed digest"), max_length=32)
    last_four = models.CharField(_("last four digits"), max_length=4)
    payment_reference = models.CharField(_("payment reference"), max_length=35, blank=True)
    amount_sen = models.BigIntegerField(_("amount (sen)"))
    named_at = models.DateTimeField(_("named at"))

    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")
        default_permissions = ()
        ordering = ["line_no"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "line_no"], name="share_line_once_in_an_application"
            ),
            models.CheckConstraint(condition=Q(amount_sen__gt=0), name="share_pays_something"),
            models.CheckConstraint(
                condition=Q(line_no__gt=0, line_no__lt=100), name="share_lines_are_1_to_99"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(one.value for one in Kind if one != Kind.NOBODY_YET)),
                name="share_payee_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(last_four="") & ~Q(bank_code=""),
                name="share_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank_code} …{self.last_four}"
