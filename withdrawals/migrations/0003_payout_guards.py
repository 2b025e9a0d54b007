"""The SQL half of the promises about money out (payout_guards.sql)."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "payout_guards.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("withdrawals", "0002_guards")]

    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
