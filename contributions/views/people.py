"""Administrators see and change who acts for their employer, and whether two people are needed."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contributions import selectors
from contributions.access import acting_may, employer_required
from contributions.models import EmployerUser
from contributions.people_forms import PersonForm, RoleForm
from contributions.rules import roles
from contributions.services import people


@employer_required
@require_safe
@never_cache
def listing(request: HttpRequest) -> HttpResponse:
    """Everybody who acts for the employer; an administrator may change it."""
    acting = request.acting  # type: ignore[attr-defined]
    context = {
        "people": selectors.people(acting.employer),
        "employer": acting.employer,
        "may_manage": roles.may(acting.role, roles.MANAGE),
    }
    return render(request, "contributions/people.html", context)


@acting_may(roles.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """A new login; the password is set by who gets the e-mail."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            people.add(
                employer=request.acting.employer,  # type: ignore[attr-defined]
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                **form.cleaned_data,
            )
        except people.IdTaken:
            form.add_error("login_id", _("This user ID is taken. Choose another"))
        else:
            messages.success(request, _("The person was added. A link was sent to the email"))
            return redirect("contributions:people")
    return render(request, "contributions/people_add.html", {"form": form})


def _one(request: HttpRequest, pk: int) -> EmployerUser:
    found = selectors.person(request.acting.employer, pk)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@acting_may(roles.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another role for a person, or the end of acting."""
    person = _one(request, pk)
    form = RoleForm(request.POST or None, initial={"role": person.role})
    if request.method == "POST" and form.is_valid():
        return _try(
            request,
            lambda: people.change_role(
                pk=pk,
                employer=person.employer,
                role=form.cleaned_data["role"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            ),
        )
    return render(request, "contributions/people_change.html", {"form": form, "person": person})


@acting_may(roles.MANAGE)
@require_POST
@never_cache
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The person acts no longer."""
    person = _one(request, pk)
    return _try(
        request,
        lambda: people.end(
            pk=pk,
            employer=person.employer,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        ),
    )


@acting_may(roles.MANAGE)
@require_POST
@never_cache
def two(request: HttpRequest) -> HttpResponse:
    """Whether a second person confirms each file."""
    return _try(
        request,
        lambda: people.set_needs_two(
            employer=request.acting.employer,  # type: ignore[attr-defined]
            needs_two=request.POST.get("needs_two") == "yes",
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        ),
    )


def _try(request: HttpRequest, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except people.LastAdministrator:
        messages.warning(request, _("Your company needs at least one administrator"))
    except people.NeedsTwoPeople:
        messages.warning(
            request,
            _("Two people are needed: one who prepares and another who confirms. Add one first"),
        )
    else:
        messages.success(request, _("The change was saved"))
    return redirect("contributions:people")
