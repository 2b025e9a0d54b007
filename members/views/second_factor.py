"""Staff prove a second thing before the console opens: a code of the app on their phone."""

from __future__ import annotations

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
from django_otp.plugins.otp_totp.models import TOTPDevice

from members.access import role_required
from members.audit import services as audit
from members.forms.second_factor import AppCodeForm
from members.models import Role, User
from members.services import open_sessions, second_factor

from . import destinations

NEXT = "second_factor_next"


@never_cache
@sensitive_post_parameters("tac")
@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.STAFF)
def verify(request: HttpRequest) -> HttpResponse:
    """The code, at each log-in."""
    user = request.user
    assert isinstance(user, User)
    wanted = destinations.safe(request, request.GET.get("next"))
    if wanted:
        request.session[NEXT] = wanted
    if user.is_verified():  # type: ignore[attr-defined]
        return _on(request)
    if second_factor.device(user) is None:
        return redirect("members:second_factor_set_up")
    form = AppCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        where = audit.origin(request)
        try:
            device = second_factor.verify(
                user=user,
                code=form.cleaned_data["tac"],
                at=timezone.now(),
                origin_address=where["address"],
                origin_device=where["device"],
            )
        except second_factor.TooManyTries as error:
            form.add_error("tac", _too_many(error))
        else:
            if device is not None:
                return _let_in(request, device)
            form.add_error("tac", _wrong())
    return render(request, "members/second_factor.html", {"form": form})


@never_cache
@sensitive_post_parameters("tac")
@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.STAFF)
def set_up(request: HttpRequest) -> HttpResponse:
    """The first time: the secret goes into the app, a code comes back."""
    user = request.user
    assert isinstance(user, User)
    try:
        begun = second_factor.begin(user)
        form = AppCodeForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            where = audit.origin(request)
            device = second_factor.confirm(
                user=user,
                code=form.cleaned_data["tac"],
                at=timezone.now(),
                origin_address=where["address"],
                origin_device=where["device"],
            )
            if device is not None:
                messages.success(request, _("The second step of your log-in is set up"))
                return _let_in(request, device)
            form.add_error("tac", _wrong())
    except second_factor.HasOne:
        return redirect("members:second_factor")
    except second_factor.TooManyTries as error:
        form.add_error("tac", _too_many(error))
    context = {
        "form": form,
        "secret": second_factor.secret(begun),
        "picture": second_factor.picture(begun, user),
        "otpauth": second_factor.address(begun, user),
    }
    return render(request, "members/second_factor_set_up.html", context)


def _wrong() -> str:
    return _("The code is not correct or was used already. Wait for the next one")


def _too_many(error: second_factor.TooManyTries) -> str:
    return _("Too many wrong tries. Try again after %(time)s") % {
        "time": timezone.localtime(error.until).strftime("%H:%M")
    }


def _let_in(request: HttpRequest, device: TOTPDevice) -> HttpResponse:
    django_otp.login(request, device)
    before = request.session.session_key
    request.session.cycle_key()
    open_sessions.renew(before, request.session)
    return _on(request)


def _on(request: HttpRequest) -> HttpResponse:
    wanted = destinations.safe(request, request.session.pop(NEXT, ""))
    return HttpResponseRedirect(wanted or reverse("admin:index"))
