"""Questions one a page: kept, checked by their declaration, refused at once, frozen with the application."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from members.ledger.drafts import Amounts
from members.models import User
from tests.withdrawals.conftest import Walk, last_code, logged_in
from tests.withdrawals.test_kinds import of_age
from withdrawals import request_reads
from withdrawals.models import Answer, Application
from withdrawals.services import review

pytestmark = pytest.mark.django_db(transaction=True)

HAVE = Amounts(akaun_55=9_000_000)


@pytest.fixture
def daud(today: date) -> User:
    return of_age(date(1970, 6, 1), HAVE)


@pytest.fixture
def combined(daud: User) -> Walk:
    return Walk(daud, "age55", option="COMBINED", monthly_sen="200.00", months="24")


def test_a_part_now_and_the_rest_by_the_month(combined: Walk, daud: User, chong: User) -> None:
    combined.to_check("10000.00")
    page = combined.client.get(combined.url("check")).text
    for words in ("Partial and monthly", "RM200.00", "24", "RM10,000.00"):
        assert words in page
    combined.ask_code()
    key = combined.draft.client_key
    combined.submit(last_code(daud))
    application = Application.objects.get(client_key=key)
    assert application.status == "SUBMITTED"
    assert request_reads.answers(application) == {
        "option": "COMBINED", "monthly_sen": 20_000, "months": 24,
    }  # fmt: skip
    assert application.sources == Amounts(akaun_55=1_000_000)
    tracker = combined.client.get(
        reverse("withdrawals:application", args=[application.reference])
    ).text
    assert "Partial and monthly" in tracker
    desk = logged_in(chong).get(
        reverse("admin:withdrawals_application_review", args=[application.reference])
    )
    assert "RM200.00" in desk.text
    review.take(application_id=application.pk, by=chong, at=timezone.now())
    assert (
        review.approve(application_id=application.pk, by=chong, at=timezone.now()).status
        == "APPROVED"
    )


def test_what_the_monthly_payments_need_cannot_be_taken_now(combined: Walk) -> None:
    combined.begin()
    for question, value in combined.answers.items():
        combined.answer(question, value)
    page = combined.amount("85200.01").text
    assert "data-error-summary" in page and combined.draft.amount_sen is None
    assert combined.amount("85200.00").status_code == 302
    assert combined.draft.amount_sen == 8_520_000


@pytest.mark.parametrize(
    ("question", "value", "words"),
    [
        ("monthly_sen", "99.99", "RM100.00"),
        ("monthly_sen", "1e3", "ringgit and sen"),
        ("monthly_sen", "", "ringgit and sen"),
        ("months", "11", "12"),
        ("months", "1２", "digits"),
        ("months", "0", "not possible"),
        ("option", "YEARLY", "Choose one of the answers"),
        ("option", "x\x00", "Choose one of the answers"),
        ("option", "", "Choose one of the answers"),
    ],
)
def test_a_bad_answer_is_told_and_not_kept(
    combined: Walk, question: str, value: str, words: str
) -> None:
    combined.begin()
    for name, good in combined.answers.items():
        if name == question:
            break
        combined.answer(name, good)
    answer = combined.answer(question, value)
    assert answer.status_code == 200 and "data-error-summary" in answer.text
    assert words in answer.text
    assert not Answer.objects.filter(question=question).exists()


def test_resumed_where_it_was_left(combined: Walk) -> None:
    combined.begin()
    combined.answer("option", "COMBINED")
    for page in ("choose", "applications"):
        listed = combined.client.get(reverse(f"withdrawals:{page}")).text
        assert "Not submitted yet" in listed and "Age 55 withdrawal" in listed
    assert combined.url("discard") in listed
    again = Walk(combined.user, "age55")
    assert again.begin().url == reverse("withdrawals:question", args=["age55", "monthly_sen"])
    page = again.client.get(reverse("withdrawals:question", args=["age55", "option"])).text
    assert 'value="COMBINED"' in page and "checked" in page
    assert "Step 1 of" in page


def test_another_way_forgets_what_only_the_first_asked_and_voids_the_code(
    combined: Walk, daud: User
) -> None:
    combined.to_check("10000.00")
    combined.ask_code()
    assert combined.draft.tac_challenge_id
    combined.answer("option", "PARTIAL")
    assert set(combined.draft.answers.values_list("question", flat=True)) == {"option"}
    assert not combined.draft.tac_challenge_id
    assert combined.client.get(combined.url("check")).status_code == 200


def test_a_question_nobody_asked_is_no_page(combined: Walk, walk: Walk) -> None:
    combined.begin()
    for name in ("months", "pay_to", "no-such"):
        away = combined.client.get(reverse("withdrawals:question", args=["age55", name]))
        assert away.url == reverse("withdrawals:question", args=["age55", "option"])
    walk.begin()
    away = walk.client.get(reverse("withdrawals:question", args=["flx", "option"]))
    assert away.url == walk.url("amount")
    assert walk.client.get(walk.url("payee")).url == walk.url("amount")


def test_answers_of_a_submitted_application_are_frozen(combined: Walk, daud: User) -> None:
    application = combined.all_the_way("10000.00")
    given = Answer.objects.filter(application=application).first()
    assert given is not None
    given.value = "FULL"
    for change in (given.save, given.delete):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            change()
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Answer.objects.create(application=application, question="more", answered_at=timezone.now())
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(pay_to="LENDER")
