"""What no rule could place: two officers place it, the books follow, and the member reads why."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from members.gateways.iso20022 import written
from members.ledger import selectors as ledger
from members.models import Role, User
from tests.factories import make_member, make_user
from tests.second_factor import enter
from tests.withdrawals.payouts.people import (
    TUESDAY,
    World,
    attempt_of,
    balances,
    breaches,
    may,
)
from tests.withdrawals.payouts.test_bank_words import OPENING, credit, debit, say, statement
from withdrawals.models import Application, BankEntry, BankMessage, Remedy
from withdrawals.services import remedies

pytestmark = pytest.mark.django_db


@pytest.fixture
def one(world: World) -> User:
    return may(world.chong, "resolve_exception")


@pytest.fixture
def two(world: World) -> User:
    return may(world.devi, "resolve_exception")


def returned(world: World) -> Application:
    """Paid on Tuesday and sent back by the payee's bank the same day."""
    (attempt,) = world.sent().attempts.all()
    say(world, statement(world, 1, OPENING, debit(attempt), credit(attempt)))
    return Application.objects.get(pk=attempt.application_id)


def back(world: World, application: Application, by: User) -> Remedy:
    return remedies.propose_credit_back(
        application_id=application.pk,
        reason_code="BANK_CANNOT_PAY",
        note="account blocked, member told by phone",
        by=by,
        at=world.tick(),
    )


def test_a_returned_payment_goes_back_into_the_savings(world: World, one: User, two: User) -> None:
    application = returned(world)
    remedy = back(world, application, one)
    with pytest.raises(remedies.SamePerson):
        remedies.confirm(remedy_id=remedy.pk, by=one, at=world.tick())
    assert balances() == {"2220": 50_000, "3000": -50_000}
    done = remedies.confirm(remedy_id=remedy.pk, by=two, at=world.tick())
    application.refresh_from_db()
    assert (application.status, application.paid_on) == ("CREDITED", None)
    (balance,) = ledger.balances(application.member_id)
    assert balance.posted.fleksibel == balance.available.fleksibel == 50_000
    assert done.journal_id and breaches() == [] and "2220" not in balances()
    with pytest.raises(remedies.NotNow):
        remedies.confirm(remedy_id=remedy.pk, by=two, at=world.tick())
    member = Client()
    enter(member, User.objects.get(member_id=application.member_id))
    page = member.get(reverse("withdrawals:application", args=[application.reference])).text
    assert "kembali ke simpanan" in page.lower() and "Bank tidak dapat membayar" in page


def test_the_member_reads_the_banks_reason_in_words(world: World) -> None:
    application = returned(world)
    member = Client()
    enter(member, User.objects.get(member_id=application.member_id))
    page = member.get(reverse("withdrawals:application", args=[application.reference])).text
    assert "Akaun disekat" in page and "AC06" not in page


def test_refused_it_can_be_proposed_again_but_not_twice_at_once(
    world: World, one: User, two: User
) -> None:
    application = returned(world)
    remedy = back(world, application, one)
    with pytest.raises(remedies.NotNow):
        back(world, application, two)
    remedies.refuse(remedy_id=remedy.pk, note="pay again", by=two, at=world.tick())
    assert back(world, application, two).state == "PROPOSED"


def test_nobody_has_a_part_in_their_own(world: World, one: User, two: User) -> None:
    member = make_member()
    own = may(make_user(role=Role.STAFF, login_id="own", member=member), "resolve_exception")
    world.approved(member=member, login=make_user(member=member))
    batch = world.released(world.sealed())
    from withdrawals.services import batches

    batches.transmit(batch_id=batch.pk, at=world.tick())
    (attempt,) = batch.attempts.all()
    say(world, statement(world, 1, OPENING, debit(attempt), credit(attempt)))
    with pytest.raises(remedies.NotAllowed):
        back(world, attempt.application, own)
    remedy = back(world, attempt.application, one)
    with pytest.raises(remedies.NotAllowed):
        remedies.confirm(remedy_id=remedy.pk, by=own, at=world.tick())
    with pytest.raises(IntegrityError), transaction.atomic():
        Remedy.objects.filter(pk=remedy.pk).update(decided_by=own, decided_at=world.at)
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Remedy.objects.filter(pk=remedy.pk).update(
            state="DONE", decided_by=one, decided_at=world.at, journal_id=1
        )


def test_a_debit_without_our_reference_is_matched_by_two(
    world: World, one: User, two: User
) -> None:
    (attempt,) = world.sent().attempts.all()
    say(world, statement(world, 1, OPENING, written.Line("DB-9", "D", 50_000, "LOST", TUESDAY)))
    entry = BankEntry.objects.get()
    remedy = remedies.propose_match(
        entry_id=entry.pk, attempt_id=attempt.pk, note="bank's letter", by=one, at=world.tick()
    )
    remedies.confirm(remedy_id=remedy.pk, by=two, at=world.tick())
    entry.refresh_from_db()
    assert (entry.match_state, entry.attempt) == ("MATCHED", attempt)
    assert attempt_of(attempt.application).state == "SETTLED"
    assert Application.objects.get().status == "PAID" and breaches() == []


def test_only_a_payment_of_the_exact_amount_fits(world: World, one: User) -> None:
    (attempt,) = world.sent().attempts.all()
    say(world, statement(world, 1, OPENING, debit(attempt, attempt.amount_sen + 1)))
    with pytest.raises(remedies.DoesNotFit):
        remedies.propose_match(
            entry_id=BankEntry.objects.get().pk,
            attempt_id=attempt.pk,
            note="one sen",
            by=one,
            at=world.tick(),
        )


@pytest.mark.parametrize(("side", "sign"), [("C", 1), ("D", -1)])
def test_what_is_of_nobody_is_kept_as_unidentified(
    world: World, one: User, two: User, side: str, sign: int
) -> None:
    world.sent()
    say(world, statement(world, 1, OPENING, written.Line("X-1", side, 777, "WHO", TUESDAY)))
    entry = BankEntry.objects.get()
    remedy = remedies.propose_park(entry_id=entry.pk, note="?", by=one, at=world.tick())
    remedies.confirm(remedy_id=remedy.pk, by=two, at=world.tick())
    found = balances()
    assert (found["2150"], found["1110"]) == (777 * sign, -777 * sign)
    assert breaches() == []
    with pytest.raises(IntegrityError), transaction.atomic():
        BankEntry.objects.filter(pk=entry.pk).update(match_state="EXCEPTION", journal_id=None)


def test_the_pages_from_the_list_to_the_books(world: World, one: User, two: User) -> None:
    application = returned(world)
    say(world, b"not a message of any bank")
    message = BankMessage.objects.get(state="EXCEPTION")
    first, second = Client(), Client()
    enter(first, one)
    enter(second, two)
    listing = reverse("admin:withdrawals_remedy_changelist")
    page = first.get(listing).text
    assert application.reference in page and message.file_name in page
    closing = reverse("admin:withdrawals_remedy_message", args=[message.pk])
    assert first.post(closing, {"note": ""}).status_code == 200
    first.post(closing, {"note": "sent again by the bank"})
    message.refresh_from_db()
    assert message.state == "CLOSED"
    giving = reverse("admin:withdrawals_remedy_credit_back", args=[application.reference])
    assert "The account is blocked" in first.get(giving).text
    first.post(giving, {"reason": "BANK_CANNOT_PAY", "note": "asked the bank"})
    remedy = Remedy.objects.get(act="CREDIT_BACK")
    decide = reverse("admin:withdrawals_remedy_decide", args=[remedy.pk])
    assert 'name="confirm"' not in first.get(decide).text
    first.post(decide, {"confirm": "1"})
    remedy.refresh_from_db()
    assert remedy.state == "PROPOSED"
    second.post(decide, {"confirm": "1"})
    remedy.refresh_from_db()
    assert remedy.state == "DONE" and breaches() == []
    assert second.get(listing).status_code == 200
    stranger = Client()
    enter(stranger, make_user(role=Role.STAFF, login_id="stranger"))
    assert stranger.get(listing).status_code == 403
