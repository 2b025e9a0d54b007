"""The models and the migrations say the same; the application's role owns nothing."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_the_application_owns_nothing_and_may_not_create_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner"
            " where r.rolname = current_user"
        )
        assert cursor.fetchone() == (0,)
        cursor.execute("select has_schema_privilege('public', 'create')")
        assert cursor.fetchone() == (False,)
        cursor.execute("select rolsuper from pg_roles where rolname = current_user")
        assert cursor.fetchone() == (False,)


@pytest.mark.django_db
@pytest.mark.parametrize("table", settings.DATABASE_READ_ONLY_TABLES)
def test_protected_tables_give_exactly_what_the_settings_say(table: str) -> None:
    wanted = set(settings.DATABASE_READ_ONLY_TABLES[table])
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass(%s) is not null", [f"public.{table}"])
        assert cursor.fetchone() == (True,), f"{table} does not exist"
        held = set()
        for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER"):
            cursor.execute("select has_table_privilege(%s, %s)", [f"public.{table}", right])
            if cursor.fetchone() == (True,):
                held.add(right)
        # What the settings give for some columns only is held for exactly those.
        cursor.execute(
            "select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute"
            " where attrelid = %s::regclass and attnum > 0 and not attisdropped"
            " and has_column_privilege(%s, attname, 'UPDATE')",
            [f"public.{table}", f"public.{table}"],
        )
        (columns,) = cursor.fetchone()
        if columns and "UPDATE" not in held:
            held.add(f"UPDATE ({columns})")
    assert held == wanted
