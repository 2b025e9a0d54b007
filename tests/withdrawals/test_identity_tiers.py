"""Akaun Fleksibel asks for a face check or a thumbprint by the amount; a counter officer records it.

The draft waits; the member goes on where they stopped. What stood when the page was shown is judged
again under the lock.
"""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from members.ledger import days
from members.ledger import selectors as ledger
from members.models import BankAccount, ChangeState, DatedParameter, Notice, User
from tests import cast
from tests.withdrawals.conftest import (
    TODAY,
    Walk,
    business_date,
    last_code,
    logged_in,
    showed,
)
from tests.withdrawals.payouts.people import may
from tests.withdrawals.test_intake import request, taken_in
from withdrawals import selectors
from withdrawals.models import Application, IdentityStep, IdentityUse
from withdrawals.rules import identity_reasons as why
from withdrawals.rules.identity_ways import Way
from withdrawals.services import identity_steps, intake, restrictions

pytestmark = pytest.mark.django_db(transaction=True)

FIND = "admin:withdrawals_identitystep_changelist"
RECORD = "admin:withdrawals_identitystep_record"
IDENTITY = reverse("withdrawals:identity", args=["flx"])


@pytest.fixture
def devi(today: date) -> User:
    """The officer at the counter."""
    return may(cast.devi(), "record_identity_step", "take_in_application", "propose_restriction")


@pytest.fixture
def unseen(aminah: User) -> Walk:
    """Aminah, whose only face check stood until yesterday."""
    walk = Walk(aminah)
    business_date(TODAY + timedelta(days=366))
    return walk


def recorded(walk: Walk, officer: User, way: Way = Way.EKYC) -> IdentityStep:
    return identity_steps.record_for_online(
        member=walk.user.member, way=way, receipt_no=f"T-{uuid.uuid4().hex[:10]}7",
        counter="Ipoh 3", by=officer, at=timezone.now(),
    )  # fmt: skip


def test_the_draft_waits_and_goes_on_after_the_counter(unseen: Walk, devi: User) -> None:
    unseen.to_check("250.01")
    answer = unseen.client.get(unseen.url("check"))
    assert answer.url == IDENTITY
    unseen.client.post(reverse("portal:set_language"), {"language": "ms", "next": "/"})
    page = unseen.client.get(IDENTITY).text
    assert "Bagi lebih daripada RM250.00 sehari kami perlu mengesahkan wajah anda" in page
    assert "kaunter" in page and "RM250.01" in page
    unseen.client.post(reverse("portal:set_language"), {"language": "en", "next": "/"})
    page = unseen.client.get(IDENTITY).text
    assert "For more than RM250.00 in a day we need a face check (e-KYC) of you" in page
    assert "Without a visit you can take up to RM250.00" in page
    assert unseen.ask_code().url == IDENTITY and unseen.draft.tac_challenge_id == ""

    step = recorded(unseen, devi)
    assert step.good_until_on == days.today() + timedelta(days=365)
    assert (step.counter, step.adapter, step.good_for) == ("Ipoh 3", "COUNTER", "ONLINE")
    told = Notice.objects.get(about="identity.shown")
    assert told.link == unseen.url("check")
    assert unseen.client.get(IDENTITY).url == unseen.url("check")
    key = unseen.draft.client_key
    unseen.ask_code()
    unseen.submit(last_code(unseen.user))
    application = Application.objects.get(client_key=key)
    assert application.status == "SUBMITTED"
    use = IdentityUse.objects.get(application=application)
    assert use.identity_step == step and not use.spends_it
    assert selectors.review_decision(application).allowed


def test_exactly_the_free_amount_needs_no_visit(unseen: Walk) -> None:
    application = unseen.all_the_way("250.00")
    assert application.status == "SUBMITTED"
    assert not IdentityUse.objects.exists()


def test_a_first_withdrawal_above_ten_thousand_wants_a_thumbprint_that_serves_once(
    walk: Walk, devi: User
) -> None:
    walk.to_check("10000.01")
    page = walk.client.get(walk.url("check"), follow=True)
    assert "RM10,000.00 kami perlukan cap ibu jari anda" in page.text
    step = recorded(walk, devi, Way.THUMBPRINT)
    assert step.good_until_on == TODAY + timedelta(days=14)
    key = walk.draft.client_key
    walk.ask_code()
    walk.submit(last_code(walk.user))
    first = Application.objects.get(client_key=key)
    assert IdentityUse.objects.get(application=first).spends_it
    business_date(TODAY + timedelta(days=3))
    # The same thumbprint does not open a second one.
    facts = selectors.identity_reads.of(walk.user.member_id, first.kind, on=days.today())
    assert [one.is_used for one in facts.shown if one.step_id == step.pk] == [True]
    with pytest.raises(IntegrityError, match="used_up_once"), transaction.atomic():
        IdentityUse.objects.create(
            application=Application.objects.create(
                member=walk.user.member, type_code="FLX", created_at=timezone.now()
            ),
            identity_step=step, spends_it=True, used_at=timezone.now(),
        )  # fmt: skip


def test_judged_again_under_the_lock(aminah: User, devi: User) -> None:
    walk = Walk(aminah)
    showed(aminah.member, "THUMBPRINT", until_on=TODAY)
    walk.to_check("15000.00")
    walk.ask_code()
    business_date(TODAY + timedelta(days=1))
    answer = walk.submit(last_code(aminah))
    assert answer.url == IDENTITY
    (balance,) = ledger.balances(aminah.member_id)
    assert not balance.held
    assert not Application.objects.exclude(submitted_at=None).exists()
    assert not IdentityUse.objects.exists()


def test_officers_move_the_amounts_from_a_day_on(unseen: Walk, devi: User) -> None:
    on = days.today()
    DatedParameter.objects.create(
        code="fleksibel-identity", effective_on=on, source="Board paper",
        numbers={
            "free_sen": 40_000, "new_sen": 500_000, "known_sen": 500_000, "face_days": 30,
            "thumbprint_days": 1,
        },
        state=ChangeState.CONFIRMED, proposed_at=timezone.now(), proposed_by=devi,
        decided_at=timezone.now(), decided_by=cast.chong(),
    )  # fmt: skip
    unseen.to_check("400.00")
    assert unseen.client.get(unseen.url("check")).status_code == 200
    unseen.amount("400.01")
    assert unseen.client.get(unseen.url("check")).url == IDENTITY
    assert recorded(unseen, devi).good_until_on == on + timedelta(days=30)


def test_the_review_page_shows_the_check_with_its_source(walk: Walk, chong: User) -> None:
    application = walk.all_the_way("500.00")
    client = logged_in(chong)
    client.post(reverse("portal:set_language"), {"language": "en", "next": "/"})
    page = client.get(
        reverse("admin:withdrawals_application_review", args=[application.reference])
    ).text
    assert "A face check (e-KYC) for more than RM250.00 in a day" in page
    assert "P.U.(A) 119/2024, KWSP: Akaun Fleksibel" in page
    # The step may have run out since: the application stands on what stood then.
    business_date(TODAY + timedelta(days=500))
    codes = {check.code: check for check in selectors.review_decision(application).checks}
    assert codes[why.FACE_CHECK_NEEDED].passed


def test_at_a_counter_the_way_must_be_as_strong(aminah: User, devi: User) -> None:
    own = BankAccount.objects.get(member=aminah.member)
    wanted = request("FLX", 1_000_001, bank_account_id=own.pk, way=Way.EKYC)
    with pytest.raises(intake.IdentityTooWeak):
        taken_in(aminah, devi, "FLX", wanted)
    application = taken_in(aminah, devi, "FLX", request("FLX", 1_000_001, bank_account_id=own.pk))
    assert selectors.review_decision(application).allowed
    assert not IdentityUse.objects.exists()


def test_the_counters_page(walk: Walk, devi: User) -> None:
    walk.to_check("10000.01")
    client = logged_in(devi)
    client.post(reverse("portal:set_language"), {"language": "en", "next": "/"})
    assert client.get(reverse(RECORD)).url == reverse(FIND)
    found = client.post(reverse(FIND), {"number": walk.user.member.ic_no})
    assert found.url == reverse(RECORD)
    page = client.get(reverse(RECORD)).text
    assert "Waits for: Thumbprint at a terminal" in page and "RM10,000.01" in page
    good = {"way": "THUMBPRINT", "receipt_no": "T-771", "counter": "Ipoh 3"}
    count = IdentityStep.objects.count()
    for wrong in (
        {"receipt_no": "T-770"},
        {"receipt_no": ""},
        {"counter": ""},
        {"way": "DOCUMENTS"},
    ):
        answer = client.post(reverse(RECORD), {**good, **wrong})
        assert answer.status_code == 200 and "error" in answer.text
        assert IdentityStep.objects.count() == count
    assert client.post(reverse(RECORD), good).url == reverse(FIND)
    assert IdentityStep.objects.latest("pk").receipt_no == "T-771"
    assert "Ipoh 3" in client.get(reverse(FIND)).text
    client.post(reverse(FIND), {"number": walk.user.member.ic_no})
    again = client.post(reverse(RECORD), good)
    assert again.status_code == 200, "a receipt counts once"
    assert walk.client.get(walk.url("check")).status_code == 200


def test_nobody_records_for_themselves_or_a_relative(aminah: User, devi: User, chong: User) -> None:
    restrictions.declare_relative(
        member_id=aminah.member_id, relation="PARENT", by=devi, at=timezone.now()
    )
    with pytest.raises(identity_steps.NotAllowed):
        recorded(Walk(aminah), devi)
    with pytest.raises(identity_steps.NotAllowed):
        recorded(Walk(aminah), chong)
    for who in (aminah, chong):
        assert logged_in(who).get(reverse(FIND)).status_code in (302, 403)


def test_what_the_database_refuses(walk: Walk, bakar: User, devi: User) -> None:
    walk.to_check("500.00")
    stranger = IdentityStep.objects.get(member=bakar.member)
    for statement in (
        lambda: IdentityUse.objects.create(
            application=walk.draft, identity_step=stranger, spends_it=False, used_at=timezone.now()
        ),
        lambda: showed(walk.user.member, "DOCUMENTS"),
        lambda: showed(walk.user.member, "EKYC", until_on=TODAY).__class__.objects.update(way="X"),
        lambda: IdentityStep.objects.filter(pk=stranger.pk).update(good_until_on=date(2030, 1, 1)),
    ):
        with pytest.raises(Exception, match=r"identity_step|withdrawals"), transaction.atomic():
            statement()
