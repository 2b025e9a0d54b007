"""At the counter: found by number, taken in on one page, held and promised as online, decided by another."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from members.audit.models import AuditEvent
from members.gateways import uploads
from members.ledger import selectors as ledger
from members.ledger.drafts import Amounts
from members.models import BankAccount, Member, User
from tests import cast
from tests.withdrawals.conftest import TODAY, a_pdf, logged_in
from tests.withdrawals.payouts.people import breaches, may
from tests.withdrawals.test_kinds import of_age
from withdrawals import selectors, types
from withdrawals.models import Application, CounterPaper, IdentityStep, PayoutAttempt, Share
from withdrawals.rules.identity_steps import Way
from withdrawals.rules.terms import Payee
from withdrawals.services import (
    counter_papers,
    documents,
    identity_steps,
    intake,
    restrictions,
    review,
)

pytestmark = pytest.mark.django_db(transaction=True)

FIND = "admin:withdrawals_intake_changelist"
AT_COUNTER = ("take_in_application", "record_identity_step", "propose_restriction")


@pytest.fixture
def devi(today: date) -> User:
    """The officer at the counter, who may review as well."""
    return may(cast.devi(), *AT_COUNTER, "review_application")


def dead(member: Member) -> None:
    Member.objects.filter(pk=member.pk).update(died_on=date(2026, 11, 1))


def claimant(amount_sen: int, name: str = "SITI BINTI ALI", **more: object) -> intake.PayeeLine:
    facts: dict[str, object] = {
        "kind": Payee.CLAIMANT, "name": name, "bank_code": "MBBEMYKL", "number": "514099998888",
        "identity_no": "850101145678", "born_on": date(1985, 1, 1),
    }  # fmt: skip
    return intake.PayeeLine(amount_sen=amount_sen, **{**facts, **more})  # type: ignore[arg-type]


def lender(kind: Payee, amount_sen: int) -> intake.PayeeLine:
    return intake.PayeeLine(
        kind=kind, name="BANK RUMAH BERHAD", bank_code="MBBEMYKL", number="514099998888",
        amount_sen=amount_sen, registration_no="199001000001", payment_reference="PJ-77",
    )  # fmt: skip


def request(kind_code: str, amount_sen: int, **more: object) -> intake.Request:
    kind = types.get(kind_code)
    facts: dict[str, object] = {
        "client_key": uuid.uuid4(), "answers": {}, "way": Way.THUMBPRINT,
        "receipt_no": f"T-{uuid.uuid4().hex[:10]}7", "signed_on": TODAY,
        "papers_seen": frozenset(paper.code for paper in kind.documents),
    }  # fmt: skip
    return intake.Request(amount_sen=amount_sen, **{**facts, **more})  # type: ignore[arg-type]


def lay(member: Member, kind_code: str, by: User, *, but: str = "") -> None:
    """A file of every paper of the kind, at the counter of this officer; not of `but`."""
    kind, at = types.get(kind_code), timezone.now()
    there = {one.code for one in counter_papers.lying(member_id=member.pk, kind=kind, by=by)}
    for paper in kind.documents:
        if paper.code != but and paper.code not in there:
            clean = uploads.Clean("PDF", a_pdf(paper.code))
            file = documents.stored(clean, member_id=member.pk, at=at)
            CounterPaper.objects.create(
                member=member, type_code=kind_code, code=paper.code, file=file, added_at=at,
                added_by=by,
            )  # fmt: skip


def taken_in(user: User, by: User, kind_code: str, wanted: intake.Request) -> Application:
    if user.member_id != by.member_id:
        lay(user.member, kind_code, by)
    return intake.submit(
        member=user.member, kind=types.get(kind_code), request=wanted, by=by, at=timezone.now()
    )


def approved(application: Application, by: User) -> Application:
    review.take(application_id=application.pk, by=by, at=timezone.now())
    return review.approve(application_id=application.pk, by=by, at=timezone.now())


def test_a_death_claim_by_two_nominees_to_the_sen(devi: User, chong: User) -> None:
    user = of_age(date(1980, 6, 1), Amounts(700_001, 200_000, 100_000))
    dead(user.member)
    wanted = request(
        "DEATH", 1_000_001,
        answers={"claimant": "NOMINEE", "claimant_name": "SITI BINTI ALI"},
        payees=(
            claimant(333_334),
            claimant(666_667, "ADIK", born_on=date(2015, 1, 1), guardian="AMANAH RAYA BERHAD"),
        ),
    )  # fmt: skip
    application = taken_in(user, devi, "DEATH", wanted)
    assert (application.status, application.channel) == ("SUBMITTED", "COUNTER")
    assert taken_in(user, devi, "DEATH", wanted).pk == application.pk, "the same request, once"
    (balance,) = ledger.balances(user.member_id)
    assert balance.held == Amounts(700_001, 200_000, 100_000)
    assert application.transitions.get().event == "TAKE_IN"
    done = approved(application, chong)
    lines = PayoutAttempt.objects.filter(application=done).order_by("line_no")
    assert [(one.amount_sen, one.creditor_name) for one in lines] == [
        (333_334, "SITI BINTI ALI"), (666_667, "AMANAH RAYA BERHAD"),
    ]  # fmt: skip
    (balance,) = ledger.balances(user.member_id)
    assert not balance.posted and breaches() == []
    assert b"850101145678" not in bytes(Share.objects.first().identity_encrypted)


@pytest.mark.parametrize(
    ("payees", "problem"),
    [
        ((claimant(999_999),), "SUM"),
        ((claimant(500_000), claimant(500_001)), "SUM"),
        ((claimant(1_000_000, born_on=date(2008, 11, 21)),), "GUARDIAN"),
        ((claimant(1_000_000, born_on=None),), "BORN"),
        ((), "NONE"),
    ],
)
def test_wrong_shares_leave_nothing_behind(devi: User, payees, problem: str) -> None:
    user = of_age(date(1980, 6, 1), Amounts(1_000_000))
    dead(user.member)
    answers = {"claimant": "NOMINEE", "claimant_name": "SITI"}
    with pytest.raises(intake.SharesWrong, match=problem):
        taken_in(user, devi, "DEATH", request("DEATH", 1_000_000, answers=answers, payees=payees))
    assert (
        not Application.objects.exists()
        and not IdentityStep.objects.filter(good_for="INTAKE").exists()
    )
    (balance,) = ledger.balances(user.member_id)
    assert not balance.held


def test_the_government_is_paid_first_and_the_member_the_rest(devi: User, chong: User) -> None:
    user = of_age(date(1980, 6, 1), Amounts(700_000, 200_000, 100_000))
    own = BankAccount.objects.get(member=user.member)
    wanted = request(
        "PENS", 1_000_000,
        answers={"ground": "PENSIONABLE", "service": "CIVIL", "government_share_sen": 400_001},
        bank_account_id=own.pk,
        payees=(lender(Payee.PENSION_FUND, 400_001),),
    )  # fmt: skip
    kind = types.get("PENS")
    for ask in kind.asks:
        if ask.choices and wanted.answers.get(ask.name) not in {value for value, _ in ask.choices}:
            wanted.answers[ask.name] = ask.choices[0][0]  # type: ignore[index]
    application = taken_in(user, devi, "PENS", wanted)
    approved(application, chong)
    lines = PayoutAttempt.objects.filter(application=application).order_by("line_no")
    assert [one.amount_sen for one in lines] == [400_001, 599_999]
    assert lines[1].account_last_four == own.last_four
    assert breaches() == []


def test_identity_papers_and_answers_are_asked_for(devi: User) -> None:
    user = of_age(date(1980, 6, 1), Amounts(1_000_000))
    own = BankAccount.objects.get(member=user.member)
    answers = {"working": False, "report_on": date(2026, 10, 1)}
    good = {"answers": answers, "bank_account_id": own.pk}
    for wrong, refusal in (
        ({"way": Way.DOCUMENTS}, intake.IdentityTooWeak),
        ({"receipt_no": "T-10"}, identity_steps.NotConfirmed),
        ({"receipt_no": ""}, identity_steps.NotConfirmed),
        ({"papers_seen": frozenset({"identity"})}, intake.PapersMissing),
        ({"answers": {"working": False}}, intake.BadAnswer),
        ({"answers": {**answers, "working": True}}, intake.Refused),
        ({"bank_account_id": None}, intake.SharesWrong),
    ):
        with pytest.raises(refusal):
            taken_in(user, devi, "INCAP", request("INCAP", 1_000_000, **{**good, **wrong}))
        assert (
            not Application.objects.exists()
            and not IdentityStep.objects.filter(good_for="INTAKE").exists()
        )
    used = request("INCAP", 1_000_000, **good)
    taken_in(user, devi, "INCAP", used)
    with pytest.raises(identity_steps.NotConfirmed):
        identity_steps.record(
            member=user.member, way=Way.THUMBPRINT, receipt_no=used.receipt_no, by=devi,
            at=timezone.now(),
        )  # fmt: skip


def test_who_takes_in_does_not_decide(devi: User, chong: User) -> None:
    user = of_age(date(1980, 6, 1), Amounts(fleksibel=100_000))
    own = BankAccount.objects.get(member=user.member)
    application = taken_in(user, devi, "FLX", request("FLX", 50_000, bank_account_id=own.pk))
    with pytest.raises(review.OwnApplication):
        review.take(application_id=application.pk, by=devi, at=timezone.now())
    assert review.take_next(by=devi, at=timezone.now()) is None
    client = logged_in(devi)
    address = reverse("admin:withdrawals_application_review", args=[application.reference])
    assert client.get(address).status_code == 403
    review.take(application_id=application.pk, by=chong, at=timezone.now())
    with pytest.raises(IntegrityError, match="did_not_take_it_in"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(
            status="REJECTED", decided_by=devi, decided_at=timezone.now(),
            decision_reasons=[{"code": "X"}],
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="how it came in is frozen"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(taken_in_by=chong)
    review.approve(application_id=application.pk, by=chong, at=timezone.now())
    assert breaches() == []


def test_nobody_takes_in_for_themselves_or_a_relative(devi: User, aminah: User) -> None:
    assert not intake.may_take_in(member_id=aminah.member_id, by=cast.bakar())
    assert intake.may_take_in(member_id=aminah.member_id, by=devi)
    restrictions.declare_relative(
        member_id=aminah.member_id, relation="PARENT", by=devi, at=timezone.now()
    )
    with pytest.raises(intake.NotAllowed):
        taken_in(aminah, devi, "FLX", request("FLX", 50_000))
    client = logged_in(devi)
    page = client.post(reverse(FIND), {"number": "18800001"})
    assert page.status_code == 200


def test_a_non_citizen_applies_at_the_counter(devi: User, chong: User) -> None:
    user = of_age(date(1990, 6, 1), Amounts(fleksibel=100_000))
    Member.objects.filter(pk=user.member_id).update(citizenship="NON_CITIZEN")
    own = BankAccount.objects.get(member=user.member)
    application = taken_in(user, devi, "FLX", request("FLX", 50_000, bank_account_id=own.pk))
    assert selectors.review_decision(application).allowed
    approved(application, chong)
    client = logged_in(user)
    page = client.get(reverse("withdrawals:application", args=[application.reference])).text
    assert application.reference in page
    assert AuditEvent.objects.filter(
        action="withdrawal.taken_in", member_id=user.member_id
    ).exists()


def posted(kind_code: str, **more: object) -> dict[str, object]:
    kind = types.get(kind_code)
    facts: dict[str, object] = {
        "client_key": str(uuid.uuid4()),
        **{f"paper-{paper.code}-seen": "on" for paper in kind.documents},
        "way": "THUMBPRINT", "receipt_no": "T-77123", "language": "ms",
        "signed_on_0": "20", "signed_on_1": "11", "signed_on_2": "2026",
    }  # fmt: skip
    return {**facts, **more}


def test_the_pages_of_a_death_claim(devi: User) -> None:
    user = of_age(date(1980, 6, 1), Amounts(1_000_000))
    dead(user.member)
    client = logged_in(devi)
    form = reverse("admin:withdrawals_intake_form", args=["death"])
    assert client.get(form).status_code == 302, "nobody was found yet"
    answer = client.post(reverse(FIND), {"number": user.member.ic_no})
    assert answer.status_code == 302 and user.member.ic_no not in answer.url
    kinds = client.get(reverse("admin:withdrawals_intake_kinds")).text
    assert form in kinds and "RM10,000.00" in kinds
    assert client.get(form).status_code == 200
    row = {
        "claimant-1-name": "SITI BINTI ALI", "claimant-1-identity_no": "850101145678",
        "claimant-1-relation": "SPOUSE", "claimant-1-born_on_0": "1",
        "claimant-1-born_on_1": "1", "claimant-1-born_on_2": "1985",
        "claimant-1-bank_code": "MBBEMYKL", "claimant-1-number": "5140-9999-8888",
        "claimant-1-amount": "9999.99", "rows": "2",
        "ask_claimant": "NOMINEE", "ask_claimant_name": "SITI BINTI ALI", "amount": "10000.00",
    }  # fmt: skip
    more = client.post(form, posted("DEATH", **{**row, "more": "1"})).text
    assert "claimant-6-name" in more and not Application.objects.exists()
    wrong = client.post(form, posted("DEATH", **row))
    assert wrong.status_code == 200 and not Application.objects.exists()
    empty = client.post(form, posted("DEATH", rows="2", amount="", way="", signed_on_0=""))
    assert empty.status_code == 200
    too_much = client.post(form, posted("DEATH", **{**row, "amount": "10000.01"}))
    assert too_much.status_code == 200 and not Application.objects.exists()
    right = {**row, "claimant-1-amount": "10000.00"}
    bare = client.post(form, posted("DEATH", **right))
    assert bare.status_code == 200 and not Application.objects.exists(), "no file was attached"
    lay(user.member, "DEATH", devi)
    unseen = client.post(form, {**posted("DEATH", **right), "paper-claimant-seen": ""})
    assert unseen.status_code == 200 and not Application.objects.exists()
    done = client.post(form, posted("DEATH", **right))
    assert done.status_code == 302
    application = Application.objects.get()
    page = client.get(done.url).text
    assert application.reference in page and "SITI BINTI ALI" in page and "RM10,000.00" in page
    assert "850101145678" not in page and "514099998888" not in page
    assert client.get(form).status_code == 302, "the member is no longer being served"


def test_the_pages_of_a_kind_with_an_institution(devi: User, aminah: User) -> None:
    client = logged_in(devi)
    client.post(reverse("portal:set_language"), {"language": "en", "next": "/"})
    client.post(reverse(FIND), {"number": "18800001"})
    for kind in types.offered(TODAY):
        address = reverse("admin:withdrawals_intake_form", args=[kind.slug])
        assert client.get(address).status_code == 200, kind.code
    form = reverse("admin:withdrawals_intake_form", args=["hred"])
    sent = posted(
        "HRED", amount="500.00", ask_loan_balance_sen="90000.00", ask_lender="BANK RUMAH",
        ask_loan_account="PJ-77", ask_borrower="SELF", payee_name="BANK RUMAH BERHAD",
        payee_registration="", payee_bank="MBBEMYKL", payee_number="514099998888",
        payee_reference="PJ-77",
    )  # fmt: skip
    first = types.get("HRED").question("borrower")
    if first.choices:
        sent["ask_borrower"] = first.choices[0][0]
    lay(aminah.member, "HRED", devi)
    bad = client.post(form, {**sent, "payee_number": "12"})
    assert bad.status_code == 200 and not Application.objects.exists()
    answer = client.post(form, sent)
    assert answer.status_code == 302, answer.text
    application = Application.objects.get()
    assert (application.pay_to, application.last_four) == ("LENDER", "8888")


def test_strangers_and_members_stay_out(aminah: User, chong: User) -> None:
    for who in (aminah, chong):
        client = logged_in(who)
        for name in (FIND, "admin:withdrawals_intake_kinds"):
            assert client.get(reverse(name)).status_code in (302, 403)
