"""The public calculator: what the Third Schedule says about a month's wages. Nothing is kept."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contributions import parameters
from contributions.calculator_form import CalculatorForm
from contributions.rules import payments, working
from contributions.rules.reasons import REASONS
from contributions.schedules.shape import PART_TITLES
from members.ledger import days


@login_not_required
@require_safe
@never_cache
def calculator(request: HttpRequest) -> HttpResponse:
    """Both shares, the Part, the band and the working; the address holds what was asked."""
    language = get_language()
    options = parameters.schedule_options()
    today = days.today()
    form = CalculatorForm(request.GET if "wages" in request.GET else None, today=today)
    context = {
        "form": form,
        "liable": [kind.title.of(language) for kind in payments.KINDS.values() if kind.is_liable],
        "not_liable": [
            kind.title.of(language) for kind in payments.KINDS.values() if not kind.is_liable
        ],
    }
    if form.is_valid():
        due = form.due(options)
        context |= {
            "due": due,
            "title": PART_TITLES[due.part].of(language) if due.part else "",
            "lines": [
                (line.label.of(language), line.figures) for line in working.lines(due, options)
            ]
            if due.part
            else [],
            "reasons": [REASONS[code].of(language) for code in due.reasons],
            "source": due.source.of(language),
        }
    return render(request, "contributions/calculator.html", context)
