"""Refused, then corrected: every reason with its fix, what was good is kept, the rest is asked anew."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from members.ledger import selectors as ledger
from members.models import User
from tests.withdrawals.conftest import Walk, bank, business_date, last_code, logged_in
from tests.withdrawals.test_kinds import a_while_later
from tests.withdrawals.test_online_kinds import CASES
from withdrawals import request_reads
from withdrawals.models import Application, Document, StoredFile
from withdrawals.rules import mending
from withdrawals.rules.mending import Part
from withdrawals.services import again, asking, review
from withdrawals.services.asking import Item

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def aminah(aminah: User) -> User:
    aminah.language = "en"
    aminah.save()
    return aminah


def refused(application: Application, chong: User, *codes: str) -> Application:
    review.take(application_id=application.pk, by=chong, at=timezone.now())
    return review.reject(
        application_id=application.pk, reason_codes=codes, by=chong, at=timezone.now()
    )


def correct(walk: Walk, application: Application):
    return walk.client.post(reverse("withdrawals:again", args=[application.reference]))


def test_a_photo_nobody_can_read(aminah: User, chong: User) -> None:
    walk = Walk(aminah, "edu", **CASES["EDU"].answers)
    first = walk.all_the_way("5000.00")
    review.take(application_id=first.pk, by=chong, at=timezone.now())
    asking.ask(
        application_id=first.pk, items=[Item("fees", "CANNOT_BE_READ")], by=chong,
        at=timezone.now(),
    )  # fmt: skip
    business_date(date(2026, 12, 7))
    asking.lapse(business_date=date(2026, 12, 7), at=timezone.now())
    first.refresh_from_db()
    refused(first, chong, "PAPER_UNREADABLE")
    tracker = walk.client.get(reverse("withdrawals:application", args=[first.reference])).text
    assert "A document cannot be read" in tracker and "Correct it and apply again" in tracker

    begun = correct(walk, first)
    assert begun.url == walk.url("documents")
    draft = walk.draft
    assert draft.corrects == first
    assert request_reads.answers(draft) == request_reads.answers(first)
    assert draft.amount_sen == 500_000 and draft.last_four == first.last_four
    kept = {one.code for one in Document.objects.filter(application=draft)}
    assert kept == {"identity", "enrolment", "recognition", "relationship"}
    assert StoredFile.objects.count() == 5
    page = walk.client.get(begun.url).text
    assert first.reference in page and "all four corners in view" in page
    assert correct(walk, first).url == walk.url("documents")  # the same draft again
    assert Application.objects.filter(status="DRAFT").count() == 1

    walk.upload("fees")
    assert walk.client.post(walk.url("documents")).url == walk.url("declaration")
    walk.declare()
    a_while_later()
    walk.ask_code()
    key = draft.client_key
    walk.submit(last_code(aminah))
    second = Application.objects.get(client_key=key)
    assert second.status == "SUBMITTED"
    (share,) = second.shares.all()
    assert share.name == "KOLEJ SERI PANTAI" and share.amount_sen == 500_000
    page = logged_in(chong).get(
        reverse("admin:withdrawals_application_review", args=[second.reference])
    )
    assert first.reference in page.text and "Corrects" in page.text
    for change in ({"corrects": None}, {"corrects": second}):
        with pytest.raises(IntegrityError, match="what it corrects"), transaction.atomic():
            Application.objects.filter(pk=second.pk).update(**change)


def test_another_bank_account_and_nothing_else(aminah: User, chong: User) -> None:
    walk = Walk(aminah)
    first = refused(walk.all_the_way("500.00"), chong, "BANK_NAME_DIFFERS")
    assert correct(walk, first).url == walk.url("bank_account")
    assert walk.draft.amount_sen == 50_000 and walk.draft.bank_account is None
    other = bank(aminah.member, number="514099990000")
    walk.bank(other)
    walk.declare()
    page = walk.client.get(walk.url("check")).text
    assert "0000" in page and "The name on the bank account" in page
    (balance,) = ledger.balances(aminah.member_id)
    assert balance.held.fleksibel == 0


def test_an_answer_that_grew_old_is_asked_again(aminah: User, chong: User) -> None:
    walk = Walk(aminah, "health", **CASES["HEALTH"].answers)
    first = refused(walk.all_the_way("1500.00"), chong, "IDENTITY_NOT_CONFIRMED")
    business_date(date(2027, 10, 3))  # the receipt is a year and a day old
    assert correct(walk, first).url == reverse(
        "withdrawals:question", args=["health", "receipt_on"]
    )
    assert "identity" not in {one.code for one in walk.draft.documents.all()}
    assert {one.code for one in walk.draft.documents.all()} >= {"lpp_1", "bill", "employer"}


def test_an_amount_the_papers_did_not_prove(aminah: User, chong: User) -> None:
    walk = Walk(aminah, "edu", **CASES["EDU"].answers)
    first = refused(walk.all_the_way("5000.00"), chong, "AMOUNT_NOT_PROVEN")
    assert correct(walk, first).url == walk.url("amount")
    assert walk.draft.amount_sen is None and walk.draft.documents.count() == 5


def test_only_the_owner_and_only_a_refused_one(aminah: User, bakar: User, chong: User) -> None:
    walk = Walk(aminah)
    application = walk.all_the_way("500.00")
    tracker = reverse("withdrawals:application", args=[application.reference])
    assert correct(walk, application).url == tracker
    refused(application, chong, "IDENTITY_NOT_CONFIRMED")
    stranger = logged_in(bakar)
    address = reverse("withdrawals:again", args=[application.reference])
    assert stranger.post(address).status_code == 404
    assert stranger.get(address).status_code == 405
    with pytest.raises(IntegrityError, match="corrects a refused one"), transaction.atomic():
        Application.objects.create(
            member=bakar.member, type_code="FLX", created_at=timezone.now(), corrects=application
        )


def test_another_draft_is_finished_first(aminah: User, chong: User) -> None:
    walk = Walk(aminah)
    first = refused(walk.all_the_way("500.00"), chong, "IDENTITY_NOT_CONFIRMED")
    walk.begin()
    with pytest.raises(again.AnotherDraft):
        again.begin(application_id=first.pk, by=aminah, at=timezone.now())
    assert correct(walk, first).url == walk.url("start")


@pytest.mark.parametrize(
    ("codes", "parts"),
    [
        (["BANK_NAME_DIFFERS"], {Part.ACCOUNT}),
        (["PAYEE_NOT_CONFIRMED", "AMOUNT_NOT_PROVEN"], {Part.ACCOUNT, Part.AMOUNT}),
        (["AGE_REACHED"], set()),
        ([], set()),
    ],
)
def test_what_a_reason_finds_fault_with(codes: list[str], parts: set[Part]) -> None:
    assert mending.parts(codes) == parts
