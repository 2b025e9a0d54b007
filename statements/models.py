"""Statements that were handed out. The bytes a member took home are the bytes we hold, for ever.

One row for each state of the books (`facts_sha256`) and language; when an entry arrives the facts
differ and a new row is made beside the old one. The application's role cannot change or remove it.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class IssuedStatement(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("statement number"), max_length=24, unique=True)
    member = models.ForeignKey(
        "members.Member",
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="issued_statements",
    )
    year = models.PositiveSmallIntegerField(_("year"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    is_provisional = models.BooleanField(_("provisional"))
    as_of_on = models.DateField(_("as at"))
    as_of_journal = models.BigIntegerField(
        _("last journal entry"),
        help_text=_("the last journal entry the statement knows; 0 for none"),
    )
    closing_sen = models.BigIntegerField(_("closing balance (sen)"))
    facts_sha256 = models.BinaryField(max_length=32)
    content_sha256 = models.BinaryField(max_length=32)
    content = models.BinaryField()
    size_bytes = models.PositiveIntegerField(_("size in bytes"))
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("issued statement")
        verbose_name_plural = _("issued statements")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "year", "language", "facts_sha256"],
                name="statement_is_made_once_for_the_same_facts",
            ),
            models.CheckConstraint(
                condition=Q(language__in=[code for code, _name in settings.LANGUAGES]),
                name="statement_language_is_known",
            ),
            models.CheckConstraint(condition=Q(size_bytes__gt=0), name="statement_has_content"),
        ]
        indexes = [models.Index(fields=["member", "made_at"], name="statement_by_member_and_time")]

    def __str__(self) -> str:
        return self.number
