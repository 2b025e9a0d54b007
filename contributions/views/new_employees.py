"""New employees are registered from the file that names them, after a person has compared the cards."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from contributions.access import acting_may
from contributions.rules import roles
from contributions.services import check, new_employees, receive
from contributions.views.remittances import month_taken, own


@acting_may(roles.PREPARE)
@require_POST
@never_cache
def register(request: HttpRequest, reference: str) -> HttpResponse:
    """Register them and go on with the file."""
    source = own(request, reference)
    at = timezone.now()
    try:
        if request.POST.get("compared") != "on":
            messages.warning(request, _("Tick the box once you have compared the identity cards"))
            return redirect("contributions:remittance", reference)
        made = new_employees.register(
            remittance_id=source.pk,
            by=request.user,  # type: ignore[arg-type]
            at=at,
        )
    except new_employees.CannotRegister as problem:
        messages.warning(
            request,
            _(
                "Nobody was registered. Check the IC No. and the name in rows %(rows)s:"
                " the card must exist, and a member's name must be the one on record"
            )
            % {"rows": ", ".join(map(str, problem.line_nos[:20]))},
        )
    except new_employees.NotOnlyNewEmployees:
        messages.warning(request, _("Correct the other errors of the file first"))
    except receive.MonthAlreadyThere as there:
        messages.warning(request, month_taken(there.remittance))
    else:
        made = check.soon(made, by=request.user, at=at)  # type: ignore[arg-type]
        return redirect("contributions:remittance", made.reference)
    return redirect("contributions:remittance", reference)
