"""R3: bank accounts of one's own: add one, put one in another's place, take one off the list."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from members import selectors
from members.access import MemberRequest, member_required
from members.audit import services as audit
from members.forms.profile import BankAccountForm
from members.models import ChangeKind, Member
from members.services import bank_accounts
from members.tac import services as tac

from . import changes, destinations

FORM = ["GET", "HEAD", "POST"]


@sensitive_post_parameters("number")
@require_http_methods(FORM)
@member_required
def add(request: MemberRequest) -> HttpResponse:
    """R3: a new account of one's own; `next` leads back to a withdrawal that asked for it."""
    return _page(request, replaces=None)


@sensitive_post_parameters("number")
@require_http_methods(FORM)
@member_required
def change(request: MemberRequest, pk: int) -> HttpResponse:
    """R3: another account in place of this one, which goes when the new one is signed."""
    if selectors.bank_account(request.member, pk) is None:
        raise Http404
    return _page(request, replaces=pk)


def _page(request: MemberRequest, *, replaces: int | None) -> HttpResponse:
    member = request.member
    given = request.POST if request.method == "POST" else request.GET
    wanted = destinations.safe(request, given.get("next"))
    back = wanted or reverse("members:profile")
    form = BankAccountForm(
        request.POST if request.method == "POST" else None, initial={"holder_name": member.name}
    )
    if request.method == "POST" and form.is_valid():
        begun = _begin(request, form, member, replaces, back)
        if begun is not None:
            return begun
    old = selectors.bank_account(member, replaces) if replaces else None
    return render(
        request,
        "members/bank_account_add.html",
        {
            "form": form,
            "member": member,
            "back": back,
            "next": wanted,
            "old": selectors.bank_account_row(old) if old else None,
            "by_passkey": tac.has_passkey(request.user, timezone.now()),
        },
    )


def _begin(
    request: MemberRequest, form: BankAccountForm, member: Member, replaces: int | None, back: str
) -> HttpResponse | None:
    cleaned = form.cleaned_data
    try:
        number, status = bank_accounts.check(
            member=member,
            bank_code=cleaned["bank_code"],
            number=cleaned["number"],
            holder_name=cleaned["holder_name"],
            by=request.user,
            at=timezone.now(),
            **audit.origin(request),
        )
    except bank_accounts.NotTheMembersOwn:
        text = _("The account must be in your own name: %(name)s") % {"name": member.name}
        form.add_error("holder_name", text)
        return None
    except bank_accounts.AlreadyAdded:
        form.add_error("number", _("You have added this account already"))
        return None
    target = {
        "value": number,
        "bank_code": cleaned["bank_code"],
        "holder_name": cleaned["holder_name"],
        "status": status.value,
        "replaces": replaces,
        "back": back,
    }
    shown = bank_accounts.shown(cleaned["bank_code"], number)
    return changes.begin(request, ChangeKind.BANK, target, shown, form, "number")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    """R3: asks once more, then takes the account off the list."""
    member, user = request.member, request.user
    account = selectors.bank_account(member, pk)
    if account is None:
        raise Http404
    row = selectors.bank_account_row(account)
    if request.method == "POST":
        bank_accounts.remove(account=account, by=user, at=timezone.now(), **audit.origin(request))
        messages.success(
            request,
            _("%(bank)s account ending %(tail)s has been removed")
            % {"bank": row.bank, "tail": account.last_four},
        )
        return redirect("members:profile")
    return render(request, "members/bank_account_remove.html", {"account": row})
