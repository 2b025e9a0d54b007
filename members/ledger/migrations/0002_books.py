"""The SQL half of the books (books.sql) and the chart of accounts as reference rows."""

from pathlib import Path

from django.db import migrations

from members.ledger import chart

SQL = (Path(__file__).parent / "books.sql").read_text(encoding="utf-8")


def declare_chart(apps, schema_editor):
    account_model = apps.get_model("ledger", "ChartAccount")
    account_model.objects.using(schema_editor.connection.alias).bulk_create(
        account_model(
            code=account.code,
            kind=account.kind,
            normal_side=account.normal_side,
            title_ms=account.title_ms,
            title_en=account.title_en,
        )
        for account in chart.FUND_ACCOUNTS
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.RunPython(declare_chart, migrations.RunPython.noop),
    ]
