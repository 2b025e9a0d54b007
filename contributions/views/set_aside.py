"""Lines set aside because nobody could be found for them: the employer says who it is. No number in an address."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contributions import selectors
from contributions.access import employer_required
from contributions.ctml_forms import WhoseForm
from contributions.models import CtmlLine, RemittanceState
from contributions.services import ctml

LINES_ON_PAGE = 50


@employer_required
@require_POST
@never_cache
def set_aside(request: HttpRequest, reference: str) -> HttpResponse:
    """Let a file go on without the lines that nobody can identify."""
    found = selectors.remittance(request.acting.employer, reference)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    try:
        ctml.set_aside(remittance_id=found.pk, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except ctml.NotOnlyUnknown:
        messages.warning(request, _("This file has other errors. Correct it and upload it again"))
    except ctml.MonthTaken:
        messages.warning(request, _("Another file for this month is waiting or was submitted"))
    return redirect("contributions:remittance", reference)


@employer_required
@require_safe
@never_cache
def listing(request: HttpRequest) -> HttpResponse:
    """What waits, oldest month first, and what was credited since."""
    lines = CtmlLine.objects.filter(
        remittance__employer=request.acting.employer,  # type: ignore[attr-defined]
        remittance__state=RemittanceState.POSTED,
    ).select_related("remittance")
    waiting = lines.filter(member__isnull=True, returned_on__isnull=True).order_by(
        "remittance__wage_month", "line_no"
    )
    done = lines.filter(member__isnull=False).order_by("-resolved_at")[:20]
    returned = lines.filter(returned_on__isnull=False).order_by("-returned_on", "-pk")[:20]
    page = Paginator(waiting, LINES_ON_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "contributions/set_aside.html",
        {"page": page, "done": list(done), "returned": list(returned)},
    )


@employer_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def whose(request: HttpRequest, pk: int) -> HttpResponse:
    """One line: say who it is, and it is credited at once."""
    employer = request.acting.employer  # type: ignore[attr-defined]
    line = (
        CtmlLine.objects.select_related("remittance")
        .filter(pk=pk, remittance__employer=employer, remittance__state=RemittanceState.POSTED)
        .first()
    )
    if line is None:
        raise Http404
    form = WhoseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ctml.resolve(
                line_id=line.pk,
                member_no=form.cleaned_data["member_no"],
                ic_no=form.cleaned_data["ic_no"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                employer=employer,
            )
        except ctml.NoSuchMember:
            form.add_error(
                None, _("No member has this KWSP number and identity card number. Check both")
            )
        except ctml.TooManyTries:
            form.add_error(
                None, _("Too many wrong answers for this line. Our officers look at it now")
            )
        except ctml.TooOld:
            form.add_error(
                None, _("This member is 75 or older: nothing may be credited. Write to us")
            )
        except ctml.AlreadyCredited:
            messages.info(request, _("This line has been credited"))
            return redirect("contributions:set_aside")
        else:
            messages.success(request, _("The contribution was credited to the employee"))
            return redirect("contributions:set_aside")
    return render(request, "contributions/set_aside_line.html", {"line": line, "form": form})
