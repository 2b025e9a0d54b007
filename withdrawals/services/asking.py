"""An officer asks for papers; the member hands them in; the application goes back to the queue.

While it waits for the member the clock of the promise stands still: the working days of the wait are
added to the day of payment, with a reason the member reads. An answer that does not come in time puts
the application back in the queue too, where an officer decides with what is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from members.audit import services as audit
from members.ledger import days
from members.models import User
from withdrawals import request_reads
from withdrawals.models import Application, Closed, Document, DocumentRequest
from withdrawals.rules import paper_reasons, waiting_reasons
from withdrawals.rules.findings import Finding
from withdrawals.rules.states import Event, MoveNotAllowed, Status
from withdrawals.services import papers, promise, review, transition


@dataclass(frozen=True, slots=True)
class Item:
    """A paper of the kind, and why it is asked for: a code of rules/paper_reasons.py."""

    paper: str
    reason: str


class NothingAsked(ValueError):
    """A request names at least one paper of the kind, each with one known reason."""


class NotAllThere(Exception):
    """Papers that were asked for have not been uploaded; `.papers` are their codes."""

    def __init__(self, papers: tuple[str, ...]) -> None:
        super().__init__(", ".join(papers))
        self.papers = papers


@transaction.atomic
def ask(*, application_id: int, items: Sequence[Item], by: User, at: datetime) -> DocumentRequest:
    """Ask the member for papers, each with its reason. The application leaves the officer's desk.

    Raises NothingAsked, and as review.approve does when it is not this officer's to ask.
    """
    application = review.on_the_desk_of(application_id, by)
    known = {paper.code for paper in application.kind.documents}
    wanted = {item.paper: item.reason for item in items}
    if (
        not wanted
        or len(wanted) != len(items)
        or len(items) > paper_reasons.MOST_ITEMS
        or not set(wanted) <= known
        or not set(wanted.values()) <= set(paper_reasons.REASONS)
    ):
        raise NothingAsked
    on = days.today()
    answer_by_on = on + timedelta(days=paper_reasons.ANSWER_WITHIN)
    request = DocumentRequest.objects.create(
        application=application,
        items=[{"paper": item.paper, "reason": item.reason} for item in items],
        asked_at=at,
        asked_by=by,
        asked_on=on,
        answer_by_on=answer_by_on,
    )
    application.reviewer = None
    application.review_started_at = None
    why = Finding(waiting_reasons.DOCUMENTS_ASKED, False, {"answer_by_on": answer_by_on})
    transition.move(application, Event.ASK, by=by, at=at, reasons=[promise.stored(why)])
    _audit("withdrawal.documents_asked", application, by=by, at=at)
    return request


@transaction.atomic
def answer(
    *, application_id: int, by: User, at: datetime, event: Event = Event.ANSWER
) -> Application:
    """Hand in what was asked for; the application waits in the queue again, its day moved by the wait.

    `event` is BRING where a counter officer does it for who came. Raises MoveNotAllowed, and
    NotAllThere while a paper is missing.
    """
    application = transition.lock(application_id)
    request = _open(application, event)
    there = set(Document.objects.filter(request=request).values_list("code", flat=True))
    left = tuple(item["paper"] for item in request.items if item["paper"] not in there)
    if left:
        raise NotAllThere(left)
    _back_in_the_queue(application, request, Closed.ANSWERED, event, by=by, at=at)
    _audit("withdrawal.documents_sent", application, by=by, at=at)
    return application


def lapse(*, business_date: date, at: datetime) -> int:
    """Put back what was not answered in time; answers how many. Safe to repeat."""
    late = DocumentRequest.objects.filter(closed_at=None, answer_by_on__lt=business_date)
    ended = 0
    for pk in list(late.values_list("application_id", flat=True)):
        with transaction.atomic():
            application = transition.lock(pk)
            if application.status != Status.ASKED:
                continue
            request = _open(application, Event.LAPSE)
            _back_in_the_queue(application, request, Closed.LAPSED, Event.LAPSE, by=None, at=at)
            ended += 1
    return ended


def _open(application: Application, event: Event) -> DocumentRequest:
    request = request_reads.open_request(application)
    if application.status != Status.ASKED or request is None:
        raise MoveNotAllowed(event, application.state)
    return request


def _back_in_the_queue(
    application: Application,
    request: DocumentRequest,
    closed_as: Closed,
    event: Event,
    *,
    by: User | None,
    at: datetime,
) -> None:
    on = days.today()
    papers.close_request(application, closed_as, at=at)
    why = []
    if application.pay_by_on is not None:
        moved = promise.after_waiting(application, request.asked_on, on)
        why = [promise.stored(finding) for finding in moved]
    transition.move(application, event, by=by, at=at, reasons=why)


def _audit(action: str, application: Application, *, by: User, at: datetime) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        member_id=application.member_id,
        entity="withdrawal",
        entity_id=application.reference,
        detail={"reference": application.reference},
    )
