"""A small demonstration: what is loaded stands in the books as the services write it."""

from datetime import date
from multiprocessing import Pipe

import pytest
from django.utils import timezone

from contributions.models import (
    Bill,
    BillState,
    EmployerRegistration,
    Employment,
    Receipt,
    Remittance,
    RemittanceState,
)
from members.ledger import checks, days
from members.ledger.models import Holiday
from members.models import Member
from members.work import queue
from members.work.models import Task, TaskState
from portal.demo import files, fund, hands, people

TODAY = date(2026, 11, 20)


@pytest.fixture
def small(db, monkeypatch):
    monkeypatch.setattr(people, "MEMBERS", 40)
    monkeypatch.setattr(people, "EMPLOYERS", 4)
    monkeypatch.setattr(people, "FIRST_FIRM_STAFF", 10)
    monkeypatch.setattr(files, "MONTHS", 3)
    seen = []
    with queue.quietly():
        fund.load(
            seed=1, today=TODAY, progress=lambda done, steps, what: seen.append((done, steps))
        )
    return seen


def test_every_month_is_sent_paid_and_credited_and_the_books_hold(small):
    assert small[0] == (0, 6)
    assert small[-1] == (6, 6)
    assert Member.objects.count() == 40
    assert days.today() == TODAY
    # Three months of four employers; the first has yet to send the last one, the last one owes.
    assert Remittance.objects.count() == 11
    posted = Remittance.objects.filter(state=RemittanceState.POSTED)
    assert posted.count() == Bill.objects.filter(kind="CONTRIBUTION", state=BillState.PAID).count()
    assert posted.count() >= 8
    assert Receipt.objects.count() >= posted.count()
    assert Employment.objects.exists()
    assert not Task.objects.filter(state=TaskState.DEAD).exists()
    waiting = Task.objects.filter(state=TaskState.PENDING, available_at__lte=timezone.now())
    assert not waiting.filter(topic__startswith="contributions.").exists()
    assert Employment.objects.get(branch__isnull=False).branch.name == "Kilang Roti Misalan"
    assert EmployerRegistration.objects.get().state == "RECEIVED"
    broken = [result.code for result in checks.run() if not result.holds]
    assert not broken


def test_the_months_of_every_state_are_known(small):
    assert Holiday.objects.values("state_code").distinct().count() == 16
    assert Holiday.objects.filter(state_code="KTN", day__year=2028).exists()
    assert days.holidays(2026, 2026, "KTN") != days.holidays(2026, 2026, "KUL")


def test_the_file_that_is_still_to_be_sent_names_the_first_employers_people(small):
    employer = Remittance.objects.order_by("employer_id").first().employer
    content = files.employer_file(employer, date(2026, 10, 1), seed=1, today=TODAY)
    assert len(content.splitlines()) == 1 + Employment.objects.filter(employer=employer).count()


def test_inside_a_transaction_there_is_no_second_hand(db):
    with hands.second_hand(seed=1, today=TODAY) as other:
        assert other is None


def test_a_second_hand_that_fails_stops_the_load():
    here, there = Pipe()
    there.send("the reason")
    with pytest.raises(hands.HandFailed, match="the reason"):
        hands.SecondHand(here).rest()
    there.close()
    other = hands.SecondHand(here)
    other.begin("a month")
    with pytest.raises(hands.HandFailed, match="without a word"):
        other.rest()
