"""The papers of a draft: taken in, taken out, handed out. Nothing of the sender's file is kept as sent.

A file is measured, scanned and rewritten before anything is locked or written. It is stored encrypted
and leaves this module in clear through `content` alone; each officer's look is an event.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from members.audit import services as audit
from members.audit.models import AuditEvent
from members.gateways import page_images, uploads, vault
from members.gateways.uploads import Refused
from members.models import User
from withdrawals import request_reads
from withdrawals.models import (
    Application,
    CounterPaper,
    Document,
    DocumentRequest,
    StoredFile,
)
from withdrawals.rules.spec import WithdrawalType
from withdrawals.rules.states import Status
from withdrawals.services import apply, papers, transition

MOST_BYTES = uploads.MOST_BYTES
MOST_OF_A_PAPER = 5
MOST_IN_AN_HOUR = 60
A_LOOK = timedelta(minutes=30)
MOST_OF_AN_APPLICATION = 20
MOST_BYTES_OF_AN_APPLICATION = 50 * 1024 * 1024


class NotAwaited(Exception):
    """No officer waits for papers of this application."""


class NotWanted(LookupError):
    """The application needs no such paper."""


def add(
    *,
    member_id: int,
    kind: WithdrawalType,
    code: str,
    name: str,
    data: bytes,
    by: User,
    at: datetime,
    address: str = "",
    device: str = "",
) -> Document:
    """Keep a file for a paper of the draft. Raises apply.NoDraft, NotWanted, and Refused with
    LARGE, TYPE, UNREADABLE, ENCRYPTED, ACTIVE, TOO_BIG, VIRUS, NO_SCAN, TWICE, TOO_MANY, TOO_OFTEN.
    """
    found = checked(member_id, kind.code, code, name, data, by, at, address, device)
    with transaction.atomic():
        draft = apply.locked_draft(member_id, kind)
        wanted = {paper.code for paper in papers.needed(draft)}
        document = _keep(draft, code, found, None, wanted, by=by, at=at)
        _void_code(draft)
        return document


def add_to_request(
    *,
    application_id: int,
    code: str,
    name: str,
    data: bytes,
    by: User,
    at: datetime,
    address: str = "",
    device: str = "",
) -> Document:
    """Keep a file that an officer asked for. Raises NotAwaited, NotWanted, and Refused as `add` does."""
    application = Application.objects.get(pk=application_id)
    found = checked(
        application.member_id, application.type_code, code, name, data, by, at, address, device
    )
    with transaction.atomic():
        application = transition.lock(application_id)
        request = _awaited(application)
        wanted = {item["paper"] for item in request.items}
        return _keep(application, code, found, request, wanted, by=by, at=at)


@transaction.atomic
def remove_from_request(*, application_id: int, public_id: UUID, by: User, at: datetime) -> bool:
    """Take out a file handed in for the open request. Raises NotAwaited."""
    application = transition.lock(application_id)
    request = _awaited(application)
    gone = papers.forget(request.documents.filter(public_id=public_id))
    if gone:
        _audit("document.removed", application, by=by, at=at)
    return bool(gone)


def _awaited(application: Application) -> DocumentRequest:
    request = request_reads.open_request(application)
    if application.status != Status.ASKED or request is None:
        raise NotAwaited(application.reference)
    return request


def checked(
    member_id: int,
    type_code: str,
    code: str,
    name: str,
    data: bytes,
    by: User,
    at: datetime,
    address: str = "",
    device: str = "",
) -> uploads.Clean:
    """The file rewritten; a refusal is an event of its own. Reading files is work, so it has a limit.

    Raises Refused.
    """
    try:
        if _tried(member_id, since=at - timedelta(hours=1)) >= MOST_IN_AN_HOUR:
            raise Refused("TOO_OFTEN")
        return uploads.take_in(name, data)
    except Refused as refusal:
        audit.record(
            "document.refused",
            by=by,
            at=at,
            member_id=member_id,
            entity="withdrawal",
            detail={"kind": type_code, "paper": code, "reason": refusal.reason},
            address=address,
            device=device,
        )
        raise


def _tried(member_id: int, *, since: datetime) -> int:
    return AuditEvent.objects.filter(
        member_id=member_id,
        at__gte=since,
        action__in=("document.added", "document.attached", "document.refused"),
    ).count()


def _keep(
    draft: Application,
    code: str,
    found: uploads.Clean,
    request: DocumentRequest | None,
    wanted: set[str],
    *,
    by: User,
    at: datetime,
) -> Document:
    if code not in wanted:
        raise NotWanted(code)
    sha256 = hashlib.sha256(found.content).hexdigest()
    there = draft.documents.all()
    if there.filter(code=code, file__sha256=sha256).exists():
        raise Refused("TWICE")
    total = there.aggregate(total=Sum("file__size"))["total"] or 0
    if (
        there.count() >= MOST_OF_AN_APPLICATION
        or there.filter(code=code, request=request).count() >= MOST_OF_A_PAPER
        or total + len(found.content) > MOST_BYTES_OF_AN_APPLICATION
    ):
        raise Refused("TOO_MANY")
    file = stored(found, member_id=draft.member_id, at=at)
    document = Document.objects.create(
        application=draft, code=code, request=request, file=file, added_at=at, added_by=by
    )
    _audit("document.added", draft, by=by, at=at)
    return document


def stored(found: uploads.Clean, *, member_id: int, at: datetime) -> StoredFile:
    """The file encrypted in a row of its own."""
    return StoredFile.objects.create(
        member_id=member_id,
        kind=found.kind,
        size=len(found.content),
        pages=found.pages,
        sha256=hashlib.sha256(found.content).hexdigest(),
        content_encrypted=vault.encrypt_bytes(found.content),
        stored_at=at,
    )


@transaction.atomic
def remove(
    *, member_id: int, kind: WithdrawalType, public_id: UUID, by: User, at: datetime
) -> bool:
    """Take a file out of the draft again; False when it is not there. Raises apply.NoDraft."""
    draft = apply.locked_draft(member_id, kind)
    gone = papers.forget(draft.documents.filter(public_id=public_id))
    if gone:
        _void_code(draft)
        _audit("document.removed", draft, by=by, at=at)
    return bool(gone)


def content(document: Document | CounterPaper) -> bytes:
    """The file in clear, for its owner or an officer who may see it; the caller has checked which."""
    file = StoredFile.objects.get(pk=document.file_id)
    return vault.decrypt_bytes(file.content_encrypted)


def pages_of(document: Document) -> int:
    """How many pages a file has; counted now where nobody has. Raises page_images.NotDrawn."""
    return document.file.pages or page_images.count(content(document))


def page(document: Document, *, number: int, size: str) -> page_images.Picture:
    """One page as a picture, for an officer who may see it. Raises page_images.NotDrawn."""
    return page_images.draw(content(document), page=number, size=size)


def looked_at(
    document: Document, *, by: User, at: datetime, address: str = "", device: str = ""
) -> None:
    """Write down that an officer opened a paper; the member reads it in the activity log.

    Turning its pages within half an hour is one look.
    """
    if not AuditEvent.objects.filter(
        action="document.viewed",
        member_id=document.application.member_id,
        actor_id=by.pk,
        at__gte=at - A_LOOK,
        detail__document=document.pk,
    ).exists():
        _audit(
            "document.viewed",
            document.application,
            by=by,
            at=at,
            address=address,
            device=device,
            document=document.pk,
        )


def _void_code(draft: Application) -> None:
    if draft.tac_challenge_id:
        draft.tac_challenge_id = ""
        draft.save(update_fields=["tac_challenge_id"])


def _audit(
    action: str,
    application: Application,
    *,
    by: User,
    at: datetime,
    address: str = "",
    device: str = "",
    **more: int,
) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        member_id=application.member_id,
        entity="withdrawal",
        entity_id=application.reference,
        detail={"reference": application.reference, **more},
        address=address,
        device=device,
    )
