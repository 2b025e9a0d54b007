"""M3 and M4: a member's entries, and one of them. Another member's entry is as good as none (404).

Numbers are written out here, once; templates do no arithmetic.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contributions import selectors as contributions
from contributions.corrected import corrected
from contributions.explained import explained
from members.access import member_required
from members.forms.base import PortalForm
from members.ledger import chart, money
from members.ledger import selectors as ledger
from members.ledger.drafts import Amounts
from portal.templatetags.ui import long_date, month_year, narration

PAGE_SIZE = 25

KINDS: tuple[tuple[str, Any], ...] = (
    ("CONTRIBUTION", _("Contribution")),
    ("VOLUNTARY", _("Voluntary contribution")),
    ("WITHDRAWAL", _("Withdrawal")),
    ("DIVIDEND", _("Dividend")),
    ("TRANSFER", _("Transfer between accounts")),
    ("ADJUSTMENT", _("Adjustment")),
    ("REVERSAL", _("Reversal")),
    ("OPENING", _("Opening balance")),
)


class FilterForm(PortalForm):
    """Year, kind and account, each optional, from the address."""

    marks_optional = False

    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=(("", _("All kinds")), *KINDS)
    )
    account = forms.ChoiceField(label=_("Account"), required=False)

    def __init__(self, data: Any, *, years: Iterable[int], accounts: Iterable[str]) -> None:
        super().__init__(data)
        year, account = self.fields["year"], self.fields["account"]
        assert isinstance(year, forms.ChoiceField) and isinstance(account, forms.ChoiceField)
        year.choices = [("", _("All years")), *((str(y), str(y)) for y in years)]
        account.choices = [
            ("", _("All accounts")),
            *((code, chart.TITLES[code]) for code in accounts),
        ]


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as the table shows it."""

    href: str
    date: str
    details: str
    reference: str
    amount: str
    is_debit: bool
    split: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Search:
    """What was asked for, checked, and what was found."""

    form: FilterForm
    entries: list[ledger.Entry]
    accounts: tuple[str, ...]
    query: str

    @property
    def is_filtered(self) -> bool:
        return bool(self.query)


def _search(request: HttpRequest) -> Search:
    member = request.member  # type: ignore[attr-defined]
    everything = ledger.entries(member.pk, limit=None)
    years = sorted({entry.effective_on.year for entry in everything}, reverse=True)
    touched = Amounts()
    for entry in everything:
        touched += Amounts(*(abs(sen) for sen in entry.amounts.as_tuple()))
    accounts = tuple(code for code, sen in touched.items() if sen)
    form = FilterForm(request.GET, years=years, accounts=accounts)
    form.is_valid()
    year, kind = form.cleaned_data.get("year"), form.cleaned_data.get("kind")
    account = form.cleaned_data.get("account")
    chosen = {
        key: value for key, value in (("year", year), ("kind", kind), ("account", account)) if value
    }
    found = [
        entry
        for entry in everything
        if (not year or entry.effective_on.year == year)
        and (not kind or entry.kind == kind)
        and (not account or entry.amounts.account(account))
    ]
    return Search(form, found, accounts, urlencode(chosen))


def details_of(entry: ledger.Entry) -> str:
    """What happened, in a few words: the narration, the employer and the month of the wages."""
    words = narration(entry.narration)
    employer, month = entry.detail.get("employer"), entry.detail.get("wage_month")
    if employer and month:
        return gettext("%(what)s: %(employer)s, wages of %(month)s") % {
            "what": words,
            "employer": employer,
            "month": month_year(str(month)),
        }
    return f"{words}: {employer}" if employer else words


def row_of(entry: ledger.Entry, accounts: tuple[str, ...]) -> Row:
    """An entry written out for a table with these accounts as columns."""
    total = entry.amounts.total
    return Row(
        href=reverse("portal:transaction", args=[entry.uid]),
        date=entry.effective_on.strftime("%d/%m/%Y"),
        details=details_of(entry),
        reference=entry.reference,
        amount=money.ringgit(total),
        is_debit=total < 0,
        split=[
            (chart.TITLES[code], money.ringgit(entry.amounts.account(code))) for code in accounts
        ],
    )


@member_required
def listing(request: HttpRequest) -> HttpResponse:
    """M3. GET `year`, `kind`, `account`, `page`; wrong values are told and change nothing."""
    search = _search(request)
    page = Paginator(search.entries, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "portal/transactions.html",
        {
            "form": search.form,
            "search": search,
            "rows": [row_of(entry, search.accounts) for entry in page.object_list],
            "titles": [chart.TITLES[code] for code in search.accounts],
            "page": page,
            "count": len(search.entries),
            "year": search.form.cleaned_data.get("year"),
        },
    )


def plain(text: str) -> str:
    """Text that a spreadsheet will not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else text


def _csv_rows(search: Search) -> Iterator[list[str]]:
    yield [
        gettext("Date"),
        gettext("Details"),
        gettext("Reference No."),
        f"{gettext('Amount')} (RM)",
        *(f"{chart.TITLES[code]} (RM)" for code in search.accounts),
    ]
    for entry in search.entries:
        yield [
            entry.effective_on.isoformat(),
            plain(details_of(entry)),
            plain(entry.reference),
            _decimal(entry.amounts.total),
            *(_decimal(entry.amounts.account(code)) for code in search.accounts),
        ]


def _decimal(sen: int) -> str:
    return money.ringgit(sen).replace("RM", "").replace(",", "")


@member_required
def download(request: HttpRequest) -> HttpResponse:
    """The same list as CSV (UTF-8 with BOM, so that spreadsheets read it), all pages of it."""
    search = _search(request)
    text = io.StringIO()
    csv.writer(text).writerows(_csv_rows(search))
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    name = gettext("transactions")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "no-store, private"
    return response


@member_required
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """M4. One entry of the member who is logged in; 404 for any other."""
    member = request.member  # type: ignore[attr-defined]
    entry = ledger.entry(member.pk, uid)
    if entry is None:
        raise Http404
    line = contributions.contribution_for_entry(member.pk, entry)
    story = corrected(member.pk, entry)
    facts: list[tuple[str, str]] = []
    if entry.reference:
        facts.append((gettext("Reference No."), entry.reference))
    facts += [
        (gettext("Value date"), long_date(entry.effective_on)),
        (
            gettext("Entered in the books"),
            _moment(entry.posted_at),
        ),
        (gettext("Savings"), _book(entry.book)),
    ]
    return render(
        request,
        "portal/transaction.html",
        {
            "entry": entry,
            "words": narration(entry.narration),
            "amount": money.ringgit(entry.amounts.total),
            "is_debit": entry.amounts.total < 0,
            "contribution": _contribution(line) if line else (),
            "explained": explained(member, line) if line and not line.taken_back_on else None,
            "story": story,
            "facts": facts,
            "split": [
                (chart.TITLES[code], money.ringgit(sen))
                for code, sen in entry.amounts.items()
                if sen
            ],
        },
    )


def _contribution(line: contributions.LatestContribution) -> list[tuple[str, str]]:
    """What the employer paid, for which month, and when it came."""
    facts = [
        (gettext("Employer"), line.employer_name),
        (gettext("Wage month"), month_year(line.wage_month)),
        (gettext("Contribution month"), month_year(line.contribution_month)),
        (gettext("Employer's share"), money.ringgit(line.employer_sen)),
        (gettext("Employee's share"), money.ringgit(line.employee_sen)),
    ]
    if line.received_on:
        facts.append((gettext("Date received"), long_date(line.received_on)))
    facts.append((gettext("Credited"), long_date(line.credited_on)))
    return facts


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{long_date(local)}, {local:%H:%M}"


def _book(code: str) -> str:
    return gettext("Shariah savings") if code == "SHARIAH" else gettext("Conventional savings")
