"""The README's walk-through, to its end: a kind of one file goes from its page to the approved posting.

The rules side, with its scenario table, is tests/rules/withdrawals/test_new_type.py; the file is the same.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from members.ledger import selectors as ledger
from members.ledger.drafts import Amounts
from members.models import User
from tests.rules.withdrawals.test_new_type import FILE
from tests.withdrawals.conftest import Walk, logged_in
from tests.withdrawals.payouts.people import balances, breaches
from withdrawals import types
from withdrawals.models import PayoutAttempt
from withdrawals.rules.spec import WithdrawalType
from withdrawals.services import review

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def flood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WithdrawalType]:
    """The kind, found by walking the folder as when the program starts."""
    (tmp_path / "flood.py").write_text(FILE)
    monkeypatch.setattr(types, "__path__", [*types.__path__, str(tmp_path)])
    monkeypatch.setattr(types, "_TYPES", types._find())
    yield types.get("FLOOD")
    sys.modules.pop("withdrawals.types.flood", None)


@pytest.mark.parametrize("language", ["ms", "en"])
def test_from_its_page_to_the_approved_posting(
    flood: WithdrawalType, aminah: User, chong: User, language: str
) -> None:
    walk = Walk(aminah, flood.slug)
    walk.client.post(reverse("portal:set_language"), {"language": language, "next": "/"})
    assert flood.title.of(language) in walk.client.get(reverse("withdrawals:choose")).text
    page = walk.client.get(walk.url("start")).text
    assert flood.summary.of(language) in page and flood.who_words[0].of(language) in page
    application = walk.all_the_way("1234.56")
    assert (application.status, application.type_code) == ("SUBMITTED", "FLOOD")
    tracker = reverse("withdrawals:application", args=[application.reference])
    assert flood.title.of(language) in walk.client.get(tracker).text

    console = logged_in(chong)
    queue = console.get(reverse("admin:withdrawals_application_changelist")).text
    assert application.reference in queue
    address = reverse("admin:withdrawals_application_review", args=[application.reference])
    assert "Flood" in console.get(address).text
    review.take(application_id=application.pk, by=chong, at=timezone.now())
    review.approve(application_id=application.pk, by=chong, at=timezone.now())
    taken = Amounts(sejahtera=123_456)
    (entry,) = [one for one in ledger.entries(aminah.member_id) if one.kind == "WITHDRAWAL"]
    assert entry.amounts == -taken and entry.narration == "withdrawal.flood"
    assert PayoutAttempt.objects.get(application=application).amount_sen == taken.total
    assert balances()["2200"] == taken.total and breaches() == []

    again = walk.client.post(walk.url("start"))
    assert again.url == walk.url("start"), "once only"


def test_no_migration_is_missing_with_it(flood: WithdrawalType) -> None:
    """`choices` is a reference, so that a kind changes no column."""
    assert ("FLOOD", flood.title.en) in types.choices()
    assert flood.effective_from == date(2026, 1, 1)
