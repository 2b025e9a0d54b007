"""A member says of an entry in the log: not me. Money stands still until staff have answered."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0012_activation"),
    ]

    operations = [
        migrations.CreateModel(
            name="SecurityReport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("event_id", models.BigIntegerField(unique=True, verbose_name="event")),
                ("action", models.CharField(max_length=60, verbose_name="action")),
                ("event_at", models.DateTimeField(verbose_name="happened at")),
                ("detail", models.JSONField(blank=True, default=dict)),
                ("reported_at", models.DateTimeField(verbose_name="reported at")),
                (
                    "payments_left",
                    models.JSONField(
                        blank=True, default=list, verbose_name="payments that had left by then"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("OPEN", "Waits for an answer"),
                            ("KEPT", "Answered, money still stopped"),
                            ("RELEASED", "Answered, money may move"),
                        ],
                        default="OPEN",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="answer to the member"
                    ),
                ),
                (
                    "reason",
                    models.CharField(blank=True, max_length=300, verbose_name="what was found"),
                ),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="answered at"),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="security_reports",
                        to="members.member",
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "verbose_name": "report of a member",
                "verbose_name_plural": "reports of members",
                "permissions": (
                    ("answer_report", "Can answer a member's report and let money go"),
                ),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "RELEASED"), _negated=True),
                        fields=["member"],
                        name="report_that_stops_money",
                    ),
                    models.Index(fields=["state", "reported_at"], name="report_by_age"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("state", "OPEN")),
                            models.Q(
                                models.Q(("state", "OPEN"), _negated=True),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="report_is_answered_by_whom_when_and_why",
                    )
                ],
            },
        ),
    ]
