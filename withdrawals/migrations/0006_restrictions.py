"""What bars a member's withdrawals, by two officers; relatives of officers (restrictions.sql)."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = (Path(__file__).parent / "restrictions.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0008_dated_parameters"),
        ("withdrawals", "0005_answers_and_payees"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Relative",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("SPOUSE", "Spouse"),
                            ("PARENT", "Parent"),
                            ("CHILD", "Child"),
                            ("SIBLING", "Brother or sister"),
                            ("IN_LAW", "In-law"),
                            ("OTHER", "Other relative"),
                        ],
                        max_length=8,
                        verbose_name="relation",
                    ),
                ),
                ("declared_at", models.DateTimeField(verbose_name="declared at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ended by",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.member",
                        verbose_name="member",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relatives",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="officer",
                    ),
                ),
            ],
            options={
                "verbose_name": "relative of an officer",
                "verbose_name_plural": "relatives of officers",
                "ordering": ["-declared_at"],
                "default_permissions": ("view",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("officer", "member"),
                        name="one_open_declaration_of_a_relative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="relative_end_has_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_by__isnull", True),
                            models.Q(("ended_by", models.F("officer")), _negated=True),
                            _connector="OR",
                        ),
                        name="relative_is_ended_by_another_officer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Restriction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("COURT_HOLD", "Court order on the accounts"),
                            ("DEATH", "Member has died"),
                            ("FALSE_DOCUMENT", "False document"),
                        ],
                        max_length=14,
                        verbose_name="kind",
                    ),
                ),
                (
                    "type_code",
                    models.CharField(blank=True, max_length=8, verbose_name="kind of withdrawal"),
                ),
                ("occurred_on", models.DateField(verbose_name="date of the document")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("proposed_at", models.DateTimeField(verbose_name="proposed at")),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="confirmed at"),
                ),
                (
                    "dismissed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="dismissed at"),
                ),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="ends on")),
                (
                    "end_source",
                    models.CharField(blank=True, max_length=200, verbose_name="source of the end"),
                ),
                (
                    "end_proposed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="end proposed at"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
                    ),
                ),
                (
                    "dismissed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="dismissed by",
                    ),
                ),
                (
                    "end_proposed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="end proposed by",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ended by",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="restrictions",
                        to="members.member",
                        verbose_name="member",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "restriction",
                "verbose_name_plural": "restrictions",
                "ordering": ["-proposed_at"],
                "permissions": [
                    ("propose_restriction", "Can record a restriction for a second officer"),
                    ("confirm_restriction", "Can confirm what another officer recorded"),
                ],
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("confirmed_at__isnull", False)),
                        fields=["kind", "member"],
                        name="restriction_in_force",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["COURT_HOLD", "DEATH", "FALSE_DOCUMENT"])),
                        name="restriction_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "FALSE_DOCUMENT"),
                                models.Q(("type_code", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("kind", "FALSE_DOCUMENT"), _negated=True),
                                ("type_code", ""),
                            ),
                            _connector="OR",
                        ),
                        name="restriction_of_a_false_document_names_its_purpose",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="restriction_names_its_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(
                                    ("confirmed_at__isnull", True), ("confirmed_by__isnull", True)
                                ),
                                models.Q(
                                    ("confirmed_at__isnull", False), ("confirmed_by__isnull", False)
                                ),
                                _connector="OR",
                            ),
                            models.Q(
                                models.Q(
                                    ("dismissed_at__isnull", True), ("dismissed_by__isnull", True)
                                ),
                                models.Q(
                                    ("dismissed_at__isnull", False), ("dismissed_by__isnull", False)
                                ),
                                _connector="OR",
                            ),
                            models.Q(
                                models.Q(
                                    ("end_proposed_at__isnull", True),
                                    ("end_proposed_by__isnull", True),
                                ),
                                models.Q(
                                    ("end_proposed_at__isnull", False),
                                    ("end_proposed_by__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            models.Q(
                                models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                                models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                                _connector="OR",
                            ),
                        ),
                        name="restriction_acts_have_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_at__isnull", True),
                            ("dismissed_at__isnull", True),
                            _connector="OR",
                        ),
                        name="restriction_is_confirmed_or_dismissed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="restriction_is_confirmed_by_another_officer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_by__isnull", True),
                            models.Q(("ended_by", models.F("end_proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="restriction_is_ended_by_another_officer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("end_proposed_at__isnull", True),
                                ("end_source", ""),
                                ("ends_on__isnull", True),
                            ),
                            models.Q(
                                models.Q(("end_source", ""), _negated=True),
                                ("confirmed_at__isnull", False),
                                ("end_proposed_at__isnull", False),
                                ("ends_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="restriction_end_has_its_source_and_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            ("end_proposed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="restriction_ends_as_proposed",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("dismissed_at__isnull", True), ("ended_at__isnull", True)
                        ),
                        fields=("member", "kind", "type_code"),
                        name="one_open_restriction_of_a_kind",
                    ),
                ],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
