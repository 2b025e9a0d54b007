"""Right after a new bank account or phone, money stays where it is, and the member is told until when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from members.models import BankAccountStatus, CoolingOff, User
from members.rules import cooling_off
from members.services import bank_accounts, cooling
from tests.cast import aminah as make_aminah
from tests.withdrawals.conftest import TODAY, Walk, bank
from tests.withdrawals.payouts import people
from withdrawals import selectors, types
from withdrawals.models import PayoutAttempt
from withdrawals.rules import reasons
from withdrawals.rules.eligibility import decide
from withdrawals.services import batches

pytestmark = pytest.mark.django_db(transaction=True)
CODES = {reasons.BANK_ACCOUNT_NEW, reasons.SAFETY_LIMIT, reasons.COOLING_OFF}


@pytest.mark.parametrize(
    ("hours", "amount_sen", "to_new", "refused"),
    [
        (0, 25_000, False, set()),
        (0, 25_001, False, {reasons.SAFETY_LIMIT}),
        (0, 25_000, True, {reasons.BANK_ACCOUNT_NEW}),
        (23.99, 25_000, True, {reasons.BANK_ACCOUNT_NEW}),
        (24.01, 25_000, True, set()),
        (24.01, 25_001, True, {reasons.SAFETY_LIMIT}),
        (71.99, 25_001, True, {reasons.SAFETY_LIMIT}),
        (72.01, 25_001, True, set()),
    ],
)
def test_a_new_account_waits_a_day_and_large_sums_three(
    aminah: User, hours: float, amount_sen: int, to_new: bool, refused: set[str]
) -> None:
    old = aminah.member.bank_accounts.first() or bank(aminah.member)
    new = bank_accounts.write(
        member=aminah.member,
        bank_code="MBBEMYKL",
        number="164011112222",
        holder_name=aminah.member.name,
        status=BankAccountStatus.VERIFIED,
        by=aminah,
        at=timezone.now() - timedelta(hours=hours),
    )
    decision = decide(
        types.get("FLX"),
        selectors.member_facts(aminah.member_id),
        on=TODAY,
        amount_sen=amount_sen,
        bank_account_id=(new if to_new else old).pk,
    )
    assert set(decision.reason_codes) & CODES == refused


def test_the_page_says_until_when(walk: Walk, aminah: User) -> None:
    account = bank_accounts.write(
        member=aminah.member,
        bank_code="MBBEMYKL",
        number="164011112222",
        holder_name=aminah.member.name,
        status=BankAccountStatus.VERIFIED,
        by=aminah,
        at=timezone.now(),
    )
    walk.begin()
    walk.amount("100.00")
    walk.bank(account)
    walk.declare()
    page = walk.client.post(walk.url("check"), follow=True).content.decode()
    ends = timezone.localtime(CoolingOff.objects.get(bank_account=account).ends_at)
    assert "Akaun bank ini baru ditambah" in page and ends.strftime("%H:%M") in page


def test_no_payment_leaves_on_the_day_of_a_new_phone() -> None:
    world = people.world()
    aminah = make_aminah()
    waiting = world.approved(member=aminah.member, login=aminah)
    other = world.approved()
    cooling.begin(cooling_off.PHONE_CHANGED, member_id=aminah.member_id, at=world.at)
    world.go_to(people.TUESDAY)
    (batch,) = batches.build(business_date=people.TUESDAY, at=world.tick())
    assert list(batch.attempts.values_list("application_id", flat=True)) == [other.pk]
    CoolingOff.objects.update(ends_at=world.at)
    batches.build(business_date=people.TUESDAY, at=world.tick())
    assert PayoutAttempt.objects.get(application=waiting).state == "BATCHED"
