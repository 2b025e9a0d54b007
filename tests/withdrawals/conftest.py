"""Aminah with money, a bank account and a phone; an officer; the fund's day in November 2026."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable
from datetime import date

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.gateways import vault
from members.ledger import chart, journal
from members.ledger.drafts import Amounts, JournalDraft, MemberLine
from members.ledger.models import BusinessDate
from members.models import BankAccount, BankAccountStatus, Member, Role, User
from members.sandbox.models import SandboxMessage
from tests import cast
from tests.factories import make_user
from tests.permissions import allow
from tests.second_factor import enter
from withdrawals.models import Application, GoodFor, IdentityStep
from withdrawals.services import papers

TODAY = date(2026, 11, 20)  # a Friday
FLEKSIBEL_SEN = 1_874_205

Fund = Callable[[Member, Amounts], None]


def business_date(on: date) -> None:
    BusinessDate.objects.update_or_create(
        pk=1, defaults={"today_on": on, "advanced_at": timezone.now()}
    )


def credit(member: Member, amounts: Amounts, *, key: str = "1", book: str = "KONV") -> None:
    """Put money in the member's accounts, by the ledger's own door."""
    journal.post(
        JournalDraft(
            scope="tests.withdrawals",
            key=f"{member.pk}:{key}",
            kind="OPENING",
            book=book,
            effective_on=date(2026, 1, 2),
            narration="opening",
            reference="UJI",
            by="tests",
            control=chart.RESERVE,
            members=(MemberLine(member.pk, amounts),),
        )
    )


def bank(member: Member, *, number: str = "514012345678", **facts: object) -> BankAccount:
    values: dict[str, object] = {
        "member": member,
        "bank_code": "MBBEMYKL",
        "holder_name": member.name,
        "number_encrypted": vault.encrypt(number),
        "number_digest": vault.digest("bank_account.number", number),
        "last_four": number[-4:],
        "status": BankAccountStatus.VERIFIED,
        "added_at": timezone.now(),
    }
    return BankAccount.objects.create(**{**values, **facts})


def showed(
    member: Member, way: str = "EKYC", *, until_on: date = date(2027, 11, 20)
) -> IdentityStep:
    """The member showed who they are at a counter, for applications online."""
    officer = User.objects.filter(login_id="kaunter").first() or make_user(
        role=Role.STAFF, login_id="kaunter", display_name="Kaunter"
    )
    return IdentityStep.objects.create(
        member=member,
        way=way,
        receipt_no=f"T-{uuid.uuid4().hex[:12]}",
        counter="Ipoh 3",
        good_for=GoodFor.ONLINE,
        good_until_on=until_on,
        recorded_on=min(TODAY, until_on),
        recorded_at=timezone.now(),
        recorded_by=officer,
    )


def may_review(user: User) -> User:
    return allow(user, "withdrawals.review_application")


def logged_in(user: User) -> Client:
    client = Client()
    enter(client, user)
    return client


def a_pdf(text: str = "") -> bytes:
    """A PDF of one blank page; with a text, one of its own."""
    out = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page(page_size=(200, 200))
        paper.docinfo["/Author"] = text or "somebody"
        paper.pages[0].Contents = paper.make_stream(f"% {text}".encode())
        paper.save(out)
    return out.getvalue()


def last_code(user: User) -> str:
    """The TAC in the newest text message to this person."""
    texts = SandboxMessage.objects.filter(address=user.phone).order_by("-pk")
    for text in texts.values_list("body", flat=True):
        found = re.search(r"TAC (?:anda|is) (\d{6})\b", text)
        if found is not None:
            return found[1]
    raise AssertionError("no code was sent")


class Walk:
    """A member going through the pages, one call a step."""

    def __init__(self, user: User, slug: str = "flx", **answers: object) -> None:
        self.user, self.slug, self.client = user, slug, logged_in(user)
        self.answers = answers

    def url(self, name: str) -> str:
        return reverse(f"withdrawals:{name}", args=[self.slug])

    def begin(self):
        return self.client.post(self.url("start"))

    def answer(self, question: str, value: object):
        """Type an answer in: yes and no for truth, day, month and year for a date."""
        data = {"answer": value}
        if isinstance(value, date):
            data = {"answer_0": value.day, "answer_1": value.month, "answer_2": value.year}
        elif isinstance(value, bool):
            data = {"answer": "yes" if value else "no"}
        address = reverse("withdrawals:question", args=[self.slug, question])
        return self.client.post(address, data)

    def amount(self, text: str):
        return self.client.post(self.url("amount"), {"amount": text})

    def upload(self, paper: str, content: bytes | None = None, name: str = "paper.pdf"):
        file = SimpleUploadedFile(name, content or a_pdf())
        return self.client.post(self.url("documents"), {"paper": paper, "file": file})

    def payee(self, **details: object):
        known = {
            "name": "KOLEJ SERI PANTAI",
            "registration_no": "201001012345",
            "bank_code": "MBBEMYKL",
            "number": "5140 1234 0001",
            "payment_reference": "STU-2026-77",
        }
        return self.client.post(self.url("payee"), {**known, **details})

    def bank(self, account: BankAccount):
        return self.client.post(self.url("bank_account"), {"bank_account": account.pk})

    def declare(self, answer: str = "accept"):
        return self.client.post(self.url("declaration"), {"answer": answer})

    def ask_code(self):
        return self.client.post(self.url("check"))

    def submit(self, code: str, client_key: object = None):
        key = client_key or self.draft.client_key
        return self.client.post(self.url("code"), {"client_key": str(key), "code": code})

    @property
    def draft(self) -> Application:
        return Application.objects.get(
            member=self.user.member, type_code=self.slug.upper(), status="DRAFT"
        )

    def to_check(self, text: str = "500.00") -> None:
        account = BankAccount.objects.filter(member=self.user.member).first()
        assert account is not None
        self.begin()
        for question, value in self.answers.items():
            self.answer(question, value)
        self.amount(text)
        for paper in papers.missing(self.draft):
            self.upload(paper.code)
        if self.draft.pay_to == "MEMBER":
            self.bank(account)
        else:
            self.payee()
        self.declare()

    def all_the_way(self, text: str = "500.00") -> Application:
        self.to_check(text)
        key = self.draft.client_key
        self.ask_code()
        self.submit(last_code(self.user))
        return Application.objects.get(client_key=key)


@pytest.fixture
def today(db: None) -> date:
    business_date(TODAY)
    return TODAY


@pytest.fixture
def aminah(today: date) -> User:
    user = cast.aminah()
    credit(
        user.member,
        Amounts(persaraan=9_000_000, sejahtera=1_800_000, fleksibel=FLEKSIBEL_SEN),
    )
    bank(user.member)
    showed(user.member)
    return user


@pytest.fixture
def bakar(today: date) -> User:
    user = cast.bakar()
    credit(user.member, Amounts(fleksibel=1_000_000))
    bank(user.member, number="1234567890", bank_code="PBBEMYKL")
    showed(user.member)
    return user


@pytest.fixture
def chong(today: date) -> User:
    return may_review(cast.chong())


@pytest.fixture
def walk(aminah: User) -> Walk:
    return Walk(aminah)
