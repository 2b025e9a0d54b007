"""The account that the bank paid last is known to the identity tiers; any other is not."""

from __future__ import annotations

from django.utils import timezone

from members.ledger import days
from members.models import BankAccount
from tests.factories import make_member
from tests.withdrawals.payouts.people import TUESDAY, World, bank_account
from withdrawals import identity_reads, types
from withdrawals.rules.identity_tiers import Case, case
from withdrawals.rules.states import Status

FLX = types.get("FLX")


def test_only_what_was_paid_is_known(world: World) -> None:
    member = make_member()
    application = world.approved(50_000, member=member)
    own = application.bank_account
    assert own is not None
    other = bank_account(member, "4321")

    def now(account: BankAccount, amount_sen: int) -> Case:
        return case(amount_sen, account.pk, identity_reads.of(member.pk, FLX, on=days.today()))

    assert now(own, 1_000_001) == Case.FIRST, "approved is not paid"
    world.released(world.sealed())
    assert now(own, 1_000_001) == Case.FIRST, "sent is not paid"
    world.work()
    application.refresh_from_db()
    assert (application.status, application.paid_on) == (Status.PAID, TUESDAY)
    assert now(own, 3_000_000) == Case.FACE and now(own, 3_000_001) == Case.LARGE
    assert now(other, 1_000_000) == Case.FACE and now(other, 1_000_001) == Case.OTHER_ACCOUNT

    # Removed and added again it is the same account; the same number at another bank is not.
    BankAccount.objects.filter(pk=own.pk).update(removed_at=timezone.now())
    facts = {
        "member": member, "holder_name": member.name, "number_encrypted": own.number_encrypted,
        "number_digest": own.number_digest, "last_four": own.last_four, "status": own.status,
        "added_at": timezone.now(),
    }  # fmt: skip
    again = BankAccount.objects.create(bank_code=own.bank_code, **facts)
    assert now(again, 3_000_000) == Case.FACE
    elsewhere = BankAccount.objects.create(bank_code="MBBEMYKL", **{
        **facts, "number_digest": b"x" * 32,
    })  # fmt: skip
    assert now(elsewhere, 1_000_001) == Case.OTHER_ACCOUNT


def test_a_payment_that_came_back_makes_no_account_known(world: World) -> None:
    application = world.approved(50_000, ending="0000")
    world.released(world.sealed())
    world.work()
    application.refresh_from_db()
    assert application.status == Status.PAY_FAILED
    facts = identity_reads.of(application.member_id, FLX, on=days.today())
    assert not facts.was_paid and not facts.last_accounts
