"""The way in and out. An ID goes from page to page in the session, never in an address.

Order on the second page: picture code, counters, password. Only then is anything said.
"""

from __future__ import annotations

import math
from datetime import datetime

from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.audit import services as audit
from members.forms.sign_in import IdForm, PasswordForm
from members.models import CounterKind, User
from members.rules import masking
from members.services import picture_code, session_clock, sign_in, sign_in_counters

from . import destinations
from .picture_code import has_voice

PENDING = "sign_in_id"
PREVIOUS = "previous_sign_in"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """P1: who are you? Any ID of the right shape goes on to the second page."""
    wanted = destinations.safe(request, request.GET.get("next"))
    if request.user.is_authenticated:
        return HttpResponseRedirect(wanted) if wanted else redirect("portal:home")
    if wanted:
        session_clock.remember_where(request.session, wanted)
    form = IdForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        request.session[PENDING] = form.cleaned_data["login_id"]
        return redirect("members:password")
    return render(request, "members/sign_in.html", {"form": form})


@login_not_required
@never_cache
@sensitive_post_parameters("password", "code")
@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """P2: prove it. One message for a wrong password and an ID that nobody has."""
    if request.user.is_authenticated:
        return redirect("portal:home")
    login_id = request.session.get(PENDING)
    if not isinstance(login_id, str):
        return redirect("members:sign_in")
    if request.method != "POST":
        return _ask(request, login_id, PasswordForm())
    at = timezone.now()
    form = PasswordForm(request.POST)
    if not form.is_valid():
        return _ask(request, login_id, form)
    cleaned = form.cleaned_data
    answer = picture_code.answer(
        request.session, key=cleaned["picture"], typed=cleaned["code"], at=at
    )
    if answer is not picture_code.Answer.RIGHT:
        form.add_error("code", _picture_message(answer))
        return _ask(request, login_id, form)
    attempt = sign_in.attempt(
        login_id=login_id, password=cleaned["password"], at=at, **audit.origin(request)
    )
    if attempt.user is not None:
        return _let_in(request, attempt.user)
    if attempt.locked_until is not None:
        return _locked(request, attempt, at)
    form.add_error(None, _("The KWSP No. or password does not match our records"))
    return _ask(request, login_id, form)


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Log out, by POST alone; the browser is told to forget what it kept."""
    user = request.user
    if isinstance(user, User):
        audit.record(
            "sign_out",
            by=user,
            at=timezone.now(),
            member_id=user.own_member_id,
            **audit.origin(request),
        )
    logout(request)
    response = redirect("members:signed_out")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@login_not_required
@never_cache
@require_safe
def ended(request: HttpRequest) -> HttpResponse:
    """P10."""
    return render(request, "members/signed_out.html")


@login_not_required
@never_cache
@require_safe
def session_ended(request: HttpRequest) -> HttpResponse:
    """P11."""
    if request.user.is_authenticated:
        return redirect("portal:home")
    return render(request, "members/session_ended.html")


def _picture_message(answer: picture_code.Answer) -> str:
    if answer is picture_code.Answer.EXPIRED:
        return _("The security code has expired. Type the digits of the new image below")
    return _("The characters do not match the image. Try the new image below")


def _ask(request: HttpRequest, login_id: str, form: PasswordForm) -> HttpResponse:
    at = timezone.now()
    shown = sign_in_counters.reserve(CounterKind.PICTURE, audit.origin(request)["address"], at=at)
    if not shown.allowed:
        return _locked(
            request, sign_in.Attempt(locked_until=shown.locked_until or at, by_address=True), at
        )
    key = picture_code.new(request.session)
    if form.is_bound:
        form.again(key)
    else:
        form.initial["picture"] = key
    context = {
        "form": form,
        "picture": key,
        "has_voice": has_voice(),
        "shown_id": masking.login_id(login_id),
    }
    return render(request, "members/password.html", context)


def _let_in(request: HttpRequest, user: User) -> HttpResponse:
    wanted = destinations.safe(request, request.session.get(session_clock.NEXT))
    previous = user.last_login
    login(request, user)
    for name in (PENDING, picture_code.SHOWN, session_clock.NEXT):
        request.session.pop(name, None)
    request.session[PREVIOUS] = previous.isoformat() if previous else ""
    return HttpResponseRedirect(wanted) if wanted else redirect("portal:home")


def _locked(request: HttpRequest, attempt: sign_in.Attempt, at: datetime) -> HttpResponse:
    assert attempt.locked_until is not None
    page = "429.html" if attempt.by_address else "members/locked.html"
    until = timezone.localtime(attempt.locked_until)
    response = render(
        request,
        page,
        {"until": until, "same_day": until.date() == timezone.localtime(at).date()},
        status=429,
    )
    seconds = math.ceil((attempt.locked_until - at).total_seconds())
    response["Retry-After"] = str(max(seconds, 1))
    return response
