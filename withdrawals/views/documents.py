"""W3: the papers of a draft on one page, each with its own upload; and the member's way to their files."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from members.access import member_required
from members.audit import services as audit
from members.forms.uploads import file_refused
from withdrawals import downloads, request_reads, selectors, wording
from withdrawals.models import Application
from withdrawals.question_forms import UploadForm, cards
from withdrawals.rules.spec import Step, WithdrawalType
from withdrawals.services import apply, papers
from withdrawals.services import documents as service
from withdrawals.services.steps import Place
from withdrawals.views import common
from withdrawals.views.common import MemberRequest


@member_required
@require_http_methods(["GET", "POST"])
def documents(request: MemberRequest, code: str) -> HttpResponse:
    """Show every paper that is needed; take one file, or go on when nothing is missing."""
    kind = common.kind_or_404(code)
    draft = selectors.draft(request.member.pk, kind.code)
    if draft is None:
        return common.start(kind)
    if not papers.needed(draft):
        return common.next_page(draft)
    form, lacking = None, ""
    if request.method == "POST" and "paper" in request.POST:
        form = UploadForm(request.POST, request.FILES, auto_id="id_%s")
        if form.is_valid() and _take(request, kind, form):
            messages.success(request, _("The file has been saved"))
            query = "?change=1" if "change" in request.GET else ""
            return redirect(common.address(Place(Step.DOCUMENTS), kind) + query)
    elif request.method == "POST":
        left = papers.missing(draft)
        if not left:
            return common.next_page(draft)
        lacking = ", ".join(wording.say(paper.title) for paper in left)
    return _show(request, draft, form, lacking)


@member_required
@require_POST
def remove(request: MemberRequest, code: str, document: UUID) -> HttpResponse:
    """Take a file out again."""
    kind = common.kind_or_404(code)
    try:
        gone = service.remove(
            member_id=request.member.pk,
            kind=kind,
            public_id=document,
            by=request.user,
            at=timezone.now(),
        )
    except apply.NoDraft:
        return common.start(kind)
    if gone:
        messages.success(request, _("The file has been removed"))
    return redirect("withdrawals:documents", kind.slug)


@member_required
@require_GET
def download(request: MemberRequest, document: UUID) -> HttpResponse:
    """A file of the member's own, as we keep it."""
    found = request_reads.own_document(request.member.pk, document)
    if found is None:
        raise Http404
    return downloads.answer(found, service.content(found))


def _take(request: MemberRequest, kind: WithdrawalType, form: UploadForm) -> bool:
    file = form.cleaned_data["file"]
    try:
        if file.size > service.MOST_BYTES:
            raise service.Refused("LARGE")
        service.add(
            member_id=request.member.pk,
            kind=kind,
            code=form.cleaned_data["paper"],
            name=file.name,
            data=file.read(),
            by=request.user,
            at=timezone.now(),
            **audit.origin(request),
        )
    except service.Refused as refusal:
        form.add_error("file", file_refused(refusal.reason, file.size))
    except (service.NotWanted, apply.NoDraft):
        form.add_error("file", _("This application does not need that document"))
    return not form.errors


def _show(
    request: MemberRequest, draft: Application, form: UploadForm | None, lacking: str
) -> HttpResponse:
    wanted = cards(request_reads.papers(draft), form)
    context = common.page(request, draft, Place(Step.DOCUMENTS))
    if form is not None and not any(one["form"] is form for one in wanted):
        messages.warning(request, _("This application does not need that document"))
        form = None
    return render(
        request,
        "withdrawals/documents.html",
        {**context, "wanted": wanted, "form": form, "lacking": lacking},
    )
