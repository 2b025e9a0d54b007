"""Second officers, approval by rule, second looks, undone approvals, promises kept by the database."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import withdrawals.rules.states

SQL = (Path(__file__).parent / "review_guards.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0003_holidays"),
        ("members", "0012_activation"),
        ("withdrawals", "0010_corrections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Overdue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="day")),
                ("promised_on", models.DateField(verbose_name="promised for")),
                ("status", models.CharField(max_length=10, verbose_name="status")),
                ("noted_at", models.DateTimeField(verbose_name="noted at")),
            ],
            options={
                "verbose_name": "overdue application",
                "verbose_name_plural": "overdue applications",
                "ordering": ("-on", "promised_on", "id"),
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="SecondLook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("chosen_at", models.DateTimeField(verbose_name="chosen at")),
                (
                    "looked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="looked at"),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("FINE", "In order"), ("CONCERN", "Not in order")],
                        max_length=7,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "note",
                    models.CharField(blank=True, max_length=1000, verbose_name="internal note"),
                ),
            ],
            options={
                "verbose_name": "second look",
                "verbose_name_plural": "second looks",
                "ordering": ("id",),
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="Undo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("approved_at", models.DateTimeField(verbose_name="had been approved at")),
                ("reason_code", models.CharField(max_length=40, verbose_name="reason")),
                (
                    "note",
                    models.CharField(blank=True, max_length=1000, verbose_name="internal note"),
                ),
                ("at", models.DateTimeField(verbose_name="undone at")),
            ],
            options={
                "verbose_name": "undone approval",
                "verbose_name_plural": "undone approvals",
                "ordering": ("-id",),
                "default_permissions": ("view",),
            },
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="application_decided_has_who_and_when",
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="application_approved_has_its_journal",
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="application_status_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="transition",
            name="transition_words_are_known",
        ),
        migrations.RemoveIndex(
            model_name="application",
            name="application_queue",
        ),
        migrations.RemoveIndex(
            model_name="application",
            name="application_queue_counts",
        ),
        migrations.AddField(
            model_name="application",
            name="approved_by_rule",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.datedparameter",
                verbose_name="approved by rule",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="calendar_state",
            field=models.CharField(
                default="KUL",
                help_text="state whose days were counted",
                max_length=3,
                verbose_name="calendar of",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="first_approved_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="first approved at"),
        ),
        migrations.AddField(
            model_name="application",
            name="first_approved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="first approved by",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="first_approved_by_member_id",
            field=models.BigIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="application",
            name="second_above_sen",
            field=models.BigIntegerField(
                blank=True,
                help_text="the limit in force when it was approved",
                null=True,
                verbose_name="second officer above (sen)",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("status__in", ["IN_REVIEW", "SECOND", "SUBMITTED"])),
                fields=["pay_by_on", "submitted_at", "id"],
                include=("member", "status", "review_started_at"),
                name="application_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("status__in", ["IN_REVIEW", "SECOND", "SUBMITTED"])),
                fields=["type_code", "status", "submitted_on", "pay_by_on"],
                name="application_queue_counts",
            ),
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
                            "SECOND",
                            "APPROVED",
                            "PAYING",
                            "PAID",
                            "PAY_FAILED",
                            "CREDITED",
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
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approved_by_rule__isnull", True),
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                        models.Q(
                            (
                                "status__in",
                                [
                                    "APPROVED",
                                    "CREDITED",
                                    "PAID",
                                    "PAYING",
                                    "PAY_FAILED",
                                    "REJECTED",
                                ],
                            ),
                            _negated=True,
                        ),
                    ),
                    models.Q(
                        models.Q(
                            models.Q(
                                ("approved_by_rule__isnull", True), ("decided_by__isnull", False)
                            ),
                            models.Q(
                                ("approved_by_rule__isnull", False), ("decided_by__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        ("decided_at__isnull", False),
                        (
                            "status__in",
                            ["APPROVED", "CREDITED", "PAID", "PAYING", "PAY_FAILED", "REJECTED"],
                        ),
                    ),
                    _connector="OR",
                ),
                name="application_decided_has_who_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("first_approved_at__isnull", True), ("first_approved_by__isnull", True)
                    ),
                    models.Q(
                        ("first_approved_at__isnull", False), ("first_approved_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="application_first_approval_has_who_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first_approved_by_member_id__isnull", True),
                    models.Q(("first_approved_by_member_id", models.F("member_id")), _negated=True),
                    _connector="OR",
                ),
                name="application_first_approver_is_not_the_applicant",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first_approved_by__isnull", True),
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("first_approved_by")), _negated=True),
                    _connector="OR",
                ),
                name="application_second_officer_is_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", withdrawals.rules.states.Status["SECOND"]), _negated=True),
                    ("first_approved_by__isnull", False),
                    _connector="OR",
                ),
                name="application_waits_for_second_after_a_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("status__in", ["APPROVED", "CREDITED", "PAID", "PAYING", "PAY_FAILED"]),
                        _negated=True,
                    ),
                    ("first_approved_by__isnull", False),
                    ("second_above_sen__isnull", True),
                    ("amount_sen__lte", models.F("second_above_sen")),
                    _connector="OR",
                ),
                name="application_above_the_limit_has_two_officers",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approve_journal__isnull", False),
                        ("status__in", ["APPROVED", "CREDITED", "PAID", "PAYING", "PAY_FAILED"]),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "status__in",
                                ["APPROVED", "CREDITED", "PAID", "PAYING", "PAY_FAILED"],
                            ),
                            _negated=True,
                        ),
                        ("approve_journal__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="application_approved_has_its_journal",
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
                            "HALF_APPROVE",
                            "AGREE",
                            "SEND_BACK",
                            "RULE_APPROVE",
                            "POSTPONE",
                            "UNDO",
                            "REJECT",
                            "ASK",
                            "ANSWER",
                            "LAPSE",
                            "WITHDRAW",
                            "SEND_PAYMENT",
                            "PAY",
                            "FAIL_PAYMENT",
                            "PAY_AGAIN",
                            "CREDIT_BACK",
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
                            "SECOND",
                            "APPROVED",
                            "PAYING",
                            "PAID",
                            "PAY_FAILED",
                            "CREDITED",
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
                            "SECOND",
                            "APPROVED",
                            "PAYING",
                            "PAID",
                            "PAY_FAILED",
                            "CREDITED",
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
            model_name="overdue",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="overdue_days",
                to="withdrawals.application",
                verbose_name="application",
            ),
        ),
        migrations.AddField(
            model_name="secondlook",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="second_looks",
                to="withdrawals.application",
                verbose_name="application",
            ),
        ),
        migrations.AddField(
            model_name="secondlook",
            name="looked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="looked at by",
            ),
        ),
        migrations.AddField(
            model_name="secondlook",
            name="rule",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.datedparameter",
                verbose_name="rule",
            ),
        ),
        migrations.AddField(
            model_name="undo",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undos",
                to="withdrawals.application",
                verbose_name="application",
            ),
        ),
        migrations.AddField(
            model_name="undo",
            name="approved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="had been approved by",
            ),
        ),
        migrations.AddField(
            model_name="undo",
            name="approved_by_rule",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.datedparameter",
                verbose_name="had been approved by rule",
            ),
        ),
        migrations.AddField(
            model_name="undo",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="undone by",
            ),
        ),
        migrations.AddField(
            model_name="undo",
            name="mirror_journal",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.journal",
                verbose_name="mirror journal",
            ),
        ),
        migrations.AddField(
            model_name="undo",
            name="new_hold",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.hold",
                verbose_name="new hold",
            ),
        ),
        migrations.AddField(
            model_name="undo",
            name="undone_journal",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.journal",
                verbose_name="undone journal",
            ),
        ),
        migrations.AddIndex(
            model_name="overdue",
            index=models.Index(fields=["on", "promised_on"], name="overdue_of_day"),
        ),
        migrations.AddConstraint(
            model_name="overdue",
            constraint=models.UniqueConstraint(
                fields=("application", "on"), name="overdue_once_per_day_and_application"
            ),
        ),
        migrations.AddConstraint(
            model_name="overdue",
            constraint=models.CheckConstraint(
                condition=models.Q(("on__gt", models.F("promised_on"))),
                name="overdue_is_after_the_promise",
            ),
        ),
        migrations.AddIndex(
            model_name="secondlook",
            index=models.Index(
                condition=models.Q(("looked_at__isnull", True)),
                fields=["id"],
                name="second_look_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondlook",
            constraint=models.UniqueConstraint(
                fields=("application", "rule"), name="one_second_look_per_approval_by_rule"
            ),
        ),
        migrations.AddConstraint(
            model_name="secondlook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("looked_at__isnull", True), ("looked_by__isnull", True), ("outcome", "")
                    ),
                    models.Q(
                        ("looked_at__isnull", False),
                        ("looked_by__isnull", False),
                        ("outcome__in", ["FINE", "CONCERN"]),
                    ),
                    _connector="OR",
                ),
                name="second_look_has_who_when_and_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondlook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "CONCERN"), _negated=True),
                    models.Q(("note", ""), _negated=True),
                    _connector="OR",
                ),
                name="second_look_of_concern_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="undo",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason_code", ""), _negated=True), name="undo_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="undo",
            constraint=models.CheckConstraint(
                condition=models.Q(("undone_journal", models.F("mirror_journal")), _negated=True),
                name="undo_is_another_journal",
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
