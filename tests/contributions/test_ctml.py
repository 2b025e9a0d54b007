"""Lines that nobody can identify: paid with the rest, waiting in suspense, credited once when known."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from contributions.models import Contribution, CtmlLine, Employment, Remittance
from contributions.services import ctml, post, submit
from members.audit.models import AuditEvent
from members.ledger import chart
from members.ledger import selectors as ledger
from members.models import Member, Role, User
from members.services import staff_groups
from members.work import queue
from tests.contributions.conftest import MONTH, TODAY, Send, file_of, row
from tests.contributions.test_bills import everything_holds
from tests.factories import make_member, make_user
from tests.second_factor import enter

UNKNOWN = "19999999,900101-14-5678,SITI TIADA,2000.00,260,220"


def NOW() -> Any:
    return timezone.now()


@pytest.fixture
def paid(people: list[Member], send: Send, hr: User) -> Remittance:
    """A credited remittance with two lines set aside: an unknown number, another person's number."""
    wrong = f"{people[4].member_no},910101-10-5555,ORANG LAIN,3000.00,390,330"
    remittance = send([*map(row, people[:4]), UNKNOWN, wrong])
    assert (remittance.state, remittance.error_count) == ("INVALID", 2)
    ctml.set_aside(remittance_id=remittance.pk, by=hr, at=NOW())
    submit.submit(remittance_id=remittance.pk, by=hr, at=NOW())
    queue.run_due()
    remittance.refresh_from_db()
    return remittance


def test_the_rest_is_credited_and_these_wait(paid: Remittance, people: list[Member]) -> None:
    assert (paid.state, paid.line_count, paid.posted_lines) == ("POSTED", 6, 6)
    assert paid.posted_sen == paid.total_sen == (4 * 783 + 480 + 720) * 100
    assert ledger.control_balance(chart.CTML_UNALLOCATED, "KONV") == 1_200_00
    reasons = [line.reason for line in CtmlLine.objects.order_by("line_no")]
    assert reasons == ["UNKNOWN_MEMBER", "OTHER_PERSON"]
    assert not ledger.entries(people[4].pk)
    everything_holds()


@pytest.mark.parametrize("scheme", ["KONV", "SHARIAH"])
def test_a_line_finds_its_member_once(paid: Remittance, hr: User, scheme: str) -> None:
    member = make_member(ic_no="900101145678", scheme=scheme)
    line = CtmlLine.objects.get(reason="UNKNOWN_MEMBER")
    facts: dict[str, Any] = {"line_id": line.pk, "by": hr, "at": NOW()}
    with pytest.raises(ctml.NoSuchMember):
        ctml.resolve(member_no=member.member_no, ic_no="900101145679", **facts)
    ctml.resolve(member_no=member.member_no, ic_no="900101-14-5678", **facts)
    with pytest.raises(ctml.AlreadyCredited):
        ctml.resolve(member_no=member.member_no, ic_no="900101145678", **facts)
    (entry,) = ledger.entries(member.pk)
    assert (entry.amounts.total, entry.book, entry.effective_on) == (480_00, scheme, TODAY)
    assert entry.detail["wage_month"] == f"{MONTH:%Y-%m}"
    assert Contribution.objects.filter(remittance=paid, member=member).exists()
    assert Employment.objects.filter(member=member).exists()
    assert AuditEvent.objects.filter(action="ctml.resolved", member_id=member.pk).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        CtmlLine.objects.filter(pk=line.pk).update(member=None)
    everything_holds()


def test_who_has_a_line_already_gets_the_money_too(
    paid: Remittance, people: list[Member], hr: User
) -> None:
    line = CtmlLine.objects.get(reason="UNKNOWN_MEMBER")
    first = people[0]
    ctml.resolve(line_id=line.pk, member_no=first.member_no, ic_no=first.ic_no, by=hr, at=NOW())
    assert ledger.total_balances(first.pk).posted.total == (783 + 480) * 100
    everything_holds()


def test_other_errors_are_not_set_aside(people: list[Member], send: Send, hr: User) -> None:
    for rows in (
        [*map(row, people), UNKNOWN, row(people[0])],
        [*map(row, people), UNKNOWN, "x"],
        [UNKNOWN],
    ):
        remittance = send(rows)
        assert remittance.state == "INVALID"
        with pytest.raises(ctml.NotOnlyUnknown):
            ctml.set_aside(remittance_id=remittance.pk, by=hr, at=NOW())
        remittance.refresh_from_db()
        assert remittance.state == "INVALID"
        assert not CtmlLine.objects.exists()
        assert not remittance.lines.exists()


def test_another_file_of_the_month_keeps_its_place(
    people: list[Member], send: Send, hr: User
) -> None:
    remittance = send([*map(row, people), UNKNOWN])
    send(file_of(map(row, people)))
    with pytest.raises(ctml.MonthTaken):
        ctml.set_aside(remittance_id=remittance.pk, by=hr, at=NOW())
    assert not CtmlLine.objects.exists()


def test_cancelled_before_it_is_credited_leaves_nothing(
    people: list[Member], send: Send, hr: User
) -> None:
    remittance = send([*map(row, people), UNKNOWN])
    ctml.set_aside(remittance_id=remittance.pk, by=hr, at=NOW())
    submit.submit(remittance_id=remittance.pk, by=hr, at=NOW())
    line = CtmlLine.objects.get()
    with pytest.raises(ctml.AlreadyCredited):
        ctml.resolve(
            line_id=line.pk, member_no=people[0].member_no, ic_no=people[0].ic_no, by=hr, at=NOW()
        )
    submit.cancel(remittance_id=remittance.pk, by=hr, at=NOW())
    post.post_all(remittance.pk, at=NOW())
    assert ledger.control_balance(chart.CTML_UNALLOCATED, "KONV") == 0
    everything_holds()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_credit_one(paid: Remittance, people: list[Member], hr: User) -> None:
    line = CtmlLine.objects.get(reason="OTHER_PERSON")

    def try_it(member: Member) -> str:
        try:
            ctml.resolve(
                line_id=line.pk, member_no=member.member_no, ic_no=member.ic_no, by=hr, at=NOW()
            )
        except ctml.AlreadyCredited:
            return "late"
        finally:
            connection.close()
        return "credited"

    with ThreadPoolExecutor(4) as pool:
        said = sorted(pool.map(try_it, people[:4]))
    assert said == ["credited", "late", "late", "late"]
    everything_holds()


def test_the_employer_says_whose_it_is(
    client: Client, people: list[Member], send: Send, hr: User, other_hr: User
) -> None:
    remittance = send([*map(row, people[:4]), UNKNOWN])
    member = make_member(ic_no="900101145678")
    client.force_login(hr)
    address = f"/employer/contributions/{remittance.reference}/"
    assert "Set these lines aside and go on" in client.get(address).content.decode()
    client.post(f"{address}set-aside/")
    assert "set aside: its member could not be found" in client.get(address).content.decode()
    submit.submit(remittance_id=remittance.pk, by=hr, at=NOW())
    queue.run_due()
    listing = client.get("/employer/set-aside/").content.decode()
    assert "SITI TIADA" in listing
    line = CtmlLine.objects.get()
    page = f"/employer/set-aside/{line.pk}/"
    assert "RM480.00" in client.get(page).content.decode()
    for _n in range(ctml.MOST_TRIES):
        wrong = client.post(page, {"member_no": member.member_no, "ic_no": "1"}).content.decode()
        assert "No member has this KWSP number" in wrong
    right = {"member_no": member.member_no, "ic_no": "900101-14-5678"}
    assert "Too many wrong answers" in client.post(page, right).content.decode()
    client.force_login(other_hr)
    assert client.get(page).status_code == 404
    assert client.post(f"{address}set-aside/").status_code == 404
    officer = make_user(role=Role.STAFF, login_id="farid", language="en")
    officer.groups.add(staff_groups.ensure_groups()[staff_groups.OPERATIONS])
    enter(client, officer)
    assert "SITI" not in client.get("/admin/contributions/ctmlline/?waiting=no").content.decode()
    change = f"/admin/contributions/ctmlline/{line.pk}/change/"
    assert "Credit the member" in client.get(change).content.decode()
    assert "No member" in client.post(change, {**right, "ic_no": "1"}).content.decode()
    assert client.post(change, right).status_code == 302
    assert ledger.total_balances(member.pk).posted.total == 480_00
    assert client.get(change).status_code == 200
    everything_holds()
