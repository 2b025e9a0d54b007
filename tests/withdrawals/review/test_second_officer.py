"""Above the limit in force two different officers approve, or nobody does."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from members.ledger import selectors as ledger
from members.models import Role, User
from tests.factories import make_member, make_user
from tests.second_factor import enter
from tests.withdrawals.payouts import people
from tests.withdrawals.payouts.people import World
from withdrawals import parameters
from withdrawals.models import Application, PayoutAttempt
from withdrawals.services import apply, review, second_officer

pytestmark = pytest.mark.django_db

LIMIT = parameters.SECOND_OFFICER_ABOVE_SEN


def half(world: World, amount_sen: int = LIMIT + 1) -> Application:
    return world.approved(amount_sen)


def url(name: str, application: Application) -> str:
    return reverse(f"admin:withdrawals_application_{name}", args=[application.reference])


def console(user: User) -> Client:
    client = Client()
    enter(client, user)
    return client


@pytest.mark.parametrize(("amount_sen", "status"), [(LIMIT, "APPROVED"), (LIMIT + 1, "SECOND")])
def test_the_limit_to_the_sen(world: World, amount_sen: int, status: str) -> None:
    application = world.approved(amount_sen)
    assert application.status == status
    (balance,) = ledger.balances(application.member_id)
    assert balance.posted.fleksibel == (0 if status == "APPROVED" else amount_sen)
    assert PayoutAttempt.objects.count() == (1 if status == "APPROVED" else 0)
    assert people.breaches() == []


def test_another_officer_makes_it_whole(world: World, lim: User) -> None:
    application = half(world)
    first = application.first_approved_by
    done = second_officer.agree(application_id=application.pk, by=lim, at=world.tick())
    assert (done.status, done.decided_by, done.first_approved_by) == ("APPROVED", lim, first)
    assert done.second_above_sen == LIMIT and people.attempt_of(done).state == "QUEUED"
    assert people.breaches() == []
    # Both have reviewed, so neither releases the payment.
    batch = world.sealed()
    for who in (world.chong, lim):
        may = people.may(who, "release_payoutbatch")
        client = console(may)
        page = client.get(reverse("admin:withdrawals_payoutbatch_change", args=[batch.pk]))
        assert "reviewed an application in this file" in page.text


def test_the_first_officer_is_never_the_second(world: World) -> None:
    application = half(world)
    with pytest.raises(second_officer.FirstOfficer):
        second_officer.agree(application_id=application.pk, by=world.chong, at=world.tick())
    with (
        pytest.raises(IntegrityError, match="application_second_officer_is_another"),
        transaction.atomic(),
    ):
        Application.objects.filter(pk=application.pk).update(
            status="REJECTED",
            decided_by=world.chong,
            decided_at=world.tick(),
            decision_reasons=[{"code": "PAPER_MISSING", "values": {}}],
        )


def test_the_database_wants_two_above_the_limit(world: World) -> None:
    small, large = world.approved(), world.submitted(LIMIT + 1)
    with (
        pytest.raises(IntegrityError, match="application_above_the_limit_has_two_officers"),
        transaction.atomic(),
    ):
        Application.objects.filter(pk=large.pk).update(
            status="APPROVED",
            decided_by=world.chong,
            decided_at=world.tick(),
            second_above_sen=LIMIT,
            approve_journal_id=small.approve_journal_id + 10**6,
        )
    assert connection.in_atomic_block


def test_nobody_is_either_officer_of_their_own_or_a_relatives(world: World, lim: User) -> None:
    from withdrawals.services import restrictions

    member = make_member()
    at_work = people.may(
        make_user(role=Role.STAFF, login_id="at.work", member=member), "review_application"
    )
    application = world.approved(LIMIT + 1, member=member, login=make_user(member=member))
    with pytest.raises(review.OwnApplication):
        second_officer.agree(application_id=application.pk, by=at_work, at=world.tick())
    with (
        pytest.raises(IntegrityError, match="application_first_approver_is_not_the_applicant"),
        transaction.atomic(),
    ):
        Application.objects.filter(pk=application.pk).update(first_approved_by=at_work)
    restrictions.declare_relative(member_id=member.pk, relation="SPOUSE", by=lim, at=world.tick())
    with pytest.raises(review.RelativesApplication):
        second_officer.agree(application_id=application.pk, by=lim, at=world.tick())


def test_sent_back_it_waits_in_the_queue_and_withdrawn_it_is_over(world: World, lim: User) -> None:
    application = half(world)
    back = second_officer.send_back(
        application_id=application.pk, note="bank statement is of 2024", by=lim, at=world.tick()
    )
    assert (back.status, back.reviewer, back.first_approved_by) == ("SUBMITTED", None, None)
    assert review.take_next(by=lim, at=world.tick()) == application
    other = half(world)
    owner = User.objects.get(member_id=other.member_id)
    assert apply.withdraw(application_id=other.pk, by=owner, at=world.tick())
    (balance,) = ledger.balances(other.member_id)
    assert balance.held.fleksibel == 0 and people.breaches() == []


def test_the_pages_of_both_officers(world: World, lim: User) -> None:
    application = world.submitted(LIMIT + 1)
    first, second = console(world.chong), console(lim)
    first.post(url("take", application))
    assert "second officer must agree" in first.get(url("decide", application)).text
    told = first.post(url("decide", application), {"answer": "approve"}, follow=True).text
    assert "waits for a second officer" in told
    assert "Another officer must agree" in first.get(url("review", application)).text
    assert first.get(url("second", application)).status_code == 302
    assert url("second", application) in second.get(url("review", application)).text
    assert second.post(url("second", application), {"answer": "send_back"}).status_code == 200
    second.post(url("second", application), {"answer": "agree"})
    application.refresh_from_db()
    assert application.status == "APPROVED" and application.decided_by == lim
