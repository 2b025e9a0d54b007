"""To the sen, once, and again after any crash: members' accounts, control accounts, the remittance."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from contributions import selectors, tasks
from contributions.models import Bill, Contribution, Employment, Remittance
from contributions.rules import allocation
from contributions.services import intake, post, receive, stored_file, submit, validate
from members.ledger import chart, checks, days, journal
from members.ledger import selectors as ledger
from members.ledger.drafts import Amounts
from members.models import Member, User
from members.work import queue
from members.work.models import Task
from tests.contributions.conftest import MONTH, TODAY, Send, file_of, row
from tests.factories import make_member, money


def everything_adds(remittance: Remittance) -> None:
    """Clearing and receivable of the remittance are back at nil, and all books balance."""
    for book in chart.BOOKS:
        assert (
            ledger.control_balance(chart.CONTRIB_CLEARING, book, reference=remittance.reference)
            == 0
        )
        assert (
            ledger.control_balance(chart.CONTRIB_RECEIVABLE, book, reference=remittance.reference)
            == 0
        )
    assert remittance.total_sen == remittance.posted_sen
    assert [result.code for result in checks.run() if not result.holds] == []
    for book in chart.BOOKS:
        assert sum(line.balance_sen for line in ledger.trial_balance() if line.book == book) == 0


def test_every_member_gets_every_sen(people: list[Member], credit: Send) -> None:
    remittance = credit(
        row(member, employer=100 + place, employee=51 + place)
        for place, member in enumerate(people)
    )
    assert remittance.state == "POSTED"
    for place, member in enumerate(people):
        (entry,) = ledger.entries(member.pk)
        total = (151 + 2 * place) * 100
        assert entry.amounts == allocation.allocate(
            total, born_on=member.born_on, credited_on=TODAY
        )
        assert entry.book == member.scheme
        assert entry.reference == remittance.reference
        assert entry.detail["wage_month"] == "2026-10"
        assert ledger.total_balances(member.pk).posted == entry.amounts
    assert ledger.entries(people[2].pk)[0].amounts == Amounts(akaun_emas=155_00)
    assert ledger.entries(people[3].pk)[0].amounts.akaun_emas == 0
    everything_adds(remittance)


def test_amounts_from_one_ringgit_up(business_date: date, credit: Send) -> None:
    members = [make_member() for _ in range(120)]
    remittance = credit(
        row(member, employer=place // 2 + 1, employee=place - place // 2)
        for place, member in enumerate(members)
    )
    for place, member in enumerate(members):
        (entry,) = ledger.entries(member.pk)
        total = (place + 1) * 100
        assert entry.amounts == allocation.allocate(
            total, born_on=member.born_on, credited_on=TODAY
        )
        assert entry.amounts.total == total
    everything_adds(remittance)


def test_posting_again_changes_nothing(people: list[Member], credit: Send, hr: User) -> None:
    remittance = credit(map(row, people))
    before = [ledger.total_balances(member.pk) for member in people]
    again = submit.submit(remittance_id=remittance.pk, by=hr, at=timezone.now())
    assert again.state == "POSTED"
    post.post_all(remittance.pk, at=timezone.now())
    tasks.post_remittance({"remittance_id": remittance.pk}, at=timezone.now())
    assert [ledger.total_balances(member.pk) for member in people] == before
    assert all(len(ledger.entries(member.pk)) == 1 for member in people)


@pytest.mark.parametrize("crash_at", [1, 2, 3, 4])
def test_a_crash_between_chunks_resumes_to_the_exact_total(
    crash_at: int,
    people: list[Member],
    send: Send,
    hr: User,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.CONTRIBUTIONS_CHUNK_LINES = 2
    remittance = send(map(row, people))
    submit.submit(remittance_id=remittance.pk, by=hr, at=timezone.now())
    calls = iter(range(1, 100))
    real = journal.post_rows

    def crashing(**facts: Any) -> Any:
        posted = real(**facts)
        if next(calls) == crash_at:
            raise RuntimeError("killed after writing, before commit")
        return posted

    monkeypatch.setattr(journal, "post_rows", crashing)
    with pytest.raises(RuntimeError):
        post.post_all(remittance.pk, at=timezone.now())
    halfway = Remittance.objects.get(pk=remittance.pk)
    credited = sum(ledger.total_balances(member.pk).posted.total for member in people)
    assert credited == halfway.posted_sen
    finished = post.post_all(remittance.pk, at=timezone.now())
    assert finished.state == "POSTED"
    assert finished.posted_chunks == 3
    assert all(len(ledger.entries(member.pk)) == 1 for member in people)
    everything_adds(finished)


@pytest.mark.django_db(transaction=True)
def test_parts_are_posted_on_several_connections_at_once(
    people: list[Member], send: Send, hr: User, settings: Any
) -> None:
    settings.CONTRIBUTIONS_CHUNK_LINES = 3
    settings.CONTRIBUTIONS_POSTING_CONNECTIONS = 4
    members = people + [make_member() for _ in range(25)]
    remittance = send(map(row, members))
    submit.submit(remittance_id=remittance.pk, by=hr, at=timezone.now())
    finished = post.post_all(remittance.pk, at=timezone.now())
    assert finished.state == "POSTED"
    assert finished.posted_chunks == finished.parts.count() == 10
    assert all(len(ledger.entries(member.pk)) == 1 for member in members)
    everything_adds(finished)


def _lines(remittance: Remittance) -> list[tuple[Any, ...]]:
    return list(
        remittance.lines.order_by("line_no").values_list(
            "line_no", "member_id", "wages_sen", "employer_sen", "employee_sen", "book", "to_emas"
        )
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_large_file_is_checked_in_halves_and_comes_out_the_same(
    end: str, people: list[Member], send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    halves: list[Any] = []
    real = intake.in_halves
    monkeypatch.setattr(intake, "in_halves", lambda *args: halves.append(real(*args)) or halves[-1])
    rows = [row(member, salary=f"{3_000 + n}.00") for n, member in enumerate(people)]
    rows.insert(2, ",,,,,")
    whole = send(file_of(rows, end=end), month=date(2026, 8, 1))
    for month, piece in enumerate((40, 100, 127, 200), 1):
        monkeypatch.setattr(stored_file, "PIECE", piece)
        cut = send(file_of(rows, end=end), month=date(2026, month, 1))
        assert cut.state == "READY"
        assert _lines(cut) == _lines(whole)
    assert halves[0] is None
    assert any(halves)
    assert whole.line_count == len(people)


@pytest.mark.django_db(transaction=True)
def test_what_is_wrong_with_a_large_file_is_found_in_either_half(
    people: list[Member], send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_file, "PIECE", 150)
    good = [row(member) for member in people]
    for month, wrong in enumerate(
        (
            ["x", *good],
            [*good, "x"],
            [*good, good[0]],
            [*good, "12345678,900101-14-5678,Nobody,1.00,1,1"],
        ),
        1,
    ):
        remittance = send(wrong, month=date(2026, month, 1))
        assert (remittance.state, remittance.error_count) == ("INVALID", 1), wrong
        assert not remittance.lines.exists()


@pytest.mark.django_db(transaction=True)
def test_a_part_in_other_hands_is_waited_for(
    people: list[Member], send: Send, hr: User, app_connection: Any
) -> None:
    remittance = send(map(row, people))
    submit.submit(remittance_id=remittance.pk, by=hr, at=timezone.now())
    post._begin(remittance.pk)
    other = app_connection()
    with other.cursor() as cursor:
        cursor.execute("select 1 from contributions_remittancepart for update")
    with pytest.raises(tasks.StillPosting):
        tasks.post_remittance({"remittance_id": remittance.pk}, at=timezone.now())
    other.rollback()
    tasks.post_remittance({"remittance_id": remittance.pk}, at=timezone.now())
    remittance.refresh_from_db()
    assert remittance.state == "POSTED"


def test_the_worker_posts_and_learns_who_works_there(
    people: list[Member], send: Send, hr: User, employer: Any
) -> None:
    Employment.objects.create(employer=employer, member=people[0], started_on=date(2026, 11, 1))
    remittance = send(map(row, people))
    submit.submit(remittance_id=remittance.pk, by=hr, at=timezone.now())
    assert not Employment.objects.filter(member=people[1]).exists()
    queue.run_due()
    remittance.refresh_from_db()
    assert remittance.state == "POSTED"
    assert not Task.objects.exclude(state="DONE").exclude(topic="contributions.validate").exists()
    spells = Employment.objects.filter(employer=employer)
    assert {(spell.member_id, spell.started_on, spell.ended_on) for spell in spells} == {
        (member.pk, MONTH, None) for member in people
    }


def test_a_file_left_unchecked_is_checked_by_the_worker(
    people: list[Member], employer: Any, hr: User
) -> None:
    from contributions.services import receive
    from tests.contributions.conftest import file_of

    received = receive.receive_bytes(
        employer=employer,
        wage_month=MONTH,
        content=[file_of(map(row, people))],
        file_name="x.csv",
        by=hr,
        at=timezone.now(),
    )
    assert received.state == "UPLOADED"
    tasks.validate_remittance({"remittance_id": received.pk}, at=timezone.now())
    received.refresh_from_db()
    assert received.state == "READY"


def test_cancelling_reverses_the_bill_and_frees_the_month(
    people: list[Member], send: Send, hr: User
) -> None:
    remittance = send(map(row, people))
    submit.submit(remittance_id=remittance.pk, by=hr, at=timezone.now())
    submit.cancel(remittance_id=remittance.pk, by=hr, at=timezone.now())
    submit.cancel(remittance_id=remittance.pk, by=hr, at=timezone.now())
    tasks.post_remittance({"remittance_id": remittance.pk}, at=timezone.now())
    assert not any(ledger.balances(member.pk) for member in people)
    for book in chart.BOOKS:
        for account in (chart.CONTRIB_CLEARING, chart.CONTRIB_RECEIVABLE):
            assert ledger.control_balance(account, book, reference=remittance.reference) == 0
    with pytest.raises(submit.NotReady):
        submit.submit(remittance_id=remittance.pk, by=hr, at=timezone.now())
    assert send(map(row, people)).pk != remittance.pk


def test_nothing_is_taken_back_after_it_is_credited(
    people: list[Member], credit: Send, hr: User
) -> None:
    remittance = credit(map(row, people))
    with pytest.raises(submit.TooLateToUndo):
        submit.cancel(remittance_id=remittance.pk, by=hr, at=timezone.now())
    for change in (
        lambda: Contribution.objects.filter(remittance=remittance).update(employer_sen=1),
        lambda: Contribution.objects.filter(remittance=remittance).delete(),
        lambda: Remittance.objects.filter(pk=remittance.pk).update(posted_sen=1),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from contributions_remittance where id = %s", [remittance.pk])


def test_totals_that_moved_are_not_confirmed(people: list[Member], send: Send, hr: User) -> None:
    remittance = send(map(row, people))
    seen = validate.Totals(5, 1, 2, 3)
    with pytest.raises(submit.TotalsMoved):
        submit.submit(remittance_id=remittance.pk, by=hr, at=timezone.now(), confirmed=seen)
    remittance.refresh_from_db()
    assert remittance.state == "READY"


def test_what_changed_between_check_and_submission_is_seen(
    people: list[Member], send: Send, hr: User
) -> None:
    remittance = send(map(row, people))
    Member.objects.filter(pk=people[0].pk).update(scheme="SHARIAH")
    Member.objects.filter(pk=people[4].pk).update(born_on=date(1960, 1, 1))
    submit.submit(remittance_id=remittance.pk, by=hr, at=timezone.now())
    post.post_all(remittance.pk, at=timezone.now())
    assert [entry.book for entry in ledger.entries(people[0].pk)] == ["SHARIAH"]
    assert ledger.entries(people[4].pk)[0].amounts == Amounts(akaun_emas=783_00)
    everything_adds(Remittance.objects.get(pk=remittance.pk))


@pytest.mark.django_db(transaction=True)
def test_a_change_under_way_during_the_check_is_seen_at_submission(
    people: list[Member], send: Send, hr: User, app_connection: Any
) -> None:
    other = app_connection()
    with other.cursor() as cursor:
        cursor.execute("update members_member set scheme = 'SHARIAH' where id = %s", [people[0].pk])
    remittance = send(map(row, people))
    other.commit()
    submit.submit(remittance_id=remittance.pk, by=hr, at=timezone.now())
    post.post_all(remittance.pk, at=timezone.now())
    assert [entry.book for entry in ledger.entries(people[0].pk)] == ["SHARIAH"]
    everything_adds(Remittance.objects.get(pk=remittance.pk))


@pytest.mark.django_db(transaction=True)
def test_half_of_a_check_that_was_cut_off_is_removed(
    people: list[Member], send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_file, "PIECE", 150)
    real = intake.in_halves

    def dying(*args: Any) -> Any:
        assert real(*args) is not None
        raise SystemExit("killed after the second half was committed")

    monkeypatch.setattr(intake, "in_halves", dying)
    with pytest.raises(SystemExit):
        send(map(row, people))
    remittance = Remittance.objects.get()
    assert remittance.state == "UPLOADED"
    assert 0 < remittance.lines.count() < len(people)
    monkeypatch.setattr(intake, "in_halves", real)
    again = validate.validate(remittance_id=remittance.pk, at=timezone.now())
    assert (again.state, again.lines.count()) == ("READY", len(people))


def test_somebody_who_turned_75_meanwhile_stops_the_submission(
    people: list[Member], send: Send, hr: User
) -> None:
    remittance = send(map(row, people))
    Member.objects.filter(pk=people[0].pk).update(born_on=date(1940, 1, 1))
    answered = submit.submit(remittance_id=remittance.pk, by=hr, at=timezone.now())
    assert answered.state == "INVALID"
    assert [error.code for error in answered.errors.all()] == ["TOO_OLD"]
    assert not Contribution.objects.exists()


def test_spells_do_not_overlap(people: list[Member], employer: Any) -> None:
    Employment.objects.create(employer=employer, member=people[0], started_on=MONTH)
    with pytest.raises(IntegrityError), transaction.atomic():
        Employment.objects.create(employer=employer, member=people[0], started_on=date(2026, 11, 1))


def test_a_member_sees_what_was_credited(
    people: list[Member], credit: Send, django_assert_max_num_queries: Any
) -> None:
    remittance = credit(map(row, people))
    with django_assert_max_num_queries(2):
        latest = selectors.latest_contribution(people[0].pk)
    assert latest is not None
    assert latest.employer_name == remittance.employer.name
    assert (latest.wage_month, latest.contribution_month) == (MONTH, date(2026, 11, 1))
    assert (latest.wages_sen, latest.employer_sen, latest.employee_sen) == (
        3_250_00,
        424_00,
        359_00,
    )
    assert latest.split == Amounts(587_25, 117_45, 78_30)
    assert latest.credited_on == TODAY
    entry = ledger.entries(people[0].pk)[0]
    assert selectors.contribution_for_entry(people[0].pk, entry) == latest
    assert selectors.contribution_for_entry(make_member().pk, entry) is None
    assert selectors.contributions_between(people[0].pk, TODAY, TODAY) == [latest]
    assert selectors.latest_contribution(make_member().pk) is None


def test_the_grid_tells_received_late_missing_and_not_yet_due(
    people: list[Member], credit: Send, employer: Any
) -> None:
    Employment.objects.create(employer=employer, member=people[0], started_on=date(2026, 7, 15))
    credit([row(people[0])], month=date(2026, 9, 1))
    (grid,) = selectors.grids(people[0].pk, today=TODAY)
    assert [cell.status for cell in grid.cells][:5] == [
        selectors.PENDING,
        selectors.MISSING,
        selectors.LATE,
        selectors.MISSING,
        selectors.MISSING,
    ]
    assert len(grid.cells) == 5
    assert grid.missing == 3


def test_a_month_of_two_files_is_their_sum_and_in_time_by_the_day_the_money_came(
    people: list[Member], billed: Any, boss: User
) -> None:
    """Paid on the 14th, seen on the bank's statement and credited on the 17th: not late."""
    november, seen_on = date(2026, 11, 1), date(2026, 12, 17)
    first = billed(map(row, people), month=november)
    received = receive.receive_bytes(
        employer=first.employer,
        wage_month=november,
        content=[file_of([row(people[0], salary="100.00", employer=13, employee=11)])],
        file_name="tambahan.csv",
        by=boss,
        at=timezone.now(),
        kind="SUPPLEMENTARY",
    )
    validate.validate(remittance_id=received.pk, at=timezone.now())
    more = submit.submit(remittance_id=received.pk, by=boss, at=timezone.now())
    days.set_today(seen_on, at=timezone.now())
    for each in (first, more):
        bill = Bill.objects.get(remittance=each)
        money.arrives(money.line(each.total_sen, bill.bill_no, on=date(2026, 12, 14)))
    queue.run_due()
    for cells in (
        selectors.grids(people[0].pk, today=seen_on)[0].cells,
        selectors.status_at_employer(first.employer, people[0].pk, november, today=seen_on),
    ):
        (cell,) = [cell for cell in cells if cell.wage_month == november]
        assert (cell.status, cell.employer_sen, cell.employee_sen) == ("RECEIVED", 437_00, 370_00)
