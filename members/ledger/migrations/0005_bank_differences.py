"""An account for what a bank's statement shows and nobody can place yet."""

from django.db import migrations

from members.ledger import chart


def add(apps, schema_editor):
    account = next(one for one in chart.FUND_ACCOUNTS if one.code == chart.BANK_DIFFERENCE)
    rows = apps.get_model("ledger", "ChartAccount").objects.using(schema_editor.connection.alias)
    rows.get_or_create(
        code=account.code,
        defaults={
            "kind": account.kind,
            "normal_side": account.normal_side,
            "title_ms": account.title_ms,
            "title_en": account.title_en,
        },
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_entries_once")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
