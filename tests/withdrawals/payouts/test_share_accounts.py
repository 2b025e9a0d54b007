"""A failed share to another account: one names it with evidence, another confirms after a day, a third releases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from members.models import User
from tests import cast
from tests.withdrawals.conftest import logged_in
from tests.withdrawals.payouts.people import TUESDAY, World, balances, breaches, may
from tests.withdrawals.payouts.test_shares import approved
from withdrawals.models import PayoutAttempt, PayoutBatch, ShareAccount
from withdrawals.rules.states import Status
from withdrawals.services import batches, restrictions, share_accounts

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "admin:withdrawals_remedy_changelist"
SHARE = "admin:withdrawals_remedy_share"
DECIDE = "admin:withdrawals_remedy_share_decide"
RIGHTS = ("review_application", "resolve_exception")


@pytest.fixture
def failed(world: World) -> PayoutAttempt:
    """One heir was paid; the other's account is closed."""
    approved(world, 90_000, [(40_000, "0000"), (50_000, "6782")])
    world.released(world.sealed())
    world.work()
    return PayoutAttempt.objects.get(state="REJECTED")


@pytest.fixture
def first(world: World) -> User:
    return may(world.chong, *RIGHTS)


@pytest.fixture
def second(world: World) -> User:
    user = cast.aminah()
    User.objects.filter(pk=user.pk).update(role="STAFF", is_staff=True, member=None)
    return may(User.objects.get(pk=user.pk), *RIGHTS)


def named(failed: PayoutAttempt, by: User, **more: object) -> ShareAccount:
    facts: dict[str, object] = {
        "bank_code": "BKRMMYKL", "number": "7712-3456-7890", "evidence": "Statement seen",
        "at": timezone.now(),
    }  # fmt: skip
    return share_accounts.propose(attempt_id=failed.pk, by=by, **{**facts, **more})  # type: ignore[arg-type]


def test_two_officers_a_day_apart_and_a_third_who_releases(
    world: World, failed: PayoutAttempt, first: User, second: User
) -> None:
    made = named(failed, first)
    assert b"771234567890" not in bytes(made.number_encrypted)
    with pytest.raises(share_accounts.NotNow):
        named(failed, second, number="771234567891")
    with pytest.raises(share_accounts.SamePerson):
        share_accounts.confirm(pk=made.pk, by=first, at=made.waits_until)
    early = made.waits_until - timedelta(seconds=1)
    with pytest.raises(share_accounts.TooEarly):
        share_accounts.confirm(pk=made.pk, by=second, at=early)
    assert not PayoutAttempt.objects.filter(attempt_no=2).exists()
    again = share_accounts.confirm(pk=made.pk, by=second, at=made.waits_until)
    assert (again.end_to_end_id[-7:], again.account_last_four) == ("-L01-02", "7890")
    made.refresh_from_db()
    assert (made.state, made.paid_by_id, made.decided_by_id) == ("DONE", again.pk, second.pk)
    with pytest.raises(share_accounts.NotNow):
        share_accounts.confirm(pk=made.pk, by=second, at=made.waits_until)
    assert again.application.status == Status.PAYING and breaches() == []
    next_day = TUESDAY.replace(day=25)
    world.go_to(next_day)
    (batch,) = batches.build(business_date=next_day, at=world.tick())
    for who in (first, second):
        with pytest.raises(IntegrityError, match="batch"), transaction.atomic():
            PayoutBatch.objects.filter(pk=batch.pk).update(
                state="RELEASED", released_by=who, released_at=timezone.now()
            )
    world.released(batch)
    world.work()
    again.application.refresh_from_db()
    assert again.application.status == Status.PAID
    assert balances() == {"1110": 90_000, "3000": -90_000} and breaches() == []


def test_the_database_holds_the_wait_and_the_two_people(
    failed: PayoutAttempt, first: User, second: User
) -> None:
    made = named(failed, first)
    for facts in (
        {"decided_by": first, "decided_at": made.waits_until},
        {"decided_by": second, "decided_at": made.waits_until - timedelta(seconds=1)},
    ):
        with pytest.raises(IntegrityError, match="share_account"), transaction.atomic():
            ShareAccount.objects.filter(pk=made.pk).update(state="DONE", paid_by=failed, **facts)
    share_accounts.refuse(pk=made.pk, by=second, at=timezone.now(), note="another name")
    with pytest.raises(IntegrityError, match="kept"), transaction.atomic():
        ShareAccount.objects.filter(pk=made.pk).update(decided_note="nothing")
    assert named(failed, second).state == "PROPOSED", "after a refusal another can be named"


def test_nobody_names_an_account_for_their_own_money_or_without_the_right(
    failed: PayoutAttempt, first: User, second: User, world: World
) -> None:
    with pytest.raises(share_accounts.NotAllowed):
        named(failed, world.devi)
    restrictions.declare_relative(
        member_id=failed.application.member_id, relation="CHILD", by=first, at=timezone.now()
    )
    with pytest.raises(share_accounts.NotAllowed):
        named(failed, first)
    paid = PayoutAttempt.objects.get(state="SETTLED")
    with pytest.raises(share_accounts.NotNow):
        named(paid, second)
    with pytest.raises(share_accounts.SameAccount):
        named(failed, second, number="771234510000")


def test_the_pages(failed: PayoutAttempt, first: User, second: User) -> None:
    client = logged_in(first)
    client.post(reverse("portal:set_language"), {"language": "en", "next": "/"})
    address = reverse(SHARE, args=[failed.pk])
    page = client.get(reverse(LIST)).text
    assert address in page and "WARIS 1" in page
    shown = client.get(address).text
    assert "RM400.00" in shown and "0000" in shown and "WARIS 1" in shown
    empty = client.post(address, {"bank_code": "", "number": "", "evidence": ""}).text
    assert (
        "Say what shows that the account is the payee" in empty
        and not ShareAccount.objects.exists()
    )
    short = {"bank_code": "BKRMMYKL", "number": "12", "evidence": "Statement seen"}
    assert "digits" in client.post(address, short).text
    assert client.post(address, {**short, "number": "771234567890"}).status_code == 302
    made = ShareAccount.objects.get()
    decide = reverse(DECIDE, args=[made.pk])
    assert decide in client.get(reverse(LIST)).text
    own = client.get(decide).text
    assert "your own proposal" in own and 'name="confirm"' not in own and "7712" not in own
    other = logged_in(second)
    other.post(reverse("portal:set_language"), {"language": "en", "next": "/"})
    waiting = other.get(decide).text
    assert "It can be confirmed from" in waiting and 'name="confirm"' not in waiting
    assert "It can be confirmed from" in other.post(decide, {"confirm": "1", "note": ""}).text
    assert not PayoutAttempt.objects.filter(attempt_no=2).exists()
    assert other.post(decide, {"refuse": "1", "note": "not theirs"}).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.decided_note) == ("REFUSED", "not theirs")
    paid = PayoutAttempt.objects.get(state="SETTLED")
    assert client.get(reverse(SHARE, args=[paid.pk])).status_code == 404
