"""Papers of an application: a row says which paper it is, the file lies encrypted in a row of its own.

Files are ours, rewritten from what was sent: no name, place or program of the sender comes along.
Papers are added while the application is a draft and when an officer has asked for them; they go only
where they came in (guards of document_request.sql). A file may serve several applications of one member.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FileKind(models.TextChoices):
    PDF = "PDF", "PDF"
    JPEG = "JPEG", "JPG"
    PNG = "PNG", "PNG"


class StoredFile(models.Model):
    """`content_encrypted` under the field keys; size in bytes and SHA-256 are of the clear content."""

    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=4, choices=FileKind.choices)
    size = models.PositiveIntegerField(_("size (bytes)"))
    pages = models.PositiveSmallIntegerField(
        _("pages"), null=True, help_text=_("counted when the file came in")
    )
    sha256 = models.CharField(max_length=64)
    content_encrypted = models.BinaryField()
    stored_at = models.DateTimeField(_("stored at"))

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=FileKind.values), name="stored_file_kind_is_known"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="stored_file_has_content"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:12]}"


class Document(models.Model):
    """One file for one of the papers that the kind declares; `code` is the declared paper's."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(
        "withdrawals.Application",
        verbose_name=_("application"),
        on_delete=models.PROTECT,
        related_name="documents",
    )
    code = models.CharField(_("paper"), max_length=24)
    request = models.ForeignKey(
        "withdrawals.DocumentRequest",
        verbose_name=_("request"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
    )
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="documents")
    added_at = models.DateTimeField(_("added at"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("added by"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "code", "file"], name="document_once_for_each_paper"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.code}"
