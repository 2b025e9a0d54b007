"""Sentences and tags of withdrawals for templates. Plain values in, words out."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from members.rules import banks
from withdrawals import types, wording
from withdrawals.models import EndingWords, Relation
from withdrawals.rules.states import Status

register = template.Library()

register.filter("say", wording.say)
register.filter("refused", wording.refused)
register.filter("fix", wording.fix)
register.filter("check_words", wording.check)
register.filter("check_source", wording.source)
register.filter("status_words", wording.status_words)
register.filter("bank_reason", wording.bank_reason)
register.filter("risk", wording.risk)
register.filter("risk_why", wording.risk_why)
register.filter("payee_words", wording.payee)
register.filter("identity_words", wording.identity)
register.filter("channel_words", wording.channel)
register.simple_tag(wording.answer, name="answer_words")


@register.filter
def plan_ending(code: str) -> str:
    """Why a payment plan ended."""
    return str(EndingWords(code).label)


@register.filter
def bank_name(code: str) -> str:
    """The name of a bank by its code."""
    return banks.bank_name(code)


@register.filter
def kind_title(code: str) -> str:
    """The title of a withdrawal type by its code, in the active language."""
    return wording.say(types.get(code).title)


@register.filter
def kind_short_title(code: str) -> str:
    """The short title of a withdrawal type by its code, in the active language."""
    return wording.say(types.get(code).short_title)


@register.filter
def relation_words(code: str) -> str:
    """How a payee is related to the member."""
    return str(Relation(code).label)


@register.filter
def pages_after_the_first(count: int | None) -> range:
    """The numbers of a file's pages from the second on."""
    return range(2, (count or 1) + 1)


@register.simple_tag
def application_tag(status: str) -> SafeString:
    """The status of an application as a tag: always words, the colour only helps."""
    words, colour = wording.STATUS[Status(status)]
    return format_html('<strong class="tag tag--{}">{}</strong>', colour, words)
