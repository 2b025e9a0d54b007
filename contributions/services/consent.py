"""A consent is asked for by an employer and answered by the member, who may take it back at any time.

Asking answers the same whether or not the person exists, works there, or has already refused.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from contributions import selectors
from contributions.models import BalanceConsent, EmployerUser, Purpose
from contributions.rules import consent as rules
from members.audit import services as audit
from members.ledger import days
from members.models import Member, User
from members.services import notices


class AlreadyAnswered(Exception):
    """The request was answered, or the consent has ended."""


class BadExpiry(Exception):
    """The last day is in the past or further away than a consent may run."""


def purpose_words(purpose: str) -> dict[str, str]:
    """The purpose in both languages, for the audit trail."""
    for code, ms, en in rules.PURPOSES:
        if code == purpose:
            return {"purpose_ms": ms, "purpose_en": en}
    raise KeyError(purpose)


def ask(
    *, acting: EmployerUser, member: Member | None, purpose: Purpose, at: datetime
) -> BalanceConsent | None:
    """Put a request before the member; None when there is nobody to ask or nothing to ask again.

    Only current employees are asked, once at a time, and not within 30 days of a refusal.
    """
    today = days.today()
    member_id = member.pk if member else 0  # nobody's costs the same questions
    works_here = selectors.is_employee(acting.employer, member_id, today=today)
    about = BalanceConsent.objects.filter(employer=acting.employer, member_id=member_id)
    quiet = at - timedelta(days=rules.ASK_AGAIN_AFTER_DAYS)
    waiting = about.filter(given_at__isnull=True, refused_at__isnull=True).exists()
    refused = about.filter(refused_at__gt=quiet).exists()
    live = selectors.live_consent(acting.employer, member_id, today=today) is not None
    if member is None or not works_here or waiting or refused or live:
        return None
    try:
        with transaction.atomic():
            consent = BalanceConsent.objects.create(
                employer=acting.employer,
                member=member,
                purpose=purpose,
                asked_at=at,
                asked_by=acting.user,
            )
            _record("employer.consent_asked", consent, by=acting.user, at=at)
            notices.tell_member(
                member.pk,
                about="employer.consent_asked",
                at=at,
                key=f"consent:{consent.pk}",
                link=reverse("contributions:consents"),
                employer=acting.employer.name,
            )
    except IntegrityError:
        return None
    return consent


def give(
    *, consent_id: int, member: Member, expires_on: date, by: User, at: datetime
) -> BalanceConsent:
    """The member agrees until a day, that day included. Raises AlreadyAnswered, BadExpiry."""
    with transaction.atomic():
        consent = _locked(consent_id, member)
        if consent.given_at or consent.refused_at:
            raise AlreadyAnswered
        today = days.today()
        if not today <= expires_on <= rules.latest_expiry(today):
            raise BadExpiry
        consent.given_at = at
        consent.expires_on = expires_on
        consent.save(update_fields=["given_at", "expires_on"])
        _record("consent.given", consent, by=by, at=at, until=expires_on.strftime("%d/%m/%Y"))
    return consent


def refuse(*, consent_id: int, member: Member, by: User, at: datetime) -> BalanceConsent:
    """The member says no. A second time changes nothing. Raises AlreadyAnswered after a yes."""
    with transaction.atomic():
        consent = _locked(consent_id, member)
        if consent.given_at:
            raise AlreadyAnswered
        if consent.refused_at is None:
            consent.refused_at = at
            consent.save(update_fields=["refused_at"])
            _record("consent.refused", consent, by=by, at=at)
    return consent


def withdraw(*, consent_id: int, member: Member, by: User, at: datetime) -> BalanceConsent:
    """The member takes a consent back, at once. A second time changes nothing."""
    with transaction.atomic():
        consent = _locked(consent_id, member)
        if consent.given_at is None:
            raise AlreadyAnswered
        if consent.withdrawn_at is None:
            consent.withdrawn_at = at
            consent.save(update_fields=["withdrawn_at"])
            _record("consent.withdrawn", consent, by=by, at=at)
    return consent


def default_expiry(on: date | None = None) -> date:
    """What the form offers: three months."""
    return (on or timezone.localdate()) + timedelta(days=90)


def _locked(consent_id: int, member: Member) -> BalanceConsent:
    """The member's own consent, locked; another's does not exist."""
    return BalanceConsent.objects.select_for_update().get(pk=consent_id, member=member)


def _record(action: str, consent: BalanceConsent, *, by: User, at: datetime, **more: Any) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        member_id=consent.member_id,
        employer_id=consent.employer_id,
        entity="consent",
        entity_id=str(consent.pk),
        detail={
            "employer": consent.employer.name,
            **purpose_words(consent.purpose),
            **more,
        },
    )
