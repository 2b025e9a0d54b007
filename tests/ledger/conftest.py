"""Two members and a way to give them money."""

from datetime import date

import pytest

from members.ledger import chart, journal
from members.ledger.drafts import Amounts, JournalDraft, MemberLine
from members.models import Member


@pytest.fixture
def people(transactional_db):
    return [
        Member.objects.create(
            member_no=f"9000000000{n:02d}",
            ic_no=f"9001010000{n:02d}",
            name=f"Member {n}",
            born_on=date(1990, 1, 1),
            joined_on=date(2010, 1, 1),
        )
        for n in range(2)
    ]


@pytest.fixture
def draft():
    def make(member, amounts, **changes):
        content = {
            "scope": "test",
            "key": "1",
            "kind": "OPENING",
            "book": "KONV",
            "effective_on": date(2026, 1, 2),
            "narration": "opening",
            "reference": "TEST",
            "by": "test",
            "control": chart.RESERVE,
            "members": (MemberLine(member.id, amounts),),
        }
        return JournalDraft(**(content | changes))

    return make


@pytest.fixture
def fund_member(draft):
    def give(member, amounts=Amounts(7500, 1500, 1000), key="opening"):
        return journal.post(draft(member, amounts, key=f"{key}:{member.id}"))

    return give
