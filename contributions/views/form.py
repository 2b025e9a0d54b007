"""A month filled in on screen, a page of employees at a time. Every button works without script."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from contributions import limits, selectors, wording
from contributions.access import acting_may
from contributions.form_forms import AddForm, RowForm, StartForm
from contributions.models import FormDraft, FormRow
from contributions.rules import roles
from contributions.services import check, form_drafts, receive
from contributions.services.form_drafts import Amounts
from contributions.views.remittances import month_taken
from members.ledger import days

ROWS_ON_PAGE = 20


@acting_may(roles.PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Choose the month; a draft of it that is there is opened again."""
    employer = request.acting.employer  # type: ignore[attr-defined]
    today = days.today()
    form = StartForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            draft = form_drafts.start(
                employer=employer,
                wage_month=form.cleaned_data["wage_month"],
                from_last_month=form.cleaned_data["begin"] == StartForm.LAST,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except receive.MonthNotYetEarned:
            form.add_error("wage_month", _("The wage month must not be in the future"))
        except receive.EmployerClosed:
            form.add_error("wage_month", _("The company had closed before this month began"))
        except receive.MonthAlreadyThere as there:
            form.add_error("wage_month", month_taken(there.remittance))
        except form_drafts.TooManyEmployees:
            form.add_error(
                "begin",
                gettext(
                    "The last month has more than %(most)s employees. Upload a file for this month"
                )
                % {"most": f"{limits.form_rows():,}"},
            )
        else:
            return redirect("contributions:form", draft.pk)
    context = {"form": form, "drafts": selectors.drafts(employer)}
    return render(request, "contributions/form_start.html", context)


def _own(request: HttpRequest, pk: int) -> FormDraft:
    found = selectors.draft(request.acting.employer, pk)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@acting_may(roles.PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """One page of employees: save, turn the page, or send the whole."""
    draft = _own(request, pk)
    page = Paginator(selectors.draft_rows(draft), ROWS_ON_PAGE).get_page(request.GET.get("page"))
    rows = list(page)
    if request.method != "POST":
        forms = [RowForm(row=row) for row in rows]
        if "check" in request.GET:
            for form in forms:
                form.say_problem()
        _say_errors(draft, forms)
        return _page(request, draft, page, forms)
    forms = [RowForm(request.POST, row=row) for row in rows]
    if [form for form in forms if not form.is_valid()]:  # every one, for all errors at once
        return _page(request, draft, page, forms)
    try:
        form_drafts.save(
            draft_id=draft.pk,
            typed={form.row.pk: form.amounts() for form in forms},
            at=timezone.now(),
        )
    except form_drafts.AlreadySubmitted:
        return _submitted(request, draft)
    return _go_on(request, draft, page, str(request.POST.get("go", "save")))


def _say_errors(draft: FormDraft, forms: list[RowForm]) -> None:
    errors = selectors.draft_errors(draft, [form.row for form in forms])
    for form in forms:
        if error := errors.get(form.row.pk):
            form.note = ". ".join(
                wording.explain(error.code, value=error.value, row=error.other_line_no)
            )


def _page(
    request: HttpRequest, draft: FormDraft, page: Page[FormRow], forms: list[RowForm]
) -> HttpResponse:
    context = {
        "draft": draft,
        "page": page,
        "rows": forms,
        "has_errors": any(form.is_bound and form.errors for form in forms),
        "totals": selectors.draft_totals(draft),
    }
    return render(request, "contributions/form.html", context)


def _go_on(request: HttpRequest, draft: FormDraft, page: Page[FormRow], go: str) -> HttpResponse:
    number = page.number
    if go == "send":
        return _send(request, draft)
    if go == "add":
        return redirect("contributions:form_add", draft.pk)
    if go == "next" and page.has_next():
        number += 1
    elif go == "previous" and page.has_previous():
        number -= 1
    else:
        messages.success(request, _("The form was saved"))
    return redirect(_address(draft, number))


def _address(draft: FormDraft, number: int, **more: Any) -> str:
    query = "".join(f"&{name}={value}" for name, value in more.items())
    return f"{reverse('contributions:form', args=[draft.pk])}?page={number}{query}"


def _submitted(request: HttpRequest, draft: FormDraft) -> HttpResponse:
    messages.warning(request, _("This form was already submitted"))
    assert draft.remittance is not None
    return redirect("contributions:remittance", draft.remittance.reference)


def _send(request: HttpRequest, draft: FormDraft) -> HttpResponse:
    at = timezone.now()
    try:
        remittance = form_drafts.send(
            draft_id=draft.pk,
            by=request.user,  # type: ignore[arg-type]
            at=at,
        )
    except form_drafts.NotFinished as problem:
        messages.warning(
            request,
            ngettext(
                "One employee's row is not finished. It is marked below",
                "%(count)s employees' rows are not finished. They are marked in the form",
                problem.count,
            )
            % {"count": problem.count},
        )
        before = selectors.draft_rows(draft).filter(number__lt=problem.number).count()
        return redirect(_address(draft, before // ROWS_ON_PAGE + 1, check=1))
    except form_drafts.NothingToSend:
        messages.warning(
            request, _("No employee has a contribution this month, so there is nothing to send")
        )
        return redirect(_address(draft, 1))
    except receive.MonthAlreadyThere as there:
        messages.warning(request, month_taken(there.remittance))
        return redirect(_address(draft, 1))
    except receive.NothingToSupplement:
        messages.warning(
            request, _("Nothing was submitted for this month yet. Send the month's file")
        )
        return redirect(_address(draft, 1))
    except form_drafts.AlreadySubmitted:
        return _submitted(request, draft)
    remittance = check.soon(remittance, by=request.user, at=at)  # type: ignore[arg-type]
    return redirect("contributions:remittance", remittance.reference)


@acting_may(roles.PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more employee."""
    draft = _own(request, pk)
    form = AddForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            form_drafts.add(
                draft_id=draft.pk,
                member_no=facts["member_no"],
                ic_no=facts["ic_no"],
                name=facts["name"],
                amounts=Amounts(facts["wages"], None, None),
                at=timezone.now(),
            )
        except form_drafts.AlreadyThere:
            form.add_error("ic_no", _("This employee is already in the form"))
        except form_drafts.AlreadySubmitted:
            return _submitted(request, draft)
        else:
            messages.success(request, _("The employee was added at the end of the form"))
            return redirect(_address(draft, 1_000_000))
    return render(request, "contributions/form_add.html", {"form": form, "draft": draft})


@acting_may(roles.PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the form away, after a question."""
    draft = _own(request, pk)
    if request.method == "POST":
        try:
            form_drafts.discard(
                draft_id=draft.pk,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except form_drafts.AlreadySubmitted:
            return _submitted(request, draft)
        messages.success(request, _("The form was thrown away. Nothing was sent from it"))
        return redirect("contributions:form_start")
    return render(request, "contributions/form_discard.html", {"draft": draft})
