"""The page of a draft that waits for an identity step: which, why, where, and how to go on after it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from members.access import member_required
from members.ledger import days
from withdrawals import identity_reads, selectors
from withdrawals.rules import identity_reasons, identity_tiers
from withdrawals.rules.identity_ways import Way
from withdrawals.services import apply, steps
from withdrawals.views import common
from withdrawals.views.common import MemberRequest


@member_required
@require_GET
def identity(request: MemberRequest, code: str) -> HttpResponse:
    """Nothing is asked here. When the step stands, this page leads on to the check page."""
    kind = common.kind_or_404(code)
    draft = selectors.draft(request.member.pk, kind.code)
    if draft is None:
        return common.start(kind)
    if steps.missing(draft) is not None or draft.bank_account_id is None:
        return common.next_page(draft)
    decision, on = apply.judge(draft), days.today()
    found = [one for one in decision.reasons if one.code in identity_reasons.CODES]
    if not found:
        return redirect("withdrawals:check", kind.slug)
    known = identity_reads.of(request.member.pk, kind, on=on)
    wanted = identity_tiers.needed(draft.amount_sen or 0, draft.bank_account_id, known)
    return render(
        request,
        "withdrawals/identity.html",
        {
            **common.page(request, draft, "withdrawals:check"),
            "finding": found[0],
            "is_thumbprint": wanted == Way.THUMBPRINT,
            "stands_days": known.tiers.thumbprint_days
            if wanted == Way.THUMBPRINT
            else known.tiers.face_days,
            "now_sen": identity_tiers.without_a_visit_sen(draft.bank_account_id, known, on),
            "is_first": not known.was_paid,
            "kept_until": draft.created_at + apply.DRAFT_IS_KEPT,
        },
    )
