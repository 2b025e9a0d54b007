"""A credited line that was wrong: two people, two linked entries, once, and everybody reads what happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contributions import selectors
from contributions.models import (
    Contribution,
    Correction,
    CtmlLine,
    CtmlReturn,
    Employer,
    Employment,
    Fault,
    LateAssessment,
    Receipt,
    Remittance,
    TakenBack,
)
from contributions.services import corrections, ctml, ctml_returns, take_back, watch
from members.ledger import chart, days, journal
from members.ledger import selectors as ledger
from members.models import Member, Notice, User
from members.work import queue
from statements import selectors as statements
from tests.contributions.conftest import MONTH, TODAY, row
from tests.contributions.test_bills import bill_of, everything_holds
from tests.contributions.test_ctml import paid  # noqa: F401  (a fixture)
from tests.contributions.test_refunds import _in_threads, spend
from tests.contributions.test_staff_money import officer
from tests.factories import make_member, money
from tests.second_factor import enter

Propose = Callable[..., Correction]


def NOW() -> Any:
    return timezone.now()


@pytest.fixture
def farid(business_date: date) -> User:
    return officer("farid")


@pytest.fixture
def gita(business_date: date) -> User:
    return officer("gita")


@pytest.fixture
def credited(people: list[Member], billed: Any, other: Employer) -> Remittance:
    """Five lines of October, paid in time and credited."""
    remittance: Remittance = billed(map(row, people), month=MONTH)
    money.arrives(
        money.line(remittance.total_sen, bill_of(remittance).bill_no, on=date(2026, 11, 12))
    )
    queue.run_due()
    remittance.refresh_from_db()
    return remittance


@pytest.fixture
def propose(credited: Remittance, farid: User) -> Propose:
    def proposed(member: Member, fault: Fault, right: corrections.Right | None) -> Correction:
        return corrections.propose(
            remittance_id=credited.pk,
            member=member,
            fault=fault,
            right=right,
            reason="The letter says so",
            source="Letter 12/2026",
            by=farid,
            at=NOW(),
        )

    return proposed


def right(member: Member, **other: Any) -> corrections.Right:
    facts: dict[str, Any] = {
        "member": member,
        "wage_month": MONTH,
        "wages_sen": 3250_00,
        "employer_sen": 424_00,
        "employee_sen": 359_00,
        **other,
    }
    return corrections.Right(**facts)


def total(member: Member) -> int:
    return ledger.total_balances(member.pk).posted.total


def test_the_wrong_member(
    people: list[Member], credited: Remittance, propose: Propose, farid: User, gita: User
) -> None:
    wrong, owner = people[0], make_member(scheme="SHARIAH")
    asked = propose(wrong, Fault.MEMBER, right(owner))
    assert total(wrong) == 783_00
    with pytest.raises(corrections.SamePerson):
        corrections.decide(correction_id=asked.pk, by=farid, at=NOW())
    with pytest.raises(IntegrityError, match="another_person"), transaction.atomic():
        Correction.objects.filter(pk=asked.pk).update(
            state="BLOCKED", decided_by=farid, decided_at=NOW()
        )
    done = corrections.decide(correction_id=asked.pk, by=gita, at=NOW())
    queue.run_due()
    assert (total(wrong), total(owner)) == (0, 783_00)
    assert done.taken_back is not None and done.reposted is not None
    assert done.reposted.wage_month == MONTH
    (entry,) = ledger.entries(owner.pk)
    assert (entry.book, entry.reference) == ("SHARIAH", done.reposted.reference)
    assert not LateAssessment.objects.exists()
    assert Employment.objects.filter(member=owner, employer=credited.employer).exists()
    everything_holds()
    # Not twice: neither asked for again, nor by hand.
    with pytest.raises(take_back.NotThere):
        propose(wrong, Fault.LEFT, None)
    with pytest.raises(corrections.AlreadyDecided):
        corrections.decide(correction_id=asked.pk, by=gita, at=NOW())
    taken = TakenBack.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        TakenBack.objects.create(
            remittance=credited,
            member=wrong,
            amount_sen=1,
            journal_id=taken.journal_id + 1_000,
            credited_journal_id=1,
            receipt=taken.receipt,
            taken_on=TODAY,
            taken_at=NOW(),
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        TakenBack.objects.filter(pk=taken.pk).delete()


def test_the_wrong_amount_and_then_again(
    people: list[Member], credited: Remittance, propose: Propose, gita: User, farid: User
) -> None:
    member = people[0]
    first = propose(member, Fault.AMOUNT, right(member, employer_sen=300_00, employee_sen=259_00))
    done = corrections.decide(correction_id=first.pk, by=gita, at=NOW())
    assert total(member) == 559_00
    assert Receipt.objects.get(origin="TAKEN_BACK").left_sen == 224_00
    everything_holds()
    # What was posted again is a line like any other: it may be wrong too.
    assert done.reposted is not None
    second = corrections.propose(
        remittance_id=done.reposted.pk,
        member=member,
        fault=Fault.TWICE,
        right=None,
        reason="x",
        source="y",
        by=farid,
        at=NOW(),
    )
    corrections.decide(correction_id=second.pk, by=gita, at=NOW())
    assert total(member) == 0
    assert sum(one.left_sen for one in Receipt.objects.filter(origin="TAKEN_BACK")) == 783_00
    everything_holds()


def test_the_wrong_month_moves_in_the_grid(
    people: list[Member], credited: Remittance, propose: Propose, gita: User
) -> None:
    member, september = people[0], date(2026, 9, 1)
    asked = propose(member, Fault.MONTH, right(member, wage_month=september))
    corrections.decide(correction_id=asked.pk, by=gita, at=NOW())
    queue.run_due()
    (grid,) = selectors.grids(member.pk, today=TODAY)
    cells = {cell.wage_month: cell for cell in grid.cells}
    assert cells[MONTH].status == "MISSING"
    assert (cells[september].status, cells[september].employer_sen) == ("LATE", 424_00)
    latest = selectors.latest_contribution(member.pk)
    assert latest is not None and latest.wage_month == september
    everything_holds()


def test_a_corrected_line_is_no_later_than_the_first(
    people: list[Member], billed: Any, farid: User, gita: User
) -> None:
    """November came in November; in December the line is corrected, and was never late."""
    november, december = date(2026, 11, 1), date(2026, 12, 20)
    first = billed(map(row, people), month=november)
    money.arrives(money.line(first.total_sen, bill_of(first).bill_no, on=TODAY))
    queue.run_due()
    days.set_today(december, at=NOW())
    member = people[0]
    asked = corrections.propose(
        remittance_id=first.pk,
        member=member,
        fault=Fault.AMOUNT,
        right=right(member, wage_month=november, employee_sen=300_00),
        reason="x",
        source="y",
        by=farid,
        at=NOW(),
    )
    corrections.decide(correction_id=asked.pk, by=gita, at=NOW())
    (grid,) = selectors.grids(member.pk, today=december)
    (cell,) = [cell for cell in grid.cells if cell.wage_month == november]
    assert (cell.status, cell.employee_sen) == ("RECEIVED", 300_00)
    cells = selectors.status_at_employer(first.employer, member.pk, november, today=december)
    assert [(c.status, c.employee_sen) for c in cells if c.wage_month == november] == [
        ("RECEIVED", 300_00)
    ]


def test_a_month_taken_back_is_missing(
    people: list[Member], credited: Remittance, propose: Propose, gita: User
) -> None:
    asked = propose(people[0], Fault.TWICE, None)
    corrections.decide(correction_id=asked.pk, by=gita, at=NOW())
    watch.look(date(2026, 11, 16), at=NOW())
    found = watch.findings(people[0].pk)
    assert [finding.finding for finding in found.values()] == ["MISSING"]
    assert not watch.findings(people[4].pk)


def test_what_cannot_be_corrected(
    people: list[Member], credited: Remittance, propose: Propose, farid: User
) -> None:
    member = people[0]
    with pytest.raises(corrections.MoreThanCame):
        propose(member, Fault.AMOUNT, right(member, employee_sen=359_01))
    with pytest.raises(corrections.NothingToCorrect):
        propose(member, Fault.AMOUNT, right(member))
    with pytest.raises(corrections.NoMonthYet):
        propose(member, Fault.MONTH, right(member, wage_month=date(2026, 12, 1)))
    with pytest.raises(take_back.NotThere):
        propose(make_member(), Fault.LEFT, None)
    propose(member, Fault.LEFT, None)
    with pytest.raises(corrections.AlreadyAsked):
        propose(member, Fault.TWICE, None)
    everything_holds()


def test_money_that_is_gone_is_a_case_and_can_be_let_go(
    people: list[Member], credited: Remittance, propose: Propose, farid: User, gita: User
) -> None:
    spend(people[0], 1_00)
    asked = propose(people[0], Fault.MEMBER, right(people[4]))
    case = corrections.decide(correction_id=asked.pk, by=gita, at=NOW())
    assert (case.state, total(people[4])) == ("BLOCKED", 783_00)
    assert not TakenBack.objects.exists() and not Receipt.objects.exclude(origin="BANK").exists()
    with pytest.raises(corrections.SamePerson):
        corrections.refuse(correction_id=asked.pk, words="x", by=farid, at=NOW())
    corrections.refuse(correction_id=asked.pk, words="Poor", by=gita, at=NOW())
    everything_holds()


def test_nobody_corrects_their_own(
    people: list[Member], credited: Remittance, propose: Propose, farid: User, gita: User
) -> None:
    asked = propose(people[0], Fault.MEMBER, right(people[4]))
    for own in (people[0], people[4]):
        gita.member = own
        gita.save()
        with pytest.raises(corrections.OwnContribution):
            corrections.decide(correction_id=asked.pk, by=gita, at=NOW())
    farid.member = people[1]
    farid.save()
    with pytest.raises(corrections.OwnContribution):
        propose(people[1], Fault.LEFT, None)


def test_held_money_stays_held(
    people: list[Member], credited: Remittance, propose: Propose, gita: User
) -> None:
    from members.ledger import holds
    from members.ledger.drafts import Amounts

    holds.place(
        scope="test",
        key="1",
        member_id=people[0].pk,
        book="KONV",
        amounts=Amounts(fleksibel=50_00),
        by="test",
    )
    asked = propose(people[0], Fault.LEFT, None)
    assert corrections.decide(correction_id=asked.pk, by=gita, at=NOW()).state == "BLOCKED"
    everything_holds()


def test_out_of_akaun_55_once_the_accounts_have_become_it(
    people: list[Member], credited: Remittance, propose: Propose, gita: User
) -> None:
    """people[3] turns 55 on 21 November; the three accounts become one, then the line comes back."""
    from withdrawals.services import birthdays

    days.set_today(date(2026, 11, 21), at=NOW())
    birthdays.merge(business_date=date(2026, 11, 21), at=NOW())
    assert ledger.total_balances(people[3].pk).posted.akaun_55 == 783_00
    asked = propose(people[3], Fault.LEFT, None)
    assert corrections.decide(correction_id=asked.pk, by=gita, at=NOW()).state == "DONE"
    assert total(people[3]) == 0
    everything_holds()


def test_what_the_members_read(
    client: Client,
    aminah: User,
    people: list[Member],
    credited: Remittance,
    propose: Propose,
    gita: User,
) -> None:
    member = aminah.member
    assert member is not None
    asked = propose(member, Fault.AMOUNT, right(member, employee_sen=300_00))
    corrections.decide(correction_id=asked.pk, by=gita, at=NOW())
    told = Notice.objects.get(about="contribution.corrected", member=member)
    assert told.facts["before"] == {"sen": 783_00} and told.facts["after"] == {"sen": 724_00}
    assert not Notice.objects.filter(
        about="contribution.credited", event_key__contains="CRM-202610"
    ).filter(
        member=member, event_key=f"credited:{Remittance.objects.get(kind='CORRECTION').reference}"
    )
    client.force_login(aminah)
    newest, taken, first = ledger.entries(member.pk)
    pages = [
        client.get(reverse("portal:transaction", args=[entry.uid])).content.decode()
        for entry in (newest, taken, first)
    ]
    assert "This is the corrected contribution" in pages[0]
    assert "This takes back a contribution" in pages[1]
    assert "was taken back from you later, because the amount was wrong" in pages[2]
    assert str(first.uid) in pages[0] and str(newest.uid) in pages[2]
    listing = client.get(reverse("portal:transactions")).content.decode()
    assert "Contribution taken back" in listing
    mine = client.get(reverse("contributions:mine")).content.decode()
    assert "RM300.00" in mine and "RM359.00" not in mine
    statement = statements.statement(member.pk, 2026, TODAY)
    assert statement.total.contributions_sen == 783_00 + 724_00
    assert statement.total.adjustments_sen == -783_00
    assert statement.total.closing_sen == 724_00


def test_the_console(
    client: Client, people: list[Member], credited: Remittance, farid: User, gita: User
) -> None:
    enter(client, farid)
    page = "/admin/contributions/correction/propose/"
    find = {"reference": credited.reference, "member_no": people[0].member_no}
    unknown = client.post(page, {**find, "member_no": "1"}).content.decode()
    assert "has no line for this KWSP number" in unknown
    assert "What is right" in client.post(page, find).content.decode()
    empty = client.post(page, {**find, "reason": ""}).content.decode()
    assert "Choose what was wrong" in empty
    facts = {
        **find,
        "fault": "AMOUNT",
        "to_member_no": people[0].member_no,
        "to_month": "2026-10-01",
        "to_wages": "3250",
        "to_employer": "424",
        "to_employee": "900",
        "reason": "Payslip",
        "source": "Letter 1",
    }
    assert "More is due than was paid" in client.post(page, facts).content.decode()
    assert client.post(page, {**facts, "to_employee": "300"}).status_code == 302
    asked = Correction.objects.get()
    decide = f"/admin/contributions/correction/{asked.pk}/decide/"
    client.post(decide, {"correct": "1"})
    assert Correction.objects.get().state == "PROPOSED"
    listing = client.get("/admin/contributions/correction/").content.decode()
    assert "Waiting for another officer" in listing and "oldest 0 days" in listing
    enter(client, gita)
    shown = client.get(f"/admin/contributions/correction/{asked.pk}/change/").content.decode()
    assert "Correct it now" in shown and "RM300.00" in shown
    assert "Say why" in client.post(decide, {"refuse": "1"}).content.decode()
    client.post(decide, {"correct": "1"})
    assert Correction.objects.get().state == "DONE"
    done = client.get(f"/admin/contributions/correction/{asked.pk}/change/").content.decode()
    assert "Posted again as" in done
    for pk in Receipt.objects.values_list("pk", flat=True):
        assert client.get(f"/admin/contributions/receipt/{pk}/change/").status_code == 200
    assert client.get("/admin/contributions/receipt/").status_code == 200
    everything_holds()


@pytest.mark.django_db(transaction=True)
def test_two_officers_and_a_withdrawal_at_once(
    people: list[Member], credited: Remittance, propose: Propose, gita: User
) -> None:
    asked = propose(people[0], Fault.MEMBER, right(people[4]))
    hana = officer("hana")
    answers = _in_threads(
        lambda: corrections.decide(correction_id=asked.pk, by=gita, at=NOW()),
        lambda: corrections.decide(correction_id=asked.pk, by=hana, at=NOW()),
        lambda: spend(people[0], 60_00),
    )
    assert not [one for one in answers if one in (IntegrityError, journal.KeyReused)]
    assert TakenBack.objects.count() == (Correction.objects.get().state == "DONE")
    assert Contribution.objects.filter(remittance__kind="CORRECTION").count() == (
        TakenBack.objects.count()
    )
    everything_holds()


# ── lines without full details go back ──────────────────────────────────────────────────────────


def test_a_line_nobody_is_found_for_goes_back_and_is_refundable(
    paid: Remittance,  # noqa: F811
    hr: User,
    farid: User,
    gita: User,
) -> None:
    line = CtmlLine.objects.get(reason="UNKNOWN_MEMBER")
    asked = ctml_returns.propose(line_id=line.pk, reason="No such person", by=farid, at=NOW())
    with pytest.raises(ctml_returns.AlreadyAsked):
        ctml_returns.propose(line_id=line.pk, reason="x", by=gita, at=NOW())
    with pytest.raises(ctml_returns.OwnProposal):
        ctml_returns.confirm(return_id=asked.pk, by=farid, at=NOW())
    with pytest.raises(IntegrityError, match="another_officer"), transaction.atomic():
        CtmlReturn.objects.filter(pk=asked.pk).update(
            state="DONE", decided_by=farid, decided_at=NOW()
        )
    ctml_returns.confirm(return_id=asked.pk, by=gita, at=NOW())
    with pytest.raises(ctml_returns.AlreadyDecided):
        ctml_returns.confirm(return_id=asked.pk, by=gita, at=NOW())
    assert ledger.control_balance(chart.CTML_UNALLOCATED, "KONV") == 720_00
    assert Receipt.objects.get(origin="NO_MEMBER").left_sen == 480_00
    member = make_member(ic_no="900101145678")
    with pytest.raises(ctml.AlreadyCredited):
        ctml.resolve(
            line_id=line.pk, member_no=member.member_no, ic_no=member.ic_no, by=hr, at=NOW()
        )
    with pytest.raises(IntegrityError, match="credited or returned"), transaction.atomic():
        CtmlLine.objects.filter(pk=line.pk).update(tries=3)
    everything_holds()


@pytest.mark.django_db(transaction=True)
def test_a_line_is_credited_and_returned_at_once(
    paid: Remittance,  # noqa: F811
    hr: User,
    farid: User,
    gita: User,
) -> None:
    member = make_member(ic_no="900101145678")
    line = CtmlLine.objects.get(reason="UNKNOWN_MEMBER")
    asked = ctml_returns.propose(line_id=line.pk, reason="No such person", by=farid, at=NOW())
    _in_threads(
        lambda: ctml_returns.confirm(return_id=asked.pk, by=gita, at=NOW()),
        lambda: ctml.resolve(
            line_id=line.pk, member_no=member.member_no, ic_no=member.ic_no, by=hr, at=NOW()
        ),
    )
    line.refresh_from_db()
    assert (line.member_id is None) != (line.returned_on is None)
    everything_holds()


def test_the_console_returns_a_line(
    client: Client,
    paid: Remittance,  # noqa: F811
    hr: User,
    farid: User,
    gita: User,
) -> None:
    line = CtmlLine.objects.get(reason="OTHER_PERSON")
    page = f"/admin/contributions/ctmlline/{line.pk}/change/"
    enter(client, farid)
    assert "Say what was tried" in client.post(page, {"return": "1"}).content.decode()
    client.post(page, {"return": "1", "reason": "Wrote twice"})
    client.post(page, {"return": "1"})
    assert CtmlReturn.objects.get().state == "PROPOSED"
    enter(client, gita)
    assert "Return it now" in client.get(page).content.decode()
    client.post(page, {"return": "1"})
    assert CtmlReturn.objects.get().state == "DONE"
    listing = client.get("/admin/contributions/ctmlline/?waiting=yes").content.decode()
    assert "Nobody&#x27;s yet" in listing
    client.force_login(hr)
    assert "Returned to you" in client.get(reverse("contributions:set_aside")).content.decode()
    everything_holds()
