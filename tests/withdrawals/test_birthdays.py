"""At 55 three accounts become Akaun 55, once, to the sen, whatever is held; at 100 what is left goes."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.ledger import chart, holds, selectors
from members.ledger.drafts import Amounts
from members.models import Member, User
from members.work import faults
from tests.factories import make_member
from tests.withdrawals.conftest import business_date, credit, logged_in
from tests.withdrawals.payouts.people import breaches
from withdrawals import tasks
from withdrawals.rules.ages import attains_on, latest_birth
from withdrawals.services import birthdays

pytestmark = pytest.mark.django_db(transaction=True)
BIRTHDAY = date(2026, 11, 20)


def of(born_on: date, amounts: Amounts, **facts: object) -> Member:
    member = make_member(born_on=born_on, **facts)
    credit(member, amounts, book=str(facts.get("scheme", "KONV")))
    return member


def posted(member: Member) -> Amounts:
    return selectors.total_balances(member.pk).posted


def run(on: date) -> None:
    business_date(on)
    tasks.keep_birthdays(on, at=timezone.now())


@pytest.mark.parametrize(
    ("born", "on", "merged"),
    [
        ("1971-11-20", "2026-11-19", False),
        ("1971-11-20", "2026-11-20", True),
        ("1972-02-29", "2027-02-28", False),
        ("1972-02-29", "2027-03-01", True),
    ],
)
def test_on_the_birthday_and_not_a_day_before(
    today: date, born: str, on: str, merged: bool
) -> None:
    member = of(date.fromisoformat(born), Amounts(75, 15, 10, 0, 7))
    run(date.fromisoformat(on))
    assert posted(member) == (
        Amounts(akaun_55=100, akaun_emas=7) if merged else Amounts(75, 15, 10, 0, 7)
    )
    assert breaches() == []


@given(
    born=st.dates(date(1930, 1, 1), date(1980, 1, 1)),
    on=st.dates(date(2024, 5, 11), date(2040, 1, 1)),
)
@settings(max_examples=200)
def test_the_query_and_the_rule_agree(born: date, on: date) -> None:
    assert (born <= latest_birth(55, on)) == (on >= attains_on(born, 55))


def test_once_however_often_it_runs_and_after_missed_days(today: date) -> None:
    member = of(date(1971, 11, 20), Amounts(900_001, 180_002, 20_003))
    young = of(date(1990, 1, 1), Amounts(5, 5, 5))
    for _turn in range(3):
        run(date(2026, 11, 27))
    assert posted(member) == Amounts(akaun_55=1_100_006)
    assert posted(young) == Amounts(5, 5, 5)
    entries = [one for one in selectors.entries(member.pk) if one.kind == "TRANSFER"]
    assert len(entries) == 1 and entries[0].amounts.total == 0
    assert entries[0].effective_on == date(2026, 11, 27)
    assert breaches() == []


def test_what_is_held_follows_when_it_comes_free(today: date) -> None:
    member = of(date(1971, 11, 20), Amounts(100, 100, 100))
    hold = holds.place(
        scope="tests", key="1", member_id=member.pk, book="KONV",
        amounts=Amounts(fleksibel=40), by="tests",
    )  # fmt: skip
    run(BIRTHDAY)
    assert posted(member) == Amounts(fleksibel=40, akaun_55=260)
    holds.release(hold, by="tests")
    run(BIRTHDAY)
    assert posted(member) == Amounts(fleksibel=40, akaun_55=260), "this day's journal is written"
    run(date(2026, 11, 21))
    assert posted(member) == Amounts(akaun_55=300)
    assert breaches() == []


def test_killed_between_two_members(today: date, monkeypatch: pytest.MonkeyPatch) -> None:
    members = [of(date(1971, 11, 20), Amounts(75, 15, 10)) for _ in range(3)]

    class Killed(BaseException):
        pass

    def stop(name: str) -> None:
        if name == "birthdays.between_members":
            raise Killed

    monkeypatch.setattr(faults, "point", stop)
    for _turn in range(2):
        with pytest.raises(Killed):
            run(BIRTHDAY)
    monkeypatch.undo()
    run(BIRTHDAY)
    assert [posted(member) for member in members] == [Amounts(akaun_55=100)] * 3
    assert breaches() == []


def test_each_book_by_itself_and_nobody_loses_a_sen(today: date) -> None:
    konv = of(date(1971, 11, 20), Amounts(1, 2, 3))
    credit(konv, Amounts(10, 20, 30), key="2", book="SHARIAH")
    run(BIRTHDAY)
    rows = {row.book: row.posted for row in selectors.balances(konv.pk)}
    assert rows == {"KONV": Amounts(akaun_55=6), "SHARIAH": Amounts(akaun_55=60)}
    assert breaches() == []


def test_at_a_hundred_what_is_left_is_owed_to_the_registrar(today: date) -> None:
    member = of(date(1926, 11, 20), Amounts(akaun_55=700, akaun_emas=300))
    run(date(2026, 11, 19))
    assert posted(member) == Amounts(akaun_55=700, akaun_emas=300)
    run(BIRTHDAY)
    run(BIRTHDAY)
    assert not posted(member)
    assert selectors.control_balance(chart.UNCLAIMED, "KONV") == 1_000
    assert breaches() == []


def test_the_member_reads_of_it(today: date) -> None:
    from tests.factories import make_user

    member = of(date(1971, 11, 20), Amounts(75, 15, 10))
    user: User = make_user(member=member, language="en")
    run(BIRTHDAY)
    client = logged_in(user)
    assert client.get("/").status_code == 200
    assert "Akaun 55" in client.get("/").text


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    parts=st.lists(
        st.tuples(*[st.integers(0, 10**9)] * 3).filter(any), min_size=1, max_size=4
    )
)  # fmt: skip
def test_sums_survive(today: date, parts: list[tuple[int, int, int]]) -> None:
    members = [of(date(1971, 11, 20), Amounts(*part)) for part in parts]
    birthdays.merge(business_date=BIRTHDAY, at=timezone.now())
    for member, part in zip(members, parts, strict=True):
        assert posted(member) == Amounts(akaun_55=sum(part))
    assert breaches() == []
