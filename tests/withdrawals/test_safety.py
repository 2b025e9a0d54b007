"""No money is asked for right after a reset, and none is asked for or paid where the owner locked the door."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from members.models import CoolingOff, User
from tests.withdrawals.payouts import people
from withdrawals import selectors, types
from withdrawals.models import PayoutBatch
from withdrawals.rules import reasons
from withdrawals.rules.eligibility import decide
from withdrawals.services import batches


def _refusals(member_id: int) -> list[str]:
    from members.ledger import days

    decision = decide(types.get("FLX"), selectors.member_facts(member_id), on=days.today())
    return [finding.code for finding in decision.reasons]


def test_after_a_reset_the_page_says_until_when(walk, aminah: User) -> None:
    assert _refusals(aminah.member_id) == []
    ends_at = timezone.now() + timedelta(hours=3)
    CoolingOff.objects.create(
        member_id=aminah.member_id,
        reason="PASSWORD_RESET",
        began_at=timezone.now() - timedelta(hours=9),
        ends_at=ends_at,
    )
    assert _refusals(aminah.member_id) == [reasons.COOLING_OFF]
    page = walk.client.get(reverse("withdrawals:start", args=["flx"])).text
    assert f"{timezone.localtime(ends_at):%H:%M}" in page
    CoolingOff.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert _refusals(aminah.member_id) == []


def test_a_locked_account_asks_for_nothing(walk, aminah: User) -> None:
    User.objects.filter(pk=aminah.pk).update(frozen_at=timezone.now())
    assert _refusals(aminah.member_id) == [reasons.ACCOUNT_FROZEN]


@pytest.mark.django_db
def test_what_was_approved_waits_while_the_account_is_locked() -> None:
    world = people.world()
    application, other = world.approved(50_000), world.approved(60_000)
    locked = User.objects.filter(member_id=application.member_id)
    locked.update(frozen_at=timezone.now())
    (batch,) = batches.build(business_date=people.TUESDAY, at=world.tick())
    assert [item.application_id for item in batch.attempts.all()] == [other.pk]
    locked.update(frozen_at=None)
    wednesday = people.TUESDAY + timedelta(days=1)
    world.released(batch)
    world.go_to(wednesday)
    (later,) = batches.build(business_date=wednesday, at=world.tick())
    assert [item.application_id for item in later.attempts.all()] == [application.pk]
    assert PayoutBatch.objects.count() == 2
