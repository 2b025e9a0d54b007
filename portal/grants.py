"""The application's role may do what the pages need and nothing else; it owns nothing.

Runs after `migrate`, as the owner, so that a new table is never forgotten. Tables named in
DATABASE_READ_ONLY_TABLES get exactly the rights written there.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from psycopg2 import sql


def grant(using: str = "default", **_signal: Any) -> None:
    """Gives DATABASE_APP_ROLE its rights; does nothing when the setting is empty."""
    role = settings.DATABASE_APP_ROLE
    if not role:
        return
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute("select current_user, (select 1 from pg_roles where rolname = %s)", [role])
        current, exists = cursor.fetchone()
        if current == role:
            raise ImproperlyConfigured(
                f"migrate runs as {role}, the application's own role. Run it as the owner: "
                "put the owner's address in DATABASE_URL for this one command."
            )
        name = sql.Identifier(role)
        statements: list[sql.Composable] = []
        if not exists:
            statements.append(sql.SQL("create role {} nologin").format(name))
        statements += [
            sql.SQL(text).format(name)
            for text in (
                "grant usage on schema public to {}",
                "grant select, insert, update, delete on all tables in schema public to {}",
                "grant usage, select on all sequences in schema public to {}",
                "revoke execute on all functions in schema public from public",
                "grant execute on all functions in schema public to {}",
            )
        ]
        present = set(connection.introspection.table_names(cursor))
        for table, rights in settings.DATABASE_READ_ONLY_TABLES.items():
            if table in present:
                statements += [
                    sql.SQL("revoke all on {} from {}").format(sql.Identifier(table), name),
                    sql.SQL("grant {} on {} to {}").format(
                        sql.SQL(", ").join(sql.SQL(right) for right in rights),
                        sql.Identifier(table),
                        name,
                    ),
                ]
        for statement in statements:
            cursor.execute(statement)
