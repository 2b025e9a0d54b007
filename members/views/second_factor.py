"""Staff prove a second thing before the console opens: a code of their app, a passkey, or, when the
phone is lost, a code from the sheet they printed.
"""

from __future__ import annotations

from typing import Any

import django_otp
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp.models import Device

from members.access import View, role_required
from members.audit import services as audit
from members.forms.passkeys import AnswerForm, ConfirmForm, RecoveryCodeForm
from members.forms.second_factor import AppCodeForm
from members.models import Role, User
from members.services import open_sessions, recovery_codes, second_factor
from members.tac import services as tac

from . import ceremony, destinations
from .confirming import confirmed

NEXT = "second_factor_next"
ASKED = "second_factor_passkey"


def _page(view: View) -> View:
    """For staff; what is typed is in no report, and a counted try stays counted."""
    limited = require_http_methods(["GET", "HEAD", "POST"])(role_required(Role.STAFF)(view))
    hidden = sensitive_post_parameters("tac", "code", "passkey", "current")(limited)
    return never_cache(transaction.non_atomic_requests(hidden))


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _is_verified(request: HttpRequest) -> bool:
    return bool(request.user.is_verified())  # type: ignore[union-attr]


@_page
def verify(request: HttpRequest) -> HttpResponse:
    """The code of the app, at each log-in; or on to the other ways."""
    user = _person(request)
    wanted = destinations.safe(request, request.GET.get("next"))
    if wanted:
        request.session[NEXT] = wanted
    if _is_verified(request):
        return _on(request)
    ways = second_factor.ways(user)
    if not ways.set_up:
        return redirect("members:second_factor_set_up")
    form = AppCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device = second_factor.verify(
                user=user,
                code=form.cleaned_data["tac"],
                at=timezone.now(),
                origin=audit.origin(request),
            )
        except second_factor.TooManyTries as error:
            form.add_error("tac", _too_many(error))
        else:
            if device is not None:
                return _let_in(request, device)
            form.add_error("tac", _wrong())
    context = {"form": form, "ways": ways, **ceremony.place(request)}
    return render(request, "members/second_factor.html", context)


@_page
def passkey(request: HttpRequest) -> HttpResponse:
    """A POST without an answer begins; the page asks the browser; a POST with one is judged once."""
    user, at = _person(request), timezone.now()
    if _is_verified(request):
        return _on(request)
    key = request.session.session_key or ""
    if request.method == "POST" and "passkey" not in request.POST:
        try:
            request.session[ASKED] = second_factor.ask_passkey(user=user, session_key=key, at=at)
        except tac.TooManyCodes as error:
            messages.error(request, ceremony.too_many(error))
            return redirect("members:second_factor")
        return redirect("members:second_factor_passkey")
    asked = request.session.get(ASKED)
    if not isinstance(asked, str):
        return redirect("members:second_factor")
    if request.method == "POST":
        form = AnswerForm(request.POST)
        del request.session[ASKED]
        try:
            device = second_factor.verify_passkey(
                user=user,
                challenge_id=asked,
                answer=form.cleaned_data["passkey"] if form.is_valid() else "",
                session_key=key,
                at=at,
                origin=audit.origin(request),
            )
        except second_factor.TooManyTries as error:
            messages.error(request, _too_many(error))
            return redirect("members:second_factor")
        if device is not None:
            return _let_in(request, device)
        messages.error(request, _("The passkey was not accepted. Try again or use another way"))
        return redirect("members:second_factor")
    options = tac.passkey_options(asked, user=user, at=at)
    if options is None:
        return redirect("members:second_factor")
    context = {"options": options, **ceremony.place(request)}
    return render(request, "members/second_factor_passkey.html", context)


@_page
def recovery(request: HttpRequest) -> HttpResponse:
    """A code from the printed sheet."""
    user = _person(request)
    if _is_verified(request):
        return _on(request)
    form = RecoveryCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sheet = recovery_codes.verify(
                user=user,
                code=form.cleaned_data["code"],
                at=timezone.now(),
                origin=audit.origin(request),
            )
        except second_factor.TooManyTries as error:
            form.add_error("code", _too_many(error))
        else:
            if sheet is not None:
                left = second_factor.ways(user).codes
                messages.warning(request, _("Recovery codes left: %(count)s") % {"count": left})
                return _let_in(request, sheet)
            form.add_error("code", _("The code is not correct or was used already"))
    return render(request, "members/second_factor_recovery.html", {"form": form})


@_page
def codes(request: HttpRequest) -> HttpResponse:
    """A new sheet, shown this once. Only after the second step, and with the password."""
    user, at = _person(request), timezone.now()
    if not _is_verified(request):
        return redirect("members:second_factor")
    form = ConfirmForm(request.POST or None)
    made: list[str] = []
    if confirmed(request, user, form, failed="passkey.not_confirmed", at=at):
        made = recovery_codes.make(user=user, at=at, origin=audit.origin(request))
    context = {"form": form, "codes": made, "ways": second_factor.ways(user)}
    return render(request, "members/recovery_codes.html", context)


@_page
def set_up(request: HttpRequest) -> HttpResponse:
    """The secret goes into the app, a code comes back. Who has another way proves it first."""
    user = _person(request)
    if not _is_verified(request) and second_factor.ways(user).set_up:
        return redirect("members:second_factor")
    try:
        begun = second_factor.begin(user)
        form = AppCodeForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            device = second_factor.confirm(
                user=user,
                code=form.cleaned_data["tac"],
                at=timezone.now(),
                origin=audit.origin(request),
            )
            if device is not None:
                messages.success(request, _("The second step of your log-in is set up"))
                return _let_in(request, device)
            form.add_error("tac", _wrong())
    except second_factor.HasOne:
        return redirect("members:second_factor")
    except second_factor.TooManyTries as error:
        form.add_error("tac", _too_many(error))
    context: dict[str, Any] = {
        "form": form,
        "secret": second_factor.secret(begun),
        "picture": second_factor.picture(begun, user),
        "otpauth": second_factor.address(begun, user),
        **ceremony.place(request),
    }
    return render(request, "members/second_factor_set_up.html", context)


def _wrong() -> str:
    return _("The code is not correct or was used already. Wait for the next one")


def _too_many(error: second_factor.TooManyTries) -> str:
    return _("Too many wrong tries. Try again after %(time)s") % {
        "time": timezone.localtime(error.until).strftime("%H:%M")
    }


def _let_in(request: HttpRequest, device: Device) -> HttpResponse:
    django_otp.login(request, device)
    before = request.session.session_key
    request.session.cycle_key()
    open_sessions.renew(before, request.session)
    return _on(request)


def _on(request: HttpRequest) -> HttpResponse:
    wanted = destinations.safe(request, request.session.pop(NEXT, ""))
    return HttpResponseRedirect(wanted or reverse("admin:index"))
