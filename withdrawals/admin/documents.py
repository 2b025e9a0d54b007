"""An officer looks at a paper, as pictures or as the file, and the look is written down; or asks for papers."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from members.audit import services as audit
from members.gateways import page_images
from members.models import User
from withdrawals import downloads, request_reads, wording
from withdrawals.models import Application
from withdrawals.question_forms import AskForm
from withdrawals.rules.states import MoveNotAllowed, Status
from withdrawals.services import asking, documents, review


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


def pictured(
    request: HttpRequest,
    application: Application,
    public_id: UUID,
    number: int,
    size: str,
    *,
    by: User,
) -> HttpResponse:
    """One page of a paper as a picture; the caller has checked that this officer may see it."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET"])
    found = request_reads.document(application, public_id)
    if found is None or size not in page_images.WIDTHS:
        raise Http404
    try:
        drawn = documents.page(found, number=number, size=size)
    except page_images.NotDrawn:
        raise Http404 from None
    documents.looked_at(found, by=by, at=timezone.now(), **audit.origin(request))
    return downloads.picture(found, number, drawn)


def turned(
    request: HttpRequest,
    application: Application,
    public_id: UUID,
    number: int,
    *,
    page: Callable[..., HttpResponse],
) -> HttpResponse:
    """The page around one picture: nearer, further, the page before and the next."""
    found = request_reads.document(application, public_id)
    if found is None:
        raise Http404
    try:
        count = documents.pages_of(found)
    except page_images.NotDrawn:
        raise Http404 from None
    if not 1 <= number <= count:
        raise Http404
    sizes = list(page_images.WIDTHS)
    size = request.GET.get("size", sizes[0])
    size = size if size in sizes else sizes[0]
    at = sizes.index(size)
    paper = next(one for one in application.kind.documents if one.code == found.code)
    return page(
        request,
        "page",
        title=_("%(paper)s, page %(number)s of %(count)s")
        % {"paper": wording.say(paper.title), "number": number, "count": count},
        application=application,
        document=found,
        number=number,
        count=count,
        size=size,
        smaller=sizes[at - 1] if at else "",
        larger=sizes[at + 1] if at + 1 < len(sizes) else "",
    )


def asked_for(
    request: HttpRequest,
    application: Application,
    *,
    by: User,
    page: Callable[..., HttpResponse],
    back: str,
) -> HttpResponse:
    """The page on which an officer asks for papers; only who has the application may."""
    if application.status != Status.IN_REVIEW or application.reviewer_id != by.pk:
        messages.warning(request, _("Take the application before you ask for documents"))
        return redirect(back, application.reference)
    form = AskForm(
        request.POST if request.method == "POST" else None, papers=application.kind.documents
    )
    if request.method == "POST" and form.is_valid():
        try:
            asking.ask(application_id=application.pk, items=form.items, by=by, at=timezone.now())
        except (MoveNotAllowed, review.TakenByAnother):
            messages.warning(request, _("Somebody else has this application, or it is decided"))
        else:
            messages.success(
                request,
                _("The member has been asked. %(reference)s comes back when they answer.")
                % {"reference": application.reference},
            )
        return redirect(back, application.reference)
    title = _("Ask for documents for %(reference)s") % {"reference": application.reference}
    return page(request, "ask", title=title, application=application, form=form)
