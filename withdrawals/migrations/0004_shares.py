"""An application may be paid to several: parts, one instruction each (shares.sql)."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = (Path(__file__).parent / "shares.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("withdrawals", "0003_payout_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Share",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line_no", models.PositiveSmallIntegerField(verbose_name="line")),
                ("kind", models.CharField(max_length=12, verbose_name="kind")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "relation",
                    models.CharField(
                        blank=True, max_length=12, verbose_name="relation to the member"
                    ),
                ),
                ("born_on", models.DateField(blank=True, null=True, verbose_name="date of birth")),
                (
                    "guardian",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="guardian or trustee"
                    ),
                ),
                (
                    "identity_encrypted",
                    models.BinaryField(blank=True, verbose_name="identity number, encrypted"),
                ),
                ("bank_code", models.CharField(max_length=11, verbose_name="bank")),
                ("number_encrypted", models.BinaryField(verbose_name="number, encrypted")),
                (
                    "number_digest",
                    models.BinaryField(max_length=32, verbose_name="number, keyed digest"),
                ),
                ("last_four", models.CharField(max_length=4, verbose_name="last four digits")),
                (
                    "payment_reference",
                    models.CharField(blank=True, max_length=35, verbose_name="payment reference"),
                ),
                ("amount_sen", models.BigIntegerField(verbose_name="amount (sen)")),
                ("named_at", models.DateTimeField(verbose_name="named at")),
            ],
            options={
                "verbose_name": "share",
                "verbose_name_plural": "shares",
                "ordering": ["line_no"],
                "default_permissions": (),
            },
        ),
        migrations.RemoveConstraint(
            model_name="payoutattempt",
            name="one_payout_per_attempt_number",
        ),
        migrations.RemoveConstraint(
            model_name="payoutattempt",
            name="one_live_attempt",
        ),
        migrations.RemoveConstraint(
            model_name="transition",
            name="transition_words_are_known",
        ),
        migrations.AddField(
            model_name="payoutattempt",
            name="line_no",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="line"),
        ),
        migrations.AddConstraint(
            model_name="transition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "event__in",
                        [
                            "SUBMIT",
                            "DISCARD",
                            "EXPIRE",
                            "TAKE",
                            "PUT_BACK",
                            "APPROVE",
                            "REJECT",
                            "WITHDRAW",
                            "SEND_PAYMENT",
                            "PAY",
                            "FAIL_PAYMENT",
                            "PAY_AGAIN",
                            "PAY_REST",
                        ],
                    ),
                    (
                        "from_status__in",
                        [
                            "DRAFT",
                            "SUBMITTED",
                            "IN_REVIEW",
                            "APPROVED",
                            "PAYING",
                            "PAID",
                            "PAY_FAILED",
                            "REJECTED",
                            "WITHDRAWN",
                            "EXPIRED",
                        ],
                    ),
                    (
                        "to_status__in",
                        [
                            "DRAFT",
                            "SUBMITTED",
                            "IN_REVIEW",
                            "APPROVED",
                            "PAYING",
                            "PAID",
                            "PAY_FAILED",
                            "REJECTED",
                            "WITHDRAWN",
                            "EXPIRED",
                        ],
                    ),
                    ("part__in", ["MEMBER", "REVIEWER", "PAYMENTS", "SYSTEM"]),
                ),
                name="transition_words_are_known",
            ),
        ),
        migrations.AddField(
            model_name="share",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="shares",
                to="withdrawals.application",
                verbose_name="application",
            ),
        ),
        migrations.AddField(
            model_name="payoutattempt",
            name="share",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payouts",
                to="withdrawals.share",
                verbose_name="share",
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("line_no", 0), ("share__isnull", True)),
                    models.Q(("line_no__gt", 0), ("share__isnull", False)),
                    _connector="OR",
                ),
                name="payout_line_is_of_a_share",
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutattempt",
            constraint=models.UniqueConstraint(
                fields=("application", "line_no", "attempt_no"),
                name="one_payout_per_attempt_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutattempt",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["CANCELLED", "REJECTED", "RETURNED"]), _negated=True
                ),
                fields=("application", "line_no"),
                name="one_live_attempt",
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.UniqueConstraint(
                fields=("application", "line_no"), name="share_line_once_in_an_application"
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_sen__gt", 0)), name="share_pays_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                condition=models.Q(("line_no__gt", 0), ("line_no__lt", 100)),
                name="share_lines_are_1_to_99",
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "CLAIMANT",
                            "FUND_MANAGER",
                            "HOSPITAL",
                            "INSTITUTION",
                            "INSURER",
                            "LENDER",
                            "MEMBER",
                            "PENSION_FUND",
                            "TABUNG_HAJI",
                        ],
                    )
                ),
                name="share_payee_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name", ""), _negated=True),
                    models.Q(("last_four", ""), _negated=True),
                    models.Q(("bank_code", ""), _negated=True),
                ),
                name="share_is_complete",
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
