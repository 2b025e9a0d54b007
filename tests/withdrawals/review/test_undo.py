"""An approval is undone by a new record while its payment is in no file, and never after."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from members.ledger import selectors as ledger
from members.models import Role
from tests.factories import make_member, make_user
from tests.second_factor import enter
from tests.withdrawals.payouts import people
from tests.withdrawals.payouts.people import World
from withdrawals.models import Application, Undo
from withdrawals.rules.states import MoveNotAllowed
from withdrawals.services import review, undo

pytestmark = pytest.mark.django_db

REASON = "APPROVED_IN_ERROR"


def test_undone_it_is_held_again_and_can_be_approved_again(world: World) -> None:
    application = world.approved(50_000)
    old_hold, old_journal = application.hold_id, application.approve_journal_id
    record = undo.approval_of(
        application_id=application.pk, reason_code=REASON, by=world.chong, at=world.tick()
    )
    application.refresh_from_db()
    assert application.status == "SUBMITTED" and application.decided_at is None
    assert (record.undone_journal_id, record.approved_by) == (old_journal, world.chong)
    assert record.new_hold_id == application.hold_id != old_hold
    (balance,) = ledger.balances(application.member_id)
    assert (balance.posted.fleksibel, balance.held.fleksibel) == (50_000, 50_000)
    assert people.attempt_of(application).state == "CANCELLED" and people.breaches() == []

    review.take(application_id=application.pk, by=world.chong, at=world.tick())
    review.approve(application_id=application.pk, by=world.chong, at=world.tick())
    attempt = people.attempt_of(application)
    assert (attempt.attempt_no, attempt.state) == (2, "QUEUED")
    batch = world.sealed()
    assert batch.total_sen == 50_000 and people.breaches() == []
    with pytest.raises(undo.InAFile):
        undo.approval_of(
            application_id=application.pk, reason_code=REASON, by=world.chong, at=world.tick()
        )
    assert Undo.objects.count() == 1


def test_twice_undone_then_refused(world: World) -> None:
    application = world.approved()
    for _turn in range(2):
        undo.approval_of(
            application_id=application.pk, reason_code=REASON, by=world.chong, at=world.tick()
        )
        review.take(application_id=application.pk, by=world.chong, at=world.tick())
        if _turn == 0:
            review.approve(application_id=application.pk, by=world.chong, at=world.tick())
    review.reject(
        application_id=application.pk,
        reason_codes=["IDENTITY_NOT_CONFIRMED"],
        by=world.chong,
        at=world.tick(),
    )
    (balance,) = ledger.balances(application.member_id)
    assert balance.held.fleksibel == 0 and balance.posted.fleksibel == 50_000
    assert people.breaches() == []


def test_who_may_not_and_what_may_not(world: World) -> None:
    member = make_member()
    own = people.may(
        make_user(role=Role.STAFF, login_id="own", member=member), "review_application"
    )
    application = world.approved(member=member, login=make_user(member=member))
    at = world.tick()
    with pytest.raises(review.OwnApplication):
        undo.approval_of(application_id=application.pk, reason_code=REASON, by=own, at=at)
    with pytest.raises(review.NotAReviewer):
        undo.approval_of(application_id=application.pk, reason_code=REASON, by=world.devi, at=at)
    with pytest.raises(ValueError, match="PAPER_MISSING"):
        undo.approval_of(
            application_id=application.pk, reason_code="PAPER_MISSING", by=world.chong, at=at
        )
    waiting = world.submitted()
    with pytest.raises(MoveNotAllowed):
        undo.approval_of(application_id=waiting.pk, reason_code=REASON, by=world.chong, at=at)


def test_the_database_undoes_nothing_without_a_record(world: World) -> None:
    application = world.approved()
    with (
        pytest.raises(IntegrityError, match="is decided"),
        transaction.atomic(),
    ):
        Application.objects.filter(pk=application.pk).update(
            status="SUBMITTED", decided_by=None, decided_at=None, approve_journal=None
        )
    record = undo.approval_of(
        application_id=application.pk, reason_code=REASON, by=world.chong, at=world.tick()
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        Undo.objects.filter(pk=record.pk).update(reason_code="NEW_FACTS")


def test_the_page_asks_for_a_reason_and_a_note(world: World) -> None:
    application = world.approved()
    client = Client()
    enter(client, world.chong)
    page = reverse("admin:withdrawals_application_undo", args=[application.reference])
    review_page = reverse("admin:withdrawals_application_review", args=[application.reference])
    assert page in client.get(review_page).text
    assert client.post(page, {"reason": REASON}).status_code == 200
    client.post(page, {"reason": REASON, "note": "wrong member"})
    application.refresh_from_db()
    assert application.status == "SUBMITTED"
    assert page not in client.get(review_page).text
