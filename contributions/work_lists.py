"""What stands above a list that staff work from: for each kind of work, how much waits and how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from members.console import ReadOnlyAdmin
from members.ledger import days


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of work: its words, how much of it, the day of the oldest, and where it is listed."""

    words: Any
    count: int
    oldest_on: date | None
    query: str

    @property
    def age(self) -> int | None:
        """Days since the oldest."""
        return max((days.today() - self.oldest_on).days, 0) if self.oldest_on else None


def work(words: Any, rows: QuerySet[Any], since: str, query: str) -> Work:
    """Count what waits; `since` names the column that says from when. One query."""
    found = rows.order_by().aggregate(count=Count("pk"), oldest=Min(since))
    oldest = found["oldest"]
    if isinstance(oldest, datetime):
        oldest = timezone.localtime(oldest).date()
    return Work(words, found["count"], oldest, query)


class CountedList(ReadOnlyAdmin):
    """A list of the console with its work above it."""

    change_list_template = "admin/contributions/work_list.html"
    tools: Sequence[tuple[str, Any, str]] = ()
    """Other pages of this list: the name of the address, its words, the permission it asks for."""

    def work(self) -> Sequence[Work]:
        """The kinds of work of this list."""
        raise NotImplementedError

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        tools = [
            (reverse(name), words)
            for name, words, permission in self.tools
            if request.user.has_perm(permission)
        ]
        context = {"work": self.work(), "tools": tools, **(extra_context or {})}
        shown: HttpResponse = super().changelist_view(request, context)
        return shown
