"""The member's own record: identity as the register has it, contacts masked, language, banks."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members import selectors
from members.access import MemberRequest, member_required
from members.audit import services as audit
from members.forms.profile import LanguageForm
from members.rules import contacts, identity, masking
from members.services import profile


@require_safe
@member_required
def show(request: MemberRequest) -> HttpResponse:
    """R1."""
    member, user = request.member, request.user
    waits = selectors.waits(member.pk, timezone.now())
    return render(
        request,
        "members/profile.html",
        {
            "member": member,
            "ic_no": _with_dashes(member.ic_no),
            "phone_tail": selectors.phone_tail(user),
            "email": masking.email(user.email) if user.email else "",
            "state": contacts.STATES.get(member.state_code, ""),
            "waits": waits,
            "accounts": [
                (selectors.bank_account_row(row), waits.accounts.get(row.pk))
                for row in selectors.bank_accounts(member)
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


def _with_dashes(ic_no: str) -> str:
    """A MyKad number as printed on the card; any other document's number as it is."""
    try:
        return identity.parse_mykad(ic_no, today=timezone.localdate()).with_dashes
    except identity.NotAnIdentityNumber:
        return ic_no
