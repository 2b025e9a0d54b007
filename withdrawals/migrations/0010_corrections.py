"""A new application may name the refused one it corrects (corrections.sql)."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = (Path(__file__).parent / "corrections.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("withdrawals", "0009_document_requests"),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
            name="corrects",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrected_by",
                to="withdrawals.application",
                verbose_name="corrects",
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
