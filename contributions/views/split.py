"""A file with errors in some rows: send the good ones, repair the others on screen or in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from contributions import limits
from contributions.access import acting_may, employer_required
from contributions.files import layout
from contributions.rules import roles
from contributions.services import check, receive, split
from contributions.views.remittances import csv_response, month_taken, own


@acting_may(roles.PREPARE)
@require_POST
@never_cache
def good_rows(request: HttpRequest, reference: str) -> HttpResponse:
    """The rows without errors go on as a file of their own."""
    source = own(request, reference)
    at = timezone.now()
    try:
        made = split.take_good_rows(
            remittance_id=source.pk,
            by=request.user,  # type: ignore[arg-type]
            at=at,
        )
    except split.CannotBeSplit:
        messages.warning(request, _("No row of this file can go on without the others"))
        return redirect("contributions:remittance", reference)
    except receive.MonthAlreadyThere as there:
        messages.warning(request, month_taken(there.remittance))
        return redirect("contributions:remittance", reference)
    made = check.soon(made, by=request.user, at=at)  # type: ignore[arg-type]
    return redirect("contributions:remittance", made.reference)


@acting_may(roles.PREPARE)
@require_POST
@never_cache
def repair(request: HttpRequest, reference: str) -> HttpResponse:
    """The rows with errors are put in a supplementary form."""
    source = own(request, reference)
    try:
        draft = split.repair(
            remittance_id=source.pk,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except split.CannotBeSplit:
        messages.warning(request, _("The error concerns the whole file. Upload it again"))
    except split.TooManyToRepair:
        messages.warning(
            request,
            _("More than %(most)s rows have errors. Download them and upload a corrected file")
            % {"most": f"{limits.form_rows():,}"},
        )
    else:
        return redirect("contributions:form", draft.pk)
    return redirect("contributions:remittance", reference)


@employer_required
@require_safe
@never_cache
def bad_rows_csv(request: HttpRequest, reference: str) -> HttpResponse:
    """The rows with errors in the layout of a file, to be corrected and uploaded as supplementary."""
    source = own(request, reference)
    try:
        found = split.bad_rows(source)
    except split.CannotBeSplit:
        raise Http404 from None

    def rows() -> Iterator[tuple[object, ...]]:
        yield layout.HEADER
        for raw in found:
            amounts = (raw.wages_sen, raw.employer_sen, raw.employee_sen)
            yield (
                raw.member_no,
                raw.ic_no,
                raw.name,
                *("" if sen is None else f"{sen // 100}.{sen % 100:02d}" for sen in amounts),
            )

    return csv_response(rows(), f"{source.reference}-baris-ralat.csv")
