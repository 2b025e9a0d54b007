"""A company that has no number yet applies for one. Open to everybody, behind a picture and a limit."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from contributions.company_forms import RegistrationForm
from contributions.services import registration
from members.audit import services as audit
from members.services import picture_code, recovery
from members.views import refusals
from members.views.picture_code import has_voice

REFERENCE = "registration_reference"


@login_not_required
@never_cache
@sensitive_post_parameters()
@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """The application, on one page."""
    at = timezone.now()
    form = RegistrationForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _with_picture(request, form, at)
    typed = form.cleaned_data
    answer = picture_code.answer(request.session, key=typed["picture"], typed=typed["code"], at=at)
    if answer is not picture_code.Answer.RIGHT:
        form.add_error("code", refusals.picture_message(answer))
        return _with_picture(request, form, at)
    until = recovery.allowed(audit.origin(request)["address"], at=at)
    if until is not None:
        return refusals.too_many(request, until, at)
    try:
        made = registration.apply(facts=form.facts(), language=get_language() or "ms", at=at)
    except registration.AlreadyApplied:
        form.add_error(
            "ssm_no", _("This company has applied or is registered. Contact us about it")
        )
        return _with_picture(request, form, at)
    request.session[REFERENCE] = made.reference
    return redirect("contributions:registration_received")


@login_not_required
@never_cache
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """The reference, and what happens next."""
    reference = request.session.get(REFERENCE)
    if reference is None:
        return redirect("contributions:registration")
    return render(request, "contributions/registration_received.html", {"reference": reference})


def _with_picture(request: HttpRequest, form: RegistrationForm, at: datetime) -> HttpResponse:
    until = refusals.no_more_pictures(request, at)
    if until is not None:
        return refusals.too_many(request, until, at)
    key = picture_code.new(request.session)
    form.show(key)
    context = {"form": form, "picture": key, "has_voice": has_voice()}
    return render(request, "contributions/registration.html", context)
