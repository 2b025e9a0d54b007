"""What waits for codes before a contact or bank account changes; waits for one account or up to a limit."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0010_second_factors"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProfileChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("EMAIL", "E-mail"),
                            ("PHONE", "Mobile phone"),
                            ("BANK", "Bank account"),
                        ],
                        max_length=5,
                        verbose_name="kind",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[("ONLINE", "On-line"), ("COUNTER", "At a counter")],
                        max_length=7,
                        verbose_name="way",
                    ),
                ),
                ("target_encrypted", models.BinaryField(verbose_name="changes to, encrypted")),
                (
                    "target_digest",
                    models.BinaryField(max_length=32, verbose_name="changes to, keyed digest"),
                ),
                ("shown", models.CharField(max_length=120, verbose_name="changes to")),
                ("asked_at", models.DateTimeField(verbose_name="asked for at")),
                ("expires_at", models.DateTimeField(verbose_name="expires at")),
                ("session_digest", models.BinaryField(blank=True, max_length=32, null=True)),
                ("tac_challenge_id", models.UUIDField(blank=True, editable=False, null=True)),
                (
                    "old_confirmed_at",
                    models.DateTimeField(null=True, verbose_name="confirmed by the old contact"),
                ),
                ("code_hash", models.CharField(blank=True, max_length=200)),
                ("code_tries_left", models.PositiveSmallIntegerField(default=0)),
                ("code_sent_at", models.DateTimeField(blank=True, null=True)),
                ("codes_sent", models.PositiveSmallIntegerField(default=0)),
                (
                    "new_confirmed_at",
                    models.DateTimeField(null=True, verbose_name="confirmed by the new contact"),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="how identity was checked"
                    ),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done at")),
                (
                    "voided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="voided at"),
                ),
            ],
            options={
                "verbose_name": "change of profile",
                "verbose_name_plural": "changes of profile",
                "permissions": (
                    ("change_contact", "Can change a contact at a counter, with another"),
                ),
            },
        ),
        migrations.AddField(
            model_name="coolingoff",
            name="bank_account",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.bankaccount",
                verbose_name="bank account",
            ),
        ),
        migrations.AddField(
            model_name="coolingoff",
            name="limit_sen",
            field=models.BigIntegerField(db_default=0, default=0, verbose_name="up to (sen)"),
        ),
        migrations.AlterField(
            model_name="coolingoff",
            name="reason",
            field=models.CharField(
                choices=[
                    ("PASSWORD_RESET", "Password reset"),
                    ("EMAIL_CHANGED", "New e-mail address"),
                    ("PHONE_CHANGED", "New phone number"),
                    ("BANK_ACCOUNT", "New bank account: nothing goes to it"),
                    ("BANK_ACCOUNT_LIMIT", "New bank account: small amounts alone"),
                ],
                max_length=20,
                verbose_name="reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="coolingoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("limit_sen", 0),
                    models.Q(("bank_account__isnull", True), ("limit_sen__gt", 0)),
                    _connector="OR",
                ),
                name="cooling_off_is_for_an_account_or_up_to_a_limit",
            ),
        ),
        migrations.AddField(
            model_name="profilechange",
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
            model_name="profilechange",
            name="entered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="entered by",
            ),
        ),
        migrations.AddField(
            model_name="profilechange",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="profile_changes",
                to=settings.AUTH_USER_MODEL,
                verbose_name="user",
            ),
        ),
        migrations.AddIndex(
            model_name="profilechange",
            index=models.Index(fields=["target_digest", "-asked_at"], name="change_to_a_contact"),
        ),
        migrations.AddIndex(
            model_name="profilechange",
            index=models.Index(fields=["user", "-asked_at"], name="change_of_a_user"),
        ),
        migrations.AddConstraint(
            model_name="profilechange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("done_at__isnull", True), ("voided_at__isnull", True)),
                fields=("user", "kind"),
                name="one_open_change_per_user_and_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="profilechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("done_at__isnull", True), ("voided_at__isnull", True), _connector="OR"
                ),
                name="change_is_done_or_voided_not_both",
            ),
        ),
        migrations.AddConstraint(
            model_name="profilechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("way", "ONLINE"), _negated=True),
                    ("done_at__isnull", True),
                    ("old_confirmed_at__isnull", False),
                    _connector="OR",
                ),
                name="change_online_is_confirmed_by_the_old_contact",
            ),
        ),
        migrations.AddConstraint(
            model_name="profilechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("way", "ONLINE"), _negated=True),
                    ("done_at__isnull", True),
                    ("kind", "BANK"),
                    ("new_confirmed_at__isnull", False),
                    _connector="OR",
                ),
                name="change_online_is_confirmed_by_the_new_contact",
            ),
        ),
        migrations.AddConstraint(
            model_name="profilechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("way", "COUNTER"), _negated=True),
                    models.Q(
                        ("entered_by__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                        models.Q(("kind", "BANK"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="change_at_a_counter_has_officer_and_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="profilechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("way", "COUNTER"), _negated=True),
                    ("done_at__isnull", True),
                    models.Q(
                        ("decided_by__isnull", False),
                        models.Q(("decided_by", models.F("entered_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="change_at_a_counter_needs_two_officers",
            ),
        ),
        migrations.AddConstraint(
            model_name="profilechange",
            constraint=models.CheckConstraint(
                condition=models.Q(("code_tries_left__lte", 3)),
                name="change_code_tries_within_limit",
            ),
        ),
    ]
