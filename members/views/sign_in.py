"""The way in and out. An ID goes from page to page in the session, never in an address.

Order on the second page: picture code (or a code to the phone), counters, password. Only then is anything said.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.audit import services as audit
from members.forms.sign_in import IdForm, PasswordForm
from members.models import User
from members.rules import masking
from members.rules import recognition as rules
from members.services import devices, door_codes, picture_code, recognition, session_clock, sign_in

from . import destinations, refusals
from .picture_code import has_voice

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
        request.session[sign_in.PENDING] = form.cleaned_data["login_id"]
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
    login_id = request.session.get(sign_in.PENDING)
    if not isinstance(login_id, str):
        return redirect("members:sign_in")
    at = timezone.now()
    passed = sign_in.has_pass(request.session, login_id, at=at)
    if request.method != "POST":
        return _ask(request, login_id, PasswordForm(passed=passed))
    form = PasswordForm(request.POST, passed=passed)
    if not form.is_valid():
        return _ask(request, login_id, form)
    cleaned = form.cleaned_data
    if not passed:
        answer = picture_code.answer(
            request.session, key=cleaned["picture"], typed=cleaned["code"], at=at
        )
        if answer is not picture_code.Answer.RIGHT:
            form.add_error("code", refusals.picture_message(answer))
            return _ask(request, login_id, form)
    elif not sign_in.use_pass(request.session, at=at):
        return _ask(request, login_id, PasswordForm())
    attempt = sign_in.attempt(
        login_id=login_id,
        password=cleaned["password"],
        at=at,
        cookie=request.COOKIES.get(device_cookie(), ""),
        **audit.origin(request),
    )
    if attempt.frozen:
        return redirect("members:account_locked")
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


def _ask(request: HttpRequest, login_id: str, form: PasswordForm) -> HttpResponse:
    at = timezone.now()
    context: dict[str, Any] = {
        "shown_id": masking.login_id(login_id),
        "sign": recognition.sign(login_id),
    }
    context["picture_name"] = rules.PICTURES[context["sign"].picture].of(get_language())
    if sign_in.has_pass(request.session, login_id, at=at):
        form = form if "code" not in form.fields else PasswordForm(passed=True)
    else:
        if "code" not in form.fields:
            form = PasswordForm()
        until = refusals.no_more_pictures(request, at)
        if until is not None:
            return refusals.too_many(request, until, at)
        key = picture_code.new(request.session)
        form.show(key)
        context |= {"picture": key, "has_voice": has_voice()}
    return render(request, "members/password.html", {"form": form, **context})


def _let_in(request: HttpRequest, user: User) -> HttpResponse:
    wanted = destinations.safe(request, request.session.get(session_clock.NEXT))
    previous = user.last_login
    login(request, user)
    for name in (
        sign_in.PENDING,
        sign_in.PASS,
        door_codes.KEPT,
        picture_code.SHOWN,
        session_clock.NEXT,
    ):
        request.session.pop(name, None)
    request.session[PREVIOUS] = previous.isoformat() if previous else ""
    response = HttpResponseRedirect(wanted or reverse("portal:home"))
    response.set_cookie(
        device_cookie(),
        devices.remember(request.COOKIES.get(device_cookie(), ""), user),
        max_age=devices.LIFE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def device_cookie() -> str:
    """The cookie's name; over HTTPS with the prefix that binds it to this host."""
    return "__Host-device" if settings.SESSION_COOKIE_SECURE else "device"


def _locked(request: HttpRequest, attempt: sign_in.Attempt, at: datetime) -> HttpResponse:
    assert attempt.locked_until is not None
    page = "429.html" if attempt.by_address else "members/locked.html"
    return refusals.too_many(request, attempt.locked_until, at, page=page)
