"""What two officers do about money and messages that no rule could place."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = (Path(__file__).parent / "remedies.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("withdrawals", "0011_decisions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Remedy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("CREDIT_BACK", "Put the money back into the member's savings"),
                            ("MATCH", "The entry is of this payment"),
                            ("PARK", "Keep the entry as unidentified"),
                            ("CLOSE", "The message has been dealt with"),
                        ],
                        max_length=11,
                        verbose_name="what is done",
                    ),
                ),
                ("reason_code", models.CharField(blank=True, max_length=40, verbose_name="reason")),
                ("note", models.CharField(max_length=1000, verbose_name="internal note")),
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
                    "journal_id",
                    models.BigIntegerField(blank=True, null=True, verbose_name="journal"),
                ),
            ],
            options={
                "verbose_name": "bank exception",
                "verbose_name_plural": "bank exceptions",
                "ordering": ("-id",),
                "permissions": (
                    ("resolve_exception", "Can propose and confirm what is done about money"),
                ),
                "default_permissions": ("view",),
            },
        ),
        migrations.RemoveConstraint(
            model_name="bankentry",
            name="matched_entry_is_in_the_books",
        ),
        migrations.AlterField(
            model_name="bankentry",
            name="match_state",
            field=models.CharField(
                choices=[
                    ("UNMATCHED", "Not looked at yet"),
                    ("MATCHED", "Matched"),
                    ("PARKED", "Kept as unidentified"),
                    ("EXCEPTION", "Needs a person"),
                ],
                default="UNMATCHED",
                max_length=9,
                verbose_name="match",
            ),
        ),
        migrations.AlterField(
            model_name="bankmessage",
            name="state",
            field=models.CharField(
                choices=[
                    ("RECEIVED", "Received"),
                    ("APPLIED", "Applied"),
                    ("EXCEPTION", "Needs a person"),
                    ("CLOSED", "Dealt with"),
                ],
                default="RECEIVED",
                max_length=9,
                verbose_name="status",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("attempt__isnull", False),
                        ("journal_id__isnull", False),
                        ("match_state", "MATCHED"),
                    ),
                    models.Q(("journal_id__isnull", False), ("match_state", "PARKED")),
                    models.Q(
                        models.Q(("match_state__in", ("MATCHED", "PARKED")), _negated=True),
                        ("journal_id__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="matched_entry_is_in_the_books",
            ),
        ),
        migrations.AddField(
            model_name="remedy",
            name="application",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="remedies",
                to="withdrawals.application",
                verbose_name="application",
            ),
        ),
        migrations.AddField(
            model_name="remedy",
            name="attempt",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="remedies",
                to="withdrawals.payoutattempt",
                verbose_name="payout",
            ),
        ),
        migrations.AddField(
            model_name="remedy",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="remedy",
            name="entry",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="remedies",
                to="withdrawals.bankentry",
                verbose_name="statement entry",
            ),
        ),
        migrations.AddField(
            model_name="remedy",
            name="message",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="remedies",
                to="withdrawals.bankmessage",
                verbose_name="bank message",
            ),
        ),
        migrations.AddField(
            model_name="remedy",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="proposed by",
            ),
        ),
        migrations.AddConstraint(
            model_name="remedy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("act", "CREDIT_BACK"),
                        ("application__isnull", False),
                        ("entry__isnull", True),
                        ("attempt__isnull", True),
                        ("message__isnull", True),
                        models.Q(("reason_code", ""), _negated=True),
                    ),
                    models.Q(
                        ("act", "MATCH"),
                        ("application__isnull", True),
                        ("attempt__isnull", False),
                        ("entry__isnull", False),
                        ("message__isnull", True),
                    ),
                    models.Q(
                        ("act", "PARK"),
                        ("application__isnull", True),
                        ("attempt__isnull", True),
                        ("entry__isnull", False),
                        ("message__isnull", True),
                    ),
                    models.Q(
                        ("act", "CLOSE"),
                        ("application__isnull", True),
                        ("attempt__isnull", True),
                        ("entry__isnull", True),
                        ("message__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="remedy_is_about_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="remedy",
            constraint=models.CheckConstraint(
                condition=models.Q(("note", ""), _negated=True), name="remedy_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="remedy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_by__isnull", True),
                        ("state", "PROPOSED"),
                        ("decided_at__isnull", True),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("state__in", ("DONE", "REFUSED")),
                    ),
                    _connector="OR",
                ),
                name="remedy_decided_has_who_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="remedy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "DONE"), _negated=True),
                    ("act", "CLOSE"),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="remedy_that_moves_money_has_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="remedy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("journal_id__isnull", True), ("state", "DONE"), _connector="OR"
                ),
                name="remedy_writes_only_when_done",
            ),
        ),
        migrations.AddConstraint(
            model_name="remedy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "DONE"), _negated=True),
                    ("act", "CLOSE"),
                    ("journal_id__isnull", False),
                    _connector="OR",
                ),
                name="remedy_done_is_in_the_books",
            ),
        ),
        migrations.AddConstraint(
            model_name="remedy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "REFUSED"), _negated=True),
                fields=("application",),
                name="one_remedy_of_an_application",
            ),
        ),
        migrations.AddConstraint(
            model_name="remedy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "REFUSED"), _negated=True),
                fields=("entry",),
                name="one_remedy_of_an_entry",
            ),
        ),
        migrations.AddConstraint(
            model_name="remedy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "REFUSED"), _negated=True),
                fields=("message",),
                name="one_remedy_of_a_message",
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
