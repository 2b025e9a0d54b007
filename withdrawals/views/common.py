"""What the pages of an application share: the kind in the address, the draft, the step line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from withdrawals import types
from withdrawals.models import Application
from withdrawals.rules.spec import Step, WithdrawalType
from withdrawals.services import steps
from withdrawals.services.steps import Place

if TYPE_CHECKING:
    from members.models import Member, User

PAGES: dict[Step, str] = {
    Step.AMOUNT: "withdrawals:amount",
    Step.BANK_ACCOUNT: "withdrawals:bank_account",
    Step.DOCUMENTS: "withdrawals:documents",
    Step.PAYEE: "withdrawals:payee",
    Step.DECLARATION: "withdrawals:declaration",
}


class MemberRequest(HttpRequest):
    """A request that `member_required` has let through."""

    member: Member
    user: User


def kind_or_404(code: str) -> WithdrawalType:
    """The type named in the address."""
    try:
        return types.from_slug(code)
    except types.UnknownType:
        raise Http404 from None


def start(kind: WithdrawalType) -> HttpResponseRedirect:
    """Back to the start page of the kind."""
    return redirect("withdrawals:start", kind.slug)


def address(place: Place, kind: WithdrawalType) -> str:
    """Where a page of the application stands."""
    if place.step == Step.QUESTION:
        return reverse("withdrawals:question", args=[kind.slug, place.question])
    return reverse(PAGES[place.step], args=[kind.slug])


def next_page(draft: Application) -> HttpResponseRedirect:
    """To the first unanswered question; to the check page when there is none."""
    draft.refresh_from_db()
    missing = steps.missing(draft)
    if missing is None:
        return redirect("withdrawals:check", draft.kind.slug)
    return redirect(address(missing, draft.kind))


def page(request: HttpRequest, draft: Application, here: Place | str) -> dict[str, Any]:
    """Step line and back link. From a Change link, back leads to the check page."""
    kind = draft.kind
    places = steps.places(draft)
    way: list[Place | str] = [*places, "withdrawals:check", "withdrawals:code"]
    number = way.index(here) + 1 if here in way else len(places)
    previous = way[number - 2] if number > 1 else "withdrawals:start"
    if "change" in request.GET:
        previous = "withdrawals:check"
    return {
        "draft": draft,
        "corrects": draft.corrects if draft.corrects_id else None,
        "kind": kind,
        "step": number,
        "steps": len(way),
        "back": reverse(previous, args=[kind.slug])
        if isinstance(previous, str)
        else address(previous, kind),
    }
