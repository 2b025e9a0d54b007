"""Words and marks that templates share: money, account names, tags, icons, error links.

Filters here take plain values and touch neither the database nor the request.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django import template
from django.forms import BaseForm
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from members.ledger import chart, money

register = template.Library()

TAG_COLOURS = frozenset({"grey", "blue", "green", "amber", "red"})

NARRATIONS: dict[str, Any] = {
    "opening": _("Opening balance"),
    "contribution": _("Contribution"),
    "contribution.taken_back": _("Contribution taken back"),
    "withdrawal": _("Withdrawal"),
    "withdrawal.credited_back": _("Withdrawal put back"),
    "dividend": _("Dividend"),
    "voluntary": _("Voluntary contribution"),
    "voluntary.incentive": _("i-Saraan incentive"),
    "transfer": _("Transfer between accounts"),
    "adjustment": _("Adjustment"),
    "reversal": _("Reversal"),
}


class ErrorRow(NamedTuple):
    """One line of the error summary."""

    target: str
    text: str


@register.filter
def ringgit(sen: int | None) -> str:
    """An amount in sen as `RM1,234.50`; an empty string for None."""
    return "" if sen is None else money.ringgit(sen)


_MONTHS = {
    "ms": "Januari Februari Mac April Mei Jun Julai Ogos September Oktober November Disember",
    "en": "January February March April May June July August September October November December",
}
_MONTH_NAMES = {language: tuple(names.split()) for language, names in _MONTHS.items()}


def _months() -> tuple[str, ...]:
    return _MONTH_NAMES["en" if (get_language() or "ms").startswith("en") else "ms"]


@register.filter
def long_date(day: date | None) -> str:
    """`22 November 2026` in the active language; an empty string for None."""
    return "" if day is None else f"{day.day} {_months()[day.month - 1]} {day.year}"


@register.filter
def month_year(day: date | str | None) -> str:
    """`November 2026` for a date or for the text `2026-11`; an empty string for nothing."""
    if not day:
        return ""
    if isinstance(day, str):
        day = date(int(day[:4]), int(day[5:7]), 1)
    return f"{_months()[day.month - 1]} {day.year}"


@register.filter
def account_title(code: str) -> str:
    """The name of a member account, the same in both languages; the code itself if unknown."""
    return chart.TITLES.get(code, code)


@register.filter
def narration(code: str) -> str:
    """What happened, in words. `withdrawal.fleksibel` falls back to `withdrawal`."""
    words = NARRATIONS.get(code) or NARRATIONS.get(code.partition(".")[0])
    return str(words) if words else code


@register.filter
def in_language(pair: Any) -> str:
    """The half of a `members.rules.text.Text` that suits the active language."""
    return pair.of(get_language()) if pair else ""


@register.simple_tag
def status_tag(colour: str, text: str) -> SafeString:
    """A status in words; the colour only helps. Raises ValueError for a colour we do not have."""
    if colour not in TAG_COLOURS:
        raise ValueError(f"no tag colour {colour!r}")
    return format_html('<strong class="tag tag--{}">{}</strong>', colour, text)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing from static/img/icons.svg, silent to screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def error_rows(form: BaseForm) -> list[ErrorRow]:
    """Everything wrong with a form: first what concerns it whole, then its fields in order."""
    rows = [ErrorRow("", str(text)) for text in form.non_field_errors()]
    for bound in form:
        target = getattr(bound, "error_target", None) or bound.id_for_label or bound.auto_id
        rows.extend(ErrorRow("" if bound.is_hidden else target, str(text)) for text in bound.errors)
    return rows


@register.simple_tag
def error_prefix() -> str:
    """What a page title starts with when the form on it has errors."""
    return gettext("Error: ")
