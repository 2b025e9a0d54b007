"""Officers: the queue, the decision, and that nobody decides on their own money."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from members.audit.models import AuditEvent
from members.ledger import selectors as ledger
from members.models import Role, User
from tests.factories import make_user
from tests.withdrawals.conftest import (
    FLEKSIBEL_SEN,
    TODAY,
    Walk,
    business_date,
    logged_in,
    may_review,
)
from withdrawals.models import Application, PayoutAttempt
from withdrawals.rules import taking
from withdrawals.rules.states import MoveNotAllowed
from withdrawals.services import apply, review

pytestmark = pytest.mark.django_db(transaction=True)

QUEUE = "admin:withdrawals_application_changelist"


def url(name: str, application: Application) -> str:
    return reverse(f"admin:withdrawals_application_{name}", args=[application.reference])


def approve_through_pages(officer: User, application: Application) -> None:
    client = logged_in(officer)
    client.post(url("take", application))
    client.post(url("decide", application), {"answer": "approve"})


def test_officer_takes_reads_and_approves(walk: Walk, aminah: User, chong: User) -> None:
    application = walk.all_the_way()
    client = logged_in(chong)
    queue = client.get(reverse(QUEUE))
    assert application.reference in queue.text
    taken = client.post(reverse("admin:withdrawals_application_take_next"))
    assert taken.url == url("review", application)
    page = client.get(taken.url).text
    assert aminah.member.name in page and "RM500.00" in page and "RM18,742.05" in page
    assert page.count("tag--red") == 0
    done = client.post(url("decide", application), {"answer": "approve", "note": "ok"})
    assert done.url == reverse(QUEUE)

    application.refresh_from_db()
    assert application.status == "APPROVED" and application.decided_by == chong
    assert application.pay_by_on == application.promised_on
    (balance,) = ledger.balances(aminah.member_id)
    assert balance.posted.fleksibel == FLEKSIBEL_SEN - 500_00 == balance.available.fleksibel
    (entry, *_rest) = ledger.entries(aminah.member_id)
    assert entry.reference == application.reference
    assert entry.narration == "withdrawal.fleksibel" and entry.kind == "WITHDRAWAL"
    assert (entry.scope, entry.key) == ("wd.approve", str(application.pk))
    payout = PayoutAttempt.objects.get()
    assert (payout.state, payout.amount_sen) == ("QUEUED", 500_00)
    events = [row.event for row in application.transitions.all()]
    assert events == ["SUBMIT", "TAKE", "APPROVE"]
    seen = AuditEvent.objects.filter(action="withdrawal.viewed", member_id=aminah.member_id)
    assert seen.exists()
    assert (
        "Diluluskan"
        in walk.client.get(reverse("withdrawals:application", args=[application.reference])).text
    )


def test_rejection_says_why_and_gives_the_money_back(walk: Walk, aminah: User, chong: User) -> None:
    application = walk.all_the_way()
    client = logged_in(chong)
    client.post(url("take", application))
    empty = client.post(url("decide", application), {"answer": "reject"})
    assert empty.status_code == 200 and application.transitions.count() == 2
    client.post(
        url("decide", application),
        {"answer": "reject", "reasons": ["IDENTITY_NOT_CONFIRMED"], "note": "tel. tidak dijawab"},
    )
    application.refresh_from_db()
    assert application.status == "REJECTED"
    assert [reason["code"] for reason in application.decision_reasons] == ["IDENTITY_NOT_CONFIRMED"]
    (balance,) = ledger.balances(aminah.member_id)
    assert balance.available.fleksibel == FLEKSIBEL_SEN
    page = walk.client.get(reverse("withdrawals:application", args=[application.reference])).text
    assert "Kami tidak dapat mengesahkan identiti anda" in page
    assert "tel. tidak dijawab" not in page
    # Refused moved nothing: the member may apply again the same day.
    walk.begin()
    assert walk.amount("500").url == walk.url("bank_account")


def test_failing_checks_block_approval_and_are_all_told(
    walk: Walk, aminah: User, chong: User
) -> None:
    application = walk.all_the_way()
    account = aminah.member.bank_accounts.get()
    account.status = "REJECTED"
    account.holder_name = "SYARIKAT LAIN SDN BHD"
    account.save()
    client = logged_in(chong)
    client.post(url("take", application))
    assert client.post(url("decide", application), {"answer": "approve"}).status_code == 200
    with pytest.raises(review.ChecksFail):
        review.approve(application_id=application.pk, by=chong, at=timezone.now())
    failing = ["BANK_ACCOUNT_NOT_VERIFIED", "BANK_NAME_DIFFERS"]
    client.post(url("decide", application), {"answer": "reject", "reasons": failing})
    application.refresh_from_db()
    assert {reason["code"] for reason in application.decision_reasons} == {
        "BANK_ACCOUNT_NOT_VERIFIED",
        "BANK_NAME_DIFFERS",
    }


def test_nobody_decides_on_their_own_at_three_levels(walk: Walk, aminah: User) -> None:
    application = walk.all_the_way()
    at_work = may_review(make_user(role=Role.STAFF, login_id="aminah.staff", member=aminah.member))
    # 1. The pages: not in the queue, not taken, not opened.
    client = logged_in(at_work)
    assert application.reference not in client.get(reverse(QUEUE)).text
    found = client.get(reverse(QUEUE), {"q": application.reference}).text
    assert url("review", application) not in found
    client.post(reverse("admin:withdrawals_application_take_next"))
    for name in ("review", "decide"):
        assert client.get(url(name, application)).status_code == 403
    for name in ("take", "put_back", "decide"):
        assert client.post(url(name, application), {"answer": "approve"}).status_code == 403
    assert AuditEvent.objects.filter(action="withdrawal.decision_refused").count() == 5
    # 2. The service.
    for verb in (review.take, review.put_back, review.approve):
        with pytest.raises(review.OwnApplication):
            verb(application_id=application.pk, by=at_work, at=timezone.now())
    with pytest.raises(review.OwnApplication):
        review.reject(application_id=application.pk, reason_codes=[], by=at_work, at=timezone.now())
    # 3. The database, even when an update lies about whose login it is.
    with (
        pytest.raises(IntegrityError, match="application_decider_is_not_the_applicant"),
        transaction.atomic(),
    ):
        Application.objects.filter(pk=application.pk).update(
            status="REJECTED",
            decided_by=at_work,
            decided_by_member_id=None,
            decided_at=timezone.now(),
            decision_reasons=[{"code": "IDENTITY_NOT_CONFIRMED", "values": {}}],
        )
    application.refresh_from_db()
    assert application.status == "SUBMITTED"


def test_staff_without_the_permission_see_nothing(walk: Walk, chong: User) -> None:
    application = walk.all_the_way()
    stranger = make_user(role=Role.STAFF, login_id="stranger")
    client = logged_in(stranger)
    assert client.get(reverse(QUEUE)).status_code == 403
    assert client.get(url("review", application)).status_code == 403
    with pytest.raises(review.NotAReviewer):
        review.take(application_id=application.pk, by=stranger, at=timezone.now())
    assert walk.client.get(reverse(QUEUE)).status_code in (302, 403)


def test_only_who_took_it_decides(walk: Walk, chong: User) -> None:
    application = walk.all_the_way()
    other = may_review(make_user(role=Role.STAFF, login_id="other"))
    with pytest.raises(MoveNotAllowed):
        review.approve(application_id=application.pk, by=chong, at=timezone.now())
    review.take(application_id=application.pk, by=chong, at=timezone.now())
    with pytest.raises(review.TakenByAnother):
        review.approve(application_id=application.pk, by=other, at=timezone.now())
    later = timezone.now() + taking.CLAIM_LASTS
    review.take(application_id=application.pk, by=other, at=later)
    with pytest.raises(review.TakenByAnother):
        review.approve(application_id=application.pk, by=chong, at=timezone.now())
    review.approve(application_id=application.pk, by=other, at=timezone.now())
    with pytest.raises(MoveNotAllowed):
        review.reject(
            application_id=application.pk,
            reason_codes=["IDENTITY_NOT_CONFIRMED"],
            by=other,
            at=timezone.now(),
        )


def test_member_withdraws_until_it_is_approved(walk: Walk, aminah: User, chong: User) -> None:
    application = walk.all_the_way()
    confirm = reverse("withdrawals:withdraw", args=[application.reference])
    assert walk.client.get(confirm).status_code == 200
    walk.client.post(confirm)
    application.refresh_from_db()
    assert application.status == "WITHDRAWN"
    (balance,) = ledger.balances(aminah.member_id)
    assert balance.held.fleksibel == 0
    assert apply.withdraw(application_id=application.pk, by=aminah, at=timezone.now()) is False
    business_date(TODAY.replace(day=23))
    # a new code may be sent only after a minute, so the second one is approved in the service
    with pytest.raises(MoveNotAllowed):
        review.take(application_id=application.pk, by=chong, at=timezone.now())


def test_approved_cannot_be_withdrawn(walk: Walk, aminah: User, chong: User) -> None:
    application = walk.all_the_way()
    approve_through_pages(chong, application)
    walk.client.post(reverse("withdrawals:withdraw", args=[application.reference]))
    application.refresh_from_db()
    assert application.status == "APPROVED"
    with pytest.raises(MoveNotAllowed):
        apply.withdraw(application_id=application.pk, by=aminah, at=timezone.now())


def test_late_decision_makes_a_new_promise_with_a_reason(
    walk: Walk, aminah: User, chong: User
) -> None:
    application = walk.all_the_way()
    business_date(application.promised_on)
    in_time = application.promised_on
    business_date(in_time.replace(day=in_time.day + 1))
    approve_through_pages(chong, application)
    application.refresh_from_db()
    assert application.promised_on == in_time < application.pay_by_on
    page = walk.client.get(reverse("withdrawals:application", args=[application.reference])).text
    assert "Keputusan dibuat selepas tarikh yang kami janjikan" in page


def test_decided_rows_stay_as_they_are(walk: Walk, chong: User) -> None:
    application = walk.all_the_way()
    approve_through_pages(chong, application)
    for change in ({"amount_sen": 1, "from_fleksibel_sen": 1}, {"decided_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Application.objects.filter(pk=application.pk).update(**change)
