"""Four eyes at the release, in the service and again in the database; and what a seal freezes."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from members.models import Role
from tests.factories import make_member, make_user
from tests.withdrawals.payouts.people import World, attempt_of, breaches, may
from withdrawals.models import PayoutAttempt, PayoutBatch
from withdrawals.rules import payout_states as states
from withdrawals.services import batches, payout, review, transition


def refused_by(error: pytest.ExceptionInfo[DatabaseError]) -> str:
    """The name of the constraint that refused."""
    return str(error.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


def release_by_sql(batch: PayoutBatch, by: int) -> None:
    with transaction.atomic():
        PayoutBatch.objects.filter(pk=batch.pk).update(
            state="RELEASED", released_by=by, released_at=timezone.now()
        )


def test_who_reviewed_cannot_release(world: World) -> None:
    world.approved()
    both = may(world.chong, "release_payoutbatch")
    batch = world.sealed()
    with pytest.raises(batches.ReviewedByReleaser):
        batches.release(
            batch_id=batch.pk, typed_total_sen=50_000, typed_n_items=1, by=both, at=world.tick()
        )
    with pytest.raises(DatabaseError) as error:
        release_by_sql(batch, both.pk)
    assert refused_by(error) == "batch_releaser_did_not_review"


def test_who_only_looked_at_the_case_for_a_while_cannot_release(world: World) -> None:
    other = may(make_user(role=Role.STAFF), "review_application", "release_payoutbatch")
    application = world.approved()
    batch = world.sealed()
    # `other` had taken the first application before Chong took it over.
    transition.Transition.objects.create(
        application=application,
        event="TAKE",
        from_status="IN_REVIEW",
        to_status="IN_REVIEW",
        part="REVIEWER",
        by=other,
        at=world.tick(),
        on=batch.value_on,
    )
    assert batches.why_not_release(batch=batch, by=other) is batches.ReviewedByReleaser
    with pytest.raises(DatabaseError) as error:
        release_by_sql(batch, other.pk)
    assert refused_by(error) == "batch_releaser_did_not_review"


def test_nobody_releases_money_to_themselves(world: World) -> None:
    member = make_member()
    login = make_user(member=member)
    officer = may(make_user(role=Role.STAFF, member=member), "release_payoutbatch")
    world.approved(member=member, login=login)
    batch = world.sealed()
    with pytest.raises(batches.PaidToReleaser):
        batches.release(
            batch_id=batch.pk, typed_total_sen=50_000, typed_n_items=1, by=officer, at=world.tick()
        )
    with pytest.raises(DatabaseError) as error:
        release_by_sql(batch, officer.pk)
    assert refused_by(error) == "batch_releaser_is_not_paid_by_it"


def test_without_the_permission(world: World) -> None:
    world.approved()
    batch = world.sealed()
    stranger = make_user(role=Role.STAFF)
    with pytest.raises(batches.NotAReleaser):
        batches.release(
            batch_id=batch.pk, typed_total_sen=50_000, typed_n_items=1, by=stranger, at=world.tick()
        )
    with pytest.raises(batches.NotAReleaser):
        batches.void(batch_id=batch.pk, reason="no", by=stranger, at=world.tick())


@pytest.mark.parametrize(("total_sen", "n"), [(50_001, 1), (49_999, 1), (50_000, 2), (0, 1)])
def test_totals_are_typed(world: World, total_sen: int, n: int) -> None:
    application = world.approved()
    batch = world.sealed()
    with pytest.raises(batches.TotalsDiffer):
        batches.release(
            batch_id=batch.pk,
            typed_total_sen=total_sen,
            typed_n_items=n,
            by=world.devi,
            at=world.tick(),
        )
    application.refresh_from_db()
    assert application.status == "APPROVED"
    assert breaches() == []


def test_released_once(world: World) -> None:
    world.approved()
    batch = world.released(world.sealed())
    with pytest.raises(batches.NotWaiting):
        world.released(batch)
    assert breaches() == []


def test_taken_back_and_built_again(world: World) -> None:
    application = world.approved()
    batch = world.sealed()
    batches.void(batch_id=batch.pk, reason="Member phoned", by=world.devi, at=world.tick())
    assert attempt_of(application).state == "QUEUED"
    again = world.sealed(date(2026, 11, 25))
    assert attempt_of(application).batch == again
    assert attempt_of(application).attempt_no == 1, "the same instruction, in another file"


def test_the_stored_file_can_be_rendered_again(world: World) -> None:
    world.approved()
    world.approved(5_001)
    batch = PayoutBatch.objects.get(pk=world.sealed().pk)
    stored = bytes(batch.file_bytes or b"")
    assert batches.render(batch, list(batch.attempts.all())) == stored
    assert hashlib.sha256(stored).digest() == bytes(batch.file_sha256 or b"")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"amount_sen": 1}, "payout_frozen"),
        ({"creditor_bic": "CIBBMYKL"}, "payout_frozen"),
        ({"account_encrypted": b"other"}, "payout_frozen"),
        ({"end_to_end_id": "OTHER-01"}, "payout_frozen"),
        ({"state": "SETTLED"}, "payout_transition"),
        ({"state": "CANCELLED"}, "payout_transition"),
        ({"state": "SENT"}, "payout_sent_with_its_file"),
        ({"state": "QUEUED"}, "payout_waits_outside_files"),
        ({"batch": None}, "batch_sealed"),
        ({"state": "QUEUED", "batch": None}, "batch_sealed"),
    ],
    ids=str,
)
def test_a_sealed_instruction_is_frozen(
    world: World, change: dict[str, object], constraint: str
) -> None:
    application = world.approved()
    world.sealed()
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        PayoutAttempt.objects.filter(application=application).update(**change)
    assert refused_by(error) == constraint


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"total_sen": 1}, "batch_frozen"),
        ({"n_items": 2}, "batch_frozen"),
        ({"file_bytes": b"x"}, "batch_frozen"),
        ({"value_on": "2027-01-01"}, "batch_frozen"),
        ({"state": "SENT"}, "batch_transition"),
        ({"state": "OPEN"}, "batch_transition"),
        ({"state": "RELEASED"}, "batch_is_released_exactly_when_somebody_released_it"),
    ],
    ids=str,
)
def test_a_sealed_file_is_frozen(world: World, change: dict[str, object], constraint: str) -> None:
    world.approved()
    batch = world.sealed()
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        PayoutBatch.objects.filter(pk=batch.pk).update(**change)
    assert refused_by(error) == constraint


def test_nothing_joins_a_sealed_file(world: World) -> None:
    world.approved()
    batch = world.sealed()
    late = world.approved()
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        PayoutAttempt.objects.filter(application=late).update(batch=batch, state="BATCHED")
    assert refused_by(error) == "batch_sealed"


def test_one_live_instruction(world: World) -> None:
    application = world.approved()
    again = payout.queue(application=application, by=world.chong, at=world.tick())
    assert again == attempt_of(application), "asking again finds the first"
    twin = PayoutAttempt.objects.get(pk=again.pk)
    twin.pk, twin.attempt_no, twin.end_to_end_id = None, 2, "PGL-TWIN-02"
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        twin.save(force_insert=True)
    assert refused_by(error) == "one_live_attempt"


@pytest.mark.parametrize("state", ["REJECTED", "RETURNED", "SETTLED"])
def test_no_end_without_the_banks_word(world: World, state: str) -> None:
    batch = world.sent()
    expected = {"closed_needs_evidence", "paid_needs_a_statement_entry"}
    if state == "RETURNED":
        expected = {"payout_transition"}
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        PayoutAttempt.objects.filter(batch=batch).update(state=state)
    assert refused_by(error) in expected


def test_nothing_is_deleted(world: World) -> None:
    world.sent()
    world.work()
    for table in (
        "withdrawals_payoutattempt",
        "withdrawals_payoutbatch",
        "withdrawals_bankmessage",
        "withdrawals_bankstatement",
        "withdrawals_bankentry",
        "payout_step",
    ):
        for words in (f"delete from {table}", f"truncate {table} cascade"):
            with (
                pytest.raises(DatabaseError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(words)


def test_steps_in_the_database_are_those_of_the_rules(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select what, from_state, to_state from payout_step")
        rows = set(cursor.fetchall())
    assert rows == {("ATTEMPT", *step) for step in states.ATTEMPT_STEPS} | {
        ("BATCH", *step) for step in states.BATCH_STEPS
    }


def test_an_officer_who_may_do_both_does_one_of_them(world: World) -> None:
    """The same person, two roles: reviews one day, releases another file."""
    both = may(make_user(role=Role.STAFF), "review_application", "release_payoutbatch")
    world.approved()
    batch = world.sealed()
    assert batches.why_not_release(batch=batch, by=both) is None
    assert review.PERMISSION != batches.PERMISSION
