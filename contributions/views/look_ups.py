"""An employer's questions about people. Every answer that shows nothing is the same answer."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contributions import limits, selectors
from contributions.access import employer_required
from contributions.files import export
from contributions.forms import LookUpForm
from contributions.models import Purpose
from contributions.rules import roles
from contributions.services import look_up
from members.audit import services as audit
from members.ledger import days
from members.rules import masking

ROWS_ON_PAGE = 30


@employer_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """H1 and H2: who, why, and what may be shown. The number never stands in an address."""
    if request.method != "POST":
        return _form_page(request, LookUpForm())
    form = LookUpForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form)
    acting = request.acting  # type: ignore[attr-defined]
    facts = form.cleaned_data
    question = {
        "acting": acting,
        "number": facts["number"],
        "name": facts["name"],
        "purpose": Purpose(facts["purpose"]),
        "at": timezone.now(),
    }
    try:
        if "ask" in request.POST:
            look_up.ask_consent(**question)
            return render(request, "contributions/lookup_asked.html")
        found = look_up.look_up(**question, **audit.origin(request))
    except look_up.TooMany:
        return _form_page(request, form, too_many=True)
    if found is None:
        return render(request, "contributions/lookup_nothing.html", {"form": form})
    return render(
        request,
        "contributions/lookup_found.html",
        {
            "found": found,
            "accounts": [(code, sen) for code, sen in found.balance.posted.items() if sen],
            "today": days.today(),
        },
    )


def _form_page(request: HttpRequest, form: LookUpForm, *, too_many: bool = False) -> HttpResponse:
    return render(
        request,
        "contributions/lookup.html",
        {"form": form, "too_many": too_many, "most": limits.look_ups_an_hour()},
        status=429 if too_many else 200,
    )


@employer_required
@require_safe
@never_cache
def log(request: HttpRequest) -> HttpResponse:
    """H5: who of this employer asked, when, and why."""
    found = selectors.look_ups(request.acting.employer)  # type: ignore[attr-defined]
    page = Paginator(found, ROWS_ON_PAGE).get_page(request.GET.get("page"))
    return render(request, "contributions/lookup_log.html", {"page": page})


@employer_required
@require_safe
@never_cache
def employees(request: HttpRequest) -> HttpResponse:
    """H3: current employees and the last month credited."""
    employer = request.acting.employer  # type: ignore[attr-defined]
    # Four digits: no whole number may stand in an address.
    number = "".join(filter(str.isdigit, request.GET.get("number", "")))[-4:]
    spells = selectors.employees(employer, today=days.today())
    if number:
        spells = spells.filter(member__member_no__endswith=number)
    page = Paginator(spells, ROWS_ON_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "contributions/employees.html",
        {
            "page": page,
            "rows": selectors.with_last_month(employer, page.object_list),
            "has_branches": bool(selectors.branches(employer)),
            "may_manage": roles.may(request.acting.role, roles.MANAGE),  # type: ignore[attr-defined]
            "number": number,
        },
    )


@employer_required
@require_safe
@never_cache
def employees_csv(request: HttpRequest) -> HttpResponse:
    """The whole list, safe in a spreadsheet."""
    employer = request.acting.employer  # type: ignore[attr-defined]
    spells = selectors.employees(employer, today=days.today())

    def rows() -> Iterator[tuple[object, ...]]:
        yield (
            gettext("KWSP No."),
            gettext("Name"),
            gettext("Employed since"),
            gettext("Branch"),
            gettext("Last month credited"),
        )
        for row in selectors.with_last_month(employer, spells):
            yield (
                row.member_no,
                masking.person(row.name),
                row.started_on.isoformat(),
                row.branch,
                f"{row.last_month:%Y-%m}" if row.last_month else "",
            )

    response = HttpResponse(b"".join(export.lines(rows())), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="pekerja.csv"'
    response["Cache-Control"] = "no-store, private"
    return response


@employer_required
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """H4: what an employer gives an employee who wants to withdraw."""
    return render(request, "contributions/guide.html")
