"""A member's "not me" takes their money out of files nobody released, and names what had left."""

from __future__ import annotations

import pytest
from django.utils import timezone

from members.audit import services as audit
from members.models import SecurityReport, User
from members.services import reports
from tests.cast import aminah as make_aminah
from tests.factories import make_user
from tests.withdrawals.payouts.people import TUESDAY, World, attempt_of, breaches
from withdrawals import selectors, tasks
from withdrawals.models import PayoutBatch
from withdrawals.rules import reasons
from withdrawals.services import batches, review

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def aminah() -> User:
    return make_aminah()


def report(user: User) -> SecurityReport:
    event = audit.record(
        "withdrawal.submitted", by=user, at=timezone.now(), member_id=user.member_id
    )
    return reports.report(
        user=user,
        event_id=event.pk,
        session_key="x",
        by=user,
        at=timezone.now(),
        address="",
        device="",
    )


def settle(made: SecurityReport) -> None:
    SecurityReport.objects.filter(pk=made.pk).update(
        state="RELEASED",
        answer="ok",
        reason="ok",
        answered_at=timezone.now(),
        answered_by=make_user(role="STAFF"),
    )


def test_a_sealed_file_is_built_again_without_it(world: World, aminah: User) -> None:
    theirs = world.approved(member=aminah.member, login=aminah)
    other = world.approved()
    sealed = world.sealed()
    assert sealed.n_items == 2
    made = report(aminah)
    world.work()
    sealed.refresh_from_db()
    assert sealed.state == "VOID"
    again = PayoutBatch.objects.get(state="SEALED")
    assert list(again.attempts.values_list("application_id", flat=True)) == [other.pk]
    assert attempt_of(theirs).state == "QUEUED"
    made.refresh_from_db()
    assert made.payments_left == []
    tasks.stop_payments({"report": str(made.pk)}, at=world.tick())
    assert PayoutBatch.objects.count() == 2, "running again does nothing"
    settle(made)
    world.released(again)
    world.work()
    batches.build(business_date=TUESDAY, at=world.tick())
    assert attempt_of(theirs).state == "BATCHED", "let go, it is in the next file"
    assert breaches() == []


def test_a_file_sealed_before_is_not_released(world: World, aminah: User) -> None:
    world.approved(member=aminah.member, login=aminah)
    sealed = world.sealed()
    report(aminah)  # and no worker has run yet
    with pytest.raises(batches.StoppedByMember):
        world.released(sealed)


def test_what_had_left_is_named_for_staff(world: World, aminah: User) -> None:
    theirs = world.approved(member=aminah.member, login=aminah)
    world.released(world.sealed())
    made = report(aminah)
    tasks.stop_payments({"report": str(made.pk)}, at=world.tick())
    made.refresh_from_db()
    assert made.payments_left == [theirs.reference]


def test_nothing_new_is_asked_for_or_approved(world: World, aminah: User) -> None:
    report(aminah)
    facts = selectors.member_facts(aminah.member_id)
    assert facts.has_reported
    with pytest.raises(review.ChecksFail) as refused:
        world.approved(member=aminah.member, login=aminah)
    assert reasons.NOT_ME in refused.value.decision.reason_codes
