"""Notices in an inbox, and by which other ways a person wants to hear."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0008_dated_parameters"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="email_notices",
            field=models.BooleanField(
                db_default=True, default=True, verbose_name="wants notices by e-mail"
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="sms_notices",
            field=models.BooleanField(
                db_default=True, default=True, verbose_name="wants notices by text message"
            ),
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        help_text="declared in members/rules/notices.py",
                        max_length=40,
                        verbose_name="about",
                    ),
                ),
                ("facts", models.JSONField(blank=True, default=dict, verbose_name="facts")),
                ("link", models.CharField(blank=True, max_length=200, verbose_name="leads to")),
                ("event_key", models.CharField(max_length=80, verbose_name="event")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="read at")),
                (
                    "emailed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="sent by e-mail at"),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="members.member",
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "indexes": [
                    models.Index(fields=["member", "-at"], name="notice_of_a_member"),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)),
                        fields=["member"],
                        name="notice_not_read",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("member", "event_key"), name="one_notice_per_member_and_event"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("link", ""),
                            models.Q(
                                ("link__startswith", "/"),
                                models.Q(("link__startswith", "//"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="notice_leads_to_a_page_of_ours",
                    ),
                ],
            },
        ),
    ]
