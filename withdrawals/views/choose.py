"""Before an application: every kind with what can be taken, and the start page of one kind."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from members.access import member_required
from members.ledger import days
from withdrawals import parameters, selectors
from withdrawals.rules.asks import AnswerKind
from withdrawals.rules.eligibility import decide, ways
from withdrawals.rules.findings import Finding
from withdrawals.rules.restriction_reasons import COURT_HOLD
from withdrawals.selectors import Group, Offer
from withdrawals.services import apply, promise
from withdrawals.views import common
from withdrawals.views.common import MemberRequest


@member_required
@require_GET
def choose(request: MemberRequest) -> HttpResponse:
    """M8: the kinds, those the member may apply for first, the others with every reason."""
    today = days.today()
    offers = selectors.offers(request.member.pk, on=today)
    return render(
        request,
        "withdrawals/choose.html",
        {
            "offers": offers,
            "drafts": [offer.draft for offer in offers if offer.draft is not None],
            **{
                group.name.lower(): [offer for offer in offers if offer.group == group]
                for group in Group
            },
            "court_hold": _court_hold(offers),
            "today": today,
        },
    )


def _court_hold(offers: Iterable[Offer]) -> Finding | None:
    """The finding about a court's hold, when there is one: it stands against every kind alike."""
    for offer in offers:
        for finding in offer.decision.reasons:
            if finding.code == COURT_HOLD:
                return finding
    return None


@member_required
@require_http_methods(["GET", "POST"])
def start(request: MemberRequest, code: str) -> HttpResponse:
    """M9: what, how much, what is needed, how long, what is final. POST begins or resumes."""
    kind = common.kind_or_404(code)
    member, today = request.member, days.today()
    if request.method == "POST" and request.user.phone:
        try:
            draft = apply.begin(member_id=member.pk, kind=kind, by=request.user, at=timezone.now())
        except (apply.NotOnline, apply.NotEligible):
            return common.start(kind)
        return common.next_page(draft)
    facts = selectors.member_facts(member.pk, on=today)
    decision = decide(kind, facts, on=today)
    open_draft = selectors.draft(member.pk, kind.code)
    at_counter = Offer(kind, decision, open_draft).is_only_at_counter
    return render(
        request,
        "withdrawals/start.html",
        {
            "kind": kind,
            "decision": decision,
            "can_take": decision.allowed or at_counter,
            "at_counter": at_counter or not kind.is_online,
            "tiers": parameters.tiers(today) if kind.identity_tiers else None,
            "ways": ways(kind, facts, on=today),
            "amounts": [ask for ask in kind.asked(today) if ask.kind == AnswerKind.MONEY],
            "draft": open_draft,
            "promise": promise.promised(kind, today, state=request.member.state_code),
            "phone_tail": request.user.phone[-4:],
            "is_muslim": member.is_muslim,
            "today": today,
        },
    )


@member_required
@require_POST
def discard(request: MemberRequest, code: str) -> HttpResponse:
    """Delete the draft; the answers are gone, no money was held."""
    kind = common.kind_or_404(code)
    try:
        apply.discard(member_id=request.member.pk, kind=kind, by=request.user, at=timezone.now())
    except apply.NoDraft:
        return common.start(kind)
    messages.success(request, _("Your draft has been deleted"))
    return redirect("withdrawals:choose")
