"""Applications taken in at a counter, identity steps, payment plans (intake.sql, plans.sql)."""

from pathlib import Path

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import withdrawals.rules.states

HERE = Path(__file__).parent
SQL = [(HERE / name).read_text(encoding="utf-8") for name in ("intake.sql", "plans.sql")]


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0005_bank_differences"),
        ("members", "0014_shared_details"),
        ("withdrawals", "0012_remedies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IdentityStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("EKYC", "Face check (e-KYC)"),
                            ("THUMBPRINT", "Thumbprint at a terminal"),
                            ("DOCUMENTS", "Original identity documents seen"),
                        ],
                        max_length=10,
                        verbose_name="way",
                    ),
                ),
                (
                    "receipt_no",
                    models.CharField(blank=True, max_length=40, verbose_name="terminal receipt"),
                ),
                ("recorded_on", models.DateField(verbose_name="business date")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
            ],
            options={
                "verbose_name": "identity step",
                "verbose_name_plural": "identity steps",
                "ordering": ["-id"],
                "permissions": [
                    ("record_identity_step", "Can record that a member showed who they are")
                ],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="Intake",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("papers_seen", models.JSONField(default=list, verbose_name="papers seen")),
                ("signed_on", models.DateField(verbose_name="declaration signed on")),
                ("taken_in_at", models.DateTimeField(verbose_name="taken in at")),
            ],
            options={
                "verbose_name": "counter application",
                "verbose_name_plural": "counter applications",
                "ordering": ["-taken_in_at"],
                "permissions": [("take_in_application", "Can take an application in at a counter")],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="PaymentPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("MONTHLY", "Every month"),
                            ("YEARLY", "Every year: the dividend"),
                            ("SET_ASIDE", "Set aside"),
                        ],
                        max_length=9,
                        verbose_name="rhythm",
                    ),
                ),
                (
                    "amount_sen",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="amount a period (sen)"
                    ),
                ),
                (
                    "periods",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="periods"),
                ),
                ("first_on", models.DateField(blank=True, null=True, verbose_name="first pay day")),
                (
                    "next_no",
                    models.PositiveSmallIntegerField(default=0, verbose_name="periods passed"),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="next payment on")),
                ("began_on", models.DateField(verbose_name="began on")),
                ("began_at", models.DateTimeField(verbose_name="began at")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended on")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                ("ending", models.CharField(blank=True, max_length=9, verbose_name="why it ended")),
            ],
            options={
                "verbose_name": "payment plan",
                "verbose_name_plural": "payment plans",
                "ordering": ["-id"],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="PlanPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nominal_on", models.DateField(verbose_name="pay day")),
                ("paid_on", models.DateField(verbose_name="made for")),
                ("amount_sen", models.BigIntegerField(verbose_name="amount (sen)")),
                ("at", models.DateTimeField(verbose_name="at")),
            ],
            options={
                "verbose_name": "period of a plan",
                "verbose_name_plural": "periods of plans",
                "ordering": ["nominal_on"],
                "default_permissions": (),
            },
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="application_one_draft_per_member_and_type",
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="application_submitted_is_complete",
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="application_status_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="application_decided_has_who_and_when",
        ),
        migrations.RemoveConstraint(
            model_name="transition",
            name="transition_words_are_known",
        ),
        migrations.AddField(
            model_name="application",
            name="channel",
            field=models.CharField(default="ONLINE", max_length=7, verbose_name="channel"),
        ),
        migrations.AddField(
            model_name="application",
            name="taken_in_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="taken in by",
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
        migrations.AddField(
            model_name="identitystep",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="identity_steps",
                to="members.member",
                verbose_name="member",
            ),
        ),
        migrations.AddField(
            model_name="identitystep",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AddField(
            model_name="intake",
            name="application",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="intake",
                to="withdrawals.application",
                verbose_name="application",
            ),
        ),
        migrations.AddField(
            model_name="intake",
            name="identity_step",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="withdrawals.identitystep",
                verbose_name="identity step",
            ),
        ),
        migrations.AddField(
            model_name="intake",
            name="taken_in_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="taken in by",
            ),
        ),
        migrations.AddField(
            model_name="paymentplan",
            name="application",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="plan",
                to="withdrawals.application",
                verbose_name="application",
            ),
        ),
        migrations.AddField(
            model_name="paymentplan",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ended by",
            ),
        ),
        migrations.AddField(
            model_name="paymentplan",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payment_plans",
                to="members.member",
                verbose_name="member",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="of_plan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payments",
                to="withdrawals.paymentplan",
                verbose_name="payment of plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("channel", "ONLINE"),
                    ("of_plan__isnull", True),
                    ("status", withdrawals.rules.states.Status["DRAFT"]),
                ),
                fields=("member", "type_code"),
                name="application_one_draft_per_member_and_type",
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
                            "RUNNING",
                            "FINISHED",
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
                    ("submitted_at__isnull", True),
                    models.Q(
                        models.Q(("book", ""), _negated=True),
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
                            models.Q(("last_four", ""), _negated=True),
                            ("pay_to", "NOBODY_YET"),
                            _connector="OR",
                        ),
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
                                    "FINISHED",
                                    "PAID",
                                    "PAYING",
                                    "PAY_FAILED",
                                    "REJECTED",
                                    "RUNNING",
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
                            [
                                "APPROVED",
                                "CREDITED",
                                "FINISHED",
                                "PAID",
                                "PAYING",
                                "PAY_FAILED",
                                "REJECTED",
                                "RUNNING",
                            ],
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
                    models.Q(("channel", "ONLINE"), ("taken_in_by__isnull", True)),
                    models.Q(("channel", "COUNTER"), ("taken_in_by__isnull", False)),
                    _connector="OR",
                ),
                name="application_of_a_counter_has_who_took_it_in",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    ("taken_in_by__isnull", True),
                    models.Q(("decided_by", models.F("taken_in_by")), _negated=True),
                    _connector="OR",
                ),
                name="application_decider_did_not_take_it_in",
            ),
        ),
        migrations.AddField(
            model_name="planperiod",
            name="application",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="plan_period",
                to="withdrawals.application",
                verbose_name="application",
            ),
        ),
        migrations.AddField(
            model_name="planperiod",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="period_rows",
                to="withdrawals.paymentplan",
                verbose_name="plan",
            ),
        ),
        migrations.AddIndex(
            model_name="identitystep",
            index=models.Index(fields=["member", "-recorded_on"], name="identity_step_of_member"),
        ),
        migrations.AddConstraint(
            model_name="identitystep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("way", "DOCUMENTS"),
                    models.Q(("receipt_no", ""), _negated=True),
                    _connector="OR",
                ),
                name="identity_step_of_a_terminal_has_its_receipt",
            ),
        ),
        migrations.AddConstraint(
            model_name="identitystep",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["EKYC", "DOCUMENTS", "THUMBPRINT"])),
                name="identity_way_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="identitystep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("receipt_no", ""), _negated=True),
                fields=("receipt_no",),
                name="one_identity_step_per_receipt",
            ),
        ),
        migrations.AddIndex(
            model_name="paymentplan",
            index=models.Index(
                condition=models.Q(("due_on__isnull", False)), fields=["due_on"], name="plan_due"
            ),
        ),
        migrations.AddIndex(
            model_name="paymentplan",
            index=models.Index(fields=["member"], name="plan_of_member"),
        ),
        migrations.AddConstraint(
            model_name="paymentplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount_sen__gt", 0), ("first_on__isnull", False), ("rhythm", "MONTHLY")
                    ),
                    models.Q(
                        ("amount_sen__isnull", True),
                        ("first_on__isnull", False),
                        ("rhythm", "YEARLY"),
                    ),
                    models.Q(
                        ("amount_sen__gt", 0), ("first_on__isnull", True), ("rhythm", "SET_ASIDE")
                    ),
                    _connector="OR",
                ),
                name="plan_says_what_and_from_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", True), ("ended_on__isnull", True), ("ending", "")
                    ),
                    models.Q(
                        models.Q(("ending", ""), _negated=True),
                        ("due_on__isnull", True),
                        ("ended_at__isnull", False),
                        ("ended_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="plan_end_has_its_day_and_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on__isnull", False),
                    models.Q(("due_on__isnull", True), ("rhythm", "SET_ASIDE")),
                    models.Q(
                        models.Q(("rhythm", "SET_ASIDE"), _negated=True), ("due_on__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="plan_that_runs_has_its_next_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="planperiod",
            constraint=models.UniqueConstraint(
                fields=("plan", "nominal_on"), name="plan_pays_a_period_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="planperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_sen", 0), ("application__isnull", True)),
                    models.Q(("amount_sen__gt", 0), ("application__isnull", False)),
                    _connector="OR",
                ),
                name="plan_period_pays_by_an_application",
            ),
        ),
        *(migrations.RunSQL(text, migrations.RunSQL.noop) for text in SQL),
    ]
