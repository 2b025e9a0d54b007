"""Reads of what a member asked for: answers, papers, who is paid. Everything but balances and rules."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from members.ledger import days
from members.rules.text import Text
from withdrawals.models import Application, Document, DocumentRequest, Share
from withdrawals.rules import answers as shapes
from withdrawals.rules import paper_reasons, terms
from withdrawals.rules.asks import Answer, Question
from withdrawals.rules.facts import Channel
from withdrawals.rules.states import Status

MOST_SHOWN = 50


def answers(application: Application) -> dict[str, Answer]:
    """What was answered to the questions that the other answers call for. One query, or none."""
    kind = application.kind
    if not kind.has_asks:
        return {}
    on = application.submitted_on or days.today()
    rows = dict(application.answers.values_list("question", "value"))
    given = shapes.read_all(kind.questions(on, Channel.COUNTER), rows)
    return shapes.read_all(kind.put(given, on, Channel.COUNTER), rows)


def answered(application: Application) -> list[tuple[Question, Answer | None]]:
    """Every question put to this application with its answer, in order; None was passed over."""
    given = answers(application)
    on = application.submitted_on or days.today()
    put = application.kind.put(given, on, Channel.COUNTER) if application.kind.has_asks else ()
    passed = {ask.name for ask in put} - set(given)
    known = set(application.answers.values_list("question", flat=True)) if passed else set()
    return [(ask, given.get(ask.name)) for ask in put if ask.name in given or ask.name in known]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that an application needs or has, and its files."""

    code: str
    title: Text
    when: Text | None
    files: tuple[Document, ...]


def documents(application: Application) -> list[Document]:
    """The files of an application, oldest first, without their content. One query, or none."""
    if not application.kind.documents:
        return []
    return list(
        Document.objects.filter(application=application)
        .select_related("file")
        .defer("file__content_encrypted")
        .order_by("id")
    )


def papers(application: Application) -> list[Paper]:
    """The papers this application needs, each with its files; then others that were handed in."""
    kind = application.kind
    if not kind.documents:
        return []
    files = documents(application)
    wanted = kind.documents_for(answers(application))
    codes = {paper.code for paper in wanted} | {one.code for one in files}
    return [
        Paper(
            paper.code,
            paper.title,
            paper.only_when.words if paper.only_when else None,
            tuple(one for one in files if one.code == paper.code),
        )
        for paper in kind.documents
        if paper.code in codes
    ]


def document(application: Application, public_id: UUID) -> Document | None:
    """One file of this application; another's is as good as none."""
    return (
        Document.objects.filter(application=application, public_id=public_id)
        .select_related("application", "file")
        .defer("file__content_encrypted")
        .first()
    )


def own_document(member_id: int, public_id: UUID) -> Document | None:
    """One file of this member."""
    return (
        Document.objects.filter(application__member_id=member_id, public_id=public_id)
        .select_related("application", "file")
        .defer("file__content_encrypted")
        .first()
    )


def payee(application: Application) -> Share | None:
    """Whom the member named to be paid the whole, when it is not the member."""
    if application.pay_to not in terms.NAMED_ONLINE:
        return None
    return Share.objects.filter(application=application, kind=application.pay_to).first()


def claimants(application: Application) -> list[Share]:
    """Everybody who gets a part, when no page online could have named them. One query, or none."""
    if application.pay_to in terms.NAMED_ONLINE or application.pay_to == terms.Payee.MEMBER:
        return []
    return list(Share.objects.filter(application=application).order_by("line_no"))


def request_digest(application: Application) -> str:
    """Changes with any answer and any paper: what a TAC is bound to besides amount and account."""
    given = {name: shapes.stored(answer) for name, answer in sorted(answers(application).items())}
    text = json.dumps([given, [[one.code, one.file.sha256] for one in documents(application)]])
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class AskedPaper:
    """A paper an officer asked for: why, what puts it right, and what has come in for it."""

    code: str
    title: Text
    words: Text
    fix: Text
    files: tuple[Document, ...]


def open_request(application: Application) -> DocumentRequest | None:
    """The request for papers that waits for the member."""
    return DocumentRequest.objects.filter(application=application, closed_at=None).first()


def asked_papers(request: DocumentRequest) -> list[AskedPaper]:
    """What was asked, in order, with the files handed in for it."""
    titles = {paper.code: paper.title for paper in request.application.kind.documents}
    files = [one for one in documents(request.application) if one.request_id == request.pk]
    return [
        AskedPaper(
            item["paper"],
            titles[item["paper"]],
            paper_reasons.REASONS[item["reason"]].words,
            paper_reasons.REASONS[item["reason"]].fix,
            tuple(one for one in files if one.code == item["paper"]),
        )
        for item in request.items
        if item["paper"] in titles
    ]


def asked_of(member_id: int) -> QuerySet[DocumentRequest]:
    """What officers wait for from this member."""
    return _waited_for().filter(application__member_id=member_id)


def asked_at_counters(*, barred: Iterable[int]) -> QuerySet[DocumentRequest]:
    """What officers wait for of applications that came in at a counter, the first day first."""
    return (
        _waited_for()
        .filter(application__channel=Channel.COUNTER.value)
        .exclude(application__member_id__in=set(barred))[:MOST_SHOWN]
    )


def _waited_for() -> QuerySet[DocumentRequest]:
    return (
        DocumentRequest.objects.filter(closed_at=None, application__status=Status.ASKED)
        .select_related("application__member")
        .order_by("answer_by_on", "pk")
    )
