"""One application, several payees: parts that sum to the sen, each with an instruction of its own."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from members.gateways import vault
from members.ledger import days
from members.models import User
from members.services import bank_accounts
from tests.factories import make_member, make_user
from tests.withdrawals.conftest import logged_in, showed
from tests.withdrawals.payouts.people import (
    TUESDAY,
    World,
    balances,
    bank_account,
    breaches,
    deposit,
)
from withdrawals import selectors
from withdrawals.models import Application, PayoutAttempt, Share, Transition
from withdrawals.rules.states import Status
from withdrawals.services import batches, payout, review, verify


def share(application: Application, line_no: int, amount_sen: int, ending: str) -> Share:
    number = f"7712345{line_no}{ending}"[:12]
    return Share.objects.create(
        application=application,
        line_no=line_no,
        kind="CLAIMANT",
        name=f"WARIS {line_no}",
        bank_code="BKRMMYKL",
        number_encrypted=vault.encrypt(number),
        number_digest=bank_accounts.number_digest(number),
        last_four=number[-4:],
        payment_reference=f"RUJ-{line_no}",
        amount_sen=amount_sen,
        named_at=timezone.now(),
    )


def drafted(world: World, total_sen: int, parts: list[tuple[int, str]]) -> Application:
    member = make_member()
    account = bank_account(member)
    deposit(member, "KONV", total_sen)
    showed(member, "THUMBPRINT")
    application = Application.objects.create(
        member=member,
        type_code="FLX",
        created_at=world.tick(),
        amount_sen=total_sen,
        bank_account=account,
        bank_code=account.bank_code,
        last_four=account.last_four,
    )
    for line_no, (sen, ending) in enumerate(parts, start=1):
        share(application, line_no, sen, ending)
    return application


def approved(world: World, total_sen: int, parts: list[tuple[int, str]]) -> Application:
    application = drafted(world, total_sen, parts)
    login = make_user(member=application.member)
    facts = selectors.member_facts(application.member_id)
    verify.take_on(application, facts, on=days.today(), by=login, at=world.tick())
    review.take(application_id=application.pk, by=world.chong, at=world.tick())
    return review.approve(application_id=application.pk, by=world.chong, at=world.tick())


def lines(application: Application) -> list[tuple[str, int, str]]:
    rows = PayoutAttempt.objects.filter(application=application).order_by("line_no", "attempt_no")
    return [
        (row.end_to_end_id.removeprefix(application.reference), row.amount_sen, row.state)
        for row in rows
    ]


def test_each_share_is_paid_and_then_the_application(world: World) -> None:
    application = approved(world, 100_001, [(33_334, "6781"), (66_667, "6782")])
    assert lines(application) == [("-L01-01", 33_334, "QUEUED"), ("-L02-01", 66_667, "QUEUED")]
    batch = world.sealed()
    assert (batch.n_items, batch.total_sen) == (2, 100_001)
    text = bytes(batch.file_bytes or b"").decode()
    assert "WARIS 1" in text and "WARIS 2" in text and f"{application.reference} RUJ-2" in text
    assert "333.34" in text and "666.67" in text and "<CtrlSum>1000.01</CtrlSum>" in text
    assert batches.render(batch, list(batch.attempts.all())) == bytes(batch.file_bytes or b"")
    world.released(batch)
    assert breaches() == []
    world.work()
    application.refresh_from_db()
    assert (application.status, application.paid_on) == (Status.PAID, TUESDAY)
    assert balances() == {"1110": 100_001, "3000": -100_001}
    events = Transition.objects.filter(application=application).values_list("event", flat=True)
    assert list(events) == ["SUBMIT", "TAKE", "APPROVE", "SEND_PAYMENT", "PAY"]
    assert breaches() == []
    client = logged_in(User.objects.get(member=application.member))
    page = client.get(reverse("withdrawals:application", args=[application.reference])).text
    assert "WARIS 1" in page and "RM333.34" in page and "WARIS 2" in page and "RM666.67" in page
    assert "•••• 6782" in page and "7712345" not in page


def test_a_refused_share_is_paid_to_another_account_by_four_eyes(world: World) -> None:
    application = approved(world, 90_000, [(40_000, "0000"), (50_000, "6782")])
    world.released(world.sealed())
    world.work()
    application.refresh_from_db()
    assert application.status == Status.PAY_FAILED
    assert [state for _, _, state in lines(application)] == ["REJECTED", "SETTLED"]
    assert balances()["2200"] == 40_000
    assert breaches() == []
    failed = PayoutAttempt.objects.get(application=application, state="REJECTED")
    assert payout.accounts_to_pay_again(failed) == []
    with pytest.raises(payout.NotAllowed):
        payout.pay_share_again(
            attempt_id=failed.pk, bank_code="BKRMMYKL", number="771234567890", by=world.devi,
            at=world.tick(),
        )  # fmt: skip
    again = payout.pay_share_again(
        attempt_id=failed.pk, bank_code="BKRMMYKL", number="771234567890", by=world.chong,
        at=world.tick(),
    )  # fmt: skip
    assert (again.end_to_end_id[-7:], again.account_last_four) == ("-L01-02", "7890")
    application.refresh_from_db()
    assert application.status == Status.PAYING
    assert breaches() == []
    world.go_to(TUESDAY.replace(day=25))
    (batch,) = batches.build(business_date=TUESDAY.replace(day=25), at=world.tick())
    assert batches.why_not_release(batch=batch, by=world.chong) is not None
    world.released(batch)
    world.work()
    application.refresh_from_db()
    assert application.status == Status.PAID
    assert balances() == {"1110": 90_000, "3000": -90_000}
    assert breaches() == []


def test_two_refused_shares_stay_failed_until_both_are_sent(world: World) -> None:
    application = approved(world, 90_000, [(40_000, "0000"), (50_000, "0001")])
    world.released(world.sealed())
    world.work()
    for failed in PayoutAttempt.objects.filter(application=application, state="REJECTED"):
        application.refresh_from_db()
        assert application.status == Status.PAY_FAILED
        payout.pay_share_again(
            attempt_id=failed.pk, bank_code="BKRMMYKL", number="771234567890", by=world.chong,
            at=world.tick(),
        )  # fmt: skip
        assert breaches() == []
    application.refresh_from_db()
    assert application.status == Status.APPROVED
    with pytest.raises(payout.NotPayable):
        payout.pay_share_again(
            attempt_id=failed.pk, bank_code="BKRMMYKL", number="771234567890", by=world.chong,
            at=world.tick(),
        )  # fmt: skip


@pytest.mark.parametrize("parts", [[(99_999, "6781")], [(50_000, "6781"), (50_001, "6782")]])
def test_shares_that_do_not_sum_are_refused_by_the_database(
    world: World, parts: list[tuple[int, str]]
) -> None:
    with pytest.raises(IntegrityError, match="shares come to"), transaction.atomic():
        approved(world, 100_000, parts)
    assert not PayoutAttempt.objects.exists()


def test_a_submitted_share_is_frozen_and_its_instruction_is_its_own(world: World) -> None:
    application = approved(world, 90_000, [(40_000, "6781"), (50_000, "6782")])
    first = Share.objects.get(application=application, line_no=1)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Share.objects.filter(pk=first.pk).update(amount_sen=1)
    twin = PayoutAttempt.objects.get(application=application, line_no=1)
    twin.pk, twin.line_no, twin.share, twin.attempt_no = None, 0, None, 1
    twin.end_to_end_id = "PGL-TWIN-01"
    with pytest.raises(IntegrityError, match="paid by its shares"), transaction.atomic():
        twin.save()
    twin.line_no, twin.share, twin.amount_sen = 1, first, 39_999
    with pytest.raises(IntegrityError, match="is not its share"), transaction.atomic():
        twin.save()
