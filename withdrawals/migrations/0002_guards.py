"""The SQL half of the application's promises (guards.sql)."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "guards.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("withdrawals", "0001_initial")]

    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
