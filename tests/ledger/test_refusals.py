"""What the database itself refuses, whoever asks: the application, and (but for its powers) the owner."""

import psycopg2
import pytest

ENTRY = (
    "(journal_id, member_id, persaraan_sen, sejahtera_sen, fleksibel_sen, akaun_55_sen, akaun_emas_sen,"
    " contra_sen)"
)
WRITES = [
    "insert into ledger_journal (scope, key, payload_sha256, kind, book, effective_on, narration, reference,"
    " detail, entry_count, contra_sen, posted_by)"
    " values ('x', 'x', sha256('x'), 'X', 'KONV', '2026-01-01', 'x', 'x', '{}', 0, 0, 'x')",
    "insert into ledger_fundline (journal_id, seq, account_id, side, amount_sen)"
    " values (1, 1, '1100', 'D', 5)",
    "update ledger_memberbalance set fleksibel_sen = fleksibel_sen + 100",
    "update ledger_memberbalance set fleksibel_held_sen = 0",
    "delete from ledger_memberbalance",
    "update ledger_journal set reference = 'other'",
    "delete from ledger_journal",
    "update ledger_memberentry set fleksibel_sen = 0",
    "delete from ledger_memberentry",
    "truncate ledger_memberentry",
    "insert into ledger_entrytotal values (1, 1, 0)",
    "update ledger_entrytotal set contra_sen = 0",
    "delete from ledger_entrytotal",
    "truncate ledger_entrytotal",
    "truncate ledger_journal cascade",
    "update ledger_fundline set amount_sen = 1",
    "update ledger_hold set status = 'RELEASED'",
    "insert into ledger_hold select * from ledger_hold",
    "alter table ledger_journal disable trigger all",
    "drop trigger append_only on ledger_journal",
    "set session_replication_role = replica",
    "drop table ledger_memberentry",
]


@pytest.mark.parametrize("statement", WRITES)
def test_the_application_cannot_write_past_the_functions(
    statement, people, fund_member, app_connection
):
    fund_member(people[0])
    with app_connection() as connection, connection.cursor() as cursor:
        with pytest.raises(psycopg2.Error) as refusal:
            cursor.execute(statement)
        assert refusal.value.pgcode == "42501"


@pytest.mark.parametrize(
    "statement",
    [
        "update ledger_journal set reference = 'other'",
        "delete from ledger_journal",
        "truncate ledger_journal cascade",
        "update ledger_memberentry set fleksibel_sen = 0, contra_sen = 0",
        "delete from ledger_memberentry",
        "truncate ledger_memberentry",
        "update ledger_entrytotal set contra_sen = 0",
        "delete from ledger_entrytotal",
        "truncate ledger_entrytotal",
        "delete from ledger_fundline",
        "truncate ledger_fundline",
        "delete from ledger_memberbalance",
        "truncate ledger_memberbalance",
        "truncate ledger_hold cascade",
    ],
)
def test_history_stays_even_for_the_owner(statement, people, fund_member, owner_connection, draft):
    from members.ledger import journal
    from members.ledger.drafts import Amounts, FundLine

    fund_member(people[0])
    journal.post(
        draft(
            people[0],
            Amounts(),
            key="lines",
            members=(),
            control=None,
            fund=(FundLine("1100", "D", 5), FundLine("1200", "C", 5)),
        )
    )
    with pytest.raises(psycopg2.Error) as refusal, owner_connection.cursor() as cursor:
        cursor.execute(statement)
    assert refusal.value.diag.constraint_name == "ledger_append_only"


HEADER = (
    "insert into ledger_journal (scope, key, payload_sha256, kind, book, effective_on, narration, reference,"
    " detail, control_id, entry_count, contra_sen, posted_by) values ('raw', '{key}', sha256('x'), 'X', 'KONV',"
    " '2026-01-01', 'x', 'x', '{{}}', '2100', {count}, {contra}, 'owner') returning id"
)


@pytest.mark.parametrize(
    ("key", "count", "contra", "rows"),
    [
        ("empty", 0, 0, []),
        ("promised entry missing", 1, -5, []),
        (
            "lines do not balance",
            0,
            0,
            [
                "insert into ledger_fundline (journal_id, seq, account_id, side, amount_sen)"
                " values ({id}, 1, '1100', 'D', 5)"
            ],
        ),
        (
            "contra differs",
            1,
            -4,
            [
                f"insert into ledger_memberentry {ENTRY} values ({{id}}, {{member}}, 5, 0, 0, 0, 0, -5)"
            ],
        ),
    ],
)
def test_an_unbalanced_journal_does_not_commit(key, count, contra, rows, people, owner_connection):
    owner_connection.autocommit = False
    with owner_connection.cursor() as cursor:
        cursor.execute(HEADER.format(key=key, count=count, contra=contra))
        journal_id = cursor.fetchone()[0]
        for row in rows:
            cursor.execute(row.format(id=journal_id, member=people[0].id))
        with pytest.raises(psycopg2.Error) as refusal:
            owner_connection.commit()
    assert refusal.value.diag.constraint_name == "ledger_journal_balanced"
    owner_connection.rollback()


def test_an_entry_that_does_not_sum_to_nil_is_refused(people, owner_connection):
    owner_connection.autocommit = False
    with owner_connection.cursor() as cursor:
        cursor.execute(HEADER.format(key="row", count=1, contra=-4))
        journal_id = cursor.fetchone()[0]
        with pytest.raises(psycopg2.Error) as refusal:
            cursor.execute(
                f"insert into ledger_memberentry {ENTRY} values (%s, %s, 5, 0, 0, 0, 0, -4)",
                [journal_id, people[0].id],
            )
    assert refusal.value.diag.constraint_name == "member_entry_sums_to_nil"
    owner_connection.rollback()


def test_nothing_joins_an_old_journal(people, fund_member, owner_connection):
    posted = fund_member(people[0])
    for statement in (
        f"insert into ledger_memberentry {ENTRY} values (%s, %s, 1, -1, 0, 0, 0, 0)",
        "insert into ledger_fundline (journal_id, seq, account_id, side, amount_sen) values (%s, %s, '1100', 'D', 5)",
    ):
        with pytest.raises(psycopg2.Error) as refusal, owner_connection.cursor() as cursor:
            cursor.execute(statement, [posted.journal_id, people[1].id])
        assert refusal.value.diag.constraint_name == "ledger_journal_sealed"


def test_a_hold_that_ended_stays_ended(people, fund_member, owner_connection):
    from members.ledger import holds
    from members.ledger.drafts import Amounts

    fund_member(people[0])
    hold = holds.place(
        scope="t",
        key="1",
        member_id=people[0].id,
        book="KONV",
        amounts=Amounts(fleksibel=100),
        by="t",
    )
    holds.release(hold, by="t")
    with pytest.raises(psycopg2.Error) as refusal, owner_connection.cursor() as cursor:
        cursor.execute(
            "update ledger_hold set status = 'ACTIVE', resolved_at = null, resolved_by = null"
        )
    assert refusal.value.diag.constraint_name == "ledger_hold_final"


def test_the_same_event_cannot_be_written_beside_the_function(
    people, fund_member, owner_connection
):
    fund_member(people[0])
    with pytest.raises(psycopg2.Error) as refusal, owner_connection.cursor() as cursor:
        cursor.execute(
            HEADER.format(key=f"opening:{people[0].id}", count=0, contra=0).replace(
                "'raw'", "'test'"
            )
        )
    assert refusal.value.diag.constraint_name == "journal_event_happens_once"


def test_a_member_with_accounts_is_kept(people, fund_member, owner_connection):
    fund_member(people[0])
    for statement in (
        "delete from members_member where id = %s",
        "update members_member set id = id + 1000000 where id = %s",
    ):
        with pytest.raises(psycopg2.Error) as refusal, owner_connection.cursor() as cursor:
            cursor.execute(statement, [people[0].id])
        assert refusal.value.diag.constraint_name == "ledger_member_kept"


OPEN = (
    "select journal_id from ledger_open('app', %s, 'CONTRIBUTION', 'KONV', '2026-01-01', 'n', 'r', '{}',"
    " '2100', 'app', 1, -5, '')"
)


def test_the_application_adds_entries_only_as_its_journal_promised(people, app_connection):
    """The one table it may insert into: what does not come to the announced totals never commits."""
    rows = {"another amount": 6, "as promised": 5}
    for key, sen in rows.items():
        connection = app_connection()
        with connection.cursor() as cursor:
            cursor.execute(OPEN, [key])
            cursor.execute(
                f"insert into ledger_memberentry {ENTRY} values (%s, %s, %s, 0, 0, 0, 0, %s)",
                [cursor.fetchone()[0], people[0].id, sen, -sen],
            )
        if key == "as promised":
            connection.commit()
            continue
        with pytest.raises(psycopg2.Error) as refusal:
            connection.commit()
        assert refusal.value.diag.constraint_name == "ledger_journal_balanced"
    connection = app_connection()
    with connection.cursor() as cursor:
        cursor.execute("select fleksibel_sen + persaraan_sen from ledger_memberbalance")
        assert cursor.fetchall() == [(5,)]


def test_the_application_adds_nothing_to_a_journal_of_another_transaction(
    people, fund_member, app_connection
):
    posted = fund_member(people[0])
    with pytest.raises(psycopg2.Error) as refusal, app_connection().cursor() as cursor:
        cursor.execute(
            f"insert into ledger_memberentry {ENTRY} values (%s, %s, 1, -1, 0, 0, 0, 0)",
            [posted.journal_id, people[1].id],
        )
    assert refusal.value.diag.constraint_name == "ledger_journal_sealed"


@pytest.mark.parametrize("funded", [True, False])
def test_a_member_is_in_a_journal_once(funded, people, fund_member, app_connection):
    """Twice in one statement, or once in each of two: refused, whether or not the accounts are open."""
    if funded:
        fund_member(people[0])
    for number, (statements, refused) in enumerate(
        (
            (
                ["values ({id}, {member}, 2, 0, 0, 0, 0, -2), ({id}, {member}, 3, 0, 0, 0, 0, -3)"],
                True,
            ),
            (
                [
                    "values ({id}, {member}, 2, 0, 0, 0, 0, -2)",
                    "values ({id}, {member}, 3, 0, 0, 0, 0, -3)",
                ],
                True,
            ),
            (
                [
                    "values ({id}, {member}, 2, 0, 0, 0, 0, -2)",
                    "values ({id}, {other}, 3, 0, 0, 0, 0, -3)",
                ],
                True,
            ),
            (
                ["values ({id}, {member}, 2, 0, 0, 0, 0, -2), ({id}, {other}, 3, 0, 0, 0, 0, -3)"],
                False,
            ),
        )
    ):
        connection = app_connection()
        with connection.cursor() as cursor:
            cursor.execute(OPEN.replace("1, -5", "2, -5"), [f"twice {number}"])
            journal_id = cursor.fetchone()[0]

            def add(cursor=cursor, statements=statements, journal_id=journal_id):
                for values in statements:
                    cursor.execute(
                        f"insert into ledger_memberentry {ENTRY} "
                        + values.format(id=journal_id, member=people[0].id, other=people[1].id)
                    )

            if refused:
                with pytest.raises(psycopg2.IntegrityError):
                    add()
                connection.rollback()
            else:
                add()
                connection.commit()
