"""The console shows far more than it lets anybody change: services write, staff look."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from members.audit import services as audit

READ_EVERYTHING = "members.read_everything"


def reads_everything(request: HttpRequest) -> bool:
    """An auditor reads whatever any officer reads."""
    return bool(request.user.has_perm(READ_EVERYTHING))


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Nothing is added, changed or deleted here."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class LooksAreKept:
    """Opening a row that is about a member writes it in that member's activity log."""

    def member_of(self, obj: Any) -> int | None:
        """The member whose record the row is; None when it is nobody's."""
        found: int | None = obj.member_id
        return found

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        page: Any = super()
        shown: HttpResponse = page.change_view(request, object_id, form_url, extra_context)
        row: Any = page.get_object(request, object_id) if shown.status_code == 200 else None
        member_id = self.member_of(row) if row is not None else None
        if member_id is not None:
            audit.record(
                "staff.viewed_member",
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                member_id=member_id,
                entity=row._meta.model_name or "",
                entity_id=str(row.pk),
                **audit.origin(request),
            )
        return shown
