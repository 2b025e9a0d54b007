"""The employer asks on a page, two officers decide in the console, and everybody sees only their own."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from contributions.models import Correction, Employer, EmployerUser, Receipt, Refund
from members.audit.models import AuditEvent
from members.models import Member, User
from members.work import queue
from tests.contributions.conftest import MONTH, row
from tests.contributions.test_bills import bill_of, everything_holds
from tests.contributions.test_refunds import GOOD
from tests.contributions.test_staff_money import officer
from tests.factories import make_user, money
from tests.second_factor import enter
from tests.withdrawals.test_documents import picture

ASK = "/employer/refunds/ask/"


def letter() -> SimpleUploadedFile:
    return SimpleUploadedFile("surat.png", picture("PNG"), content_type="image/png")


def facts(**other: Any) -> dict[str, Any]:
    return {
        "suspense": "",
        "reason": "Paid twice by mistake",
        "bank_code": "MBBEMYKL",
        "number": GOOD,
        "paper": letter(),
        **other,
    }


@pytest.fixture
def lying(other: Employer, boss: User) -> Receipt:
    money.arrives(money.line(500_00, other.employer_no, on=date(2026, 9, 1)))
    return Receipt.objects.get(employer=other)


@pytest.fixture
def farid(business_date: date) -> User:
    return officer("farid")


@pytest.fixture
def gita(business_date: date) -> User:
    return officer("gita")


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_from_the_page_to_the_money(
    client: Client, boss: User, lying: Receipt, farid: User, gita: User
) -> None:
    client.force_login(boss)
    listing = text(client.get(reverse("contributions:refunds")))
    assert "RM500.00" in listing and "Ask for a refund" in listing
    assert "Enter an amount, or name a contribution" in text(client.post(ASK, facts()))
    assert "at most RM500.00" in text(client.post(ASK, facts(suspense="500.01")))
    assert "has 12 digits" in text(client.post(ASK, facts(suspense="1", number="123")))
    assert "Choose a file" in text(client.post(ASK, facts(suspense="1", paper="")))
    done = client.post(ASK, facts(suspense="120.50"), follow=True)
    refund = Refund.objects.get()
    assert refund.reference in text(done) and "Waiting for an officer" in text(done)
    enter(client, farid)
    board = text(client.get("/admin/contributions/refund/"))
    assert "To be reviewed" in board and "oldest 0 days" in board
    page = f"/admin/contributions/refund/{refund.pk}/change/"
    decide = f"/admin/contributions/refund/{refund.pk}/decide/"
    shown = text(client.get(page))
    assert "Paid twice by mistake" in shown and GOOD not in shown
    paper = client.get(f"/admin/contributions/refund/{refund.pk}/paper/")
    assert paper.headers["Content-Type"] == "image/png"
    assert AuditEvent.objects.filter(action="refund.paper_viewed").exists()
    assert "Say why; the employer reads it" in text(client.post(decide, {"refuse": "1"}))
    client.post(decide, {"review": "1", "words": "Letter and account fit"})
    client.post(decide, {"approve": "1", "words": ""})
    refund.refresh_from_db()
    assert refund.state == "REVIEWED"
    enter(client, gita)
    assert "Approve and pay" in text(client.get(page))
    client.post(decide, {"approve": "1", "words": ""})
    queue.run_due()
    refund.refresh_from_db()
    assert (refund.state, refund.amount_sen) == ("PAID", 120_50)
    assert refund.reference in text(client.get(page))
    client.force_login(boss)
    assert "Paid on" in text(client.get(reverse("contributions:refund", args=[refund.reference])))
    everything_holds()


def test_a_wrong_contribution_on_the_page(
    client: Client, people: list[Member], billed: Any, other: Employer, boss: User
) -> None:
    remittance = billed(map(row, people), month=MONTH)
    money.arrives(
        money.line(remittance.total_sen, bill_of(remittance).bill_no, on=date(2026, 11, 12))
    )
    queue.run_due()
    client.force_login(boss)
    named = {"member_no_1": people[0].member_no, "month_1": "2026-10-01"}
    half = text(client.post(ASK, facts(**named)))
    assert "Choose what was wrong" in half
    none = text(client.post(ASK, facts(**named, fault_1="AMOUNT")))
    assert "Enter the right share; 0 for none" in none
    other_month = {**named, "month_1": "2026-09-01"}
    strange = text(client.post(ASK, facts(**other_month, fault_1="LEFT")))
    assert "We credited nothing from you to this number" in strange
    more = facts(**named, fault_1="AMOUNT", employer_1="500", employee_1="500")
    assert "more than was paid" in text(client.post(ASK, more))
    right = facts(**named, fault_1="AMOUNT", employer_1="300", employee_1="200")
    assert client.post(ASK, right).status_code == 302
    assert "is being corrected already" in text(client.post(ASK, facts(**named, fault_1="LEFT")))
    refund = Refund.objects.get()
    assert (refund.lines_sen, Correction.objects.get().to_total_sen) == (283_00, 500_00)
    page = text(client.get(reverse("contributions:refund", args=[refund.reference])))
    assert "Wrong amount" in page and "Take the request back" in page
    cancel = reverse("contributions:refund_cancel", args=[refund.reference])
    client.post(cancel)
    client.post(cancel)
    assert (Refund.objects.get().state, Correction.objects.get().state) == ("CANCELLED", "REFUSED")
    everything_holds()


def test_only_ones_own_and_only_who_may(
    client: Client, other: Employer, boss: User, hr: User, lying: Receipt, farid: User
) -> None:
    client.force_login(boss)
    client.post(ASK, facts(suspense="1"))
    refund = Refund.objects.get()
    address = reverse("contributions:refund", args=[refund.reference])
    client.force_login(hr)
    assert client.get(address).status_code == 404
    cancel = reverse("contributions:refund_cancel", args=[refund.reference])
    assert client.post(cancel).status_code == 404
    maker = make_user(role="EMPLOYER", login_id="maker.hr", language="en")
    EmployerUser.objects.create(user=maker, employer=other, role="MAKER")
    client.force_login(maker)
    assert client.get(address).status_code == 200
    assert client.get(ASK).status_code == 403
    assert client.post(cancel).status_code == 403
    looker = make_user(role="STAFF", login_id="looker", language="en")
    enter(client, looker)
    assert client.get(f"/admin/contributions/refund/{refund.pk}/change/").status_code == 403
    assert client.post(f"/admin/contributions/refund/{refund.pk}/decide/").status_code == 403
    assert client.get(f"/admin/contributions/refund/{refund.pk}/paper/").status_code == 403
    assert client.get("/admin/contributions/correction/propose/").status_code == 403


def test_a_bill_past_its_day_comes_first(
    client: Client, people: list[Member], billed: Any, boss: User
) -> None:
    billed([row(people[0])], month=date(2026, 8, 1))
    client.force_login(boss)
    assert "A bill is past its day" in text(client.get(reverse("contributions:refunds")))
    money.arrives(money.line(1_00, "1000009 1000009", on=date(2026, 9, 1)))
    asked = text(client.post(ASK, facts(suspense="1")))
    assert "You may ask back at most RM0.00" in asked or "Pay it first" in asked
