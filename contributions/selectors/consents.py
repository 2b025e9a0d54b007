"""Whether an employer may see balances, and the log of who looked."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from contributions.models import BalanceConsent, Employer, LookUp


def live_consent(employer: Employer, member_id: int, *, today: date) -> BalanceConsent | None:
    """A consent that is given, not withdrawn, and still runs."""
    return (
        BalanceConsent.objects.filter(
            employer=employer,
            member_id=member_id,
            given_at__isnull=False,
            withdrawn_at__isnull=True,
            expires_on__gte=today,
        )
        .order_by("-given_at")
        .first()
    )


def consents(member_id: int) -> QuerySet[BalanceConsent]:
    """All requests about a member, newest first."""
    return (
        BalanceConsent.objects.filter(member_id=member_id)
        .select_related("employer")
        .order_by("-asked_at", "-id")
    )


def look_ups(employer: Employer) -> QuerySet[LookUp]:
    """The employer's own log, newest first."""
    return (
        LookUp.objects.filter(employer=employer)
        .select_related("employer_user__user")
        .order_by("-at", "-id")
    )
