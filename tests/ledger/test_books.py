"""Worked examples an accountant can read, and the same events told twice."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from members.ledger import chart, checks, holds, journal, selectors
from members.ledger.drafts import Amounts, FundLine


def in_threads(jobs):
    """Run the jobs at the same moment, each on a connection of its own; outcomes or exceptions."""
    barrier = threading.Barrier(len(jobs))

    def run(job):
        try:
            barrier.wait()
            return job()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def books_hold():
    """The ledger's own invariants; those of the apps above need their rows, which these tests skip."""
    results = [checks.ask(invariant) for invariant in checks.INVARIANTS]
    assert [result for result in results if not result.holds] == []


def test_a_year_of_one_member(people, draft):
    """Opening, bill, contribution, withdrawal held, approved, sent and paid; then the trial balance."""
    aminah = people[0]
    journal.post(draft(aminah, Amounts(100_000, 30_000, 0), key="opening"))
    journal.post(
        draft(
            aminah,
            Amounts(),
            scope="bill",
            kind="BILL",
            members=(),
            control=None,
            fund=(
                FundLine(chart.CONTRIB_RECEIVABLE, "D", 78_300),
                FundLine(chart.CONTRIB_CLEARING, "C", 78_300),
            ),
        )
    )
    for kind, taken, given in (
        ("RECEIPT", chart.BANK_COLLECTION, chart.EMPLOYER_SUSPENSE),
        ("ALLOCATION", chart.EMPLOYER_SUSPENSE, chart.CONTRIB_RECEIVABLE),
    ):
        journal.post(
            draft(
                aminah,
                Amounts(),
                scope=kind.lower(),
                kind=kind,
                members=(),
                control=None,
                fund=(FundLine(taken, "D", 78_300), FundLine(given, "C", 78_300)),
            )
        )
    journal.post(
        draft(
            aminah,
            Amounts(58_725, 11_745, 7_830),
            scope="contrib",
            kind="CONTRIBUTION",
            control=chart.CONTRIB_CLEARING,
            effective_on=date(2026, 2, 10),
        )
    )
    hold = holds.place(
        scope="wd",
        key="1",
        member_id=aminah.id,
        book="KONV",
        amounts=Amounts(fleksibel=5_000),
        by="t",
    )
    balance = selectors.total_balances(aminah.id)
    assert balance.posted.fleksibel == 7_830
    assert balance.available.fleksibel == 2_830

    taken = draft(
        aminah,
        Amounts(fleksibel=-5_000),
        scope="wd.approve",
        kind="WITHDRAWAL",
        control=chart.WITHDRAWAL_PAYABLE,
        effective_on=date(2026, 2, 11),
    )
    first = holds.capture(hold, taken)
    again = holds.capture(hold, taken)
    assert (again.journal_id, again.created) == (first.journal_id, False)
    for scope, debit, credit in (
        ("payout.send", chart.WITHDRAWAL_PAYABLE, chart.PAYOUT_IN_TRANSIT),
        ("payout.settle", chart.PAYOUT_IN_TRANSIT, chart.BANK_PAYOUT),
    ):
        journal.post(
            draft(
                aminah,
                Amounts(),
                scope=scope,
                kind="PAYOUT",
                members=(),
                control=None,
                fund=(FundLine(debit, "D", 5_000), FundLine(credit, "C", 5_000)),
            )
        )

    balance = selectors.total_balances(aminah.id)
    assert balance.posted == balance.available == Amounts(158_725, 41_745, 2_830)
    trial = {row.account: row.balance_sen for row in selectors.trial_balance()}
    assert trial[chart.BANK_PAYOUT] == 5_000  # credit: money left the bank
    assert trial[chart.WITHDRAWAL_PAYABLE] == trial[chart.PAYOUT_IN_TRANSIT] == 0
    assert trial[chart.CONTRIB_CLEARING] == 0
    assert trial[chart.BANK_COLLECTION] == -78_300
    assert not trial.get(chart.CONTRIB_RECEIVABLE)
    assert not trial.get(chart.EMPLOYER_SUSPENSE)
    assert sum(trial.values()) == 0
    assert selectors.balances_as_of(aminah.id, date(2026, 2, 9)) == Amounts(100_000, 30_000, 0)
    assert selectors.balances_as_of(aminah.id, date(2026, 2, 10)) == Amounts(158_725, 41_745, 7_830)
    assert [entry.kind for entry in selectors.entries(aminah.id)] == [
        "WITHDRAWAL",
        "CONTRIBUTION",
        "OPENING",
    ]
    assert len(selectors.entries(aminah.id, account="SEJAHTERA")) == 2
    books_hold()


def test_the_same_event_again_changes_nothing(people, draft):
    said = draft(people[0], Amounts(1, 2, 3))
    first, second = journal.post(said), journal.post(said)
    assert first.created and not second.created
    assert first.journal_id == second.journal_id
    assert selectors.total_balances(people[0].id).posted == Amounts(1, 2, 3)


def test_a_used_key_cannot_hide_another_event(people, draft):
    journal.post(draft(people[0], Amounts(1)))
    for other in (
        draft(people[0], Amounts(2)),
        draft(people[1], Amounts(1)),
        draft(people[0], Amounts(1), effective_on=date(2026, 1, 3)),
        draft(people[0], Amounts(1), reference="OTHER"),
    ):
        with pytest.raises(journal.KeyReused):
            journal.post(other)
    books_hold()


def test_fifty_tellings_at_once_are_one(people, draft):
    said = draft(people[0], Amounts(100))
    outcomes = in_threads([lambda: journal.post(said)] * 20)
    assert sum(outcome.created for outcome in outcomes) == 1
    assert len({outcome.journal_id for outcome in outcomes}) == 1
    assert selectors.total_balances(people[0].id).posted == Amounts(100)


def test_twenty_holds_of_fifty_on_seventy_five(people, draft):
    journal.post(draft(people[0], Amounts(fleksibel=7_500)))
    outcomes = in_threads(
        [
            lambda key=str(n): holds.place(
                scope="wd",
                key=key,
                member_id=people[0].id,
                book="KONV",
                amounts=Amounts(fleksibel=5_000),
                by="t",
            )
            for n in range(20)
        ]
    )
    assert sum(isinstance(outcome, int) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, holds.NotEnoughInAccount) for outcome in outcomes) == 19
    assert selectors.total_balances(people[0].id).available.fleksibel == 2_500
    books_hold()


def test_money_held_cannot_be_taken_by_another_event(people, draft):
    journal.post(draft(people[0], Amounts(fleksibel=100)))
    holds.place(
        scope="wd",
        key="1",
        member_id=people[0].id,
        book="KONV",
        amounts=Amounts(fleksibel=60),
        by="t",
    )
    with pytest.raises(journal.NotEnoughInAccount):
        journal.post(
            draft(people[0], Amounts(fleksibel=-41), key="2", control=chart.WITHDRAWAL_PAYABLE)
        )
    journal.post(
        draft(people[0], Amounts(fleksibel=-40), key="3", control=chart.WITHDRAWAL_PAYABLE)
    )
    books_hold()


def test_a_hold_needs_an_account_and_ends_once(people, draft):
    with pytest.raises(holds.NotEnoughInAccount):
        holds.place(
            scope="wd",
            key="1",
            member_id=people[0].id,
            book="KONV",
            amounts=Amounts(fleksibel=1),
            by="t",
        )
    journal.post(draft(people[0], Amounts(fleksibel=100)))
    hold = holds.place(
        scope="wd",
        key="2",
        member_id=people[0].id,
        book="KONV",
        amounts=Amounts(fleksibel=60),
        by="t",
    )
    holds.release(hold, by="t")
    holds.release(hold, by="t")
    taken = draft(people[0], Amounts(fleksibel=-60), key="9", control=chart.WITHDRAWAL_PAYABLE)
    with pytest.raises(holds.HoldEnded):
        holds.capture(hold, taken)
    assert selectors.total_balances(people[0].id).available.fleksibel == 100
    books_hold()


def test_a_capture_says_what_the_hold_holds(people, draft):
    journal.post(draft(people[0], Amounts(fleksibel=100)))
    hold = holds.place(
        scope="wd",
        key="2",
        member_id=people[0].id,
        book="KONV",
        amounts=Amounts(fleksibel=60),
        by="t",
    )
    other = draft(people[0], Amounts(fleksibel=-61), key="9", control=chart.WITHDRAWAL_PAYABLE)
    with pytest.raises(ValueError, match="does not say"):
        holds.capture(hold, other)


def test_everything_reversed_twice_at_once_is_reversed_once(people, draft):
    posted = [journal.post(draft(people[n % 2], Amounts(100 + n), key=str(n))) for n in range(6)]
    outcomes = in_threads(
        [
            lambda which=which, key=key: journal.reverse(
                which.journal_id,
                key=f"{which.journal_id}:{key}",
                effective_on=date(2026, 3, 1),
                by="t",
            )
            for which in posted
            for key in ("a", "b")
        ]
    )
    assert sum(isinstance(outcome, journal.Posted) for outcome in outcomes) == 6
    assert all(not selectors.total_balances(person.id).posted for person in people)
    books_hold()


def test_a_reversal_that_would_overdraw_is_refused(people, draft):
    posted = journal.post(draft(people[0], Amounts(fleksibel=100)))
    journal.post(
        draft(people[0], Amounts(fleksibel=-40), key="2", control=chart.WITHDRAWAL_PAYABLE)
    )
    with pytest.raises(journal.NotEnoughInAccount):
        journal.reverse(posted.journal_id, key="r", effective_on=date(2026, 3, 1), by="t")
    assert selectors.total_balances(people[0].id).posted.fleksibel == 60
    books_hold()


def test_many_members_in_one_event_set_based(people, draft):
    rows = "select id, 75::bigint, 15::bigint, 10::bigint, 0::bigint, 0::bigint from members_member where id = any(%s)"
    post = lambda: journal.post_rows(  # noqa: E731
        scope="contrib",
        key="1",
        kind="CONTRIBUTION",
        book="KONV",
        effective_on=date(2026, 2, 1),
        narration="contribution",
        reference="CRM-1",
        by="t",
        control=chart.CONTRIB_CLEARING,
        count=2,
        total_sen=200,
        rows_sql=rows,
        params=[[person.id for person in people]],
    )
    assert post().created
    assert not post().created
    for person in people:
        assert selectors.total_balances(person.id).posted == Amounts(75, 15, 10)
    assert selectors.control_balance(chart.CONTRIB_CLEARING, "KONV", reference="CRM-1") == -200
    books_hold()


def test_a_member_named_twice_or_unknown_is_refused_whole(people, draft):
    for rows, problem in (
        (
            "select {id}, 1::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint from generate_series(1, 2)",
            Exception,
        ),
        ("values ({id}, 1, 0, 0, 0, 0), (999999999, 1, 0, 0, 0, 0)", Exception),
    ):
        with pytest.raises(problem), transaction.atomic():
            journal.post_rows(
                scope="contrib",
                key="bad",
                kind="CONTRIBUTION",
                book="KONV",
                effective_on=date(2026, 2, 1),
                narration="contribution",
                reference="CRM-1",
                by="t",
                control=chart.CONTRIB_CLEARING,
                count=2,
                total_sen=2,
                rows_sql=rows.format(id=people[0].id),
                params=[],
            )
    assert not selectors.total_balances(people[0].id).posted
    books_hold()


def test_books_are_kept_apart(people, draft):
    journal.post(draft(people[0], Amounts(100), key="1"))
    journal.post(draft(people[0], Amounts(50), key="2", book="SHARIAH"))
    assert [(b.book, b.posted.total) for b in selectors.balances(people[0].id)] == [
        ("KONV", 100),
        ("SHARIAH", 50),
    ]
    with pytest.raises(journal.NotEnoughInAccount):
        journal.post(
            draft(
                people[0], Amounts(-51), key="3", book="SHARIAH", control=chart.WITHDRAWAL_PAYABLE
            )
        )
    books_hold()


def test_a_drifted_balance_is_found(people, draft, owner_connection):
    journal.post(draft(people[0], Amounts(100)))
    with owner_connection.cursor() as cursor:
        cursor.execute("update ledger_memberbalance set fleksibel_sen = fleksibel_sen + 1")
    with pytest.raises(CommandError, match=r"I1.*I3a"):
        call_command("ledger_check")


def test_another_members_entry_looks_like_none(people, draft):
    journal.post(draft(people[0], Amounts(100)))
    uid = selectors.entries(people[0].id)[0].uid
    assert selectors.entry(people[0].id, uid) is not None
    assert selectors.entry(people[1].id, uid) is None


def test_the_classical_postings_balance_in_the_auditors_view(people, draft):
    journal.post(draft(people[0], Amounts(75, 15, 10)))
    journal.post(draft(people[0], Amounts(-75, -15, -10, 100), key="2", control=None))
    with connection.cursor() as cursor:
        cursor.execute(
            "select journal_id, sum(case side when 'D' then amount_sen else -amount_sen end), count(*)"
            " from ledger_posting group by 1 order by 1"
        )
        rows = cursor.fetchall()
    assert [(int(total), count) for _, total, count in rows] == [(0, 4), (0, 4)]
