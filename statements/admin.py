"""Staff see that a statement was made, when, and its hash, not its contents; nothing changes."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from statements.models import IssuedStatement


@admin.register(IssuedStatement)
class IssuedStatementAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("number", "member_no", "year", "language", "is_provisional", "made_at")
    list_filter = ("year", "language", "is_provisional")
    search_fields = ("=number", "=member__member_no")
    date_hierarchy = "made_at"
    fields = (
        "number",
        "member_no",
        "year",
        "language",
        "is_provisional",
        "as_of_on",
        "as_of_journal",
        "size_bytes",
        "content_hash",
        "made_at",
        "made_by",
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[IssuedStatement]:
        return super().get_queryset(request).select_related("member").defer("content")

    @admin.display(description=_("member number"), ordering="member__member_no")
    def member_no(self, issued: IssuedStatement) -> str:
        return issued.member.member_no

    @admin.display(description="SHA-256")
    def content_hash(self, issued: IssuedStatement) -> str:
        return bytes(issued.content_sha256).hex()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: IssuedStatement | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: IssuedStatement | None = None
    ) -> bool:
        return False
