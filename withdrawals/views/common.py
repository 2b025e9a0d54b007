"""What the pages of an application share: the kind in the address, the draft, the step line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from withdrawals import types
from withdrawals.models import Application
from withdrawals.rules.spec import Step, WithdrawalType
from withdrawals.services import apply

if TYPE_CHECKING:
    from members.models import Member, User

PAGES: dict[Step, str] = {
    Step.AMOUNT: "withdrawals:amount",
    Step.BANK_ACCOUNT: "withdrawals:bank_account",
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


def next_page(draft: Application) -> HttpResponseRedirect:
    """To the first unanswered question; to the check page when there is none."""
    draft.refresh_from_db()
    missing = apply.missing_step(draft)
    return redirect(PAGES[missing] if missing else "withdrawals:check", draft.kind.slug)


def page(request: HttpRequest, draft: Application, name: str) -> dict[str, Any]:
    """Step line and back link. From a Change link, back leads to the check page."""
    names = [PAGES[step] for step in draft.kind.steps]
    names += ["withdrawals:check", "withdrawals:code"]
    number = names.index(name) + 1
    previous = names[number - 2] if number > 1 else "withdrawals:start"
    if "change" in request.GET:
        previous = "withdrawals:check"
    return {
        "draft": draft,
        "kind": draft.kind,
        "step": number,
        "steps": len(names),
        "back": reverse(previous, args=[draft.kind.slug]),
    }
