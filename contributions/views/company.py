"""The company's own page: its number and contacts, its branches, who works where, and its end."""

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
from contributions.company_forms import BranchForm, CloseForm, ContactsForm, PlaceForm
from contributions.models import Branch
from contributions.rules import roles
from contributions.services import company
from members.forms.base import PortalForm
from members.rules import contacts

FORM = ["GET", "HEAD", "POST"]


@employer_required
@require_safe
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    """Everybody of the employer reads it; an administrator may change it."""
    acting = request.acting  # type: ignore[attr-defined]
    context = {
        "employer": acting.employer,
        "state": contacts.STATES.get(acting.employer.state_code, ""),
        "branches": [
            (branch, contacts.STATES.get(branch.state_code, ""))
            for branch in selectors.branches(acting.employer)
        ],
        "may_manage": roles.may(acting.role, roles.MANAGE),
    }
    return render(request, "contributions/company.html", context)


@acting_may(roles.MANAGE)
@require_http_methods(FORM)
@never_cache
def change(request: HttpRequest) -> HttpResponse:
    """Address and contacts."""
    employer = request.acting.employer  # type: ignore[attr-defined]
    form = ContactsForm(
        request.POST or None, initial={name: getattr(employer, name) for name in company.CONTACTS}
    )
    if request.method == "POST" and form.is_valid():
        company.change_contacts(
            employer=employer,
            values=form.cleaned_data,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
        messages.success(request, _("The change was saved"))
        return redirect("contributions:company")
    return _form_page(request, form, _("Address and contacts"), _("Save"))


@acting_may(roles.MANAGE)
@require_http_methods(FORM)
@never_cache
def add_branch(request: HttpRequest) -> HttpResponse:
    """A new branch."""
    employer = request.acting.employer  # type: ignore[attr-defined]
    form = BranchForm(request.POST or None, initial={"state_code": employer.state_code})
    if request.method == "POST" and form.is_valid():

        def act() -> Branch:
            return company.add_branch(
                employer=employer,
                values=form.cleaned_data,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )

        if _done(request, form, act):
            return redirect("contributions:company")
    return _form_page(request, form, _("Add a branch"), _("Add the branch"))


@acting_may(roles.MANAGE)
@require_http_methods(FORM)
@never_cache
def change_branch(request: HttpRequest, pk: int) -> HttpResponse:
    """Name and address of a branch, and the way to close it."""
    employer = request.acting.employer  # type: ignore[attr-defined]
    branch = selectors.branch(employer, pk)
    if branch is None:
        raise Http404
    form = BranchForm(
        request.POST or None, initial={name: getattr(branch, name) for name in company.PLACE}
    )
    if request.method == "POST" and form.is_valid():

        def act() -> Branch:
            return company.change_branch(
                pk=pk,
                employer=employer,
                values=form.cleaned_data,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )

        if _done(request, form, act):
            return redirect("contributions:company")
    return _form_page(request, form, branch.name, _("Save"), branch=branch)


@acting_may(roles.MANAGE)
@require_POST
@never_cache
def close_branch(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody works there any more."""
    try:
        company.close_branch(
            pk=pk,
            employer=request.acting.employer,  # type: ignore[attr-defined]
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except Branch.DoesNotExist:
        raise Http404 from None
    except company.Closed:
        messages.info(request, _("The branch is closed"))
    except company.StillUsed:
        messages.warning(
            request, _("Employees still work at this branch. Give them another place first")
        )
    else:
        messages.success(request, _("The branch was closed"))
    return redirect("contributions:company")


@acting_may(roles.MANAGE)
@require_http_methods(FORM)
@never_cache
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """At which branch an employee works."""
    employer = request.acting.employer  # type: ignore[attr-defined]
    spell = selectors.spell(employer, pk)
    if spell is None:
        raise Http404
    form = PlaceForm(
        request.POST or None,
        branches=[one for one in selectors.branches(employer) if one.closed_on is None],
        initial={"branch": str(spell.branch_id or 0)},
    )
    if request.method == "POST" and form.is_valid():
        company.place(
            spell_id=pk,
            branch_id=int(form.cleaned_data["branch"]) or None,
            employer=employer,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
        messages.success(request, _("The change was saved"))
        return redirect("contributions:employees")
    return render(request, "contributions/place.html", {"form": form, "spell": spell})


@acting_may(roles.MANAGE)
@require_http_methods(FORM)
@never_cache
def close(request: HttpRequest) -> HttpResponse:
    """The company has no employees any more."""
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            company.close(
                employer=request.acting.employer,  # type: ignore[attr-defined]
                on=form.cleaned_data["on"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except company.NotYet:
            form.add_error("on", _("Tell us once the day has come"))
        except company.TooEarly:
            form.add_error("on", _("Somebody began to work, or the company began, after this day"))
        except company.Closed:
            messages.info(request, _("The company is closed"))
            return redirect("contributions:company")
        else:
            messages.success(request, _("The company was closed. Bills that are open remain due"))
            return redirect("contributions:company")
    return render(request, "contributions/company_close.html", {"form": form})


def _done(request: HttpRequest, form: PortalForm, act: Callable[[], Branch]) -> bool:
    try:
        act()
    except company.NameTaken:
        form.add_error("name", _("You have a branch of this name. Choose another name"))
        return False
    except company.Closed:
        messages.warning(request, _("This is closed and cannot be changed"))
    else:
        messages.success(request, _("The change was saved"))
    return True


def _form_page(
    request: HttpRequest, form: PortalForm, title: object, button: object, **more: object
) -> HttpResponse:
    context = {"form": form, "title": title, "button": button, **more}
    return render(request, "contributions/company_form.html", context)
