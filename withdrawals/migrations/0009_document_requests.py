"""An officer may ask the member for papers; they come in while the application waits (document_request.sql)."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = (Path(__file__).parent / "document_request.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0003_holidays"),
        ("members", "0011_profile_changes"),
        ("withdrawals", "0008_documents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("items", models.JSONField(verbose_name="what is asked for")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("asked_on", models.DateField(verbose_name="asked on")),
                ("answer_by_on", models.DateField(verbose_name="answer by")),
                (
                    "closed_as",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ANSWERED", "Answered by the member"),
                            ("LAPSED", "Not answered in time"),
                            ("WITHDRAWN", "Application taken back"),
                        ],
                        max_length=9,
                        verbose_name="closed as",
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="closed at"),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
            ],
            options={
                "verbose_name": "request for documents",
                "verbose_name_plural": "requests for documents",
                "default_permissions": (),
            },
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="application_status_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="transition",
            name="transition_words_are_known",
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "DRAFT",
                            "SUBMITTED",
                            "IN_REVIEW",
                            "ASKED",
                            "APPROVED",
                            "PAYING",
                            "PAID",
                            "PAY_FAILED",
                            "REJECTED",
                            "WITHDRAWN",
                            "EXPIRED",
                        ],
                    )
                ),
                name="application_status_is_known",
            ),
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
                            "ASK",
                            "ANSWER",
                            "LAPSE",
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
                            "ASKED",
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
                            "ASKED",
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
            model_name="documentrequest",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="document_requests",
                to="withdrawals.application",
                verbose_name="application",
            ),
        ),
        migrations.AddField(
            model_name="documentrequest",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="asked by",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="request",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
                to="withdrawals.documentrequest",
                verbose_name="request",
            ),
        ),
        migrations.AddIndex(
            model_name="documentrequest",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["answer_by_on"],
                name="document_request_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)),
                fields=("application",),
                name="document_request_one_open_for_an_application",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("items", []), _negated=True),
                name="document_request_asks_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_by_on__gt", models.F("asked_on"))),
                name="document_request_leaves_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_as", ""), ("closed_at__isnull", True), ("closed_on__isnull", True)
                    ),
                    models.Q(
                        ("closed_as__in", ["ANSWERED", "LAPSED", "WITHDRAWN"]),
                        ("closed_at__isnull", False),
                        ("closed_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="document_request_closed_has_how_and_when",
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
