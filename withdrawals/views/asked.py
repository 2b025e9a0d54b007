"""The papers an officer asked for: what is wrong, what puts it right, an upload each, and sending them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members.access import member_required
from members.audit import services as audit
from members.forms.uploads import file_refused
from withdrawals import request_reads, selectors, wording
from withdrawals.models import Application, DocumentRequest
from withdrawals.question_forms import UploadForm, cards
from withdrawals.rules.states import MoveNotAllowed, Status
from withdrawals.services import asking
from withdrawals.services import documents as service
from withdrawals.views.common import MemberRequest


@member_required
@require_http_methods(["GET", "POST"])
def asked(request: MemberRequest, reference: str) -> HttpResponse:
    """Show what is asked for; take one file, or send all of it back to the officers."""
    application = _own_or_404(request, reference)
    waits_for = request_reads.open_request(application)
    if application.status != Status.ASKED or waits_for is None:
        return redirect("withdrawals:application", reference)
    form, lacking = None, ""
    if request.method == "POST" and "paper" in request.POST:
        form = UploadForm(request.POST, request.FILES, auto_id="id_%s")
        if form.is_valid() and _take(request, application, form):
            messages.success(request, _("The file has been saved"))
            return redirect("withdrawals:asked", reference)
    elif request.method == "POST":
        try:
            asking.answer(application_id=application.pk, by=request.user, at=timezone.now())
        except asking.NotAllThere as left:
            titles = {one.code: one.title for one in request_reads.asked_papers(waits_for)}
            lacking = ", ".join(wording.say(titles[code]) for code in left.papers)
        except MoveNotAllowed:
            return redirect("withdrawals:application", reference)
        else:
            messages.success(
                request, _("Your documents have been sent. An officer looks at them next")
            )
            return redirect("withdrawals:application", reference)
    return _show(request, application, waits_for, form, lacking)


@member_required
@require_POST
def remove(request: MemberRequest, reference: str, document: UUID) -> HttpResponse:
    """Take a file out again that was handed in for the open request."""
    application = _own_or_404(request, reference)
    try:
        gone = service.remove_from_request(
            application_id=application.pk,
            public_id=document,
            by=request.user,
            at=timezone.now(),
        )
    except service.NotAwaited:
        return redirect("withdrawals:application", reference)
    if gone:
        messages.success(request, _("The file has been removed"))
    return redirect("withdrawals:asked", reference)


def _take(request: MemberRequest, application: Application, form: UploadForm) -> bool:
    file = form.cleaned_data["file"]
    try:
        if file.size > service.MOST_BYTES:
            raise service.Refused("LARGE")
        service.add_to_request(
            application_id=application.pk,
            code=form.cleaned_data["paper"],
            name=file.name,
            data=file.read(),
            by=request.user,
            at=timezone.now(),
            **audit.origin(request),
        )
    except service.Refused as refusal:
        form.add_error("file", file_refused(refusal.reason, file.size))
    except (service.NotWanted, service.NotAwaited):
        form.add_error("file", _("This application does not need that document"))
    return not form.errors


def _show(
    request: MemberRequest,
    application: Application,
    waits_for: DocumentRequest,
    form: UploadForm | None,
    lacking: str,
) -> HttpResponse:
    wanted = cards(request_reads.asked_papers(waits_for), form)
    if form is not None and not any(one["form"] is form for one in wanted):
        messages.warning(request, _("This application does not need that document"))
        form = None
    return render(
        request,
        "withdrawals/asked.html",
        {
            "application": application,
            "kind": application.kind,
            "waits_for": waits_for,
            "wanted": wanted,
            "form": form,
            "lacking": lacking,
        },
    )


def _own_or_404(request: MemberRequest, reference: str) -> Application:
    found = selectors.submitted(request.member.pk, reference)
    if found is None:
        raise Http404
    return found
