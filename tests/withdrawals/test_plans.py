"""Payment plans: begun by approval, paid on the 25th, each month once, until the money or the plan ends."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from members.ledger import days
from members.ledger import selectors as ledger
from members.ledger.drafts import Amounts
from members.models import BankAccount, Member, User
from members.work import faults
from tests import cast
from tests.passkeys import passkey_of
from tests.withdrawals.conftest import business_date, credit, last_code, logged_in
from tests.withdrawals.payouts.people import breaches, may
from tests.withdrawals.test_intake import AT_COUNTER, approved, lender, request, taken_in
from tests.withdrawals.test_kinds import of_age
from withdrawals import selectors, tasks, types
from withdrawals.models import Application, PaymentPlan, PayoutAttempt, PlanPeriod
from withdrawals.rules.eligibility import decide
from withdrawals.rules.facts import Channel
from withdrawals.rules.terms import Payee
from withdrawals.services import batches, plans

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def devi(today: date) -> User:
    return may(cast.devi(), *AT_COUNTER)


def run(first: date, last: date) -> None:
    """The daily job on every business date between, as the fund's day moves on."""
    day = max(first, days.today())
    while day <= last:
        business_date(day)
        tasks.pay_plans(day, at=timezone.now())
        day += timedelta(days=1)


def own(user: User) -> int:
    return BankAccount.objects.get(member=user.member).pk


def monthly(devi: User, chong: User, have: int = 1_000_000, months: int = 12, sen: int = 10_000):
    user = of_age(date(1970, 6, 1), Amounts(akaun_55=have))
    answers = {"option": "MONTHLY", "monthly_sen": sen, "months": months}
    wanted = request("AGE55", sen * months, answers=answers, bank_account_id=own(user))
    application = approved(taken_in(user, devi, "AGE55", wanted), chong)
    return user, PaymentPlan.objects.get(application=application)


def paid(plan: PaymentPlan) -> list[tuple[str, int]]:
    rows = plan.period_rows.order_by("nominal_on")
    return [(f"{row.paid_on:%Y-%m-%d}", row.amount_sen) for row in rows]


def test_approval_frees_the_hold_and_begins_a_plan(devi: User, chong: User) -> None:
    user, plan = monthly(devi, chong)
    application = plan.application
    assert (application.status, application.approve_journal_id) == ("RUNNING", None)
    assert (plan.due_on, plan.periods, plan.amount_sen) == (date(2026, 11, 25), 12, 10_000)
    (balance,) = ledger.balances(user.member_id)
    assert not balance.held and balance.posted == Amounts(akaun_55=1_000_000)
    assert not PayoutAttempt.objects.exists() and breaches() == []


def test_a_year_of_months_each_once_and_then_done(devi: User, chong: User) -> None:
    user, plan = monthly(devi, chong)
    run(date(2026, 11, 20), date(2027, 12, 31))
    for day in (date(2026, 12, 24), date(2027, 5, 25)):
        tasks.pay_plans(day, at=timezone.now())
    rows = paid(plan)
    assert len(rows) == 12 and {sen for _, sen in rows} == {10_000}
    assert [on for on, _ in rows][:3] == ["2026-11-25", "2026-12-24", "2027-01-25"]
    plan.refresh_from_db()
    assert (plan.ending, plan.due_on) == ("DONE", None)
    assert Application.objects.get(pk=plan.application_id).status == "FINISHED"
    (balance,) = ledger.balances(user.member_id)
    assert balance.posted == Amounts(akaun_55=1_000_000 - 120_000)
    assert PayoutAttempt.objects.count() == 12 and breaches() == []
    assert [len(selectors.member_facts(user.member_id).past)] == [1], "payments are no applications"


def test_the_file_of_the_25th_carries_it(devi: User, chong: User) -> None:
    _user, plan = monthly(devi, chong)
    run(date(2026, 11, 20), date(2026, 11, 23))
    assert paid(plan) == []
    run(date(2026, 11, 24), date(2026, 11, 24))
    assert paid(plan) == [("2026-11-25", 10_000)]
    business_date(date(2026, 11, 25))
    (batch,) = batches.build(business_date=date(2026, 11, 25), at=timezone.now())
    assert batch.total_sen == 10_000 and breaches() == []


def test_missed_days_are_caught_up(devi: User, chong: User) -> None:
    _user, plan = monthly(devi, chong)
    run(date(2027, 2, 1), date(2027, 2, 1))
    assert [sen for _, sen in paid(plan)] == [10_000] * 3
    assert breaches() == []


def test_the_rest_is_paid_and_the_plan_ends(devi: User, chong: User) -> None:
    user, plan = monthly(devi, chong, have=120_000)
    credit(user.member, Amounts(akaun_55=-95_000), key="spent")
    run(date(2026, 11, 20), date(2027, 12, 31))
    assert [sen for _, sen in paid(plan)] == [10_000, 10_000, 5_000]
    plan.refresh_from_db()
    assert plan.ending == "NO_MONEY"
    (balance,) = ledger.balances(user.member_id)
    assert not balance.posted and breaches() == []


@pytest.mark.parametrize("point", ["plans.after_hold", "plans.between_payments"])
def test_killed_anywhere_it_goes_on_where_it_stood(
    devi: User, chong: User, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    user, plan = monthly(devi, chong)

    class Killed(BaseException):
        pass

    def stop(name: str) -> None:
        if name == point:
            raise Killed

    business_date(date(2027, 1, 25))
    monkeypatch.setattr(faults, "point", stop)
    for _turn in range(2):
        with pytest.raises(Killed):
            tasks.pay_plans(date(2027, 1, 25), at=timezone.now())
        assert breaches() == []
    monkeypatch.undo()
    tasks.pay_plans(date(2027, 1, 25), at=timezone.now())
    tasks.pay_plans(date(2027, 1, 25), at=timezone.now())
    assert [sen for _, sen in paid(plan)] == [10_000] * 3
    (balance,) = ledger.balances(user.member_id)
    assert balance.posted == Amounts(akaun_55=970_000) and not balance.held
    assert breaches() == []


def test_the_database_pays_a_period_once_and_keeps_a_plan(devi: User, chong: User) -> None:
    _user, plan = monthly(devi, chong)
    run(date(2026, 11, 20), date(2026, 11, 24))
    row = PlanPeriod.objects.get()
    with pytest.raises(IntegrityError, match="plan_pays_a_period_once"), transaction.atomic():
        PlanPeriod.objects.create(
            plan=plan, nominal_on=row.nominal_on, paid_on=row.paid_on, amount_sen=0,
            at=timezone.now(),
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="keeps what was approved"), transaction.atomic():
        PaymentPlan.objects.filter(pk=plan.pk).update(amount_sen=99_999)
    with pytest.raises(IntegrityError, match="keeps what was approved"), transaction.atomic():
        PaymentPlan.objects.filter(pk=plan.pk).update(next_no=0)


def test_a_dead_member_is_paid_no_more_and_a_held_one_waits(devi: User, chong: User) -> None:
    user, plan = monthly(devi, chong)
    User.objects.filter(pk=user.pk).update(frozen_at=timezone.now())
    run(date(2026, 11, 20), date(2026, 11, 30))
    assert paid(plan) == []
    User.objects.filter(pk=user.pk).update(frozen_at=None)
    run(date(2026, 12, 1), date(2026, 12, 1))
    assert [sen for _, sen in paid(plan)] == [10_000]
    Member.objects.filter(pk=user.member_id).update(died_on=date(2026, 12, 2))
    run(date(2026, 12, 20), date(2026, 12, 31))
    plan.refresh_from_db()
    assert plan.ending == "DIED" and len(paid(plan)) == 1


def test_a_part_now_and_the_rest_month_by_month(devi: User, chong: User) -> None:
    user = of_age(date(1970, 6, 1), Amounts(akaun_55=1_000_000))
    answers = {"option": "COMBINED", "monthly_sen": 10_000, "months": 12}
    wanted = request("AGE55", 500_000, answers=answers, bank_account_id=own(user))
    application = approved(taken_in(user, devi, "AGE55", wanted), chong)
    assert application.status == "APPROVED"
    assert PayoutAttempt.objects.get().amount_sen == 500_000
    run(date(2026, 11, 20), date(2026, 12, 31))
    plan = PaymentPlan.objects.get()
    assert [sen for _, sen in paid(plan)] == [10_000, 10_000]
    (balance,) = ledger.balances(user.member_id)
    assert balance.posted == Amounts(akaun_55=480_000) and breaches() == []


def test_instalments_go_to_the_lender(devi: User, chong: User) -> None:
    user = of_age(date(1990, 6, 1), Amounts(sejahtera=900_000))
    answers = {
        "loan_balance_sen": 9_000_000, "started": True, "instalment_sen": 120_000,
        "monthly_sen": 100_000, "joint_monthly_sen": 0, "months": 6, "pay_to": "LENDER",
    }  # fmt: skip
    wanted = request(
        "HMON", 600_000, answers=answers, payees=(lender(Payee.LENDER, 600_000),)
    )  # fmt: skip
    approved(taken_in(user, devi, "HMON", wanted), chong)
    facts = selectors.member_facts(user.member_id)
    said = decide(types.get("HMON"), facts, on=days.today(), channel=Channel.COUNTER)
    assert "INSTRUCTION_RUNS" in said.reason_codes
    run(date(2026, 11, 20), date(2026, 12, 31))
    assert list(PayoutAttempt.objects.values_list("amount_sen", "creditor_name")) == [
        (100_000, "BANK RUMAH BERHAD"), (100_000, "BANK RUMAH BERHAD"),
    ]  # fmt: skip
    assert breaches() == []


def test_the_yearly_dividend_is_paid_every_march(devi: User, chong: User) -> None:
    from members.ledger import chart, journal
    from members.ledger.drafts import JournalDraft, MemberLine

    user = of_age(date(1970, 6, 1), Amounts(akaun_55=1_000_000))

    def dividend(on: date, sen: int) -> None:
        journal.post(
            JournalDraft(
                scope="tests.dividend", key=f"{on}", kind="DIVIDEND", book="KONV",
                effective_on=on, narration="dividend", reference="DIV", by="tests",
                control=chart.RESERVE,
                members=(MemberLine(user.member_id, Amounts(akaun_55=sen)),),
            )
        )  # fmt: skip

    dividend(date(2026, 3, 1), 61_500)
    wanted = request("AGE55", 61_500, answers={"option": "YEARLY"}, bank_account_id=own(user))
    approved(taken_in(user, devi, "AGE55", wanted), chong)
    dividend(date(2027, 3, 1), 57_717)
    run(date(2027, 3, 20), date(2027, 4, 1))
    run(date(2028, 3, 20), date(2028, 4, 1))
    plan = PaymentPlan.objects.get()
    assert [sen for _, sen in paid(plan)] == [57_717, 0]
    (balance,) = ledger.balances(user.member_id)
    assert balance.posted == Amounts(akaun_55=1_000_000) and breaches() == []


def test_money_set_aside_stays_held_for_a_year(devi: User, chong: User) -> None:
    user = of_age(date(1990, 6, 1), Amounts(sejahtera=900_000))
    answers = {"lender": "BANK RUMAH", "monthly_sen": 10_000}
    wanted = request("HFLEX", 300_000, answers=answers)
    application = approved(taken_in(user, devi, "HFLEX", wanted), chong)
    assert application.status == "RUNNING" and not PayoutAttempt.objects.exists()
    (balance,) = ledger.balances(user.member_id)
    assert balance.held == Amounts(sejahtera=300_000)
    plan = PaymentPlan.objects.get()
    with pytest.raises(plans.NotYet):
        plans.release(plan_id=plan.pk, consent="9Q-1", by=chong, at=timezone.now())
    page = reverse("admin:withdrawals_paymentplan_release", args=[plan.pk])
    client = logged_in(chong)
    detail = reverse("admin:withdrawals_paymentplan_change", args=[plan.pk])
    assert page in client.get(detail).text
    client.post(page, {"consent": "CIMB 9Q-77"})
    plan.refresh_from_db()
    assert plan.is_running, "a year has not passed"
    business_date(date(2027, 11, 20))
    assert client.get(page).status_code == 200
    client.post(page, {"consent": "CIMB 9Q-77"})
    (balance,) = ledger.balances(user.member_id)
    assert not balance.held and breaches() == []
    with pytest.raises(plans.NotRunning):
        plans.release(plan_id=plan.pk, consent="9Q-1", by=chong, at=timezone.now())


def test_the_member_cancels_with_a_tac(devi: User, chong: User, bakar: User) -> None:
    user, plan = monthly(devi, chong)
    client = logged_in(user)
    listed = client.get(reverse("withdrawals:plans")).text
    assert "25 November 2026" in listed and "RM100.00" in listed
    address = reverse("withdrawals:plan_cancel", args=[plan.application.reference])
    assert client.get(address).status_code == 200
    client.post(address, {"code": "123456"})
    client.post(address, {"send": "1"})
    wrong = "000000" if last_code(user) != "000000" else "111111"
    refused = client.post(address, {"code": wrong})
    assert refused.status_code == 200
    plan.refresh_from_db()
    assert plan.is_running
    assert logged_in(bakar).get(address).status_code == 404
    done = client.post(address, {"code": last_code(user)})
    assert done.status_code == 302
    plan.refresh_from_db()
    assert (plan.ending, plan.ended_by_id) == ("CANCELLED", user.pk)
    assert Application.objects.get(pk=plan.application_id).status == "FINISHED"
    run(date(2026, 11, 20), date(2026, 12, 31))
    assert paid(plan) == []
    page = client.get(reverse("withdrawals:plans")).text
    assert "Cancelled by the member" in page or "Dibatalkan" in page
    assert client.get(address).status_code == 302


def test_the_member_cancels_with_a_passkey(devi: User, chong: User) -> None:
    user, plan = monthly(devi, chong)
    key = passkey_of(user, made_at=timezone.now() - timedelta(days=2))
    client = logged_in(user)
    address = reverse("withdrawals:plan_cancel", args=[plan.application.reference])
    client.post(address, {"send": "1"})
    shown = client.get(address).text.split('id="passkey-options" type="application/json">')[1]
    asked = json.loads(shown.split("</script>")[0])
    client.post(address, {"passkey": key.sign(asked, origin="https://evil.example")})
    plan.refresh_from_db()
    assert plan.is_running
    answer = key.sign(asked)
    assert client.post(address, {"passkey": answer}).status_code == 302
    plan.refresh_from_db()
    assert (plan.ending, plan.ended_by_id) == ("CANCELLED", user.pk)
    assert client.post(address, {"passkey": answer}).status_code == 302, "it is over"
