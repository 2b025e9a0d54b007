"""Papers taken in at a counter: kept at once, so that nothing on the form loses them, and then handed in.

The same pipeline as a member's own upload: measured, scanned, rewritten by its own process, encrypted,
with the same limits. They belong to the officer who attached them until the application is handed in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from members.audit import services as audit
from members.gateways.uploads import Refused
from members.models import Member, User
from withdrawals.models import Application, CounterPaper, Document
from withdrawals.rules.asks import Answers
from withdrawals.rules.asks import Document as Declared
from withdrawals.rules.spec import WithdrawalType
from withdrawals.services import documents, papers, transition

KEPT = timedelta(days=2)
"""How long papers lie at a counter for an application that nobody hands in."""


def lying(*, member_id: int, kind: WithdrawalType, by: User) -> list[CounterPaper]:
    """What this officer has attached for this member and kind, oldest first, without the content."""
    return list(
        CounterPaper.objects.filter(member_id=member_id, type_code=kind.code, added_by=by)
        .select_related("file")
        .defer("file__content_encrypted")
    )


def missing(
    kind: WithdrawalType, answers: Answers, there: Iterable[CounterPaper]
) -> tuple[Declared, ...]:
    """The papers that these answers call for and nobody has attached."""
    codes = {one.code for one in there}
    return tuple(paper for paper in kind.documents_for(answers) if paper.code not in codes)


def add(
    *,
    member: Member,
    kind: WithdrawalType,
    code: str,
    name: str,
    data: bytes,
    by: User,
    at: datetime,
    address: str = "",
    device: str = "",
) -> CounterPaper:
    """Keep a file for a paper of the kind. The caller has asked `intake.may_take_in`.

    Raises documents.NotWanted, and Refused as `documents.add` does.
    """
    if code not in {paper.code for paper in kind.documents}:
        raise documents.NotWanted(code)
    found = documents.checked(member.pk, kind.code, code, name, data, by, at, address, device)
    sha256 = hashlib.sha256(found.content).hexdigest()
    with transaction.atomic():
        transition.lock_member(member.pk)
        there = lying(member_id=member.pk, kind=kind, by=by)
        if any(one.code == code and one.file.sha256 == sha256 for one in there):
            raise Refused("TWICE")
        if (
            len(there) >= documents.MOST_OF_AN_APPLICATION
            or sum(one.code == code for one in there) >= documents.MOST_OF_A_PAPER
            or sum(one.file.size for one in there) + len(found.content)
            > documents.MOST_BYTES_OF_AN_APPLICATION
        ):
            raise Refused("TOO_MANY")
        paper = CounterPaper.objects.create(
            member=member,
            type_code=kind.code,
            code=code,
            file=documents.stored(found, member_id=member.pk, at=at),
            added_at=at,
            added_by=by,
        )
        _audit("document.attached", paper, by=by, at=at)
    return paper


@transaction.atomic
def remove(
    *, member_id: int, kind: WithdrawalType, public_id: UUID, by: User, at: datetime
) -> bool:
    """Take a file away again; False when this officer has no such one here."""
    found = CounterPaper.objects.filter(
        member_id=member_id, type_code=kind.code, added_by=by, public_id=public_id
    ).first()
    if found is None:
        return False
    _forget([found])
    _audit("document.detached", found, by=by, at=at)
    return True


def find(*, member_id: int, public_id: UUID, by: User) -> CounterPaper | None:
    """One file that this officer has attached for this member."""
    return (
        CounterPaper.objects.filter(member_id=member_id, added_by=by, public_id=public_id)
        .select_related("file")
        .defer("file__content_encrypted")
        .first()
    )


def looked_at(
    paper: CounterPaper, *, by: User, at: datetime, address: str = "", device: str = ""
) -> None:
    """Write down that the officer opened it; the member reads it in the activity log."""
    _audit("document.checked", paper, by=by, at=at, address=address, device=device)


def hand_in(application: Application, *, by: User) -> None:
    """Make the papers that lie here documents of the application, which is a draft in this transaction.

    Those that its answers do not call for stay out, and go.
    """
    kind = application.kind
    there = lying(member_id=application.member_id, kind=kind, by=by)
    needed = {paper.code for paper in papers.needed(application)}
    Document.objects.bulk_create(
        Document(
            application=application,
            code=one.code,
            file_id=one.file_id,
            added_at=one.added_at,
            added_by=by,
        )
        for one in there
        if one.code in needed
    )
    _forget(there)


def sweep(*, at: datetime) -> int:
    """Forget what nobody handed in; answers how many files. Safe to repeat."""
    with transaction.atomic():
        old = list(CounterPaper.objects.filter(added_at__lt=at - KEPT))
        _forget(old)
    return len(old)


def _forget(rows: list[CounterPaper]) -> None:
    CounterPaper.objects.filter(pk__in=[row.pk for row in rows]).delete()
    papers.forget_files(row.file_id for row in rows)


def _audit(action: str, paper: CounterPaper, *, by: User, at: datetime, **origin: str) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        member_id=paper.member_id,
        entity="withdrawal",
        detail={"kind": paper.type_code, "paper": paper.code},
        address=origin.get("address", ""),
        device=origin.get("device", ""),
    )
