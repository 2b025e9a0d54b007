"""The ways back in: a link by e-mail, a code to the phone, the forgotten number.

Every page here is for strangers. The answer is the same whatever was typed, and no page looks
anything up before a code or a link proves who asks.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.audit import services as audit
from members.forms.passwords import NewPasswordForm
from members.forms.recovery import ForgottenNumberForm, ForgottenPasswordForm
from members.forms.sign_in import IdForm
from members.forms.tac import TacForm
from members.models import ResetWay
from members.rules import masking
from members.services import door_codes, freezing, passwords, picture_code, recovery, sign_in
from members.services.door_codes import Verdict

from . import refusals
from .picture_code import has_voice

TOKEN = "reset_token"  # noqa: S105 the name of a place in the session
FORM = ["GET", "HEAD", "POST"]


@login_not_required
@never_cache
@sensitive_post_parameters()
@transaction.non_atomic_requests
@require_http_methods(FORM)
def forgotten_password(request: HttpRequest) -> HttpResponse:
    """P4: ID and registered e-mail. Leads to P5 whoever it was."""
    page = "members/forgotten_password.html"
    at = timezone.now()
    form = ForgottenPasswordForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _with_picture(request, page, form, at)
    refused = _refused(request, form, at)
    if refused is not None:
        return refused
    if form.errors:
        return _with_picture(request, page, form, at)
    recovery.ask_for_reset(
        login_id=form.cleaned_data["login_id"], email=form.cleaned_data["email"], at=at
    )
    return redirect("members:reset_sent")


@login_not_required
@never_cache
@sensitive_post_parameters()
@transaction.non_atomic_requests
@require_http_methods(FORM)
def forgotten_number(request: HttpRequest) -> HttpResponse:
    """P8: document, name, birthday and e-mail. Leads to P9 whoever it was."""
    page = "members/forgotten_number.html"
    at = timezone.now()
    form = ForgottenNumberForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _with_picture(request, page, form, at)
    refused = _refused(request, form, at)
    if refused is not None:
        return refused
    if form.errors:
        return _with_picture(request, page, form, at)
    cleaned = form.cleaned_data
    recovery.ask_for_number(
        ic_no=cleaned["ic_no"],
        name=cleaned["name"],
        born_on=cleaned["born_on"],
        email=cleaned["email"],
        at=at,
    )
    return redirect("members:number_sent")


@login_not_required
@never_cache
@require_safe
def reset_sent(request: HttpRequest) -> HttpResponse:
    """P5."""
    return render(request, "members/reset_sent.html")


@login_not_required
@never_cache
@require_safe
def number_sent(request: HttpRequest) -> HttpResponse:
    """P9."""
    return render(request, "members/number_sent.html")


@login_not_required
@never_cache
@require_safe
def reset_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the e-mail: the token goes to the session, so that it leaves the address bar.

    Nothing is used up by looking, because mail scanners look too.
    """
    request.session[TOKEN] = token
    return redirect("members:reset_password")


@login_not_required
@never_cache
@sensitive_post_parameters("new", "again")
@require_http_methods(FORM)
def reset_password(request: HttpRequest) -> HttpResponse:
    """P6: a new password for whoever the token was given to."""
    at = timezone.now()
    token = str(request.session.get(TOKEN, ""))
    try:
        user = recovery.look(token, at=at)
        form = NewPasswordForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                recovery.reset(
                    token=token, new=form.cleaned_data["new"], at=at, **audit.origin(request)
                )
            except passwords.Refused as error:
                for message in error.messages:
                    form.add_error("new", message)
            else:
                request.session.flush()
                return redirect("members:reset_done")
    except recovery.LinkUseless:
        request.session.pop(TOKEN, None)
        return render(request, "members/reset_useless.html", status=410)
    shown = masking.login_id(user.login_id)
    return render(request, "members/reset_password.html", {"form": form, "shown_id": shown})


@login_not_required
@never_cache
@require_safe
def reset_done(request: HttpRequest) -> HttpResponse:
    """P7."""
    return render(request, "members/reset_done.html")


# ── by a code to the phone ──────────────────────────────────────────────────────────────────────


@login_not_required
@never_cache
@transaction.non_atomic_requests
@require_http_methods(FORM)
def by_phone(request: HttpRequest) -> HttpResponse:
    """The other way to P6, without a picture: for who cannot read one."""
    form = IdForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return ask_code(request, door_codes.PASSWORD, form.cleaned_data["login_id"])
    return render(request, "members/forgotten_by_phone.html", {"form": form})


@login_not_required
@never_cache
@transaction.non_atomic_requests
@require_POST
def sign_in_by_phone(request: HttpRequest) -> HttpResponse:
    """The way round the picture on the password page."""
    login_id = request.session.get(sign_in.PENDING)
    if not isinstance(login_id, str):
        return redirect("members:sign_in")
    return ask_code(request, door_codes.SIGN_IN, login_id)


@login_not_required
@never_cache
@transaction.non_atomic_requests
@require_POST
def code_again(request: HttpRequest) -> HttpResponse:
    """Another code for the same."""
    waiting = door_codes.asked(request.session, at=timezone.now())
    if waiting is None:
        return redirect("members:sign_in")
    return ask_code(request, waiting.purpose, waiting.login_id)


@login_not_required
@never_cache
@sensitive_post_parameters("tac")
@transaction.non_atomic_requests
@require_http_methods(FORM)
def code(request: HttpRequest) -> HttpResponse:
    """P2b: the code. Where it leads was settled when it was asked for."""
    at = timezone.now()
    waiting = door_codes.asked(request.session, at=at)
    if waiting is None:
        return render(request, "members/door_code_over.html", status=410)
    form = TacForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verdict, _waiting, user = door_codes.judge(
            request.session, code=form.cleaned_data["tac"], at=at
        )
        if verdict is Verdict.OVER:
            return render(request, "members/door_code_over.html", status=410)
        if verdict is Verdict.RIGHT and user is not None:
            if waiting.purpose == door_codes.SIGN_IN:
                sign_in.give_pass(request.session, waiting.login_id, at=at)
                return redirect("members:password")
            if waiting.purpose == door_codes.LOCK:
                freezing.freeze(user=user, by=None, at=at, **audit.origin(request))
                return redirect("members:account_locked")
            request.session[TOKEN] = recovery.grant(user=user, way=ResetWay.PHONE, at=at)
            return redirect("members:reset_password")
        form.add_error("tac", _("The TAC is not correct or has expired"))
    context = {"form": form, "waiting": waiting, "shown_id": masking.login_id(waiting.login_id)}
    return render(request, "members/door_code.html", context)


def ask_code(request: HttpRequest, purpose: str, login_id: str) -> HttpResponse:
    """Ask for a code at the door and lead to its page; 429 for an address that asks too much."""
    at = timezone.now()
    until = recovery.allowed(audit.origin(request)["address"], at=at)
    if until is not None:
        return refusals.too_many(request, until, at)
    door_codes.ask(request.session, purpose=purpose, login_id=login_id, at=at)
    return redirect("members:door_code")


def _refused(
    request: HttpRequest, form: ForgottenPasswordForm | ForgottenNumberForm, at: datetime
) -> HttpResponse | None:
    """The picture first, then the address's limit; an error of the picture goes into the form."""
    cleaned = form.cleaned_data
    answer = picture_code.answer(
        request.session, key=cleaned["picture"], typed=cleaned["code"], at=at
    )
    if answer is not picture_code.Answer.RIGHT:
        form.add_error("code", refusals.picture_message(answer))
        return None
    until = recovery.allowed(audit.origin(request)["address"], at=at)
    return None if until is None else refusals.too_many(request, until, at)


def _with_picture(
    request: HttpRequest,
    page: str,
    form: ForgottenPasswordForm | ForgottenNumberForm,
    at: datetime,
) -> HttpResponse:
    until = refusals.no_more_pictures(request, at)
    if until is not None:
        return refusals.too_many(request, until, at)
    key = picture_code.new(request.session)
    form.show(key)
    return render(request, page, {"form": form, "picture": key, "has_voice": has_voice()})
