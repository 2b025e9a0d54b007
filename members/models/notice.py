"""What a member was told, kept for them to read again. One row for one event, whoever tells twice.

The words are not here: `about` and `facts` make them, in the language of whoever reads. A row is
added, marked as read and as sent by e-mail, and nothing else.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(
        "members.Member",
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="notices",
        db_index=False,
    )
    about = models.CharField(
        _("about"), max_length=40, help_text=_("declared in members/rules/notices.py")
    )
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    link = models.CharField(_("leads to"), max_length=200, blank=True)
    event_key = models.CharField(_("event"), max_length=80)
    at = models.DateTimeField(_("at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    emailed_at = models.DateTimeField(_("sent by e-mail at"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["member", "event_key"], name="one_notice_per_member_and_event"
            ),
            models.CheckConstraint(
                condition=Q(link="") | Q(link__startswith="/") & ~Q(link__startswith="//"),
                name="notice_leads_to_a_page_of_ours",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["member", "-at"], name="notice_of_a_member"),
            models.Index(
                fields=["member"], condition=Q(read_at__isnull=True), name="notice_not_read"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.at:%Y-%m-%d %H:%M}"
