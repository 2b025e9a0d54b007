"""Voluntary money: how much room the year has, a promise to pay, and i-Saraan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contributions.models import VoluntaryContribution, VoluntaryState
from contributions.services import voluntary
from contributions.voluntary_forms import PromiseForm, SaraanForm, sentences
from members.access import member_required
from members.ledger import days


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    """The year so far, the form, and what was promised and paid."""
    member = request.member  # type: ignore[attr-defined]
    form = PromiseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = voluntary.promise(
                member=member,
                amount_sen=form.cleaned_data["amount"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except voluntary.Refused as error:
            room = voluntary.standing(member, today=days.today()).room_sen
            form.add_error("amount", ValidationError(sentences(error.reasons, room_sen=room)))
        else:
            return redirect("contributions:voluntary_pay", made.reference)
    return _overview(request, form, SaraanForm())


def _overview(request: HttpRequest, form: PromiseForm, saraan: SaraanForm) -> HttpResponse:
    member = request.member  # type: ignore[attr-defined]
    standing = voluntary.standing(member, today=days.today())
    return render(
        request,
        "contributions/voluntary.html",
        {
            "form": form,
            "saraan": saraan,
            "standing": standing,
            "why_not": sentences(standing.saraan_refusals),
            "promises": VoluntaryContribution.objects.filter(member=member)[:20],
        },
    )


def _own(request: HttpRequest, reference: str) -> VoluntaryContribution:
    member = request.member  # type: ignore[attr-defined]
    found = VoluntaryContribution.objects.filter(member=member, reference=reference).first()
    if found is None:
        raise Http404
    return found


@member_required
@require_safe
@never_cache
def pay(request: HttpRequest, reference: str) -> HttpResponse:
    """How to pay one promise, and how far it has come."""
    found = _own(request, reference)
    context: dict[str, Any] = {
        "found": found,
        "is_waiting": found.state == VoluntaryState.WAITING,
    }
    return render(request, "contributions/voluntary_pay.html", context)


@member_required
@require_POST
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a promise back."""
    found = _own(request, reference)
    try:
        voluntary.cancel(
            member=found.member,
            reference=reference,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except voluntary.TooLate:
        messages.warning(request, _("It was paid, has lapsed or was cancelled already"))
    else:
        messages.success(request, _("Cancelled. Nothing is owed"))
    return redirect("contributions:voluntary")


@member_required
@require_POST
def join(request: HttpRequest) -> HttpResponse:
    """Join i-Saraan on the member's own word."""
    form = SaraanForm(request.POST)
    if not form.is_valid():
        return _overview(request, PromiseForm(), form)
    try:
        voluntary.join_saraan(
            member=request.member,  # type: ignore[attr-defined]
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except voluntary.Refused as error:
        messages.warning(request, ". ".join(sentences(error.reasons)))
    else:
        messages.success(request, _("You have joined i-Saraan"))
    return redirect("contributions:voluntary")


@member_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Leave i-Saraan; what was earned stays earned."""
    voluntary.leave_saraan(
        member=request.member,  # type: ignore[attr-defined]
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
    )
    messages.success(request, _("You have left i-Saraan"))
    return redirect("contributions:voluntary")
