"""Every row of the catalogue (epf-rules 5.1) from application to approved posting, to the sen.

Parametrised over the registry: a new kind, a new way to take the money or a new payee fails here until
it has a case. Kinds of the counter come by intake; kinds online by their questions and papers, and at a
counter as well, where an officer may take in any kind.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest

from members.ledger import chart, journal
from members.ledger import selectors as ledger
from members.ledger.drafts import Amounts, JournalDraft, MemberLine
from members.models import BankAccount, User
from tests import cast
from tests.withdrawals.conftest import Walk
from tests.withdrawals.payouts.people import balances, breaches, may
from tests.withdrawals.test_intake import (
    AT_COUNTER,
    approved,
    claimant,
    dead,
    lender,
    request,
    taken_in,
)
from tests.withdrawals.test_kinds import of_age
from tests.withdrawals.test_online_kinds import COLLEGE
from withdrawals import types
from withdrawals.models import Application, PaymentPlan, PayoutAttempt
from withdrawals.rules.facts import Channel
from withdrawals.rules.recurrence import PAYS_NOW
from withdrawals.rules.terms import NAMED_ONLINE, Payee

pytestmark = pytest.mark.django_db(transaction=True)

YOUNG, FIFTY, AT_56, AT_62 = (date(year, 6, 1) for year in (1990, 1975, 1970, 1964))
LENDER = "BANK RUMAH BERHAD"
OWN = "DAUD BIN ISMAIL"


@dataclass(frozen=True)
class Case:
    """Who applies, what is answered, the amount (sen) that leaves the accounts and who gets it.

    `answers` are values as the rules see them; amounts in sen. `paid` are (name, sen), in order;
    `taken` is what leaves each account; `dividend_sen` of Akaun 55 was credited as dividend.
    """

    have: Amounts
    amount_sen: int
    taken: Amounts
    born_on: date = YOUNG
    answers: dict[str, object] = field(default_factory=dict)
    paid: tuple[tuple[str, int], ...] = ()
    is_dead: bool = False
    dividend_sen: int = 0


def sej(have_sen: int, amount_sen: int, to: str = OWN, born_on: date = YOUNG, **answers: object):
    """A kind that draws on Akaun Sejahtera."""
    return Case(
        Amounts(sejahtera=have_sen), amount_sen, Amounts(sejahtera=amount_sen), born_on, answers,
        ((to, amount_sen),),
    )  # fmt: skip


def emas(option: str, amount_sen: int, *, to: str = OWN, born_on: date = AT_56, **answers: object):
    """A way to take the money from 55 on."""
    have = Amounts(akaun_55=9_000_000)
    return Case(
        have, amount_sen, Amounts(akaun_55=amount_sen), born_on, {"option": option, **answers},
        ((to, amount_sen),), dividend_sen=500_000,
    )  # fmt: skip


STUDY: dict[str, object] = {
    "student": "CHILD", "level": "DEGREE", "where": "LOCAL", "mode": "FULL_TIME",
    "sponsored": "NONE", "cost_sen": 500_000, "continues": True, "later_year": False,
    "flight": False,
}  # fmt: skip
HOUSE: dict[str, object] = {
    "dwelling": "HOUSE", "agreement_on": date(2026, 1, 5), "price_sen": 40_000_000,
    "financing": "LOAN", "loan_sen": 39_000_000, "second_house": False,
}  # fmt: skip
ILL: dict[str, object] = {
    "patient": "SELF", "treatment": "ILLNESS", "treated_on": date(2026, 10, 1),
    "cost_sen": 200_000, "employer_sen": 50_000,
}  # fmt: skip
LOAN: dict[str, object] = {
    "loan_balance_sen": 25_000_000, "started": True, "instalment_sen": 120_000,
    "monthly_sen": 10_000, "months": 6,
}  # fmt: skip
ALL = Amounts(700_001, 200_000, 100_000)
RECEIPT = date(2026, 10, 2)

CASES: dict[str, tuple[Case, ...]] = {
    "FLX": (Case(Amounts(fleksibel=100_000), 50_001, Amounts(fleksibel=50_001),
                 paid=((OWN, 50_001),)),),
    "AGE50": (sej(3_000_000, 100_001, born_on=FIFTY),),
    "EDU": (
        sej(3_000_000, 499_999, COLLEGE, **STUDY, pay_to="INSTITUTION"),
        sej(3_000_000, 500_000, COLLEGE, **STUDY, pay_to="LENDER"),
        sej(3_000_000, 500_000, **STUDY, pay_to="MEMBER", receipt_on=RECEIPT),
        sej(3_000_000, 500_000, COLLEGE, **{
            **STUDY, "student": "SELF", "level": "CERTIFICATE", "continues": False,
            "later_year": True,
        }, pay_to="INSTITUTION", ended_on=date(2023, 11, 20)),
    ),
    "HBUY": (sej(3_000_000, 3_000_000, **HOUSE),),
    "HBLD": (sej(3_000_000, 50_000, **HOUSE),),
    "HRED": (sej(3_000_000, 2_000_000, COLLEGE, loan_balance_sen=25_000_000, borrower="SELF"),),
    "HMON": (
        sej(3_000_000, 60_000, **LOAN, pay_to="MEMBER"),
        sej(3_000_000, 60_000, LENDER, **LOAN, pay_to="LENDER"),
    ),
    "HFLEX": (sej(3_000_000, 600_000, lender="BANK RUMAH", monthly_sen=50_000),),
    "PR1MA": (sej(3_000_000, 1_000_001, LENDER, lender="BANK RUMAH", loan_account="PJ-77"),),
    "HAJJ": (sej(3_000_000, 1_000_000, LENDER, selected=True, tabung_haji_no="TH-1"),),
    "HEALTH": (
        sej(3_000_000, 150_000, COLLEGE, **ILL, pay_to="HOSPITAL"),
        sej(3_000_000, 150_000, **ILL, pay_to="MEMBER", receipt_on=RECEIPT),
    ),
    "OVER1M": (
        Case(Amounts(120_000_000, 5_000_000), 15_000_000,
             Amounts(persaraan=10_000_000, sejahtera=5_000_000), paid=((OWN, 15_000_000),)),
    ),
    "INCAP": (
        Case(ALL, 1_000_001, ALL, answers={"working": False, "report_on": date(2026, 10, 1)},
             paid=((OWN, 1_000_001),)),
    ),
    "LEAVE": (
        Case(ALL, 1_000_001, ALL, answers={"leaves_as": "RENOUNCED"}, paid=((OWN, 1_000_001),)),
        Case(ALL, 1_000_001, ALL, paid=((OWN, 1_000_001),),
             answers={"leaves_as": "WORKER", "permit_ends_on": date(2027, 1, 20)}),
    ),
    "DEATH": (
        Case(ALL, 1_000_001, ALL, is_dead=True, paid=(("SITI", 1_000_000), ("ALI", 1)),
             answers={"claimant": "NOMINEE", "claimant_name": "SITI"}),
        Case(ALL, 1_000_001, ALL, is_dead=True, paid=(("SITI", 1_000_001),),
             answers={"claimant": "HEIR", "claimant_name": "SITI"}),
    ),
    "PENS": (
        Case(ALL, 1_000_001, ALL, paid=((LENDER, 400_000), (OWN, 600_001)), answers={
            "ground": "PENSIONABLE", "service": "CIVIL", "government_share_sen": 400_000,
        }),
        Case(ALL, 1_000_001, ALL, paid=((LENDER, 1), (OWN, 1_000_000)), answers={
            "ground": "OPTIONAL", "service": "CIVIL", "government_share_sen": 1,
        }),
    ),
    "AGE55": (
        emas("FULL", 9_000_000),
        emas("PARTIAL", 1),
        emas("MONTHLY", 120_000, monthly_sen=10_000, months=12),
        emas("COMBINED", 8_880_000, monthly_sen=10_000, months=12),
        emas("YEARLY", 500_000),
        emas("DIVIDEND", 60_000, monthly_sen=10_000, months=6),
        emas("INVEST", 100_000, to=LENDER),
    ),
    "AGE60": (
        Case(Amounts(akaun_55=500_000, akaun_emas=300_000), 800_000,
             Amounts(akaun_55=500_000, akaun_emas=300_000), AT_62, {"option": "FULL"},
             ((OWN, 800_000),)),
        Case(Amounts(akaun_55=500_000, akaun_emas=300_000), 600_000,
             Amounts(akaun_55=500_000, akaun_emas=100_000), AT_62, {"option": "PARTIAL"},
             ((OWN, 600_000),)),
        emas("MONTHLY", 120_000, born_on=AT_62, monthly_sen=10_000, months=12),
        emas("COMBINED", 8_880_000, born_on=AT_62, monthly_sen=10_000, months=12),
        emas("YEARLY", 500_000, born_on=AT_62),
        emas("DIVIDEND", 60_000, born_on=AT_62, monthly_sen=10_000, months=6),
        emas("INVEST", 100_000, to=LENDER, born_on=AT_62),
    ),
    "MIS": (Case(Amounts(persaraan=20_000_000), 100_000, Amounts(persaraan=100_000),
                 answers={"fund": "Dana Teguh"}, paid=((COLLEGE, 100_000),)),),
    "MPP": (
        sej(3_000_000, 30_000, COLLEGE, premium_sen=30_000),
        Case(Amounts(akaun_55=9_000_000), 30_000, Amounts(akaun_55=30_000), AT_56,
             {"premium_sen": 30_000}, ((COLLEGE, 30_000),)),
    ),
}  # fmt: skip

EACH = [
    pytest.param(kind.code, place, id=f"{kind.code}-{place}")
    for kind in types.every()
    for place in range(len(CASES.get(kind.code, ())) or 1)
]


@pytest.fixture
def devi(today: date) -> User:
    """The officer at the counter."""
    return may(cast.devi(), *AT_COUNTER)


def test_every_kind_way_and_payee_has_a_case() -> None:
    for kind in types.every():
        cases = CASES[kind.code]
        ways = {case.answers.get("option") for case in cases}
        assert ways == ({way.code for way in kind.options} or {None}), kind.code
        paid = {kind.payee(case.answers) for case in cases}  # type: ignore[arg-type]
        asked = {kind.payees[0]} if len(kind.payees) == 1 else set(kind.all_payees)
        if Payee.PENSION_FUND in kind.payees:
            asked = {Payee.PENSION_FUND}
        assert asked <= paid, (kind.code, asked - paid)


def credit_dividend(user: User, amounts: Amounts) -> None:
    journal.post(
        JournalDraft(
            scope="tests.dividend", key=str(user.member_id), kind="DIVIDEND", book="KONV",
            effective_on=date(2026, 3, 1), narration="dividend.credited", reference="DIV-2025",
            by="tests", control=chart.RESERVE, members=(MemberLine(user.member_id, amounts),),
        )
    )  # fmt: skip


def applicant(case: Case) -> User:
    dividend = Amounts(akaun_55=case.dividend_sen)
    user = of_age(case.born_on, case.have - dividend)
    if case.dividend_sen:
        credit_dividend(user, dividend)
    if case.is_dead:
        dead(user.member)
    return user


@pytest.mark.parametrize(("code", "place"), EACH)
def test_at_a_counter_from_intake_to_posting(
    devi: User, chong: User, code: str, place: int
) -> None:
    case, kind = CASES[code][place], types.get(code)
    user = applicant(case)
    pay_to = kind.payee(case.answers)  # type: ignore[arg-type]
    names = [name for name, _sen in case.paid]
    payees = [
        claimant(sen, name) if pay_to == Payee.CLAIMANT else lender(pay_to, sen)
        for name, sen in case.paid
        if pay_to in (*NAMED_ONLINE, Payee.CLAIMANT, Payee.PENSION_FUND) and name != OWN
    ]
    wanted = request(
        code, case.amount_sen, answers=dict(case.answers), payees=tuple(payees),
        bank_account_id=BankAccount.objects.get(member=user.member).pk,
    )  # fmt: skip
    application = taken_in(user, devi, code, wanted)
    held(application, case)
    approved(application, chong)
    posted(application, case, [LENDER if name == COLLEGE else name for name in names])


@pytest.mark.parametrize(
    ("code", "place"), [one for one in EACH if types.get(one.values[0]).is_online]
)
def test_online_from_the_start_page_to_posting(
    today: date, chong: User, code: str, place: int
) -> None:
    case, kind = CASES[code][place], types.get(code)
    way = kind.option(case.answers.get("option"))  # type: ignore[arg-type]
    if way is not None and way.channel != Channel.ONLINE:
        pytest.skip("this way is applied for at a counter")
    user = applicant(case)
    walk = Walk(user, kind.slug, **_typed(code, case))
    application = walk.all_the_way(f"{case.amount_sen / 100:.2f}")
    held(application, case)
    approved(application, chong)
    posted(application, case, [name for name, _sen in case.paid])


def _typed(code: str, case: Case) -> dict[str, object]:
    """The answers as they are typed, in the order in which they are asked."""
    kind = types.get(code)
    put = kind.put(case.answers, date(2026, 11, 20), Channel.ONLINE)  # type: ignore[arg-type]
    found: dict[str, object] = {}
    for ask in put:
        value = case.answers.get(ask.name, "")
        found[ask.name] = (
            f"{int(value) / 100:.2f}" if value and ask.name.endswith("_sen") else value
        )  # type: ignore[call-overload]
    return found


def held(application: Application, case: Case) -> None:
    """Submitted: the money is set aside where it will be taken from, and nothing has moved."""
    assert application.status == "SUBMITTED"
    assert application.sources == case.taken and application.amount_sen == case.amount_sen
    (balance,) = ledger.balances(application.member_id)
    assert (balance.posted, balance.held) == (case.have, case.taken)
    assert balances().get("2200", 0) == 0 and breaches() == []


def posted(application: Application, case: Case, names: list[str]) -> None:
    """Approved: against the payable to the sen, each payee's instruction queued, the books whole."""
    application.refresh_from_db()
    (balance,) = ledger.balances(application.member_id)
    later = application.kind.goes_on(case.answers)  # type: ignore[arg-type]
    plans = PaymentPlan.objects.filter(application=application)
    assert plans.count() == (1 if later else 0)
    if later is not None and later not in PAYS_NOW:
        assert application.status == "RUNNING" and balance.posted == case.have
        assert not PayoutAttempt.objects.exists() and breaches() == []
        return
    assert application.status == "APPROVED"
    assert (balance.posted, balance.held) == (case.have - case.taken, Amounts())
    (entry,) = [one for one in ledger.entries(application.member_id) if one.kind == "WITHDRAWAL"]
    assert entry.amounts == -case.taken and entry.narration == application.kind.narration
    lines = PayoutAttempt.objects.filter(application=application).order_by("line_no")
    assert [(one.creditor_name, one.amount_sen) for one in lines] == [
        (name, sen) for name, (_, sen) in zip(names, case.paid, strict=True)
    ]
    assert balances()["2200"] == case.amount_sen and breaches() == []
