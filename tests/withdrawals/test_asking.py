"""An officer asks for papers: the member reads what puts it right, hands them in, and the queue has it again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from members.ledger import selectors as ledger
from members.models import User
from members.work.day import jobs
from tests.withdrawals.conftest import TODAY, Walk, a_pdf, business_date, logged_in
from tests.withdrawals.test_online_kinds import CASES
from withdrawals import request_reads
from withdrawals.models import Application, Document, DocumentRequest
from withdrawals.rules import paper_reasons, schedule
from withdrawals.rules.states import MoveNotAllowed, Status
from withdrawals.services import apply, asking, documents, review
from withdrawals.services.asking import Item

pytestmark = pytest.mark.django_db(transaction=True)

FEES = Item("fees", "CANNOT_BE_READ")
PROOF = Item("relationship", "WRONG_PAPER")


@pytest.fixture
def walk(aminah: User) -> Walk:
    aminah.language = "en"
    aminah.save()
    return Walk(aminah, "edu", **CASES["EDU"].answers)


@pytest.fixture
def application(walk: Walk, chong: User) -> Application:
    """Submitted on Friday 20 November 2026 and on Chong's desk."""
    found = walk.all_the_way("5000.00")
    return review.take(application_id=found.pk, by=chong, at=timezone.now())


def asked(application: Application, chong: User, *items: Item) -> DocumentRequest:
    return asking.ask(
        application_id=application.pk, items=items or (FEES, PROOF), by=chong, at=timezone.now()
    )


def hand_in(walk: Walk, application: Application, paper: str, text: str = "better"):
    return walk.client.post(
        reverse("withdrawals:asked", args=[application.reference]),
        {"paper": paper, "file": SimpleUploadedFile("p.pdf", a_pdf(f"{text} {paper}"))},
    )


def test_from_the_officers_page_to_the_queue_again(
    walk: Walk, application: Application, chong: User
) -> None:
    desk = logged_in(chong)
    address = reverse("admin:withdrawals_application_ask", args=[application.reference])
    review_page = reverse("admin:withdrawals_application_review", args=[application.reference])
    assert address in desk.get(review_page).text
    assert "Choose at least one document" in desk.post(address, {}).text
    done = desk.post(address, {"paper_fees": "CANNOT_BE_READ", "paper_relationship": "WRONG_PAPER"})
    assert done.url == review_page
    application.refresh_from_db()
    assert application.status == Status.ASKED and application.reviewer is None
    assert "has asked the member" in desk.get(review_page).text

    tracker = walk.client.get(reverse("withdrawals:application", args=[application.reference])).text
    assert "More documents needed" in tracker and "4 December 2026" in tracker
    assert "You act next" in tracker
    mine = reverse("withdrawals:asked", args=[application.reference])
    page = walk.client.get(mine).text
    for words in ("This document cannot be read", "all four corners in view", "another document"):
        assert words in page
    assert "Upload what is missing" in walk.client.post(mine).text
    assert hand_in(walk, application, "fees").status_code == 302
    assert hand_in(walk, application, "relationship").status_code == 302
    assert "does not need that document" in hand_in(walk, application, "enrolment").text

    business_date(TODAY + timedelta(days=5))  # Wednesday: three working days later
    first_day = application.pay_by_on
    assert walk.client.post(mine).url == reverse(
        "withdrawals:application", args=[application.reference]
    )
    application.refresh_from_db()
    assert application.status == Status.SUBMITTED
    assert application.promised_on == first_day
    assert application.pay_by_on > first_day
    tracker = walk.client.get(reverse("withdrawals:application", args=[application.reference])).text
    assert "waited for your documents" in tracker
    # The officer sees both the first and the better papers, and can approve.
    review.take(application_id=application.pk, by=chong, at=timezone.now())
    fees = next(one for one in request_reads.papers(application) if one.code == "fees")
    assert len(fees.files) == 2
    approved = review.approve(application_id=application.pk, by=chong, at=timezone.now())
    assert approved.status == "APPROVED" and approved.pay_by_on == application.pay_by_on


@pytest.mark.parametrize(
    ("asked_on", "answered_on", "pay_by_on"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), date(2026, 12, 18)),  # the same day
        (date(2026, 11, 20), date(2026, 11, 22), date(2026, 12, 18)),  # over a weekend
        (date(2026, 11, 20), date(2026, 11, 23), date(2026, 12, 21)),  # one working day
        (date(2026, 11, 20), date(2026, 11, 27), date(2026, 12, 28)),  # five, and Christmas
    ],
)
def test_the_day_moves_by_the_working_days_of_the_wait(
    asked_on: date, answered_on: date, pay_by_on: date
) -> None:
    moved = schedule.after_waiting(date(2026, 12, 18), asked_on, answered_on, {date(2026, 12, 25)})
    assert moved.pay_by_on == pay_by_on
    assert bool(moved.moved_because) is (pay_by_on != date(2026, 12, 18))


@pytest.mark.parametrize(
    "items",
    [
        (),
        (Item("no_such_paper", "TOO_OLD"),),
        (Item("fees", "NO_SUCH_REASON"),),
        (FEES, Item("fees", "TOO_OLD")),
    ],
    ids=str,
)
def test_nothing_vague_can_be_asked(
    application: Application, chong: User, items: tuple[Item, ...]
) -> None:
    with pytest.raises(asking.NothingAsked):
        asking.ask(application_id=application.pk, items=items, by=chong, at=timezone.now())
    application.refresh_from_db()
    assert application.status == Status.IN_REVIEW


def test_only_who_has_it_asks(application: Application, chong: User, walk: Walk) -> None:
    review.put_back(application_id=application.pk, by=chong, at=timezone.now())
    with pytest.raises(MoveNotAllowed):
        asked(application, chong)
    address = reverse("admin:withdrawals_application_ask", args=[application.reference])
    assert logged_in(chong).post(address, {"paper_fees": "TOO_OLD"}).status_code == 302
    assert walk.client.post(address, {"paper_fees": "TOO_OLD"}).status_code in (302, 403)
    assert not DocumentRequest.objects.exists()


def test_while_it_waits_nobody_decides_and_the_member_may_take_it_back(
    walk: Walk, application: Application, chong: User
) -> None:
    asked(application, chong)
    with pytest.raises(MoveNotAllowed):
        review.take(application_id=application.pk, by=chong, at=timezone.now())
    assert review.take_next(by=chong, at=timezone.now()) is None
    (balance,) = ledger.balances(walk.user.member_id)
    assert balance.held.sejahtera == 500_000
    hand_in(walk, application, "fees")
    assert apply.withdraw(application_id=application.pk, by=walk.user, at=timezone.now())
    (balance,) = ledger.balances(walk.user.member_id)
    assert balance.held.sejahtera == 0
    assert DocumentRequest.objects.get().closed_as == "WITHDRAWN"
    with pytest.raises(documents.NotAwaited):
        documents.remove_from_request(
            application_id=application.pk,
            public_id=Document.objects.order_by("-pk")[0].public_id,
            by=walk.user,
            at=timezone.now(),
        )


def test_no_answer_in_time_goes_back_to_an_officer_once(
    application: Application, chong: User
) -> None:
    request = asked(application, chong)
    assert request.answer_by_on == TODAY + timedelta(days=paper_reasons.ANSWER_WITHIN)
    last = request.answer_by_on
    business_date(last)
    assert asking.lapse(business_date=last, at=timezone.now()) == 0
    business_date(last + timedelta(days=1))
    for ended in (1, 0):
        assert asking.lapse(business_date=last + timedelta(days=1), at=timezone.now()) == ended
    application.refresh_from_db()
    assert application.status == Status.SUBMITTED
    review.take(application_id=application.pk, by=chong, at=timezone.now())
    assert "withdrawals.end_waiting" in jobs()


def test_what_was_sent_before_stays_and_what_is_new_can_be_changed_until_sent(
    walk: Walk, application: Application, chong: User
) -> None:
    first = Document.objects.filter(application=application, code="fees").get()
    asked(application, chong, FEES)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        first.delete()
    hand_in(walk, application, "fees")
    new = Document.objects.get(application=application, request__isnull=False)
    address = reverse("withdrawals:remove_asked", args=[application.reference, new.public_id])
    walk.client.post(
        reverse("withdrawals:remove_asked", args=[application.reference, first.public_id])
    )
    walk.client.post(address)
    assert list(Document.objects.filter(application=application, code="fees")) == [first]
    hand_in(walk, application, "fees", "again")
    asking.answer(application_id=application.pk, by=walk.user, at=timezone.now())
    with pytest.raises(MoveNotAllowed):
        asking.answer(application_id=application.pk, by=walk.user, at=timezone.now())
    assert hand_in(walk, application, "fees", "late").status_code == 302
    newest = Document.objects.order_by("-pk")[0]
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        newest.delete()


def test_others_find_nothing(application: Application, chong: User, bakar: User) -> None:
    asked(application, chong)
    address = reverse("withdrawals:asked", args=[application.reference])
    assert logged_in(bakar).get(address).status_code == 404
    assert logged_in(bakar).post(address).status_code == 404
