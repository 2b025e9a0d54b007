"""P12: a new i-Akaun is opened with what an officer printed. Each page is one step; all are public.

Which leave the session has proved is kept in the session, for half an hour.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from members.access import View
from members.audit import services as audit
from members.forms.activation import OwnLoginForm, StartForm, TermsForm
from members.forms.recognition import SignForm
from members.forms.tac import TacForm
from members.models import Activation
from members.rules import masking
from members.rules import recognition as pictures
from members.rules.activation import TERMS, Step
from members.services import activation as service
from members.services import passwords, picture_code, recognition
from members.tac import selectors as tac_selectors
from members.tac import services as tac

from . import ceremony, refusals
from .picture_code import has_voice

PROVED = "activation"
CODE = "activation_code"
PATIENCE = timedelta(minutes=30)
PAGES = {
    Step.TERMS: "members:activate_terms",
    Step.LOGIN: "members:activate_login",
    Step.SIGN: "members:activate_sign",
    Step.PHONE: "members:activate_phone",
}


def _page(view: View) -> View:
    """Open to strangers; what is typed is in no report, and a counted try stays counted."""
    limited = require_http_methods(["GET", "HEAD", "POST"])(view)
    hidden = sensitive_post_parameters()(transaction.non_atomic_requests(limited))
    return login_not_required(never_cache(hidden))


@_page
def start(request: HttpRequest) -> HttpResponse:
    """KWSP No. and temporary password; the same answer for a number that nobody has."""
    at = timezone.now()
    form = StartForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _with_picture(request, form, at)
    cleaned = form.cleaned_data
    answer = picture_code.answer(
        request.session, key=cleaned["picture"], typed=cleaned["code"], at=at
    )
    if answer is not picture_code.Answer.RIGHT:
        form.add_error("code", refusals.picture_message(answer))
        return _with_picture(request, form, at)
    proof = service.prove(
        login_id=cleaned["login_id"],
        secret=cleaned["secret"],
        at=at,
        origin=audit.origin(request),
    )
    if proof.activation is not None:
        request.session.cycle_key()
        request.session.pop(picture_code.SHOWN, None)
        request.session[PROVED] = {"key": str(proof.activation.pk), "at": at.isoformat()}
        return redirect(PAGES[service.step(proof.activation)])
    if proof.locked_until is not None:
        return refusals.too_many(request, proof.locked_until, at)
    if proof.expired:
        form.add_error(
            None, _("The temporary password has expired. Ask for a new one at a counter")
        )
    else:
        form.add_error(None, _("The KWSP No. or temporary password does not match our records"))
    return _with_picture(request, form, at)


@_page
def terms(request: HttpRequest) -> HttpResponse:
    """The terms, and a tick."""
    at, found = _proved(request)
    if found is None:
        return _begin_again(request)
    form = TermsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        service.agree(key=str(found.pk), at=at)
        return _on(request)
    return render(request, "members/activate_terms.html", {"form": form, "version": TERMS})


@_page
def login(request: HttpRequest) -> HttpResponse:
    """Own ID and password."""
    at, found = _proved(request)
    if found is None or service.step(found) is Step.TERMS:
        return _begin_again(request)
    form = OwnLoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            service.choose(
                key=str(found.pk), login_id=cleaned["login_id"], password=cleaned["new"], at=at
            )
        except service.IdTaken:
            form.add_error(
                "login_id",
                _("This ID, or one that looks like it, is taken. Choose another one"),
            )
        except passwords.Refused as error:
            for message in error.messages:
                form.add_error("new", message)
        else:
            return _on(request)
    return render(request, "members/activate_login.html", {"form": form})


@_page
def sign(request: HttpRequest) -> HttpResponse:
    """Picture and phrase."""
    at, found = _proved(request)
    if found is None or service.step(found) in (Step.TERMS, Step.LOGIN):
        return _begin_again(request)
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        service.choose_sign(
            key=str(found.pk), picture=cleaned["picture"], phrase=cleaned["phrase"], at=at
        )
        return _on(request)
    picked = form.data.get("phrase", "") if form.is_bound else ""
    phrases = recognition.offers()
    if pictures.is_phrase(picked) and picked not in phrases:
        phrases = [picked, *phrases]
    context = {
        "form": form,
        "pictures": [(code, words.of(get_language())) for code, words in pictures.PICTURES.items()],
        "picture": form.data.get("picture", "") if form.is_bound else "",
        "phrases": phrases,
        "phrase": picked,
        "activating": True,
    }
    return render(request, "members/recognition.html", context)


@_page
def phone(request: HttpRequest) -> HttpResponse:
    """A TAC to the phone on record; the right one opens the account."""
    at, found = _proved(request)
    if found is None or service.step(found) is not Step.PHONE:
        return _begin_again(request)
    if request.method == "POST" and "tac" not in request.POST:
        return _send(request, found, at)
    challenge = _challenge(request, found, at)
    form = TacForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = service.finish(
                key=str(found.pk),
                challenge_id=str(request.session.get(CODE, "")),
                code=form.cleaned_data["tac"],
                session_key=request.session.session_key or "",
                at=at,
                origin=audit.origin(request),
            )
        except service.Over:
            return _begin_again(request)
        if outcome.ok:
            login_id = found.user.login_id
            request.session.flush()
            return render(request, "members/activated.html", {"login_id": login_id})
        form.add_error("tac", _refused(outcome))
        challenge = _challenge(request, found, at)
    context = {
        "form": form,
        "challenge": challenge,
        "phone_tail": masking.number(found.user.phone)[-4:],
    }
    return render(request, "members/activate_phone.html", context)


def _challenge(request: HttpRequest, found: Activation, at: datetime) -> tac.Challenge | None:
    return tac_selectors.live(
        challenge_id=str(request.session.get(CODE, "")), user=found.user, at=at
    )


def _send(request: HttpRequest, found: Activation, at: datetime) -> HttpResponse:
    try:
        challenge = service.send_code(
            key=str(found.pk), session_key=request.session.session_key or "", at=at
        )
    except tac.TooManyCodes as error:
        form = TacForm()
        context = {
            "form": form,
            "challenge": _challenge(request, found, at),
            "trouble": ceremony.too_many(error),
        }
        return render(request, "members/activate_phone.html", context, status=429)
    request.session[CODE] = str(challenge.pk)
    return redirect("members:activate_phone")


def _refused(outcome: tac.Outcome) -> str:
    if outcome.reason == tac.WRONG:
        return ngettext(
            "The TAC is not correct. You have %(count)s attempt left",
            "The TAC is not correct. You have %(count)s attempts left",
            outcome.tries_left,
        ) % {"count": outcome.tries_left}
    return _("This TAC no longer works. Request a new one")


def _proved(request: HttpRequest) -> tuple[datetime, Activation | None]:
    at = timezone.now()
    kept = request.session.get(PROVED)
    if not isinstance(kept, dict) or at - datetime.fromisoformat(kept["at"]) > PATIENCE:
        return at, None
    try:
        return at, service.get(kept["key"], at=at)
    except service.Over:
        return at, None


def _begin_again(request: HttpRequest) -> HttpResponse:
    """To the step that is due, or to the first page."""
    _at, found = _proved(request)
    if found is None:
        request.session.pop(PROVED, None)
        return redirect("members:activate")
    return redirect(PAGES[service.step(found)])


_on = _begin_again


def _with_picture(request: HttpRequest, form: StartForm, at: datetime) -> HttpResponse:
    until = refusals.no_more_pictures(request, at)
    if until is not None:
        return refusals.too_many(request, until, at)
    key = picture_code.new(request.session)
    form.show(key)
    context: dict[str, Any] = {"form": form, "picture": key, "has_voice": has_voice()}
    return render(request, "members/activate.html", context)
