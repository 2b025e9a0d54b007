"""A late payment at a rate not yet declared is settled when two officers declare it: once, up or down."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from contributions import parameters
from contributions.models import (
    Bill,
    Employer,
    LateAssessment,
    LateTrueUp,
    Receipt,
    Remittance,
)
from contributions.rules import late as law
from contributions.services import late_true_up, waivers
from contributions.tasks import find_provisional
from members.ledger import chart, days
from members.ledger import selectors as ledger
from members.models import DatedParameter, Member, Notice, User
from members.services import dated_parameters
from members.work import queue
from members.work.models import Task
from tests.contributions.conftest import row
from tests.contributions.test_bills import bill_of, everything_holds
from tests.contributions.test_refunds import _in_threads, spend
from tests.contributions.test_staff_money import officer
from tests.factories import money

LATE = date(2026, 11, 20)
DECLARED = date(2027, 3, 1)
SEPTEMBER = date(2026, 9, 1)
TABLE = Path(__file__).parents[1] / "scenarios/contributions/late_true_up.csv"


def NOW() -> Any:
    return timezone.now()


def sen(text: str) -> int:
    ringgit, _dot, rest = text.partition(".")
    return int(ringgit) * 100 + int(rest or 0)


@pytest.mark.parametrize(
    "case", list(csv.DictReader(TABLE.read_text().splitlines())), ids=lambda case: case["case"]
)
def test_the_table(case: dict[str, str]) -> None:
    month = date.fromisoformat(f"{case['wage_month']}-01")
    parts = [(sen(case["amount"]), "KONV", date.fromisoformat(case["received_on"]))]
    known = {2025: 615} if case["declared_before"] == "2025" else {2024: 630}
    then = law.owed(parts, wage_month=month, lower_bps=known)
    rates = {**known, **{int(y): int(b) for y, b in _pairs(case["declared_now"])}}
    now = law.owed(parts, wage_month=month, lower_bps=rates)
    charge, dividends = law.difference(then, now)
    assert (then.charge_sen, then.dividend_sen) == (sen(case["charge"]), sen(case["dividend"]))
    assert (now.charge_sen, now.dividend_sen) == (
        sen(case["charge_now"]),
        sen(case["dividend_now"]),
    )
    assert then.is_provisional
    assert now.is_provisional == (case["final"] == "no")
    assert charge == now.charge_sen - then.charge_sen
    assert sum(more for _book, more in dividends) == now.dividend_sen - then.dividend_sen


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(one.split(":")[0], one.split(":")[1]) for one in text.split(" ") if one]


# ── in the books ────────────────────────────────────────────────────────────────────────────────


def declare(year: int, conventional: int, shariah: int, on: date = DECLARED) -> DatedParameter:
    """Two officers declare a year's dividend, in force from a day."""
    first, second = officer(f"kadar{year}a"), officer(f"kadar{year}b")
    from members.services import staff_groups

    for one in (first, second):
        one.groups.set([staff_groups.ensure_groups()[staff_groups.RATES]])
    made = dated_parameters.propose(
        code=parameters.DIVIDEND.code,
        effective_on=on,
        numbers={"year": year, "conventional_bps": conventional, "shariah_bps": shariah},
        source="Declaration of 27 February 2027",
        by=first,
        at=NOW(),
    )
    with pytest.raises(dated_parameters.NotAllowed):
        dated_parameters.confirm(change_id=made.pk, by=first, at=NOW())
    return dated_parameters.confirm(change_id=made.pk, by=second, at=NOW())


@pytest.fixture
def late_one(people: list[Member], billed: Any) -> LateAssessment:
    """September's five lines, paid on 20 November: two months late, at 2025's rate."""
    bill = bill_of(billed(map(row, people), month=SEPTEMBER))
    money.arrives(money.line(bill.amount_sen, bill.bill_no, on=LATE))
    queue.run_due()
    found = LateAssessment.objects.get()
    assert (found.is_provisional, found.months) == (True, 2)
    # 3,915.00 at 6.15% and at 7.15% for two months; the two books are rounded apart.
    assert (found.charge_sen, found.dividend_sen) == (47_00, 32_10 + 8_03)
    everything_holds()
    return found


def paid(found: LateAssessment) -> LateAssessment:
    money.arrives(money.line(found.bill.amount_sen, found.bill.bill_no, on=LATE))
    queue.run_due()
    found.refresh_from_db()
    assert found.credited_at is not None
    return found


def day_comes(on: date = DECLARED) -> None:
    days.set_today(on, at=NOW())
    find_provisional(on, at=NOW())
    queue.run_due()
    assert not Task.objects.exclude(last_error="").values_list("topic", "last_error")


def test_nothing_happens_before_the_declaration(late_one: LateAssessment) -> None:
    declare(2026, 700, 650)
    day_comes(date(2027, 2, 26))
    assert not LateTrueUp.objects.exists()
    day_comes()
    assert LateTrueUp.objects.count() == 1


def test_up_is_a_bill_and_its_dividend_is_the_members(
    late_one: LateAssessment, people: list[Member], other: Employer, boss: User
) -> None:
    paid(late_one)
    before = [ledger.total_balances(member.pk).posted.total for member in people]
    declare(2026, 700, 650)
    day_comes()
    found = LateTrueUp.objects.get()
    # At 6.50% and 7.50%: charge 48.94, so 49; dividend 33.93 and 8.48.
    assert (found.charge_sen, found.dividend_sen, found.charge_more_sen) == (49_00, 42_41, 2_00)
    assert found.bill is not None and found.receipt is None
    more = found.dividend_sen - late_one.dividend_sen
    assert (found.bill.kind, found.bill.amount_sen) == ("LATE_MORE", 2_00 + more)
    assert Notice.objects.filter(about="late.true_up_more").count() == 0  # employers have no inbox
    assert Task.objects.filter(topic="members.notice").exists()
    everything_holds()
    money.arrives(money.line(found.bill.amount_sen, found.bill.bill_no, on=DECLARED))
    queue.run_due()
    after = [ledger.total_balances(member.pk).posted.total for member in people]
    assert sum(after) - sum(before) == more
    everything_holds()
    day_comes(date(2027, 3, 2))
    assert LateTrueUp.objects.count() == 1


def test_down_gives_back_and_members_give_up_what_was_too_much(
    late_one: LateAssessment, people: list[Member], other: Employer
) -> None:
    paid(late_one)
    before = [ledger.total_balances(member.pk).posted.total for member in people]
    spend(people[4], 700_00)
    declare(2026, 600, 500)
    day_comes()
    found = LateTrueUp.objects.get()
    # At 5.00% and 6.00%: charge 39.15, so 40; dividend 26.10 and 6.53.
    assert (found.charge_sen, found.dividend_sen) == (40_00, 32_63)
    assert found.receipt is not None and found.bill is None
    less = late_one.dividend_sen - found.dividend_sen
    assert found.receipt.amount_sen == found.receipt.left_sen == 7_00 + less
    after = [ledger.total_balances(member.pk).posted.total for member in people]
    gave = [b - a for b, a in zip(before, after, strict=True)][:4]
    assert all(one > 0 for one in gave)
    assert ledger.control_balance(chart.DIVIDEND_POOL, "KONV", reference=late_one.bill.bill_no) == 0
    assert ledger.control_balance(chart.RESERVE, "KONV") != 0
    everything_holds()


def test_down_before_it_is_paid_pays_a_part_of_the_bill(
    late_one: LateAssessment, people: list[Member], other: Employer
) -> None:
    declare(2026, 600, 500)
    day_comes()
    found = LateTrueUp.objects.get()
    bill = Bill.objects.get(pk=late_one.bill_id)
    assert found.receipt is not None
    assert bill.open_sen == found.charge_sen + found.dividend_sen
    everything_holds()
    before = [ledger.total_balances(member.pk).posted.total for member in people]
    money.arrives(money.line(bill.open_sen, bill.bill_no, on=DECLARED))
    queue.run_due()
    after = [ledger.total_balances(member.pk).posted.total for member in people]
    assert sum(after) - sum(before) == found.dividend_sen
    for book in ("KONV", "SHARIAH"):
        pool = ledger.control_balance(chart.DIVIDEND_POOL, book, reference=bill.bill_no)
        assert pool == 0
    everything_holds()


def test_the_same_rate_settles_without_money(late_one: LateAssessment) -> None:
    paid(late_one)
    declare(2026, 615, 615)
    day_comes()
    found = LateTrueUp.objects.get()
    assert (found.bill, found.receipt, found.charge_more_sen) == (None, None, 0)
    everything_holds()


def test_a_waived_charge_is_not_given_back_twice(late_one: LateAssessment) -> None:
    first, second = officer("farid"), officer("gita")
    bill = late_one.bill
    asked = waivers.propose(
        bill_no=bill.bill_no, amount_sen=47_00, reason="Flood", by=first, at=NOW()
    )
    waivers.grant(waiver_id=asked.pk, by=second, at=NOW())
    declare(2026, 600, 500)
    day_comes()
    found = LateTrueUp.objects.get()
    assert found.receipt is not None
    assert found.receipt.amount_sen == late_one.dividend_sen - found.dividend_sen
    everything_holds()


def test_a_later_charge_of_that_year_is_final(people: list[Member], billed: Any) -> None:
    declare(2026, 700, 650)
    days.set_today(DECLARED, at=NOW())
    bill = bill_of(billed(map(row, people), month=SEPTEMBER))
    money.arrives(money.line(bill.amount_sen, bill.bill_no, on=LATE))
    queue.run_due()
    found = LateAssessment.objects.get()
    assert (found.is_provisional, found.charge_sen) == (False, 49_00)
    day_comes()
    assert not LateTrueUp.objects.exists()
    everything_holds()


def test_what_was_settled_stays(late_one: LateAssessment) -> None:
    declare(2026, 700, 650)
    day_comes()
    with pytest.raises(IntegrityError), transaction.atomic():
        LateTrueUp.objects.update(charge_sen=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        LateTrueUp.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_settled_once_by_many_workers_while_money_comes(
    late_one: LateAssessment, other: Employer
) -> None:
    declare(2026, 600, 500)
    with transaction.atomic():
        days.set_today(DECLARED, at=NOW())
    _in_threads(
        *[lambda: late_true_up.settle(assessment_id=late_one.pk, at=NOW()) for _ in range(3)],
        lambda: money.arrives(money.line(late_one.bill.amount_sen, late_one.bill.bill_no, on=LATE)),
    )
    queue.run_due()
    late_true_up.settle(assessment_id=late_one.pk, at=NOW())
    queue.run_due()
    assert LateTrueUp.objects.count() == 1
    assert Receipt.objects.filter(origin="TRUE_UP").count() == 1
    assert Remittance.objects.get(pk=late_one.bill.remittance_id).state == "POSTED"
    everything_holds()
