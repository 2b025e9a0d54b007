"""The first page: a member's summary, an employer's, the console's door, or the way in.

The summary costs the same few queries however long the history, and writes its numbers out here,
so that the template only places them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext

from contributions import selectors as contributions
from contributions.models import RemittanceState
from contributions.rules import months
from contributions.selectors import bills
from contributions.services import month_reports
from members.ledger import chart, days, money
from members.ledger import selectors as ledger
from members.models import Member
from members.models.user import Role, User
from portal import accounts, nav
from portal.signals import SIGNED_IN_BEFORE
from portal.templatetags.ui import long_date, month_year
from withdrawals import selectors as withdrawals
from withdrawals import types
from withdrawals.rules import ages
from withdrawals.rules.states import Status
from withdrawals.wording import STATUS

REMITTANCE_COLOURS: dict[str, str] = {
    RemittanceState.UPLOADED: "blue",
    RemittanceState.INVALID: "red",
    RemittanceState.READY: "amber",
    RemittanceState.SUBMITTED: "blue",
    RemittanceState.POSTING: "blue",
    RemittanceState.POSTED: "green",
    RemittanceState.CANCELLED: "grey",
}


@dataclass(frozen=True, slots=True)
class Card:
    """An account, written out."""

    title: str
    href: str
    style: str
    purpose: str
    balance: str
    available: str
    held: str


def _cards(born_on: date, balance: ledger.Balance, today: date) -> list[Card]:
    age = ages.age_on(born_on, today)
    cards = []
    for account in accounts.shown(born_on, balance.posted, today):
        code = account.code
        cards.append(
            Card(
                title=account.title,
                href=_account_address(account.slug),
                style=account.style,
                purpose=str(account.purpose),
                balance=money.ringgit(balance.posted.account(code)),
                available=accounts.available(code, balance.available.account(code), age),
                held=accounts.held(balance.held.account(code)),
            )
        )
    return cards


@cache
def _account_address(slug: str) -> str:
    return reverse("portal:account", args=[slug])


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Choose the page by role."""
    user = request.user
    if not user.is_authenticated:
        return render(request, "portal/landing.html", {"sign_in": nav.address("members:sign_in")})
    if user.role == Role.STAFF:
        return redirect("admin:index")
    if user.role == Role.EMPLOYER:
        return _employer(request, user)
    if user.member is None:
        raise PermissionDenied
    return _member(request, user.member)


def _employer(request: HttpRequest, user: User) -> HttpResponse:
    """The employer's first page: the month that is due, what waits, what can be done."""
    today = days.today()
    summary = contributions.employer_summary(int(user.pk), today=today)
    if summary is None:
        raise PermissionDenied
    owed = bills.standing(summary.employer)
    state = summary.due_state
    if state:
        words, colour = str(RemittanceState(state).label), REMITTANCE_COLOURS[state]
    elif today > summary.due_on:
        words, colour = gettext("Overdue"), "red"
    else:
        words, colour = gettext("Not yet submitted"), "amber"
    return render(
        request,
        "portal/employer.html",
        {
            "name": summary.employer.name,
            "month": month_year(summary.due_wage_month),
            "due_on": long_date(summary.due_on),
            "state": words,
            "colour": colour,
            "is_due": not state,
            "employee_count": summary.employee_count,
            "waiting": [
                {
                    "href": reverse("contributions:remittance", args=[row.reference]),
                    "reference": row.reference,
                    "month": month_year(row.wage_month),
                    "state": row.get_state_display(),
                    "colour": REMITTANCE_COLOURS[row.state],
                }
                for row in summary.waiting
            ],
            "to_pay": money.ringgit(owed.open_sen),
            "open_bills": owed.open_count,
            "open_reports": month_reports.waiting(summary.employer.pk),
            "links": {
                "reports": nav.address("contributions:reports"),
                "calculator": nav.address("contributions:calculator"),
                "upload": nav.address("contributions:upload"),
                "remittances": nav.address("contributions:remittances"),
                "bills": nav.address("contributions:bills"),
                "lookup": nav.address("contributions:lookup"),
            },
        },
    )


def _member(request: HttpRequest, member: Member) -> HttpResponse:
    """M1."""
    today, balance = ledger.position(member.pk)
    return render(
        request,
        "portal/dashboard.html",
        {
            "total": money.ringgit(balance.posted.total),
            "as_at": long_date(today),
            "cards": _cards(member.born_on, balance, today),
            "contribution": _contribution(member.pk),
            "application": _application(member.pk),
            "last_seen": _last_seen(request),
            "links": _links(),
        },
    )


def _links() -> dict[str, str]:
    return {
        "apply": nav.address("withdrawals:choose"),
        "statements": nav.address("statements:list"),
        "applications": nav.address("withdrawals:applications"),
        "activity": nav.address("members:activity"),
    }


def _contribution(member_id: int) -> dict[str, Any] | None:
    """The newest contribution, written out."""
    found = contributions.latest_contribution(member_id)
    if found is None:
        return None
    is_late = found.credited_on > months.due_on(found.wage_month)
    return {
        "total": money.ringgit(found.total_sen),
        "status": gettext("Late") if is_late else gettext("Received"),
        "colour": "amber" if is_late else "green",
        "facts": (
            (gettext("Employer"), found.employer_name),
            (gettext("Wage month"), month_year(found.wage_month)),
            (gettext("Employer's share"), money.ringgit(found.employer_sen)),
            (gettext("Employee's share"), money.ringgit(found.employee_sen)),
            *((chart.TITLES[code], money.ringgit(sen)) for code, sen in found.split.items() if sen),
            (gettext("Credited"), long_date(found.credited_on)),
        ),
        "href": reverse("portal:transaction", args=[found.journal_uid]),
    }


def _application(member_id: int) -> dict[str, Any] | None:
    """The application the member waits for, or the draft they left, written out."""
    found = withdrawals.open_application(member_id)
    if found is None:
        return None
    words, colour = STATUS[Status(found.status)]
    facts = [(gettext("Kind"), found.title.of(get_language()))]
    if found.amount_sen is not None:
        facts.append((gettext("Amount"), money.ringgit(found.amount_sen)))
    if found.is_draft:
        href = reverse("withdrawals:start", args=[types.get(found.type_code).slug])
        link = gettext("Resume application")
    else:
        facts.append((gettext("Reference No."), found.reference))
        if found.pay_by_on:
            facts.append((gettext("Paid by"), long_date(found.pay_by_on)))
        href = reverse("withdrawals:application", args=[found.reference])
        link = gettext("View status")
    return {"status": words, "colour": colour, "facts": facts, "href": href, "link": link}


def _last_seen(request: HttpRequest) -> str:
    """When this login was last used before this session; empty on the first time."""
    kept = request.session.get(SIGNED_IN_BEFORE)
    if not kept:
        return ""
    local = timezone.localtime(datetime.fromisoformat(kept))
    return f"{long_date(local)}, {local:%H:%M}"
