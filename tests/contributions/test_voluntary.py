"""Voluntary money: promised, paid under its reference, credited once and split; i-Saraan by two officers."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contributions.models import IncentiveRun, VoluntaryContribution, VoluntaryState
from contributions.services import incentives, voluntary
from members.ledger import chart, days, journal
from members.ledger import selectors as ledger
from members.ledger.drafts import Amounts, FundLine, JournalDraft
from members.models import Member, User
from members.services import staff_groups
from tests.contributions.conftest import TODAY
from tests.factories import make_member, make_user
from tests.second_factor import enter

NOW = timezone.now
pytestmark = pytest.mark.django_db


@pytest.fixture
def member(aminah: User) -> Member:
    assert aminah.member is not None
    return aminah.member


def promise(member: Member, by: User, sen: int = 50_000) -> VoluntaryContribution:
    return voluntary.promise(member=member, amount_sen=sen, by=by, at=NOW())


def bank_brings(reference: str, sen: int, *, key: str = "1") -> int:
    """The money on the clearing account, then the member's share of it."""
    with transaction.atomic():
        journal.post(
            JournalDraft(
                scope="test-receipt",
                key=f"{reference}:{key}",
                kind="RECEIPT",
                book="KONV",
                effective_on=days.today(),
                narration="receipt",
                reference=reference,
                by="system",
                fund=(
                    FundLine(chart.BANK_COLLECTION, chart.DEBIT, sen),
                    FundLine(chart.CONTRIB_CLEARING, chart.CREDIT, sen),
                ),
            )
        )
        return voluntary.receive(reference=reference, amount_sen=sen, at=NOW())


def balance(member: Member) -> Amounts:
    return ledger.position(member.pk)[1].posted


def test_credited_once_and_split_like_any_contribution(member: Member, aminah: User) -> None:
    made = promise(member, aminah, 100_01)
    assert balance(member) == Amounts()
    assert bank_brings(made.reference, 100_01) == 100_01
    assert balance(member) == Amounts(persaraan=75_01, sejahtera=15_00, fleksibel=10_00)
    assert bank_brings(made.reference, 100_01, key="2") == 0
    assert balance(member).total == 100_01
    made.refresh_from_db()
    assert (made.state, made.credited_on) == (VoluntaryState.CREDITED, TODAY)


def test_more_than_promised_is_taken_up_to_the_year_and_no_further(
    member: Member, aminah: User
) -> None:
    made = promise(member, aminah, 9_999_900)
    assert bank_brings(made.reference, 10_000_100) == 10_000_000
    assert voluntary.standing(member, today=TODAY).room_sen == 0
    with pytest.raises(voluntary.Refused) as refused:
        promise(member, aminah, 100)
    assert refused.value.reasons == ("ABOVE_THE_YEAR",)


def test_what_waits_counts_and_what_lapsed_does_not(member: Member, aminah: User) -> None:
    promise(member, aminah, 6_000_000)
    with pytest.raises(voluntary.Refused):
        promise(member, aminah, 4_000_001)
    late = promise(member, aminah, 4_000_000)
    assert voluntary.lapse(today=date(2026, 12, 4)) == 0
    assert voluntary.lapse(today=date(2026, 12, 5)) == 2
    late.refresh_from_db()
    assert late.state == VoluntaryState.LAPSED
    assert voluntary.standing(member, today=TODAY).room_sen == 10_000_000
    assert bank_brings(late.reference, 4_000_000) == 4_000_000, (
        "late money is the member's all the same"
    )


def test_over_55_it_goes_to_emas_and_at_75_nowhere(hr: User) -> None:
    elder = make_member(born_on=date(1970, 11, 20))
    made = promise(elder, hr)
    assert bank_brings(made.reference, 50_000) == 50_000
    assert balance(elder) == Amounts(akaun_emas=50_000)
    with pytest.raises(voluntary.Refused) as refused:
        promise(make_member(born_on=date(1951, 11, 20)), hr)
    assert refused.value.reasons == ("TOO_OLD",)


@pytest.mark.django_db(transaction=True)
def test_two_payments_of_one_member_at_once_stay_within_the_year(
    member: Member, aminah: User
) -> None:
    """Each pays more than it promised; together they may fill the year and no more."""
    made = [promise(member, aminah, 1_00) for _ in range(4)]

    def comes(one: VoluntaryContribution) -> int:
        try:
            return bank_brings(one.reference, 60_000_00)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(comes, made))
    assert sum(taken) <= 100_000_00 and max(taken) == 60_000_00
    assert balance(member).total == sum(taken)


def test_a_reference_of_nobody_is_left_alone(member: Member) -> None:
    assert voluntary.receive(reference="CSV-NOBODY", amount_sen=1, at=NOW()) == 0


def page(client: Client, name: str, *args: Any) -> str:
    return re.sub(
        r"\s+", " ", client.get(reverse(f"contributions:{name}", args=args)).content.decode()
    )


def test_on_the_pages(member: Member, aminah: User, client: Client) -> None:
    client.force_login(aminah)
    assert "RM100,000.00" in page(client, "voluntary")
    address = reverse("contributions:voluntary")
    assert "RM1.00 or more" in client.post(address, {"amount": "0.99"}).content.decode()
    above = client.post(address, {"amount": "100,000.01"}).content.decode()
    assert "You can add RM100,000.00 more this year" in above
    answer = client.post(address, {"amount": "500.00"})
    made = VoluntaryContribution.objects.get()
    assert answer["Location"] == reverse("contributions:voluntary_pay", args=[made.reference])
    assert f"Give the reference {made.reference}" in page(client, "voluntary_pay", made.reference)
    cancel = reverse("contributions:voluntary_cancel", args=[made.reference])
    assert client.get(cancel).status_code == 405
    client.post(cancel)
    made.refresh_from_db()
    assert made.state == VoluntaryState.CANCELLED
    assert "Cancelled by you" in page(client, "voluntary")


def test_anothers_promise_is_not_there(member: Member, aminah: User, client: Client) -> None:
    made = promise(member, aminah)
    other = make_user(member=make_member(), login_id="bukan.aminah")
    client.force_login(other)
    for name in ("voluntary_pay", "voluntary_cancel"):
        address = reverse(f"contributions:{name}", args=[made.reference])
        assert client.post(address).status_code in {404, 405}
        assert client.get(address).status_code in {404, 405}
    made.refresh_from_db()
    assert made.state == VoluntaryState.WAITING


def test_i_saraan_is_joined_on_ones_own_word_and_left(
    member: Member, aminah: User, client: Client
) -> None:
    client.force_login(aminah)
    join = reverse("contributions:saraan_join")
    assert "Tick the box" in client.post(join, {}).content.decode()
    client.post(join, {"agree": "on"})
    client.post(join, {"agree": "on"})
    assert "Leave i-Saraan" in page(client, "voluntary")
    client.post(reverse("contributions:saraan_leave"))
    assert "Join i-Saraan" in page(client, "voluntary")


def officer(name: str) -> User:
    user = make_user(role="STAFF", login_id=name, is_staff=True, language="en")
    user.groups.add(staff_groups.ensure_groups()[staff_groups.RATES])
    return user


@pytest.fixture
def year_ended(member: Member, aminah: User, hr: User) -> tuple[Member, Member, Member]:
    """RM1,000 in the scheme, RM3,000 in the scheme, RM1,000 outside it; then it is January."""
    rich, outside = make_member(scheme="SHARIAH"), make_member()
    for person in (member, rich):
        voluntary.join_saraan(member=person, by=hr, at=NOW())
    for person, sen in ((member, 100_000), (rich, 300_000), (outside, 100_000)):
        bank_brings(promise(person, hr, sen).reference, sen)
    with transaction.atomic():
        days.lock_today(at=NOW())
        days.set_today(date(2027, 1, 4), at=NOW())
    return member, rich, outside


def test_the_incentive_is_worked_out_by_one_and_credited_by_another(
    year_ended: tuple[Member, Member, Member],
) -> None:
    one, two = officer("kadar.satu"), officer("kadar.dua")
    run = incentives.propose(year=2026, source="Surat MOF 1/2027", by=one, at=NOW())
    assert (run.members, run.total_sen) == (2, 20_000 + 50_000)
    before = [balance(person).total for person in year_ended]
    with pytest.raises(incentives.NotAllowed):
        incentives.confirm(run_id=run.pk, by=one, at=NOW())
    incentives.confirm(run_id=run.pk, by=two, at=NOW())
    gained = [balance(person).total - was for person, was in zip(year_ended, before, strict=True)]
    assert gained == [20_000, 50_000, 0]
    owed = sum(
        ledger.control_balance(chart.CONTRIB_RECEIVABLE, book, reference="ISN-2026")
        for book in chart.BOOKS
    )
    assert abs(owed) == 70_000
    with pytest.raises(incentives.AlreadyThere):
        incentives.confirm(run_id=run.pk, by=two, at=NOW())
    with pytest.raises(incentives.AlreadyThere):
        incentives.propose(year=2026, source="-", by=two, at=NOW())


def test_a_refused_run_may_be_worked_out_again(year_ended: tuple[Member, Member, Member]) -> None:
    one, two = officer("kadar.satu"), officer("kadar.dua")
    run = incentives.propose(year=2026, source="-", by=one, at=NOW())
    incentives.refuse(run_id=run.pk, by=one, at=NOW())
    again = incentives.propose(year=2026, source="-", by=one, at=NOW())
    with pytest.raises(IntegrityError), transaction.atomic():
        IncentiveRun.objects.filter(pk=again.pk).update(
            state="POSTED", decided_by=one, decided_at=NOW()
        )
    incentives.confirm(run_id=again.pk, by=two, at=NOW())


def test_a_year_that_runs_is_not_worked_out(member: Member) -> None:
    with pytest.raises(incentives.YearRuns):
        incentives.propose(year=2026, source="-", by=officer("kadar.satu"), at=NOW())


def test_on_the_console(year_ended: tuple[Member, Member, Member]) -> None:
    first, second = Client(), Client()
    enter(first, officer("kadar.satu"))
    enter(second, officer("kadar.dua"))
    add = reverse("admin:contributions_incentiverun_add")
    assert (
        "a year that has ended" in first.post(add, {"year": "2027", "source": "x"}).content.decode()
    )
    assert first.post(add, {"year": "2026", "source": "Surat MOF"}).status_code == 302
    run = IncentiveRun.objects.get()
    change = reverse("admin:contributions_incentiverun_change", args=[run.pk])
    assert "Credit the incentive" not in first.get(change).content.decode()
    shown = second.get(change).content.decode()
    assert "Credit the incentive" in shown and "RM500.00" in shown
    second.post(reverse("admin:contributions_incentiverun_decide", args=[run.pk]), {"confirm": "1"})
    run.refresh_from_db()
    assert run.state == "POSTED"
