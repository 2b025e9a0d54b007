"""Tells a person what happened, after the act is certain: in the inbox, by e-mail, by text message.

A notice is written with its act, in the caller's transaction; a worker sends it, to the addresses of
the moment of the act. The same event is told once, however often `tell` is called with its `key`.
No notice holds a code, and no message holds a link.
"""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone, translation

from members.gateways import sms, vault
from members.ledger import money
from members.models import Notice, Role, User
from members.rules import notices as rules
from members.rules.text import Text, one_line
from members.work import queue

logger = logging.getLogger(__name__)

TOPIC = "members.notice"
Fact = str | int | date | datetime | Text


def tell(
    *, user: User | None, about: str, at: datetime, key: str = "", link: str = "", **facts: Fact
) -> None:
    """Tell a person of one event, in the caller's transaction. Raises KeyError for an unknown kind.

    `key` names the event, so that telling again is harmless; without it every call is an event.
    Facts may be sen (int), moments, days, text or a pair of languages. `user` None: the same work,
    and nobody hears.
    """
    event = key or uuid.uuid4().hex
    with transaction.atomic():
        if user is None or user.own_member_id is None:
            Notice.objects.filter(event_key=event, member_id=0).exists()  # as long as a row takes
        else:
            row = Notice(
                member_id=user.own_member_id,
                about=about,
                facts=_kept(at, facts),
                link=link,
                event_key=event,
                at=at,
            )
            Notice.objects.bulk_create([row], ignore_conflicts=True)
    tell_address(user=user, about=about, at=at, key=event, **facts)


def tell_address(*, user: User | None, about: str, at: datetime, key: str, **facts: Fact) -> None:
    """By message alone, to the addresses that `user` holds now: for a second one of an event."""
    kind = rules.KINDS[about]
    email, phone = _ways(kind, user)
    if user is not None and not kind.security and not (email or phone):
        return  # of security everybody is told, or it is queued as if: a lock tells nobody apart
    queue.enqueue(
        TOPIC,
        hashlib.sha256(f"{user.pk if user else ''}:{key}".encode()).hexdigest(),
        {
            "about": about,
            "language": user.language if user else "ms",
            "to": vault.encrypt(f"{email}\n{phone}").decode(),
            "facts": _kept(at, facts),
        },
    )


def _kept(at: datetime, facts: Mapping[str, Fact]) -> dict[str, Any]:
    return {name: encoded(fact) for name, fact in {"when": at, **facts}.items()}


def tell_member(
    member_id: int, *, about: str, at: datetime, key: str, link: str = "", **facts: Fact
) -> None:
    """`tell` for whoever logs in as this member; does nothing while nobody does."""
    user = User.objects.filter(member_id=member_id, role=Role.MEMBER, is_active=True).first()
    if user is not None:
        tell(user=user, about=about, at=at, key=key, link=link, **facts)


def _ways(kind: rules.Kind, user: User | None) -> tuple[str, str]:
    """The e-mail address and phone number that a notice goes to; empty for none."""
    if user is None:
        return "", ""
    email = kind.security or (kind.email and user.email_notices)
    phone = kind.security or (kind.sms and user.sms_notices)
    return (user.email if email else ""), (user.phone if phone else "")


def send(payload: dict[str, Any], *, at: datetime) -> None:
    """The worker's half. The e-mail first: should it fail, no text message goes out twice."""
    language = payload["language"]
    email, _newline, phone = vault.decrypt(payload["to"].encode()).partition("\n")
    facts = payload["facts"]
    if "at" in payload:  # queued when every fact was a moment
        moments = {"when": payload["at"], **facts}
        facts = {name: {"moment": moment} for name, moment in moments.items()}
    subject, text = words(payload["about"], facts, language)
    if rules.KINDS[payload["about"]].security:
        text = f"{text} {rules.NOT_YOU.of(language)}"
    if email:
        mail(to=email, subject=subject, body=text, language=language)
    if phone:
        try:
            sms.gateway().send(to=phone, text=text, at=at)
        except sms.SmsNotSent as error:
            logger.error("text message not taken by the gateway: %s", error)


def mail(*, to: str, subject: str, body: str, language: str) -> None:
    """One e-mail in plain text; a line break in `to` or `subject` raises BadHeaderError."""
    with translation.override(language):
        EmailMessage(subject=subject, body=body, to=[to]).send()


def words(about: str, facts: dict[str, Any], language: str | None) -> tuple[str, str]:
    """Subject and sentence in a language; the bare code for a kind that is no longer declared."""
    kind = rules.KINDS.get(about)
    if kind is None:
        return about, ""
    said = _Said({name: one_line(decoded(fact, language)) for name, fact in facts.items()})
    subject = kind.subject.of(language).format_map(said)
    return subject, kind.sentence.of(language).format_map(said)


class _Said(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "–"


def encoded(fact: Fact) -> Any:
    """A fact as the row keeps it."""
    match fact:
        case datetime():
            return {"moment": fact.isoformat()}
        case date():
            return {"day": fact.isoformat()}
        case int():
            return {"sen": fact}
        case Text():
            return {"ms": fact.ms, "en": fact.en}
    return fact


def decoded(fact: Any, language: str | None) -> str:
    """A kept fact as people read it."""
    match fact:
        case {"moment": str(iso)}:
            return timezone.localtime(datetime.fromisoformat(iso)).strftime("%d/%m/%Y %H:%M")
        case {"day": str(iso)}:
            return date.fromisoformat(iso).strftime("%d/%m/%Y")
        case {"sen": int(sen)}:
            return money.ringgit(sen)
        case {"ms": str(ms), "en": str(en)}:
            return Text(ms, en).of(language)
    return str(fact)
