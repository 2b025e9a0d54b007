"""One member's line of a remittance, in sen. A member has one line in a remittance.

Written in one statement by contributions.services.validate, in member order: that is the order of
the key, of the posting chunks, and in which balances are locked. `book` and `to_emas` say where the
money goes, as things stand on the credit date. No foreign key is kept for each line (it would cost
more than the posting): the statement that writes the lines takes them from the members they name.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Contribution(models.Model):
    pk = models.CompositePrimaryKey("remittance_id", "member_id")
    remittance = models.ForeignKey(
        "contributions.Remittance",
        on_delete=models.PROTECT,
        related_name="lines",
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
    wages_sen = models.BigIntegerField(_("wages (sen)"))
    employer_sen = models.BigIntegerField(_("employer's share (sen)"))
    employee_sen = models.BigIntegerField(_("employee's share (sen)"))
    line_no = models.IntegerField(_("row in the file"))
    book = models.CharField(_("savings"), max_length=8)
    to_emas = models.BooleanField(_("to Akaun Emas"))

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.CheckConstraint(
                condition=Q(wages_sen__gte=0, employer_sen__gte=0, employee_sen__gte=0)
                & (Q(employer_sen__gt=0) | Q(employee_sen__gt=0)),
                name="contribution_has_a_share_above_nil",
            ),
        ]

    @property
    def total_sen(self) -> int:
        """Both shares together, in sen."""
        return self.employer_sen + self.employee_sen
