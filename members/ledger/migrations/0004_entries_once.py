"""One index an entry; what a journal's entries come to, kept when they are taken in (entries_once.sql)."""

from pathlib import Path

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

SQL = (Path(__file__).parent / "entries_once.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0003_holidays"),
    ]

    operations = [
        migrations.CreateModel(
            name="EntryTotal",
            fields=[
                (
                    "journal",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="ledger.journal",
                    ),
                ),
                ("entry_count", models.IntegerField()),
                ("contra_sen", models.BigIntegerField()),
            ],
        ),
        migrations.RemoveIndex(
            model_name="memberentry",
            name="member_entry_by_member",
        ),
        migrations.AddIndex(
            model_name="memberentry",
            index=models.Index(fields=["member"], name="member_entry_of_member"),
        ),
        migrations.AddIndex(
            model_name="memberentry",
            index=django.contrib.postgres.indexes.BrinIndex(
                autosummarize=True,
                fields=["journal"],
                name="member_entry_of_journal",
                pages_per_range=32,
            ),
        ),
        migrations.AddConstraint(
            model_name="entrytotal",
            constraint=models.CheckConstraint(
                condition=models.Q(("entry_count__gt", 0)), name="entry_total_counts_something"
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
