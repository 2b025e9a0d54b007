"""From a refused application to the draft of a corrected one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.access import member_required
from withdrawals import selectors, wording
from withdrawals.services import again as service
from withdrawals.services import apply
from withdrawals.views import common
from withdrawals.views.common import MemberRequest


@member_required
@require_POST
def again(request: MemberRequest, reference: str) -> HttpResponse:
    """Keep what was good and go to the first thing that is left; every reason stays on each page."""
    found = selectors.submitted(request.member.pk, reference)
    if found is None:
        raise Http404
    try:
        draft = service.begin(application_id=found.pk, by=request.user, at=timezone.now())
    except service.NotRefused:
        return redirect("withdrawals:application", reference)
    except service.AnotherDraft:
        messages.warning(
            request,
            _("You have begun another application of this kind. Finish or delete it first."),
        )
        return common.start(found.kind)
    except apply.NotEligible as refusal:
        for finding in refusal.decision.reasons:
            messages.warning(request, f"{wording.refused(finding)}. {wording.fix(finding)}")
        return redirect("withdrawals:application", reference)
    except apply.NotOnline:
        return common.start(found.kind)
    messages.success(request, _("What was good is kept. Answer what is left, then sign again."))
    return common.next_page(draft)
