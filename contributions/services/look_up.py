"""An employer asks about one person, by exact number and name, for a stated purpose.

Balances are answered for a current employee whose consent runs; everything else gets one and the same
answer, whatever the reason. Every question is logged and counted, and an answer is told to the member.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from contributions import limits, selectors
from contributions.files import parse
from contributions.models import BalanceConsent, EmployerUser, LookUp, Purpose
from contributions.services import consent as consents
from members.audit import services as audit
from members.gateways import vault
from members.ledger import days
from members.ledger import selectors as ledger
from members.ledger.selectors import Balance
from members.models import Member
from members.work import queue

ASK = "contributions.ask_consent"


class TooMany(Exception):
    """The user has asked as often as is allowed in an hour."""


@dataclass(frozen=True, slots=True)
class Found:
    """What an employer may see of a consenting employee; money in sen."""

    member: Member
    consent: BalanceConsent
    balance: Balance
    months: tuple[selectors.Cell, ...]


def look_up(
    *,
    acting: EmployerUser,
    number: str,
    name: str,
    purpose: Purpose,
    at: datetime,
    address: str = "",
    device: str = "",
) -> Found | None:
    """Answer what may be seen, or None for every other case. Raises TooMany."""
    today = days.today()
    with transaction.atomic():
        _count(acting, at=at)
        member = _match(number, name)
        member_id = member.pk if member else 0  # nobody's costs the same questions
        spell = (
            selectors.employees(acting.employer, today=today).filter(member_id=member_id).first()
        )
        consent = selectors.live_consent(acting.employer, member_id, today=today)
        shown = None
        if member is not None and spell is not None and consent is not None:
            shown = Found(
                member=member,
                consent=consent,
                balance=ledger.total_balances(member.pk),
                months=selectors.status_at_employer(
                    acting.employer, member.pk, spell.started_on, today=today
                ),
            )
        _log(acting, number, purpose, at=at, member=shown.member if shown else None)
        if shown is not None:
            audit.record(
                "employer.balance_looked_up",
                by=acting.user,
                at=at,
                member_id=shown.member.pk,
                employer_id=acting.employer_id,
                entity="member",
                entity_id=str(shown.member.pk),
                detail={
                    "employer": acting.employer.name,
                    **consents.purpose_words(purpose),
                },
                address=address,
                device=device,
            )
    return shown


def ask_consent(
    *, acting: EmployerUser, number: str, name: str, purpose: Purpose, at: datetime
) -> None:
    """Ask the person for consent, if there is such an employee. Says nothing. Raises TooMany.

    A worker looks who it is, so that not even the work tells whether somebody was asked now.
    """
    typed = vault.encrypt(json.dumps({"number": number, "name": name})).decode()
    with transaction.atomic():
        _count(acting, at=at)
        _log(acting, number, purpose, at=at, member=None, for_consent=True)
        queue.enqueue(
            ASK,
            uuid.uuid4().hex,
            {"acting": acting.pk, "typed": typed, "purpose": purpose, "at": at.isoformat()},
        )


def put_before(payload: dict[str, Any], *, at: datetime) -> None:
    """The worker's half of `ask_consent`; nothing comes of it when the employer's user has ended."""
    acting = (
        EmployerUser.objects.select_related("employer", "user")
        .filter(pk=payload["acting"], ended_at__isnull=True)
        .first()
    )
    if acting is None:
        return
    typed = json.loads(vault.decrypt(payload["typed"].encode()))
    consents.ask(
        acting=acting,
        member=_match(typed["number"], typed["name"]),
        purpose=payload["purpose"],
        at=datetime.fromisoformat(payload["at"]),
    )


def _count(acting: EmployerUser, *, at: datetime) -> None:
    """One question more; the user's row is the lock, so that no two count alike."""
    EmployerUser.objects.select_for_update().get(pk=acting.pk)
    hour = LookUp.objects.filter(employer_user=acting, at__gt=at - timedelta(hours=1))
    if hour.count() >= limits.look_ups_an_hour():
        raise TooMany


def _match(number: str, name: str) -> Member | None:
    """The one member with exactly this number and, case and spacing aside, this name."""
    typed = number.strip()
    identity, _ = parse.identity_no(typed)
    bare = typed.replace(" ", "").replace("-", "")
    member = Member.objects.filter(Q(member_no=bare) | Q(ic_no=identity or bare)).first()
    if member is None or _plain(member.name) != _plain(name):
        return None
    return member


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _log(
    acting: EmployerUser,
    number: str,
    purpose: Purpose,
    *,
    at: datetime,
    member: Member | None,
    for_consent: bool = False,
) -> None:
    LookUp.objects.create(
        employer_user=acting,
        employer=acting.employer,
        at=at,
        purpose=purpose,
        asked_tail=parse.printable(number.strip()[-4:]),
        found=member is not None,
        member=member,
        for_consent=for_consent,
    )
