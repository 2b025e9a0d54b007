"""Members registered by an employer's file, until an officer has seen their identity card.

Only a MyKad holder is registered this way (epf-rules 7.1); the number comes from the sequence
`contributions_new_member_no` (migration 0015).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


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

    class Meta:
        verbose_name = _("new employee")
        verbose_name_plural = _("new employees")
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="new_employee_confirmed_has_who_and_when",
            ),
        ]
