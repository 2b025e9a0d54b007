"""Every kind that is applied for online goes from its start page to the approved posting, to the sen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest
from django.utils import timezone

from members.ledger import selectors as ledger
from members.ledger.drafts import Amounts
from members.models import User
from tests.withdrawals.conftest import Walk
from tests.withdrawals.test_kinds import of_age
from withdrawals import request_reads, types
from withdrawals.models import PayoutAttempt
from withdrawals.services import review

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Case:
    """What a member of this age and savings answers, how much is asked, and who is paid."""

    have: Amounts
    amount: str
    born_on: date = date(1990, 6, 1)
    answers: dict[str, object] = field(default_factory=dict)
    taken: Amounts | None = None
    paid: str = "DAUD BIN ISMAIL"


SEJAHTERA = Amounts(sejahtera=3_000_000)
HOUSE: dict[str, object] = {
    "dwelling": "HOUSE", "agreement_on": date(2026, 1, 5), "price_sen": "400000.00",
    "financing": "LOAN", "loan_sen": "390000.00", "second_house": False, "cancelled_sen": "", "joint_sen": "",
}  # fmt: skip
COLLEGE = "KOLEJ SERI PANTAI"
CASES: dict[str, Case] = {
    "FLX": Case(Amounts(fleksibel=100_000), "500.00"),
    "AGE50": Case(SEJAHTERA, "1000.00", date(1975, 6, 1)),
    "EDU": Case(
        SEJAHTERA, "5000.00", paid=COLLEGE,
        answers={
            "student": "CHILD", "level": "DEGREE", "where": "LOCAL", "mode": "FULL_TIME",
            "sponsored": "NONE", "cost_sen": "5000.00", "pay_to": "INSTITUTION",
            "continues": True, "later_year": False, "flight": False,
        },
    ),
    "HBUY": Case(SEJAHTERA, "30000.00", answers=HOUSE),
    "HBLD": Case(SEJAHTERA, "30000.00", answers=HOUSE),
    "HRED": Case(
        SEJAHTERA, "20000.00", paid=COLLEGE,
        answers={"loan_balance_sen": "250000.00", "borrower": "SELF"},
    ),
    "HEALTH": Case(
        SEJAHTERA, "1500.00",
        answers={
            "patient": "SELF", "treatment": "ILLNESS", "treated_on": date(2026, 10, 1),
            "cost_sen": "2000.00", "employer_sen": "500.00", "pay_to": "MEMBER",
            "receipt_on": date(2026, 10, 2),
        },
    ),
    "OVER1M": Case(
        Amounts(120_000_000, 5_000_000), "150000.00", date(1980, 6, 1),
        taken=Amounts(sejahtera=5_000_000, persaraan=10_000_000),
    ),
    "AGE55": Case(
        Amounts(akaun_55=9_000_000), "90000.00", date(1970, 6, 1), answers={"option": "FULL"}
    ),
    "AGE60": Case(
        Amounts(akaun_55=500_000, akaun_emas=300_000), "6000.00", date(1964, 6, 1),
        answers={"option": "PARTIAL"}, taken=Amounts(akaun_55=500_000, akaun_emas=100_000),
    ),
    "MIS": Case(
        Amounts(persaraan=20_000_000), "1000.00", paid=COLLEGE, answers={"fund": "Dana Teguh"}
    ),
    "MPP": Case(
        SEJAHTERA, "300.00", paid=COLLEGE, answers={"premium_sen": "300.00"}
    ),
}  # fmt: skip


def test_no_online_kind_is_left_out() -> None:
    online = {kind.code for kind in types.every() if kind.is_online}
    assert online <= set(CASES), online - set(CASES)


@pytest.mark.parametrize("code", CASES)
def test_from_the_start_page_to_the_approved_posting(today: date, chong: User, code: str) -> None:
    case, kind = CASES[code], types.get(code)
    if not kind.is_online:
        pytest.skip("applied for at a counter")
    user = of_age(case.born_on, case.have)
    walk = Walk(user, kind.slug, **case.answers)
    application = walk.all_the_way(case.amount)
    assert application.status == "SUBMITTED"
    assert [ask.name for ask, _given in request_reads.answered(application)] == list(case.answers)
    papers = request_reads.papers(application)
    assert all(paper.files for paper in papers)
    assert bool(papers) is bool(kind.documents)
    taken = case.taken or application.sources
    (balance,) = ledger.balances(user.member_id)
    assert (balance.posted, balance.held) == (case.have, taken)
    assert application.sources == taken and taken.total == application.amount_sen

    review.take(application_id=application.pk, by=chong, at=timezone.now())
    review.approve(application_id=application.pk, by=chong, at=timezone.now())
    (balance,) = ledger.balances(user.member_id)
    assert (balance.posted, balance.held) == (case.have - taken, Amounts())
    (entry,) = [one for one in ledger.entries(user.member_id) if one.kind == "WITHDRAWAL"]
    assert entry.amounts == -taken and entry.narration == kind.narration
    payment = PayoutAttempt.objects.get(application=application)
    assert payment.amount_sen == taken.total
    assert payment.creditor_name == case.paid
    assert payment.account_last_four == application.last_four
