"""R2, R3: change an address, an e-mail, a phone or a bank account; codes to the old and the new."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from members import selectors
from members.access import MemberRequest, member_required
from members.audit import services as audit
from members.forms.base import PortalForm
from members.forms.contacts import AddressForm, EmailForm, PhoneForm
from members.forms.passkeys import AnswerForm
from members.forms.tac import TacForm
from members.models import ChangeKind, ProfileChange, User
from members.rules import masking
from members.services import address as addresses
from members.services import bank_accounts
from members.services import profile_changes as changes
from members.tac import rules as tac_rules
from members.tac import selectors as tac_selectors
from members.tac import services as tac

from . import ceremony

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@member_required
def address(request: MemberRequest) -> HttpResponse:
    """R2, where letters go."""
    member, user = request.member, request.user
    initial = {name: getattr(member, name) for name in addresses.FIELDS}
    form = AddressForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        where = audit.origin(request)
        addresses.change(
            user=user,
            values=form.cleaned_data,
            by=user,
            at=timezone.now(),
            origin_address=where["address"],
            device=where["device"],
        )
        messages.success(request, _("Your address has been updated"))
        return redirect("members:profile")
    return render(request, "members/address.html", {"form": form})


@sensitive_post_parameters("value")
@require_http_methods(FORM)
@member_required
def email(request: MemberRequest) -> HttpResponse:
    """R2: a new e-mail address."""
    now = masking.email(request.user.email) if request.user.email else ""
    return _contact(request, ChangeKind.EMAIL, EmailForm, "members/email_change.html", now)


@sensitive_post_parameters("value")
@require_http_methods(FORM)
@member_required
def phone(request: MemberRequest) -> HttpResponse:
    """R2: a new phone number, where the old one can still answer."""
    now = masking.number(request.user.phone)
    return _contact(request, ChangeKind.PHONE, PhoneForm, "members/phone_change.html", now)


def _contact(
    request: MemberRequest, kind: ChangeKind, form_class: type[PortalForm], page: str, now: str
) -> HttpResponse:
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        value = form.cleaned_data["value"]
        target = {"value": value, "back": reverse("members:profile")}
        begun = begin(request, kind, target, changes.shown_value(kind, value), form, "value")
        if begun is not None:
            return begun
    signs = tac.has_passkey(request.user, timezone.now())
    return render(request, page, {"form": form, "now": now, "by_passkey": signs})


def begin(
    request: MemberRequest,
    kind: ChangeKind,
    target: dict[str, Any],
    shown: str,
    form: PortalForm,
    field: str,
) -> HttpResponse | None:
    """Begin the change and lead to its code; None when the form now says why not."""
    try:
        change = changes.begin(
            user=request.user,
            kind=kind,
            target=target,
            shown=shown,
            session_key=request.session.session_key or "",
            by=request.user,
            at=timezone.now(),
        )
    except changes.NotChanged:
        form.add_error(field, _("This is the one we have on record already"))
    except (tac.TooManyCodes, changes.TooManyToContact) as error:
        form.add_error(None, too_soon(error.retry_at))
    except changes.Stopped:
        form.add_error(
            None,
            _(
                "You have reported something as not you. Nothing can be changed until we have answered"
            ),
        )
    except changes.AtCounter:
        form.add_error(None, _("A change of this contact waits at a counter for a second officer"))
    except tac.NoPhone:
        form.add_error(
            None, _("We have no phone number of yours. Register one at any of our counters.")
        )
    else:
        return redirect("members:profile_change", change.pk)
    return None


@sensitive_post_parameters("tac", "passkey")
@require_http_methods(FORM)
@member_required
def confirm(request: MemberRequest, pk: uuid.UUID) -> HttpResponse:
    """The passkey, or the code for the step that waits: to the phone on record, then to the new
    contact.
    """
    user, at = request.user, timezone.now()
    session_key = request.session.session_key or ""
    change = changes.own_open(change_id=pk, user=user, session_key=session_key, at=at)
    if change is None:
        return _over(request)
    by_passkey = request.method == "POST" and "passkey" in request.POST
    form: PortalForm = (AnswerForm if by_passkey else TacForm)(
        request.POST if request.method == "POST" else None
    )
    if by_passkey and not form.is_valid():
        return _not_signed(request, change)
    if request.method == "POST" and form.is_valid():
        try:
            result = changes.confirm(
                change=change,
                code=form.cleaned_data.get("tac", ""),
                passkey=form.cleaned_data.get("passkey", ""),
                session_key=session_key,
                by=user,
                at=at,
                **audit.origin(request),
            )
        except changes.ChangeOver:
            return _over(request)
        except bank_accounts.AlreadyAdded:
            messages.warning(request, _("You have added this account already"))
            return redirect("members:profile")
        if result.follows == changes.DONE:
            messages.success(request, _done_words(change, user))
            return HttpResponseRedirect(
                str(changes.target_of(change).get("back") or reverse("members:profile"))
            )
        if result.follows == changes.SENT:
            return redirect("members:profile_change", change.pk)
        if by_passkey:
            return _not_signed(request, change)
        form.add_error("tac", code_refused(result.outcome))
    return _show(request, change, form)


@require_POST
@member_required
def resend(request: MemberRequest, pk: uuid.UUID) -> HttpResponse:
    """Another code for the same step."""
    at, session_key = timezone.now(), request.session.session_key or ""
    change = changes.own_open(change_id=pk, user=request.user, session_key=session_key, at=at)
    if change is None:
        return _over(request)
    try:
        changes.resend(change=change, session_key=session_key, by=request.user, at=at)
    except tac.TooManyCodes as error:
        messages.warning(request, too_soon(error.retry_at))
    except (tac.NoPhone, changes.ChangeOver):
        return _over(request)
    else:
        messages.success(request, _("We have sent a new code. The older one no longer works"))
    return redirect("members:profile_change", change.pk)


@require_POST
@member_required
def give_up(request: MemberRequest, pk: uuid.UUID) -> HttpResponse:
    """Leave everything as it is."""
    at, session_key = timezone.now(), request.session.session_key or ""
    change = changes.own_open(change_id=pk, user=request.user, session_key=session_key, at=at)
    if change is not None:
        changes.give_up(change=change, at=at)
    messages.success(request, _("Nothing was changed"))
    return redirect("members:profile")


def _not_signed(request: MemberRequest, change: ProfileChange) -> HttpResponse:
    messages.error(request, _("The passkey did not sign this change. Try again, or use a TAC"))
    return redirect("members:profile_change", change.pk)


def _show(request: MemberRequest, change: ProfileChange, form: PortalForm) -> HttpResponse:
    challenge, at = None, timezone.now()
    if change.waits_for_new:
        form.fields["tac"].label = _("Code")
    elif change.tac_challenge_id is not None:
        waiting = change.tac_challenge_id
        options = tac.passkey_options(waiting, user=request.user, at=at)
        if options is not None:
            sign = {"change": change, "options": options, **ceremony.place(request)}
            return render(request, "members/profile_change_sign.html", sign)
        challenge = tac_selectors.live(challenge_id=waiting, user=request.user, at=at)
    return render(
        request,
        "members/profile_change.html",
        {
            "change": change,
            "form": form,
            "challenge": challenge,
            "phone_tail": selectors.phone_tail(request.user),
            "minutes": int(tac_rules.LIFE.total_seconds() // 60),
        },
    )


def _over(request: MemberRequest) -> HttpResponse:
    messages.warning(
        request, _("This change is over. Nothing was changed; begin again if you want it")
    )
    return redirect("members:profile")


def _done_words(change: ProfileChange, user: User) -> str:
    at = timezone.now()
    waits = selectors.waits(user.own_member_id or 0, at)
    if change.kind == ChangeKind.BANK:
        until = max(waits.accounts.values(), default=at)
        return _(
            "%(account)s has been added. For your safety money can go there from %(until)s on"
        ) % {"account": change.shown, "until": moment(until)}
    words = {
        ChangeKind.EMAIL: _("Your email is now %(new)s. Withdrawals open again on %(until)s"),
        ChangeKind.PHONE: _("Your phone is now %(new)s. Withdrawals open again on %(until)s"),
    }[ChangeKind(change.kind)]
    return words % {"new": change.shown, "until": moment(waits.until or at)}


def moment(at: Any) -> str:
    """`25 November 2026, 15:04`."""
    return formats.date_format(timezone.localtime(at), "j F Y, H:i")


def too_soon(retry_at: Any) -> str:
    return _("We cannot send another code yet. You can ask for one from %(time)s on") % {
        "time": formats.date_format(timezone.localtime(retry_at), "j F Y, H:i:s")
    }


def code_refused(outcome: tac.Outcome) -> str:
    """Why a code was not accepted and what to do."""
    if outcome.reason == tac.WRONG:
        return ngettext(
            "The TAC is not correct. You have %(count)s attempt left",
            "The TAC is not correct. You have %(count)s attempts left",
            outcome.tries_left,
        ) % {"count": outcome.tries_left}
    if outcome.reason == tac.LOCKED:
        return _("Too many wrong tries with this TAC. Request a new one")
    return _("The TAC has expired. Request a new one")
