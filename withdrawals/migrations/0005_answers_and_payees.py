"""What a draft keeps besides amount and bank account: answers, and who is paid when not the member."""

from pathlib import Path

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

SQL = (Path(__file__).parent / "answers_guards.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0003_holidays"),
        ("members", "0008_dated_parameters"),
        ("withdrawals", "0004_shares"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question", models.CharField(max_length=40, verbose_name="question")),
                ("value", models.JSONField(blank=True, null=True, verbose_name="answer")),
                ("answered_at", models.DateTimeField(verbose_name="answered at")),
            ],
            options={
                "verbose_name": "answer",
                "verbose_name_plural": "answers",
                "default_permissions": (),
            },
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="application_submitted_is_complete",
        ),
        migrations.AddField(
            model_name="application",
            name="pay_to",
            field=models.CharField(default="MEMBER", max_length=12, verbose_name="paid to"),
        ),
        migrations.AddField(
            model_name="share",
            name="registration_no",
            field=models.CharField(blank=True, max_length=40, verbose_name="registration number"),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("submitted_at__isnull", True),
                    models.Q(
                        models.Q(("book", ""), _negated=True),
                        models.Q(("last_four", ""), _negated=True),
                        (
                            "amount_sen",
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("from_persaraan_sen"),
                                            "+",
                                            models.F("from_sejahtera_sen"),
                                        ),
                                        "+",
                                        models.F("from_fleksibel_sen"),
                                    ),
                                    "+",
                                    models.F("from_akaun_55_sen"),
                                ),
                                "+",
                                models.F("from_akaun_emas_sen"),
                            ),
                        ),
                        ("amount_sen__gt", 0),
                        models.Q(
                            models.Q(("bank_account__isnull", False), ("pay_to", "MEMBER")),
                            models.Q(
                                models.Q(("pay_to", "MEMBER"), _negated=True),
                                ("bank_account__isnull", True),
                            ),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="application_submitted_is_complete",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "pay_to__in",
                        [
                            "MEMBER",
                            "LENDER",
                            "INSTITUTION",
                            "HOSPITAL",
                            "TABUNG_HAJI",
                            "FUND_MANAGER",
                            "INSURER",
                            "CLAIMANT",
                            "PENSION_FUND",
                            "NOBODY_YET",
                        ],
                    )
                ),
                name="application_payee_is_known",
            ),
        ),
        migrations.AddField(
            model_name="answer",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="withdrawals.application",
                verbose_name="application",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                fields=("application", "question"), name="answer_once_for_each_question"
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
