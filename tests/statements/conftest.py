"""A member with a year of entries, and ways to add more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone

from members.ledger import chart, journal
from members.ledger.drafts import Amounts, JournalDraft, MemberLine
from members.ledger.models import BusinessDate
from members.models import Member, User
from tests import cast

Post = Callable[..., int]


@pytest.fixture
def business_date(db: None) -> date:
    BusinessDate.objects.update_or_create(
        pk=1, defaults={"today_on": date(2026, 11, 20), "advanced_at": timezone.now()}
    )
    return date(2026, 11, 20)


@pytest.fixture
def post(db: None) -> Post:
    """Post one entry of a member; gives the journal's id."""
    count = iter(range(1, 10_000))

    def posted(member: Member, kind: str, on: date, amounts: Amounts, **facts: object) -> int:
        content = {
            "scope": "tests.statements",
            "key": str(next(count)),
            "kind": kind,
            "book": "KONV",
            "effective_on": on,
            "narration": kind.lower(),
            "reference": "UJI-1",
            "by": "tests",
            "control": chart.RESERVE,
            "members": (MemberLine(member.pk, amounts),),
        }
        return journal.post(JournalDraft(**(content | facts))).journal_id

    return posted


@pytest.fixture
def aminah(business_date: date, post: Post) -> User:
    """RM1,500.00 at the end of 2025; in 2026 two contributions, a dividend and a withdrawal."""
    user = cast.aminah()
    member = user.member
    member.address, member.postcode, member.town = "12, Jalan Kenanga", "50480", "Kuala Lumpur"
    member.save()
    post(member, "OPENING", date(2025, 12, 31), Amounts(750_00, 150_00, 600_00))
    for month in (1, 2):
        post(
            member,
            "CONTRIBUTION",
            date(2026, month + 1, 14),
            Amounts(547_50, 109_50, 73_00),
            reference=f"CRM-20260{month}",
            detail={"wage_month": f"2026-0{month}", "employer": "Kilang Contoh Sdn. Bhd."},
        )
    post(member, "DIVIDEND", date(2026, 3, 1), Amounts(41_11, 8_22, 3), reference="DIV-2025")
    post(
        member,
        "WITHDRAWAL",
        date(2026, 11, 19),
        Amounts(fleksibel=-500_00),
        narration="withdrawal.fleksibel",
        reference="PGL-2026-000001",
        control=chart.WITHDRAWAL_PAYABLE,
    )
    return user


@pytest.fixture
def signed_in(client, aminah):
    client.force_login(aminah)
    return client
