"""Identity steps for applications online, and which application stands on which (identity_uses.sql)."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = (Path(__file__).parent / "identity_uses.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0015_counter_permission"),
        ("withdrawals", "0014_counter_papers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IdentityUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("spends_it", models.BooleanField(verbose_name="uses it up")),
                ("used_at", models.DateTimeField(verbose_name="used at")),
            ],
            options={
                "verbose_name": "use of an identity step",
                "verbose_name_plural": "uses of identity steps",
                "default_permissions": ("view",),
            },
        ),
        migrations.AddField(
            model_name="identitystep",
            name="adapter",
            field=models.CharField(
                choices=[("COUNTER", "Counter officer")],
                default="COUNTER",
                max_length=8,
                verbose_name="recorded by way of",
            ),
        ),
        migrations.AddField(
            model_name="identitystep",
            name="counter",
            field=models.CharField(blank=True, max_length=60, verbose_name="counter"),
        ),
        migrations.AddField(
            model_name="identitystep",
            name="good_for",
            field=models.CharField(
                choices=[
                    ("INTAKE", "The application taken in with it"),
                    ("ONLINE", "Akaun Fleksibel applied for online"),
                ],
                default="INTAKE",
                max_length=6,
                verbose_name="stands for",
            ),
        ),
        migrations.AddField(
            model_name="identitystep",
            name="good_until_on",
            field=models.DateField(blank=True, null=True, verbose_name="stands until"),
        ),
        migrations.AddConstraint(
            model_name="identitystep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("good_for", "INTAKE"), ("good_until_on__isnull", True)),
                    models.Q(
                        ("good_for", "ONLINE"),
                        ("good_until_on__gte", models.F("recorded_on")),
                        models.Q(("counter", ""), _negated=True),
                        models.Q(("way", "DOCUMENTS"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="identity_step_says_what_for_and_how_long",
            ),
        ),
        migrations.AddField(
            model_name="identityuse",
            name="application",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="identity_use",
                to="withdrawals.application",
                verbose_name="application",
            ),
        ),
        migrations.AddField(
            model_name="identityuse",
            name="identity_step",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="uses",
                to="withdrawals.identitystep",
                verbose_name="identity step",
            ),
        ),
        migrations.AddConstraint(
            model_name="identityuse",
            constraint=models.UniqueConstraint(
                condition=models.Q(("spends_it", True)),
                fields=("identity_step",),
                name="identity_step_is_used_up_once",
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
