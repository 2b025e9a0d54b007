"""Over-payments go back: set aside, reviewed, approved by another, paid once, by the bank's word alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from contributions.models import (
    Correction,
    Employer,
    Receipt,
    Refund,
    RefundPayment,
    SandboxDeposit,
)
from contributions.services import corrections, refund_payments, refunds, take_back
from members.audit.models import AuditEvent
from members.ledger import chart, journal
from members.ledger import selectors as ledger
from members.ledger.drafts import Amounts, JournalDraft, MemberLine
from members.models import Member, Notice, User
from members.work import queue
from tests.contributions.conftest import MONTH, TODAY, row
from tests.contributions.test_bills import bill_of, everything_holds
from tests.contributions.test_staff_money import officer
from tests.factories import make_user, money

GOOD = "514011223344"
REFUSED = "514011220001"
SENT_BACK = "514011220003"
RECENT = date(2026, 9, 1)


def NOW() -> Any:
    return timezone.now()


@pytest.fixture
def farid(business_date: date) -> User:
    return officer("farid")


@pytest.fixture
def gita(business_date: date) -> User:
    return officer("gita")


def asked(employer: Employer, by: User, *, sen: int = 0, lines: Any = (), **other: Any) -> Refund:
    return refunds.ask(
        **{
            "employer": employer,
            "suspense_sen": sen,
            "lines": lines,
            "reason": "Paid too much",
            "bank_code": "MBBEMYKL",
            "number": GOOD,
            "paper": None,
            "by": by,
            "at": NOW(),
            **other,
        }
    )


def paid_out(refund: Refund, farid: User, gita: User) -> Refund:
    refunds.review(refund_id=refund.pk, words="Looked at", by=farid, at=NOW())
    refunds.approve(refund_id=refund.pk, words="", by=gita, at=NOW())
    queue.run_due()
    refund.refresh_from_db()
    return refund


def payable() -> int:
    return ledger.control_balance(chart.REFUND_PAYABLE, "KONV")


@pytest.fixture
def lying(other: Employer, boss: User) -> Receipt:
    """500 ringgit that pay nothing."""
    money.arrives(money.line(500_00, other.employer_no, on=RECENT))
    return Receipt.objects.get(employer=other)


def test_money_that_pays_nothing_goes_back(
    other: Employer, boss: User, lying: Receipt, farid: User, gita: User
) -> None:
    refund = asked(other, boss, sen=300_00)
    lying.refresh_from_db()
    assert (refund.state, lying.left_sen, lying.refunded_sen) == ("ASKED", 200_00, 300_00)
    assert ledger.control_balance(chart.EMPLOYER_SUSPENSE, "KONV") == 500_00
    everything_holds()
    with pytest.raises(refunds.NotThatMuch) as refusal:
        asked(other, boss, sen=200_01)
    assert refusal.value.most_sen == 200_00
    refunds.review(refund_id=refund.pk, words="Looked at", by=farid, at=NOW())
    with pytest.raises(refunds.SamePerson):
        refunds.approve(refund_id=refund.pk, words="", by=farid, at=NOW())
    refunds.approve(refund_id=refund.pk, words="", by=gita, at=NOW())
    assert payable() == 300_00
    everything_holds()
    queue.run_due()
    refund.refresh_from_db()
    assert (refund.state, refund.paid_on, payable()) == ("PAID", TODAY, 0)
    assert RefundPayment.objects.get().state == "SETTLED"
    assert ledger.control_balance(chart.EMPLOYER_SUSPENSE, "KONV") == 200_00
    assert AuditEvent.objects.filter(action="refund.paid").count() == 1
    everything_holds()


def test_set_aside_pays_no_bill(
    people: list[Member], billed: Any, other: Employer, boss: User, lying: Receipt
) -> None:
    refund = asked(other, boss, sen=500_00)
    remittance = billed([row(people[0], employer=300, employee=200)], month=date(2026, 10, 1))
    assert bill_of(remittance).paid_sen == 0
    refunds.cancel(reference=refund.reference, employer=other, by=boss, at=NOW())
    assert bill_of(remittance).state == "PAID"
    with pytest.raises(refunds.NotNow):
        refunds.cancel(reference=refund.reference, employer=other, by=boss, at=NOW())
    queue.run_due()
    everything_holds()


def test_who_owes_gets_nothing_back(
    people: list[Member], billed: Any, other: Employer, boss: User, lying: Receipt
) -> None:
    asked(other, boss, sen=500_00)
    billed([row(people[0], employer=300, employee=200)], month=date(2026, 9, 1))
    with pytest.raises(refunds.OwesBills):
        asked(other, boss, sen=1)


def test_money_of_more_than_two_years_ago_stays(other: Employer, boss: User) -> None:
    for on, sen in ((date(2024, 11, 19), 70_00), (date(2024, 11, 20), 40_00)):
        money.arrives(money.line(sen, other.employer_no, on=on))
    with pytest.raises(refunds.NotThatMuch) as refusal:
        asked(other, boss, sen=40_01)
    assert refusal.value.most_sen == 40_00
    asked(other, boss, sen=40_00)
    everything_holds()


def test_a_refusal_says_why_and_frees_the_money(
    other: Employer, boss: User, lying: Receipt, farid: User
) -> None:
    refund = asked(other, boss, sen=500_00)
    refunds.refuse(refund_id=refund.pk, words="The letter is of another firm", by=farid, at=NOW())
    lying.refresh_from_db()
    assert lying.left_sen == 500_00
    with pytest.raises(refunds.NotNow):
        refunds.review(refund_id=refund.pk, words="", by=farid, at=NOW())
    everything_holds()


@pytest.mark.parametrize(("number", "state"), [(REFUSED, "REJECTED"), (SENT_BACK, "RETURNED")])
def test_what_the_bank_does_not_take_is_the_employers_again(
    other: Employer,
    boss: User,
    lying: Receipt,
    farid: User,
    gita: User,
    number: str,
    state: str,
) -> None:
    refund = paid_out(asked(other, boss, sen=500_00, number=number), farid, gita)
    assert (refund.state, RefundPayment.objects.get().state, payable()) == ("FAILED", state, 0)
    lying.refresh_from_db()
    assert lying.left_sen == 500_00
    everything_holds()
    again = paid_out(asked(other, boss, sen=500_00), farid, gita)
    assert again.state == "PAID"
    everything_holds()


def test_another_amount_on_the_statement_is_no_payment(
    other: Employer, boss: User, lying: Receipt, farid: User, gita: User
) -> None:
    refund = asked(other, boss, sen=500_00)
    refunds.review(refund_id=refund.pk, words="", by=farid, at=NOW())
    refunds.approve(refund_id=refund.pk, words="", by=gita, at=NOW())
    reference = RefundPayment.objects.get().end_to_end_id
    money.arrives(money.written.Line("D1", "D", 499_99, reference, TODAY))
    refund.refresh_from_db()
    assert refund.state == "APPROVED"
    money.arrives(
        money.written.Line("D2", "D", 500_00, reference, TODAY),
        money.written.Line("D3", "D", 500_00, reference, TODAY),
    )
    refund.refresh_from_db()
    assert (refund.state, payable()) == ("PAID", 0)
    problems = [entry.problem for entry in money.entries("D")]
    assert problems == ["DEBIT_UNEXPECTED", "", "DEBIT_UNEXPECTED"]
    everything_holds()


def test_the_file_is_handed_in_once(
    other: Employer,
    boss: User,
    lying: Receipt,
    farid: User,
    gita: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refund = asked(other, boss, sen=500_00)
    refunds.review(refund_id=refund.pk, words="", by=farid, at=NOW())
    refunds.approve(refund_id=refund.pk, words="", by=gita, at=NOW())
    payment = RefundPayment.objects.get()
    monkeypatch.setenv("FAULT_POINT", "contributions.refund.after_upload:1:raise")
    with pytest.raises(RuntimeError):
        refund_payments.transmit(payment_id=payment.pk, at=NOW())
    monkeypatch.delenv("FAULT_POINT")
    assert RefundPayment.objects.get().state == "READY"
    queue.run_due()
    for _again in range(2):
        refund_payments.transmit(payment_id=payment.pk, at=NOW())
    queue.run_due()
    assert SandboxDeposit.objects.filter(side="D").count() == 1
    refund.refresh_from_db()
    assert refund.state == "PAID"
    everything_holds()


# ── what was credited by mistake ────────────────────────────────────────────────────────────────


@pytest.fixture
def credited(people: list[Member], billed: Any, other: Employer) -> Any:
    """Five lines of October, credited."""
    remittance = billed(map(row, people), month=MONTH)
    money.arrives(
        money.line(remittance.total_sen, bill_of(remittance).bill_no, on=date(2026, 11, 12))
    )
    queue.run_due()
    remittance.refresh_from_db()
    assert remittance.state == "POSTED"
    return remittance


def left(remittance: Any, member: Member) -> refunds.WrongLine:
    return refunds.WrongLine(remittance.pk, member, corrections.Fault.LEFT, None)


def test_a_line_comes_back_from_every_kind_of_member(
    people: list[Member], credited: Any, other: Employer, boss: User, farid: User, gita: User
) -> None:
    refund = asked(other, boss, lines=[left(credited, member) for member in people])
    assert refund.asked_sen == 5 * 783_00
    everything_holds()
    paid_out(refund, farid, gita)
    assert (refund.state, refund.amount_sen, payable()) == ("PAID", 5 * 783_00, 0)
    for member in people:
        assert ledger.total_balances(member.pk).posted.total == 0
        taken = ledger.entries(member.pk)[0]
        assert (taken.narration, taken.amounts.total) == ("contribution.taken_back", -783_00)
    told = Notice.objects.filter(about="contribution.taken_back", member=people[0]).count()
    assert told == 1
    everything_holds()


def test_the_difference_of_a_wrong_amount(
    people: list[Member], credited: Any, other: Employer, boss: User, farid: User, gita: User
) -> None:
    right = corrections.Right(people[0], MONTH, 2000_00, 260_00, 220_00)
    line = refunds.WrongLine(credited.pk, people[0], corrections.Fault.AMOUNT, right)
    refund = paid_out(asked(other, boss, lines=[line]), farid, gita)
    assert (refund.state, refund.amount_sen) == ("PAID", 303_00)
    assert ledger.total_balances(people[0].pk).posted.total == 480_00
    found = Correction.objects.get()
    assert found.reposted is not None
    assert (found.state, found.reposted.kind, found.reposted.state) == (
        "DONE",
        "CORRECTION",
        "POSTED",
    )
    everything_holds()


def spend(member: Member, sen: int) -> None:
    """The member's money leaves, as by a withdrawal."""
    balance = ledger.total_balances(member.pk).posted
    shares = {code: min(sen, have) for code, have in balance.items() if have}
    amounts = Amounts()
    for code, share in shares.items():
        amounts -= Amounts.of(code, share)
    journal.post(
        JournalDraft(
            scope="test.spent",
            key=f"{member.pk}:{sen}",
            kind="ADJUSTMENT",
            book=member.scheme,
            effective_on=TODAY,
            narration="adjustment",
            reference="spent",
            by="test",
            control=chart.RESERVE,
            members=(MemberLine(member.pk, amounts),),
        )
    )


def test_a_member_without_the_money_is_a_case_for_staff(
    people: list[Member], credited: Any, other: Employer, boss: User, farid: User, gita: User
) -> None:
    spend(people[0], 1_00)
    refund = asked(other, boss, lines=[left(credited, people[0]), left(credited, people[4])])
    paid_out(refund, farid, gita)
    assert (refund.state, refund.amount_sen) == ("PAID", 783_00)
    case = Correction.objects.get(member=people[0])
    assert (case.state, case.decided_by) == ("BLOCKED", gita)
    assert ledger.total_balances(people[0].pk).posted.total > 0
    everything_holds()
    # Nothing is there yet; when it is, another try takes it into suspense.
    assert corrections.decide(correction_id=case.pk, by=farid, at=NOW()).state == "BLOCKED"
    give(people[0], Amounts(persaraan=1_00, sejahtera=1_00, fleksibel=1_00))
    assert corrections.decide(correction_id=case.pk, by=farid, at=NOW()).state == "DONE"
    with pytest.raises(corrections.AlreadyDecided):
        corrections.decide(correction_id=case.pk, by=gita, at=NOW())
    assert Receipt.objects.get(taken_back__member=people[0]).left_sen == 783_00
    everything_holds()


def give(member: Member, amounts: Amounts) -> None:
    journal.post(
        JournalDraft(
            scope="test.given",
            key=str(member.pk),
            kind="ADJUSTMENT",
            book=member.scheme,
            effective_on=TODAY,
            narration="adjustment",
            reference="given",
            by="test",
            control=chart.RESERVE,
            members=(MemberLine(member.pk, amounts),),
        )
    )


def test_when_nobody_has_the_money_nothing_is_paid(
    people: list[Member], credited: Any, other: Employer, boss: User, farid: User, gita: User
) -> None:
    spend(people[0], 1_00)
    refund = asked(other, boss, lines=[left(credited, people[0])])
    paid_out(refund, farid, gita)
    assert (refund.state, Correction.objects.get().state) == ("REFUSED", "BLOCKED")
    assert not RefundPayment.objects.exists()
    everything_holds()


def test_an_old_line_and_one_asked_for_before(
    people: list[Member], credited: Any, other: Employer, boss: User
) -> None:
    asked(other, boss, lines=[left(credited, people[0])])
    with pytest.raises(corrections.AlreadyAsked):
        asked(other, boss, lines=[left(credited, people[0])])
    with pytest.raises(take_back.NotThere):
        asked(other, boss, lines=[left(credited, make_user(role="MEMBER").member)])
    everything_holds()


def test_the_database_keeps_its_promises(
    other: Employer, boss: User, lying: Receipt, farid: User, gita: User
) -> None:
    refund = asked(other, boss, sen=500_00)
    rows = Refund.objects.filter(pk=refund.pk)
    for words, change in (
        ("does not go from ASKED to PAID", {"state": "PAID"}),
        ("stays as it was written", {"suspense_sen": 1}),
        ("reviewed_has_who_and_when", {"reviewed_at": NOW()}),
    ):
        with pytest.raises(IntegrityError, match=words), transaction.atomic():
            rows.update(**change)
    refunds.review(refund_id=refund.pk, words="", by=farid, at=NOW())
    with pytest.raises(IntegrityError, match="another_officer"), transaction.atomic():
        rows.update(state="APPROVED", amount_sen=500_00, decided_by=farid, decided_at=NOW())
    refunds.approve(refund_id=refund.pk, words="", by=gita, at=NOW())
    payment = RefundPayment.objects.filter(refund=refund)
    with pytest.raises(IntegrityError, match="banks_word"), transaction.atomic():
        payment.update(state="SETTLED")
    with pytest.raises(IntegrityError), transaction.atomic():
        RefundPayment.objects.create(
            refund=refund,
            end_to_end_id="X-02",
            amount_sen=1,
            file_bytes=b"x",
            file_sha256=b"y",
            ordered_at=NOW(),
        )


# ── at the same moment ──────────────────────────────────────────────────────────────────────────


def _in_threads(*calls: Any) -> list[Any]:
    def run(call: Any) -> Any:
        try:
            return call()
        except Exception as error:
            return type(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.django_db(transaction=True)
def test_two_people_ask_for_the_same_money(other: Employer, boss: User, lying: Receipt) -> None:
    answers = _in_threads(*[lambda: asked(other, boss, sen=300_00) for _ in range(4)])
    assert sum(isinstance(answer, Refund) for answer in answers) == 1
    assert answers.count(refunds.NotThatMuch) == 3
    everything_holds()


@pytest.mark.django_db(transaction=True)
def test_two_officers_approve_at_once_and_the_employer_cancels(
    other: Employer, boss: User, lying: Receipt, farid: User, gita: User
) -> None:
    refund = asked(other, boss, sen=500_00)
    refunds.review(refund_id=refund.pk, words="", by=farid, at=NOW())
    hana = officer("hana")
    _in_threads(
        lambda: refunds.approve(refund_id=refund.pk, words="", by=gita, at=NOW()),
        lambda: refunds.approve(refund_id=refund.pk, words="", by=hana, at=NOW()),
        lambda: refunds.cancel(reference=refund.reference, employer=other, by=boss, at=NOW()),
    )
    refund.refresh_from_db()
    assert RefundPayment.objects.count() == (refund.state == "APPROVED")
    queue.run_due()
    everything_holds()


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_and_the_taking_back_at_once(
    people: list[Member], credited: Any, other: Employer, boss: User, farid: User, gita: User
) -> None:
    refund = asked(other, boss, lines=[left(credited, people[0])])
    refunds.review(refund_id=refund.pk, words="", by=farid, at=NOW())
    _in_threads(
        lambda: spend(people[0], 50_00),
        lambda: refunds.approve(refund_id=refund.pk, words="", by=gita, at=NOW()),
    )
    queue.run_due()
    refund.refresh_from_db()
    balance = ledger.total_balances(people[0].pk).posted
    assert all(sen >= 0 for sen in balance.as_tuple())
    assert (refund.state == "PAID") == (balance.total == 0)
    everything_holds()
