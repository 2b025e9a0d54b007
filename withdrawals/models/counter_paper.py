"""Papers laid down at a counter before the application they belong to is handed in.

A row belongs to one member, one kind and the officer who attached it. Handing the application in turns
the rows into its documents; what is left lying is swept away (services/counter_papers.py). The file is
the member's own, as a trigger of counter_papers.sql compares.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from withdrawals.models.document import StoredFile


class CounterPaper(models.Model):
    """One file for one paper that the kind declares; `code` is the declared paper's."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(
        "members.Member",
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="counter_papers",
    )
    type_code = models.CharField(_("kind"), max_length=8)
    code = models.CharField(_("paper"), max_length=24)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="counter_papers")
    added_at = models.DateTimeField(_("added at"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("added by"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("paper at the counter")
        verbose_name_plural = _("papers at the counter")
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "type_code", "added_by", "code", "file"],
                name="counter_paper_once_for_each_paper",
            ),
        ]
        indexes = [models.Index(fields=["added_at"], name="counter_paper_by_age")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.type_code}: {self.code}"
