"""Money, dates, tags and words come out the same on every page, in both languages."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from members.rules.text import Text
from portal.templatetags import ui


def _render(source: str, **context: object) -> str:
    return Template("{% load ui i18n %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("sen", "written"),
    [
        (0, "RM0.00"),
        (123450, "RM1,234.50"),
        (-100, "-RM1.00"),
        (123456789012, "RM1,234,567,890.12"),
    ],
)
def test_money_is_written_one_way(sen: int, written: str) -> None:
    for language in ("ms", "en"):
        with translation.override(language):
            assert _render("{{ sen|ringgit }}", sen=sen) == written


def test_money_unknown_is_nothing() -> None:
    assert ui.ringgit(None) == ""


@pytest.mark.parametrize(
    ("language", "long", "month", "clock"),
    [
        ("ms", "3 Mac 2026", "Mac 2026", "3 Mac 2026, 14:05"),
        ("en", "3 March 2026", "March 2026", "3 March 2026, 14:05"),
    ],
)
def test_dates_in_both_languages(language: str, long: str, month: str, clock: str) -> None:
    moment = timezone.make_aware(datetime(2026, 3, 3, 14, 5))  # noqa: DTZ001 (made aware here)
    with translation.override(language):
        assert ui.long_date(date(2026, 3, 3)) == long
        assert ui.month_year(date(2026, 3, 3)) == month
        assert ui.month_year("2026-03") == month
        assert _render("{{ at }}", at=moment) == clock
        assert _render('{{ at|date:"SHORT_DATE_FORMAT" }}', at=moment) == "03/03/2026"
        assert _render('{{ at|time:"TIME_FORMAT" }}', at=moment) == "14:05"


def test_our_months_are_djangos_months() -> None:
    from django.utils import formats

    for language in ("ms", "en"):
        with translation.override(language):
            for month in range(1, 13):
                day = date(2026, month, 9)
                assert ui.long_date(day) == formats.date_format(day, "DATE_FORMAT")


def test_a_tag_says_its_words_and_escapes_them() -> None:
    assert ui.status_tag("green", "<b>") == '<strong class="tag tag--green">&lt;b&gt;</strong>'
    with pytest.raises(ValueError, match="purple"):
        ui.status_tag("purple", "x")


def test_a_narration_we_do_not_know_in_detail_falls_back_to_its_kind() -> None:
    with translation.override("ms"):
        assert ui.narration("withdrawal.something") == "Pengeluaran"
        assert ui.narration("unheard-of") == "unheard-of"


def test_a_text_speaks_the_active_language() -> None:
    text = Text("Satu", "One")
    with translation.override("ms"):
        assert ui.in_language(text) == "Satu"
    with translation.override("en"):
        assert ui.in_language(text) == "One"
    assert ui.in_language(None) == ""


def test_account_names_stay_malay() -> None:
    assert ui.account_title("PERSARAAN") == "Akaun Persaraan"
    assert ui.account_title("UNKNOWN") == "UNKNOWN"
