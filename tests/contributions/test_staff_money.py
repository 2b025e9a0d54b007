"""Staff and money in: whose it is, which bill it pays, what is waived by two, who is behind."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from contributions.models import Bill, Employer, Employment, LateAssessment, Receipt, Waiver
from contributions.selectors.arrears import arrears
from contributions.services import waivers
from members.ledger import chart
from members.ledger import selectors as ledger
from members.models import Member, Role, User
from members.services import staff_groups
from members.work import queue
from tests.contributions.conftest import TODAY, row
from tests.contributions.test_bills import EARLY, bill_of, everything_holds
from tests.factories import make_user, money
from tests.second_factor import enter


def NOW() -> Any:
    return timezone.now()


def officer(login: str) -> User:
    user = make_user(role=Role.STAFF, login_id=login, display_name=login.title(), language="en")
    user.groups.add(staff_groups.ensure_groups()[staff_groups.OPERATIONS])
    return user


@pytest.fixture
def farid(business_date: date) -> User:
    return officer("farid")


@pytest.fixture
def gita(business_date: date) -> User:
    return officer("gita")


@pytest.fixture
def late_bill(people: list[Member], billed: Any) -> Bill:
    """The bill of a charge and a dividend."""
    bill = bill_of(billed(map(row, people)))
    money.arrives(money.line(bill.amount_sen, bill.bill_no, on=date(2026, 11, 19)))
    queue.run_due()
    return LateAssessment.objects.get().bill


def test_two_officers_waive_a_charge(late_bill: Bill, farid: User, gita: User) -> None:
    charge = waivers.waivable_sen(late_bill)
    dividend = late_bill.amount_sen - charge
    with pytest.raises(waivers.NothingToWaive):
        waivers.propose(
            bill_no=late_bill.bill_no, amount_sen=charge + 1, reason="x", by=farid, at=NOW()
        )
    asked = waivers.propose(
        bill_no=late_bill.bill_no, amount_sen=charge, reason="Flood", by=farid, at=NOW()
    )
    with pytest.raises(waivers.AlreadyProposed):
        waivers.propose(bill_no=late_bill.bill_no, amount_sen=1, reason="x", by=gita, at=NOW())
    with pytest.raises(waivers.OwnProposal):
        waivers.grant(waiver_id=asked.pk, by=farid, at=NOW())
    with pytest.raises(IntegrityError, match="another_officer"), transaction.atomic():
        Waiver.objects.filter(pk=asked.pk).update(
            state="GRANTED", decided_by=farid, decided_at=NOW()
        )
    waivers.grant(waiver_id=asked.pk, by=gita, at=NOW())
    with pytest.raises(waivers.AlreadyDecided):
        waivers.grant(waiver_id=asked.pk, by=gita, at=NOW())
    late_bill.refresh_from_db()
    assert (late_bill.state, late_bill.open_sen) == ("OPEN", dividend)
    assert ledger.control_balance(chart.LATE_CHARGE_INCOME, "KONV") == 0
    everything_holds()
    money.arrives(money.line(dividend, late_bill.bill_no, on=TODAY))
    queue.run_due()
    late_bill.refresh_from_db()
    assert late_bill.state == "PAID"
    assert LateAssessment.objects.get().credited_at
    everything_holds()


def test_a_waiver_of_the_rest_pays_the_bill(late_bill: Bill, farid: User, gita: User) -> None:
    charge = waivers.waivable_sen(late_bill)
    money.arrives(money.line(late_bill.amount_sen - 1, late_bill.bill_no, on=TODAY))
    assert waivers.waivable_sen(Bill.objects.get(pk=late_bill.pk)) in (0, 1)
    asked = waivers.propose(
        bill_no=late_bill.bill_no, amount_sen=1, reason="1 sen", by=farid, at=NOW()
    )
    waivers.grant(waiver_id=asked.pk, by=gita, at=NOW())
    queue.run_due()
    late_bill.refresh_from_db()
    assert (late_bill.state, late_bill.waived_sen, charge > 1) == ("PAID", 1, True)
    assert LateAssessment.objects.get().credited_at
    everything_holds()


def test_what_was_paid_meanwhile_is_not_waived(late_bill: Bill, farid: User, gita: User) -> None:
    charge = waivers.waivable_sen(late_bill)
    asked = waivers.propose(
        bill_no=late_bill.bill_no, amount_sen=charge, reason="Flood", by=farid, at=NOW()
    )
    money.arrives(money.line(late_bill.amount_sen, late_bill.bill_no, on=TODAY))
    with pytest.raises(waivers.NothingToWaive):
        waivers.grant(waiver_id=asked.pk, by=gita, at=NOW())
    everything_holds()


def test_the_console(
    client: Client,
    late_bill: Bill,
    farid: User,
    gita: User,
    other: Employer,
) -> None:
    enter(client, farid)
    listing = client.get("/admin/contributions/bill/?payment=open").content.decode()
    assert late_bill.bill_no in listing
    page = f"/admin/contributions/bill/{late_bill.pk}/change/"
    assert "Put before a second officer" in client.get(page).content.decode()
    waive = f"/admin/contributions/bill/{late_bill.bill_no}/waive/"
    too_much = client.post(waive, {"amount_sen": "99999.00", "reason": "Flood"})
    assert "The open charge of this bill is" in too_much.content.decode()
    client.post(waive, {"amount_sen": "5.00", "reason": "Flood"})
    waiver = Waiver.objects.get()
    decide = f"/admin/contributions/bill/waivers/{waiver.pk}/decide/"
    client.post(decide, {"grant": "1"})
    assert Waiver.objects.get().state == "PROPOSED"
    enter(client, gita)
    assert "Grant the waiver" in client.get(page).content.decode()
    client.post(decide, {"grant": "1"})
    assert Waiver.objects.get().state == "GRANTED"
    money.arrives(money.line(10_00, "who knows", on=EARLY))
    receipt = Receipt.objects.get(employer=None)
    listing = client.get("/admin/contributions/receipt/?where=unidentified").content.decode()
    assert "who knows" in listing and "92" in listing
    identify = f"/admin/contributions/receipt/{receipt.pk}/identify/"
    wrong = client.post(identify, {"employer_no": "777"})
    assert "No employer has this number" in wrong.content.decode()
    client.post(identify, {"employer_no": other.employer_no})
    receipt.refresh_from_db()
    assert (receipt.employer, receipt.identified_by) == (other, gita)
    assert client.get(f"/admin/contributions/receipt/{receipt.pk}/change/").status_code == 200
    for where in ("receipt", "bill", "collectionmessage", "collectionentry", "lateassessment"):
        assert client.get(f"/admin/contributions/{where}/").status_code == 200, where
    everything_holds()


def test_staff_without_the_right_only_look(
    client: Client, late_bill: Bill, business_date: date
) -> None:
    looker = make_user(role=Role.STAFF, login_id="looker", language="en")
    looker.groups.add(staff_groups.ensure_groups()[staff_groups.RELEASING])
    enter(client, looker)
    assert client.get(f"/admin/contributions/bill/{late_bill.pk}/change/").status_code == 200
    waive = f"/admin/contributions/bill/{late_bill.bill_no}/waive/"
    assert client.post(waive, {"amount_sen": "1", "reason": "x"}).status_code == 403
    receipt = Receipt.objects.latest("pk")
    assert client.post(f"/admin/contributions/receipt/{receipt.pk}/identify/").status_code == 403


def test_money_put_to_a_newer_bill(
    client: Client,
    people: list[Member],
    billed: Any,
    farid: User,
    other: Employer,
) -> None:
    money.arrives(money.line(500_00, other.employer_no, on=EARLY))
    older = billed(map(row, people), month=date(2026, 8, 1))
    assert bill_of(older).paid_sen == 500_00
    money.arrives(money.line(1, other.employer_no, on=EARLY))
    assert bill_of(older).paid_sen == 500_01
    receipt = Receipt.objects.get(employer=other, amount_sen=500_00)
    enter(client, farid)
    answer = client.post(
        f"/admin/contributions/receipt/{receipt.pk}/attach/", {"bill_no": bill_of(older).bill_no}
    )
    assert answer.status_code in (200, 302)
    everything_holds()


def test_who_is_behind(
    client: Client,
    people: list[Member],
    billed: Any,
    other: Employer,
    farid: User,
) -> None:
    Employment.objects.create(employer=other, member=people[0], started_on=date(2026, 8, 1))
    billed(map(row, people), month=date(2026, 9, 1))
    (found,) = arrears(TODAY)
    assert found.employer == other
    assert found.missing == [(date(2026, 8, 1), 1), (date(2026, 10, 1), 1)]
    assert (found.unpaid_bills, found.unpaid_sen) == (1, 5 * 783_00)
    assert found.since == date(2026, 9, 15)
    enter(client, farid)
    page = client.get("/admin/contributions/bill/arrears/").content.decode()
    assert other.name in page and "RM3,915.00" in page
