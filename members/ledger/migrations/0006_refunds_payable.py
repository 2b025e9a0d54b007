"""An account for what employers get back and the bank has not paid yet."""

from django.db import migrations

from members.ledger import chart


def add(apps, schema_editor):
    account = next(one for one in chart.FUND_ACCOUNTS if one.code == chart.REFUND_PAYABLE)
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
    dependencies = [("ledger", "0005_bank_differences")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
