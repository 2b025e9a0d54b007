"""Cleans the test database between tests that commit: as the owner, past every trigger.

Rows that migrations wrote (chart of accounts, holidays, the business date, groups) come back as
they were; everything else goes. DELETE rather than TRUNCATE: on small tables it is far quicker.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as PsycopgConnection

NEVER_TOUCHED = ("django_migrations", "django_content_type", "auth_permission")
SEED_SCHEMA = "seeded"


@contextmanager
def owner(parameters: dict[str, Any]) -> Iterator[PsycopgConnection]:
    """A connection in autocommit as the owner of the test database."""
    made = psycopg2.connect(**parameters)
    made.autocommit = True
    try:
        yield made
    finally:
        made.close()


def _tables(cursor: Any) -> list[str]:
    cursor.execute(
        "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = 'public' and c.relkind = 'r' and c.relname <> all(%s) order by 1",
        [list(NEVER_TOUCHED)],
    )
    return [name for (name,) in cursor.fetchall()]


def _not_empty(cursor: Any, tables: list[str]) -> list[str]:
    if not tables:
        return []
    query = sql.SQL(" union all ").join(
        sql.SQL("select {} where exists (select 1 from public.{})").format(
            sql.Literal(table), sql.Identifier(table)
        )
        for table in tables
    )
    cursor.execute(query)
    return [name for (name,) in cursor.fetchall()]


def _columns(cursor: Any, table: str) -> sql.Composable:
    cursor.execute(
        "select attname from pg_attribute where attrelid = ('public.' || quote_ident(%s))::regclass"
        " and attnum > 0 and not attisdropped and attgenerated = '' order by attnum",
        [table],
    )
    return sql.SQL(", ").join(sql.Identifier(name) for (name,) in cursor.fetchall())


def remember_seeded_rows(connection: PsycopgConnection) -> None:
    """Copies what migrations wrote to a schema of its own."""
    with connection.cursor() as cursor:
        cursor.execute(f"drop schema if exists {SEED_SCHEMA} cascade; create schema {SEED_SCHEMA}")
        for table in _not_empty(cursor, _tables(cursor)):
            cursor.execute(
                sql.SQL("create table {}.{} as select {} from public.{}").format(
                    sql.Identifier(SEED_SCHEMA),
                    sql.Identifier(table),
                    _columns(cursor, table),
                    sql.Identifier(table),
                )
            )


def clean(connection: PsycopgConnection) -> None:
    """Empties every table and puts the remembered rows back, in one transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = %s", [SEED_SCHEMA])
        seeded = [name for (name,) in cursor.fetchall()]
        full = _not_empty(cursor, _tables(cursor))
        cursor.execute("begin")
        cursor.execute(
            "set local lock_timeout = '15s'; set local session_replication_role = replica"
        )
        for table in sorted({*full, *seeded}):
            cursor.execute(sql.SQL("delete from public.{}").format(sql.Identifier(table)))
        for table in seeded:
            columns = _columns(cursor, table)
            cursor.execute(
                sql.SQL(
                    "insert into public.{} ({}) overriding system value select {} from {}.{}"
                ).format(
                    sql.Identifier(table),
                    columns,
                    columns,
                    sql.Identifier(SEED_SCHEMA),
                    sql.Identifier(table),
                )
            )
        cursor.execute("commit")
