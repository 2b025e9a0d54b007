"""Another account for a share that the bank refused or sent back (share_account.sql)."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

SQL = (Path(__file__).parent / "share_account.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("withdrawals", "0016_pages_of_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ShareAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("bank_code", models.CharField(max_length=11, verbose_name="bank")),
                ("number_encrypted", models.BinaryField(verbose_name="number, encrypted")),
                ("last_four", models.CharField(max_length=4, verbose_name="last four digits")),
                ("evidence", models.CharField(max_length=1000, verbose_name="evidence")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "Waits for a second officer"),
                            ("DONE", "Done"),
                            ("REFUSED", "Refused"),
                        ],
                        default="PROPOSED",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                ("proposed_at", models.DateTimeField(verbose_name="proposed at")),
                ("waits_until", models.DateTimeField(verbose_name="waits until")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="decided at"),
                ),
                (
                    "decided_note",
                    models.CharField(
                        blank=True, max_length=1000, verbose_name="note of the second officer"
                    ),
                ),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="new_accounts",
                        to="withdrawals.payoutattempt",
                        verbose_name="payout",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "paid_by",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="withdrawals.payoutattempt",
                        verbose_name="new payout",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "another account of a payee",
                "verbose_name_plural": "other accounts of payees",
                "ordering": ("-id",),
                "default_permissions": (),
                "constraints": (
                    models.CheckConstraint(
                        condition=~Q(evidence=""), name="share_account_has_evidence"
                    ),
                    models.CheckConstraint(
                        condition=Q(waits_until__gt=F("proposed_at")), name="share_account_waits"
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            state="PROPOSED",
                            decided_by__isnull=True,
                            decided_at__isnull=True,
                            paid_by__isnull=True,
                        )
                        | Q(
                            state="REFUSED",
                            decided_by__isnull=False,
                            decided_at__isnull=False,
                            paid_by__isnull=True,
                        )
                        | Q(
                            state="DONE",
                            decided_by__isnull=False,
                            decided_at__gte=F("waits_until"),
                            paid_by__isnull=False,
                        ),
                        name="share_account_is_decided_after_the_wait",
                    ),
                    models.CheckConstraint(
                        condition=~Q(state="DONE") | ~Q(decided_by=F("proposed_by")),
                        name="share_account_has_two_people",
                    ),
                    models.UniqueConstraint(
                        fields=("attempt",),
                        condition=~Q(state="REFUSED"),
                        name="one_new_account_of_a_failed_share",
                    ),
                ),
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
