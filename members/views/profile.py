"""The member's own record: identity as the register has it, contacts masked, language, banks."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from members import selectors
from members.access import MemberRequest, member_required
from members.audit import services as audit
from members.forms.profile import BankAccountForm, LanguageForm
from members.rules import identity, masking
from members.services import bank_accounts, profile

from . import destinations


@require_safe
@member_required
def show(request: MemberRequest) -> HttpResponse:
    """R1."""
    member, user = request.member, request.user
    return render(
        request,
        "members/profile.html",
        {
            "member": member,
            "ic_no": _with_dashes(member.ic_no),
            "phone_tail": selectors.phone_tail(user),
            "email": masking.email(user.email) if user.email else "",
            "accounts": [
                selectors.bank_account_row(row) for row in selectors.bank_accounts(member)
            ],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def language(request: MemberRequest) -> HttpResponse:
    """R6, its language half."""
    user = request.user
    form = LanguageForm(request.POST or None, initial={"language": user.language})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["language"]
        profile.set_language(
            user=user, language=chosen, by=user, at=timezone.now(), **audit.origin(request)
        )
        with translation.override(chosen):
            messages.success(request, _("Your preferred language has been saved"))
        return redirect("members:profile")
    return render(request, "members/language.html", {"form": form})


@sensitive_post_parameters("number")
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def add_bank_account(request: MemberRequest) -> HttpResponse:
    """R3: a new account of one's own; `next` leads back to a withdrawal that asked for it."""
    member, user = request.member, request.user
    given = request.POST if request.method == "POST" else request.GET
    wanted = destinations.safe(request, given.get("next"))
    back = wanted or reverse("members:profile")
    form = BankAccountForm(request.POST or None, initial={"holder_name": member.name})
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            account = bank_accounts.add(
                member=member,
                bank_code=cleaned["bank_code"],
                number=cleaned["number"],
                holder_name=cleaned["holder_name"],
                by=user,
                at=timezone.now(),
                **audit.origin(request),
            )
        except bank_accounts.NotTheMembersOwn:
            form.add_error(
                "holder_name",
                _("The account must be in your own name: %(name)s") % {"name": member.name},
            )
        except bank_accounts.AlreadyAdded:
            form.add_error("number", _("You have added this account already"))
        else:
            row = selectors.bank_account_row(account)
            messages.success(
                request,
                _("%(bank)s account ending %(tail)s has been added")
                % {"bank": row.bank, "tail": account.last_four},
            )
            return HttpResponseRedirect(back)
    return render(
        request,
        "members/bank_account_add.html",
        {"form": form, "member": member, "back": back, "next": wanted},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def remove_bank_account(request: MemberRequest, pk: int) -> HttpResponse:
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


def _with_dashes(ic_no: str) -> str:
    """A MyKad number as printed on the card; any other document's number as it is."""
    try:
        return identity.parse_mykad(ic_no, today=timezone.localdate()).with_dashes
    except identity.NotAnIdentityNumber:
        return ic_no
