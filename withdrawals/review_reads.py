"""Reads of the review queue. Nearest promise first, never one's own or a relative's, and from indexes alone.

Two partial indexes hold nothing but undecided applications; counting, ordering and paging read them
and no row of the table. The rows of one page are then fetched by their keys.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, Min, Q, QuerySet

from members.models import User
from members.rules.text import Text
from withdrawals import standing, types
from withdrawals.models import Application
from withdrawals.rules import taking
from withdrawals.rules.states import UNDECIDED, Status

PER_PAGE = 50
_ORDER = ("pay_by_on", "submitted_at", "id")


@dataclass(frozen=True, slots=True)
class QueueCount:
    """How many applications of a type stand in a status, and how old the oldest is."""

    type_code: str
    title: Text
    status: Status
    count: int
    oldest_on: date | None
    oldest_days: int
    earliest_promise_on: date | None


def barred(officer: User) -> frozenset[int]:
    """Members whose applications this officer does not see: themselves and declared relatives."""
    own = {officer.member_id} if officer.member_id is not None else set()
    return frozenset(own | set(standing.relatives(officer)))


def undecided(*, barred: Collection[int] = (), status: str = "") -> QuerySet[Application]:
    """What nobody has decided, in one status or all, nearest promise first, never one's own or a relative's."""
    queue = Application.objects.filter(status__in=[status] if status else sorted(UNDECIDED))
    if barred:
        queue = queue.exclude(member_id__in=sorted(barred))
    return queue.order_by(*_ORDER)


def free_to_take(*, by: User, at: datetime) -> QuerySet[Application]:
    """What this officer may take now: waiting, or left lying by another officer."""
    waiting = Q(status=Status.SUBMITTED)
    left_lying = Q(status=Status.IN_REVIEW, review_started_at__lte=taking.lapsed_before(at))
    return undecided(barred=barred(by)).filter(waiting | left_lying)


def held_by(officer: User) -> QuerySet[Application]:
    """What this officer has taken and not decided."""
    return (
        Application.objects.filter(reviewer=officer, status=Status.IN_REVIEW)
        .select_related("member")
        .order_by(*_ORDER)
    )


def page(
    queue: QuerySet[Application], number: str | None, *, count: int | None = None
) -> tuple[Page[int], list[Application]]:
    """One page of a queue: its place among the pages, and its rows in order. Two queries.

    One more when the caller does not know how many rows there are.
    """
    pages: Paginator[int] = Paginator(queue.values_list("pk", flat=True), PER_PAGE)
    if count is not None:
        pages.count = count
    place = pages.get_page(number)
    keys = list(place.object_list)
    rows = Application.objects.select_related("member", "reviewer", "bank_account").in_bulk(keys)
    return place, [rows[key] for key in keys if key in rows]


def how_many(
    counted: Sequence[QueueCount], *, status: str = "", barred: Collection[int] = ()
) -> int:
    """How long the queue is, from its counts; one query for who may not see them all."""
    total = sum(row.count for row in counted if status in ("", row.status))
    if not barred:
        return total
    own = Application.objects.filter(member_id__in=sorted(barred), submitted_at__isnull=False)
    statuses = [status] if status else sorted(UNDECIDED)
    return total - own.filter(status__in=statuses).count()


def counts(*, today: date) -> tuple[QueueCount, ...]:
    """Undecided applications by type and status, with the age of the oldest. One query."""
    rows = (
        Application.objects.filter(status__in=sorted(UNDECIDED))
        .values("type_code", "status")
        .annotate(count=Count("*"), oldest=Min("submitted_on"), promise=Min("pay_by_on"))
        .order_by("type_code", "-status")
    )
    return tuple(
        QueueCount(
            type_code=row["type_code"],
            title=types.get(row["type_code"]).short_title,
            status=Status(row["status"]),
            count=row["count"],
            oldest_on=row["oldest"],
            oldest_days=(today - row["oldest"]).days,
            earliest_promise_on=row["promise"],
        )
        for row in rows
    )


def search(text: str, *, barred: Collection[int] = ()) -> QuerySet[Application]:
    """Submitted applications, decided ones too, by reference or member's name; newest first.

    Not by the member's number: the text stands in an address, and no identity number may.
    """
    words = text.strip()
    found = Application.objects.filter(submitted_at__isnull=False).filter(
        Q(reference__iexact=words) | Q(member__name__icontains=words)
    )
    if barred:
        found = found.exclude(member_id__in=sorted(barred))
    return found.order_by("-submitted_at", "-id")


def others_of(application: Application, *, limit: int = 5) -> Sequence[Application]:
    """The member's other submitted applications, newest first."""
    return list(
        Application.objects.filter(member_id=application.member_id, submitted_at__isnull=False)
        .exclude(pk=application.pk)
        .order_by("-submitted_at")[:limit]
    )
