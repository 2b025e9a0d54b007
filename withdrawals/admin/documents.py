"""An officer opens a paper of an application: their look is written down first."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone

from members.audit import services as audit
from members.models import User
from withdrawals import downloads, request_reads
from withdrawals.models import Application
from withdrawals.services import documents


def handed_out(
    request: HttpRequest, application: Application, public_id: UUID, *, by: User
) -> HttpResponse:
    """The paper as an attachment; the caller has checked that this officer may see the application."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET"])
    found = request_reads.document(application, public_id)
    if found is None:
        raise Http404
    documents.looked_at(found, by=by, at=timezone.now(), **audit.origin(request))
    return downloads.answer(found, documents.content(found))
