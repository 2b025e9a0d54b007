"""Which papers an application needs, which are there, and how they are forgotten with their files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from members.ledger import days
from withdrawals import request_reads
from withdrawals.models import Application, Closed, Document, DocumentRequest, StoredFile
from withdrawals.rules import asks


def needed(application: Application) -> tuple[asks.Document, ...]:
    """The papers this application needs with the answers it has; none where it is brought along."""
    kind = application.kind
    return kind.documents_for(request_reads.answers(application)) if kind.documents else ()


def missing(application: Application) -> tuple[asks.Document, ...]:
    """The papers that are needed and not there."""
    wanted = needed(application)
    if not wanted:
        return ()
    there = set(application.documents.values_list("code", flat=True))
    return tuple(paper for paper in wanted if paper.code not in there)


def close_request(application: Application, closed_as: Closed, *, at: datetime) -> None:
    """End the request for papers that is open, if one is."""
    DocumentRequest.objects.filter(application=application, closed_at=None).update(
        closed_as=closed_as, closed_at=at, closed_on=days.today()
    )


def forget(documents: Iterable[Document]) -> int:
    """Delete papers of a draft, and files that nothing else has; answers how many."""
    rows = list(documents)
    Document.objects.filter(pk__in=[row.pk for row in rows]).delete()
    forget_files(row.file_id for row in rows)
    return len(rows)


def forget_files(files: Iterable[int]) -> None:
    """Delete those of these files that neither an application nor a counter has any more."""
    StoredFile.objects.filter(
        pk__in=set(files), documents__isnull=True, counter_papers__isnull=True
    ).delete()


def drop_what_is_not_needed(draft: Application) -> None:
    """At submission: papers that the last answers do not call for are not handed in."""
    wanted = [paper.code for paper in needed(draft)]
    forget(draft.documents.exclude(code__in=wanted))
