"""M2: one account of the member who is logged in; an account they do not have is not found."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from members.access import member_required
from members.ledger import chart, money
from members.ledger import selectors as ledger
from portal import accounts, nav
from portal.templatetags.ui import long_date
from portal.views.transactions import row_of
from withdrawals.rules import ages

ENTRIES = 12


@member_required
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Balance, what is available, the rules in words, and the last 12 entries. Two queries."""
    member = request.member  # type: ignore[attr-defined]
    today, balance = ledger.position(member.pk)
    account = accounts.BY_SLUG.get(slug)
    if account is None or account not in accounts.shown(member.born_on, balance.posted, today):
        raise Http404
    code = account.code
    entries = ledger.entries(member.pk, account=code, limit=ENTRIES)
    return render(
        request,
        "portal/account.html",
        {
            "account": account,
            "as_at": long_date(today),
            "balance": money.ringgit(balance.posted.account(code)),
            "available": accounts.available(
                code, balance.available.account(code), ages.age_on(member.born_on, today)
            ),
            "held": accounts.held(balance.held.account(code)),
            "rows": [row_of(entry, (code,)) for entry in entries],
            "can_apply": code in (chart.FLEKSIBEL, chart.AKAUN_55),
            "apply": nav.address("withdrawals:choose"),
        },
    )
