"""A month filled in on screen, and lines without contribution with their reasons."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ZERO = """
-- A remittance goes on only when each of its lines without contribution says why.
create function contributions_zero_lines_say_why() returns trigger language plpgsql as $$
begin
  if exists (select 1 from contributions_zeroline z
              where z.remittance_id = new.id and z.reason = '') then
    raise exception 'a line without contribution of remittance % has no reason', new.reference
      using errcode = '23514', constraint = 'zero_lines_say_why';
  end if;
  return new;
end $$;
create trigger zero_lines_say_why before update of state on contributions_remittance for each row
  when (new.state = 'SUBMITTED' and old.state <> 'SUBMITTED')
  execute function contributions_zero_lines_say_why();
"""
ZERO_UNDO = """
drop trigger zero_lines_say_why on contributions_remittance;
drop function contributions_zero_lines_say_why();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contributions", "0006_voluntary"),
        ("members", "0009_inbox"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FormDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("wage_month", models.DateField(verbose_name="wage month")),
                (
                    "kind",
                    models.CharField(
                        choices=[("ORIGINAL", "Original"), ("SUPPLEMENTARY", "Supplementary")],
                        default="ORIGINAL",
                        max_length=13,
                        verbose_name="kind",
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="started at")),
                ("changed_at", models.DateTimeField(verbose_name="changed at")),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="form_drafts",
                        to="contributions.employer",
                    ),
                ),
                (
                    "remittance",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="form_draft",
                        to="contributions.remittance",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "form",
                "verbose_name_plural": "forms",
            },
        ),
        migrations.CreateModel(
            name="FormRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField(verbose_name="row")),
                ("member_no", models.CharField(blank=True, max_length=19, verbose_name="KWSP No.")),
                ("ic_no", models.CharField(max_length=24, verbose_name="IC No.")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("wages_sen", models.BigIntegerField(null=True, verbose_name="wages (sen)")),
                (
                    "employer_sen",
                    models.BigIntegerField(null=True, verbose_name="employer's share (sen)"),
                ),
                (
                    "employee_sen",
                    models.BigIntegerField(null=True, verbose_name="employee's share (sen)"),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("UNPAID_LEAVE", "Unpaid leave"),
                            ("NO_WORK", "Did not work this month"),
                            ("LEFT", "Left the company"),
                            ("ELSEWHERE", "Paid under another employer number"),
                            ("NIL_WAGES", "Wages of RM10.00 or less"),
                            ("NOT_LIABLE", "Not obliged to contribute"),
                            ("DIED", "Died"),
                        ],
                        max_length=12,
                        verbose_name="reason for no contribution",
                    ),
                ),
                ("is_added", models.BooleanField(default=False, verbose_name="added by hand")),
                ("line_no", models.IntegerField(null=True, verbose_name="row in the file")),
                (
                    "draft",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="contributions.formdraft",
                    ),
                ),
            ],
            options={
                "verbose_name": "row of a form",
                "verbose_name_plural": "rows of a form",
            },
        ),
        migrations.CreateModel(
            name="ZeroLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line_no", models.IntegerField(null=True, verbose_name="row in the file")),
                ("wages_sen", models.BigIntegerField(verbose_name="wages (sen)")),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("UNPAID_LEAVE", "Unpaid leave"),
                            ("NO_WORK", "Did not work this month"),
                            ("LEFT", "Left the company"),
                            ("ELSEWHERE", "Paid under another employer number"),
                            ("NIL_WAGES", "Wages of RM10.00 or less"),
                            ("NOT_LIABLE", "Not obliged to contribute"),
                            ("DIED", "Died"),
                        ],
                        max_length=12,
                        verbose_name="reason for no contribution",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.member",
                    ),
                ),
                (
                    "remittance",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="zero_lines",
                        to="contributions.remittance",
                    ),
                ),
            ],
            options={
                "verbose_name": "line without contribution",
                "verbose_name_plural": "lines without contribution",
            },
        ),
        migrations.AddConstraint(
            model_name="formdraft",
            constraint=models.UniqueConstraint(
                fields=("employer", "wage_month", "kind"),
                name="one_form_draft_per_employer_month_and_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="formdraft",
            constraint=models.CheckConstraint(
                condition=models.Q(("wage_month__day", 1)), name="form_draft_month_is_a_first_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="formrow",
            constraint=models.UniqueConstraint(
                fields=("draft", "number"), name="form_row_has_its_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="formrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("wages_sen__isnull", True), ("wages_sen__gte", 0), _connector="OR"),
                    models.Q(
                        ("employer_sen__isnull", True), ("employer_sen__gte", 0), _connector="OR"
                    ),
                    models.Q(
                        ("employee_sen__isnull", True), ("employee_sen__gte", 0), _connector="OR"
                    ),
                ),
                name="form_row_amounts_are_not_below_nil",
            ),
        ),
        migrations.AddConstraint(
            model_name="zeroline",
            constraint=models.UniqueConstraint(
                fields=("remittance", "member"), name="one_zero_line_per_remittance_and_member"
            ),
        ),
        migrations.AddConstraint(
            model_name="zeroline",
            constraint=models.CheckConstraint(
                condition=models.Q(("wages_sen__gte", 0)), name="zero_line_wages_are_not_below_nil"
            ),
        ),
        migrations.RunSQL(ZERO, ZERO_UNDO),
    ]
