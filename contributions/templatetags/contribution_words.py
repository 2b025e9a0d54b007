"""Words and marks of money in: months, statuses, what is wrong with a row. No query, no arithmetic."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from contributions import selectors, wording
from contributions.models import (
    BillState,
    CorrectionState,
    Purpose,
    RefundState,
    RemittanceState,
    ReportState,
    VoluntaryState,
)
from contributions.rules import working
from members.rules import masking

register = template.Library()

_REMITTANCE_COLOURS = {
    RemittanceState.UPLOADED: "grey",
    RemittanceState.INVALID: "red",
    RemittanceState.READY: "amber",
    RemittanceState.SUBMITTED: "blue",
    RemittanceState.POSTING: "blue",
    RemittanceState.POSTED: "green",
    RemittanceState.CANCELLED: "grey",
}
_BILL_COLOURS = {
    BillState.OPEN: "amber",
    BillState.PART_PAID: "amber",
    BillState.PAID: "green",
    BillState.WAIVED: "grey",
    BillState.CANCELLED: "grey",
}
_REFUNDS = {
    RefundState.ASKED: "amber",
    RefundState.REVIEWED: "amber",
    RefundState.APPROVED: "blue",
    RefundState.PAID: "green",
    RefundState.FAILED: "red",
    RefundState.REFUSED: "grey",
    RefundState.CANCELLED: "grey",
}
_CORRECTIONS = {
    CorrectionState.PROPOSED: "amber",
    CorrectionState.DONE: "green",
    CorrectionState.BLOCKED: "red",
    CorrectionState.REFUSED: "grey",
}
_REPORTS = {ReportState.OPEN: "amber", ReportState.ANSWERED: "blue", ReportState.CLOSED: "grey"}
_VOLUNTARY = {
    VoluntaryState.WAITING: "amber",
    VoluntaryState.CREDITED: "green",
    VoluntaryState.LAPSED: "grey",
    VoluntaryState.CANCELLED: "grey",
}
_CELLS: dict[str, tuple[str, Any]] = {
    selectors.RECEIVED: ("green", _("Received")),
    selectors.LATE: ("amber", _("Late")),
    selectors.MISSING: ("grey", _("Not yet received")),
    selectors.PENDING: ("grey", _("Not due yet")),
    selectors.NOT_EMPLOYED: ("grey", _("Not employed")),
}


def _tag(colour: str, words: Any) -> SafeString:
    return format_html('<strong class="tag tag--{}">{}</strong>', colour, words)


@register.filter
def month(day: date | None) -> str:
    """A month as `November 2026`; nothing for None."""
    return formats.date_format(day, "F Y") if day else ""


@register.filter
def masked_person(name: str) -> str:
    """A name of which only the first letters are left."""
    return masking.person(name)


@register.filter
def purpose_words(code: str) -> str:
    """What a look-up or a consent is for."""
    return str(Purpose(code).label)


@register.simple_tag
def remittance_tag(state: str) -> SafeString:
    """The status of a remittance."""
    known = RemittanceState(state)
    return _tag(_REMITTANCE_COLOURS[known], known.label)


@register.simple_tag
def bill_tag(state: str, is_overdue: bool = False) -> SafeString:
    """The status of a bill; an open one whose day has gone is overdue."""
    known = BillState(state)
    if is_overdue and known in (BillState.OPEN, BillState.PART_PAID):
        return _tag("red", _("Overdue") if known == BillState.OPEN else _("Partly paid, overdue"))
    return _tag(_BILL_COLOURS[known], known.label)


@register.simple_tag
def refund_tag(state: str) -> SafeString:
    """How far a refund has come."""
    known = RefundState(state)
    return _tag(_REFUNDS[known], known.label)


@register.simple_tag
def correction_tag(state: str) -> SafeString:
    """Whether a line was corrected."""
    known = CorrectionState(state)
    return _tag(_CORRECTIONS[known], known.label)


@register.simple_tag
def cell_tag(status: str) -> SafeString:
    """Whether a month was paid."""
    colour, words = _CELLS[status]
    return _tag(colour, words)


@register.simple_tag
def voluntary_tag(state: str) -> SafeString:
    """How far a voluntary contribution has come."""
    known = VoluntaryState(state)
    return _tag(_VOLUNTARY[known], known.label)


@register.filter
def percent(bps: int) -> str:
    """A rate in basis points as `20%`."""
    return working.percent(bps)


@register.simple_tag
def report_tag(state: str) -> SafeString:
    """How far a report of a missing month has come."""
    known = ReportState(state)
    return _tag(_REPORTS[known], known.label)


@register.simple_tag
def row_problem(error: Any) -> str:
    """What is wrong with a row."""
    return wording.explain(error.code, value=error.value, row=error.other_line_no)[0]


@register.simple_tag
def row_remedy(error: Any) -> str:
    """What to do about it."""
    return wording.explain(error.code, value=error.value, row=error.other_line_no)[1]
