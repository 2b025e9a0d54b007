"""Papers laid down at a counter before the application is handed in (counter_papers.sql)."""

import uuid
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = (Path(__file__).parent / "counter_papers.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0014_shared_details"),
        ("withdrawals", "0013_counter_and_plans"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CounterPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("type_code", models.CharField(max_length=8, verbose_name="kind")),
                ("code", models.CharField(max_length=24, verbose_name="paper")),
                ("added_at", models.DateTimeField(verbose_name="added at")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counter_papers",
                        to="withdrawals.storedfile",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counter_papers",
                        to="members.member",
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "verbose_name": "paper at the counter",
                "verbose_name_plural": "papers at the counter",
                "ordering": ["id"],
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="counterpaper",
            constraint=models.UniqueConstraint(
                fields=("member", "type_code", "added_by", "code", "file"),
                name="counter_paper_once_for_each_paper",
            ),
        ),
        migrations.AddIndex(
            model_name="counterpaper",
            index=models.Index(fields=["added_at"], name="counter_paper_by_age"),
        ),
        migrations.RemoveConstraint(model_name="transition", name="transition_words_are_known"),
        migrations.AddConstraint(
            model_name="transition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "event__in",
                        [
                            "SUBMIT",
                            "TAKE_IN",
                            "DISCARD",
                            "EXPIRE",
                            "TAKE",
                            "PUT_BACK",
                            "APPROVE",
                            "HALF_APPROVE",
                            "AGREE",
                            "SEND_BACK",
                            "RULE_APPROVE",
                            "POSTPONE",
                            "UNDO",
                            "APPROVE_PLAN",
                            "REJECT",
                            "ASK",
                            "ANSWER",
                            "BRING",
                            "LAPSE",
                            "WITHDRAW",
                            "SEND_PAYMENT",
                            "PAY",
                            "FAIL_PAYMENT",
                            "PAY_AGAIN",
                            "CREDIT_BACK",
                            "PAY_REST",
                            "PAY_PLAN",
                            "END_PLAN",
                            "CANCEL_PLAN",
                        ],
                    ),
                    (
                        "from_status__in",
                        [
                            "DRAFT",
                            "SUBMITTED",
                            "IN_REVIEW",
                            "ASKED",
                            "SECOND",
                            "APPROVED",
                            "PAYING",
                            "PAID",
                            "PAY_FAILED",
                            "CREDITED",
                            "REJECTED",
                            "WITHDRAWN",
                            "EXPIRED",
                            "RUNNING",
                            "FINISHED",
                        ],
                    ),
                    (
                        "to_status__in",
                        [
                            "DRAFT",
                            "SUBMITTED",
                            "IN_REVIEW",
                            "ASKED",
                            "SECOND",
                            "APPROVED",
                            "PAYING",
                            "PAID",
                            "PAY_FAILED",
                            "CREDITED",
                            "REJECTED",
                            "WITHDRAWN",
                            "EXPIRED",
                            "RUNNING",
                            "FINISHED",
                        ],
                    ),
                    ("part__in", ["MEMBER", "COUNTER", "REVIEWER", "PAYMENTS", "SYSTEM"]),
                ),
                name="transition_words_are_known",
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
