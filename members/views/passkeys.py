"""A person's passkeys: the list, a new one, one less. Members and staff; each asks the password."""

from __future__ import annotations

from datetime import datetime
from functools import wraps
from typing import Any

import django_otp
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from members.access import View, role_required
from members.audit import services as audit
from members.forms.passkeys import AnswerForm, ConfirmForm, PasskeyForm
from members.gateways import passkeys as gateway
from members.models import Role, User
from members.services import open_sessions, passkeys, second_factor
from members.tac import rules as tac_rules
from members.tac import services as tac

from . import ceremony
from .confirming import confirmed

ADDING = "passkey_adding"


def _guarded(view: View) -> View:
    """Members and staff; staff who have a second step prove it first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        assert isinstance(user, User)
        unproved = user.role == Role.STAFF and not user.is_verified()  # type: ignore[attr-defined]
        if unproved and second_factor.ways(user).set_up:
            return redirect("members:second_factor")
        return view(request, *args, **kwargs)

    return never_cache(role_required(Role.MEMBER, Role.STAFF)(guarded))


@require_safe
@_guarded
def listing(request: HttpRequest) -> HttpResponse:
    """The passkeys; for staff the other ways of their second step too."""
    user, at = request.user, timezone.now()
    assert isinstance(user, User)
    waits = tac.signs_since(user, at)
    rows = [
        {
            "pk": each.pk,
            "name": each.name,
            "made_at": each.created_at,
            "used_at": each.last_used_at,
            "signs_from": each.created_at + tac_rules.NEW_PASSKEY_WAITS
            if waits is not None and each.created_at > waits
            else None,
        }
        for each in gateway.of(user)
    ]
    context = {
        "rows": rows,
        "ways": second_factor.ways(user) if user.role == Role.STAFF else None,
        **ceremony.place(request),
    }
    return render(request, "members/passkeys.html", context)


@sensitive_post_parameters("current")
@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
@_guarded
def add(request: HttpRequest) -> HttpResponse:
    """A name and the password; then the device is asked."""
    user, at = request.user, timezone.now()
    assert isinstance(user, User)
    form = PasskeyForm(request.POST or None)
    if confirmed(request, user, form, failed="passkey.not_confirmed", at=at):
        answer = _begin(request, user, form, at)
        if answer is not None:
            return answer
    return render(request, "members/passkey_add.html", {"form": form, **ceremony.place(request)})


def _begin(
    request: HttpRequest, user: User, form: PasskeyForm, at: datetime
) -> HttpResponse | None:
    name = form.cleaned_data["name"]
    try:
        challenge = passkeys.begin(
            user=user, name=name, session_key=request.session.session_key or "", at=at
        )
    except passkeys.TooMany:
        form.add_error(None, _("You have 10 passkeys already. Remove one that you do not use"))
        return None
    except tac.TooManyCodes as error:
        form.add_error(None, ceremony.too_many(error))
        return None
    request.session[ADDING] = {"challenge": challenge, "name": name}
    return redirect("members:passkey_make")


@sensitive_post_parameters("passkey")
@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
@_guarded
def make(request: HttpRequest) -> HttpResponse:
    """The device makes it; what it answers is judged once."""
    user, at = request.user, timezone.now()
    assert isinstance(user, User)
    adding = request.session.get(ADDING)
    if not isinstance(adding, dict):
        return redirect("members:passkey_add")
    if request.method == "POST":
        form = AnswerForm(request.POST)
        del request.session[ADDING]
        try:
            made = passkeys.finish(
                user=user,
                challenge_id=adding["challenge"],
                name=adding["name"],
                answer=form.cleaned_data["passkey"] if form.is_valid() else "",
                session_key=request.session.session_key or "",
                at=at,
                origin=audit.origin(request),
            )
        except passkeys.NotAPasskey:
            messages.error(request, _("The passkey was not added. Begin again"))
            return redirect("members:passkey_add")
        messages.success(request, _("The passkey %(name)s was added") % {"name": made.name})
        if user.role == Role.STAFF and not user.is_verified():  # type: ignore[attr-defined]
            django_otp.login(request, made)
            before = request.session.session_key
            request.session.cycle_key()
            open_sessions.renew(before, request.session)
        return redirect("members:passkeys")
    options = passkeys.options(user=user, challenge_id=adding["challenge"], at=at)
    if options is None:
        messages.error(request, _("The five minutes are over. Begin again"))
        return redirect("members:passkey_add")
    return render(
        request,
        "members/passkey_make.html",
        {"options": options, "name": adding["name"], **ceremony.place(request)},
    )


@sensitive_post_parameters("current")
@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
@_guarded
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks the password, then takes it away."""
    user, at = request.user, timezone.now()
    assert isinstance(user, User)
    own = gateway.of(user).filter(pk=pk).first()
    if own is None:
        raise Http404
    form = ConfirmForm(request.POST or None)
    if confirmed(request, user, form, failed="passkey.not_confirmed", at=at):
        try:
            passkeys.remove(user=user, pk=pk, at=at, origin=audit.origin(request))
        except passkeys.LastOne:
            form.add_error(
                None, _("This is your only second step. Set up another one before you remove it")
            )
        else:
            messages.success(request, _("The passkey %(name)s was removed") % {"name": own.name})
            return redirect("members:passkeys")
    return render(request, "members/passkey_remove.html", {"form": form, "passkey": own})
