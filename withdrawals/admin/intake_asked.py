"""Papers an officer asked for, brought to a counter: an upload each, then the application goes back.

Any officer who may take in for the member serves this page; who took the application in is not asked.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from members.audit import services as audit
from members.forms.uploads import file_refused
from withdrawals import request_reads, wording
from withdrawals.admin.readable import officer
from withdrawals.models import Application
from withdrawals.question_forms import UploadForm, cards
from withdrawals.rules.states import Event, MoveNotAllowed, Status
from withdrawals.services import asking, documents, intake

FIND = "admin:withdrawals_intake_changelist"
HERE = "admin:withdrawals_intake_asked"
REMOVE = "remove"


def found(request: HttpRequest, reference: str) -> Application:
    """The application, for an officer who may take in for its member. Raises Http404."""
    application = (
        Application.objects.filter(reference=reference, submitted_at__isnull=False)
        .select_related("member")
        .first()
    )
    if application is None or not intake.may_take_in(
        member_id=application.member_id, by=officer(request)
    ):
        raise Http404
    return application


def answered(request: HttpRequest, application: Application) -> HttpResponse | dict[str, Any]:
    """Do what was pressed; the page's context while there is something to show."""
    waits_for = request_reads.open_request(application)
    if application.status != Status.ASKED or waits_for is None:
        messages.info(request, _("No document is waited for any more"))
        return redirect(FIND)
    here = redirect(HERE, application.reference)
    form, lacking = None, ""
    if request.method == "POST" and "paper" in request.POST:
        form = UploadForm(request.POST, request.FILES, auto_id="id_%s")
        if form.is_valid() and _take(request, application, form):
            messages.success(request, _("The file has been saved"))
            return here
    elif request.method == "POST" and REMOVE in request.POST:
        _remove(request, application)
        return here
    elif request.method == "POST":
        try:
            asking.answer(
                application_id=application.pk,
                by=officer(request),
                at=timezone.now(),
                event=Event.BRING,
            )
        except asking.NotAllThere as left:
            titles = {one.code: one.title for one in request_reads.asked_papers(waits_for)}
            lacking = ", ".join(wording.say(titles[code]) for code in left.papers)
        except MoveNotAllowed:
            return redirect(FIND)
        else:
            messages.success(
                request,
                _("The documents of %(reference)s are handed in. An officer looks at them next.")
                % {"reference": application.reference},
            )
            return redirect(FIND)
    wanted = cards(request_reads.asked_papers(waits_for), form)
    return {"waits_for": waits_for, "wanted": wanted, "form": form, "lacking": lacking}


def _take(request: HttpRequest, application: Application, form: UploadForm) -> bool:
    file = form.cleaned_data["file"]
    try:
        if file.size > documents.MOST_BYTES:
            raise documents.Refused("LARGE")
        documents.add_to_request(
            application_id=application.pk,
            code=form.cleaned_data["paper"],
            name=file.name,
            data=file.read(),
            by=officer(request),
            at=timezone.now(),
            **audit.origin(request),
        )
    except documents.Refused as refusal:
        form.add_error("file", file_refused(refusal.reason, file.size))
    except (documents.NotWanted, documents.NotAwaited):
        form.add_error("file", _("This application does not need that document"))
    return not form.errors


def _remove(request: HttpRequest, application: Application) -> None:
    try:
        gone = documents.remove_from_request(
            application_id=application.pk,
            public_id=UUID(request.POST[REMOVE]),
            by=officer(request),
            at=timezone.now(),
        )
    except (ValueError, documents.NotAwaited):
        return
    if gone:
        messages.success(request, _("The file has been removed"))
