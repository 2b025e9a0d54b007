"""Statements are made once for a state of the books and handed out unchanged ever after.

Making one costs half a second of a core, so a member makes a limited number an hour; fetching one
that was made is free. Every download leaves a line in the member's activity log.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import secrets
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from members.audit import services as audit
from members.ledger import days
from members.models import Member, User
from statements import render, selectors
from statements.models import IssuedStatement
from statements.rules.build import Statement
from statements.selectors import Holder

MADE_PER_HOUR = 10
_HOUR = timedelta(hours=1)
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class TooManyStatements(Exception):
    """The member made as many statements in the last hour as may be; `retry_at` says when again."""

    def __init__(self, retry_at: datetime) -> None:
        super().__init__("too many statements in an hour")
        self.retry_at = retry_at


class ContentChanged(Exception):
    """Stored bytes no longer match the hash taken when they were made."""


class UnknownLanguage(ValueError):
    """Statements are written in Malay and in English."""


def issue(
    *, member: Member, year: int, language: str, by: User | None, at: datetime
) -> IssuedStatement:
    """The statement of `year` as the books stand: the one already made, or a new one.

    Raises NoSuchPeriod, UnknownLanguage, and TooManyStatements when a new one would have to be
    made beyond MADE_PER_HOUR.
    """
    if language not in dict(settings.LANGUAGES):
        raise UnknownLanguage(language)
    with transaction.atomic():
        Member.objects.select_for_update(no_key=True).only("pk").get(pk=member.pk)
        holder = selectors.holder(member)
        statement = selectors.statement(member.pk, year, days.today())
        facts = _digest(statement, holder)
        made = (
            IssuedStatement.objects.filter(
                member=member, year=year, language=language, facts_sha256=facts
            )
            .defer("content")
            .first()
        )
        if made is not None:
            return made
        _refuse_too_many(member, at)
        number = _new_number(year)
        content = render.pdf(statement, holder, number=number, language=language, at=at)
        return IssuedStatement.objects.create(
            number=number,
            member=member,
            year=year,
            language=language,
            is_provisional=statement.period.is_provisional,
            as_of_on=statement.period.last_on,
            as_of_journal=statement.watermark,
            closing_sen=statement.total.closing_sen,
            facts_sha256=facts,
            content_sha256=hashlib.sha256(content).digest(),
            content=content,
            size_bytes=len(content),
            made_at=at,
            made_by=by,
        )


def hand_out(
    *, issued: IssuedStatement, by: User, at: datetime, address: str = "", device: str = ""
) -> bytes:
    """The bytes of an issued statement, after they proved unchanged; the download is recorded.

    Raises ContentChanged.
    """
    content = bytes(issued.content)
    if hashlib.sha256(content).digest() != bytes(issued.content_sha256):
        raise ContentChanged(issued.number)
    audit.record(
        "statement.downloaded",
        by=by,
        at=at,
        member_id=issued.member_id,
        entity="statement",
        entity_id=issued.number,
        detail={"year": issued.year, "language": issued.language},
        address=address,
        device=device,
        role=by.role,
    )
    return content


def _refuse_too_many(member: Member, at: datetime) -> None:
    recent = list(
        IssuedStatement.objects.filter(member=member, made_at__gt=at - _HOUR)
        .order_by("-made_at")
        .values_list("made_at", flat=True)[:MADE_PER_HOUR]
    )
    if len(recent) == MADE_PER_HOUR:
        raise TooManyStatements(recent[-1] + _HOUR)


def _new_number(year: int) -> str:
    return f"PYT-{year}-{''.join(secrets.choice(_ALPHABET) for _ in range(8))}"


def _digest(statement: Statement, holder: Holder) -> bytes:
    """What equal statements share; the day that a running year has reached is not in it."""
    figures = dataclasses.asdict(statement)
    del figures["period"]["last_on"]
    facts = {"holder": dataclasses.asdict(holder), "statement": figures}
    text = json.dumps(facts, sort_keys=True, default=_plain, ensure_ascii=True)
    return hashlib.sha256(text.encode()).digest()


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"cannot write {type(value).__name__}")
