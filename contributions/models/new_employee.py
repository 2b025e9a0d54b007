"""Members registered by an employer's file, until an officer has compared them with their identity card.

Only a MyKad holder is registered this way (epf-rules 7.1); the number comes from the sequence
`contributions_new_member_no` (migration 0015). One that turns out to be nobody, or somebody we had, gives
up its card number, so that no file reaches it again; what the file said stays here.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class NewOutcome(models.TextChoices):
    WAITING = "", _("Waiting for an officer")
    CONFIRMED = "CONFIRMED", _("Confirmed")
    REFUSED = "REFUSED", _("Refused: no such person")


class NewEmployee(models.Model):
    member = models.OneToOneField(
        "members.Member", on_delete=models.PROTECT, related_name="registered_as"
    )
    employer = models.ForeignKey(
        "contributions.Employer", on_delete=models.PROTECT, related_name="new_employees"
    )
    remittance = models.ForeignKey(
        "contributions.Remittance", on_delete=models.PROTECT, related_name="new_employees"
    )
    registered_at = models.DateTimeField(_("registered at"))
    registered_by = models.ForeignKey("members.User", on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    confirmed_by = models.ForeignKey(
        "members.User", null=True, on_delete=models.PROTECT, related_name="+"
    )

    outcome = models.CharField(
        _("outcome"), max_length=9, choices=NewOutcome.choices, blank=True, default=""
    )
    words = models.CharField(_("what was compared"), max_length=300, blank=True)
    card_no = models.CharField(_("card number of the file"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("new employee")
        verbose_name_plural = _("new employees")
        ordering = ["registered_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="new_employee_confirmed_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", confirmed_at__isnull=True, words="")
                | Q(outcome__gt="", confirmed_at__isnull=False, words__gt=""),
                name="new_employee_outcome_has_what_was_compared",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} – {self.employer}"
