"""What each part comes to is kept when its lines are written, and only as long as they say so."""

import django.db.models.deletion
from django.db import migrations, models

SQL = """
-- What was summed up when the lines were written is gone when they change: it is then summed afresh.
create function contributions_forget_sums() returns trigger language plpgsql as $$
begin
  delete from contributions_partsum s using (select distinct remittance_id from before) b
   where s.remittance_id = b.remittance_id;
  if tg_op = 'DELETE' then
    delete from contributions_remittancepart p using (select distinct remittance_id from before) b
     where p.remittance_id = b.remittance_id;
  end if;
  return null;
end $$;

create trigger sums_forgotten after update on contributions_contribution
  referencing old table as before for each statement execute function contributions_forget_sums();
create trigger parts_forgotten after delete on contributions_contribution
  referencing old table as before for each statement execute function contributions_forget_sums();

-- Where a line goes may be decided again until it is credited; what it says never changes.
create or replace function contributions_keep_lines() returns trigger language plpgsql as $$
begin
  if exists (select 1 from contributions_remittance r
              where r.id = old.remittance_id and r.state in ('POSTING', 'POSTED')) then
    raise exception 'lines of a remittance that is being credited stay as they are'
      using errcode = '23514', constraint = 'contribution_lines_stay';
  end if;
  if tg_op = 'UPDATE' and
     (old.remittance_id, old.member_id, old.wages_sen, old.employer_sen, old.employee_sen, old.line_no)
     is distinct from
     (new.remittance_id, new.member_id, new.wages_sen, new.employer_sen, new.employee_sen, new.line_no)
  then
    raise exception 'what a line says stays as the file says it'
      using errcode = '23514', constraint = 'contribution_lines_stay';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
"""
UNDO = """
drop trigger sums_forgotten on contributions_contribution;
drop trigger parts_forgotten on contributions_contribution;
drop function contributions_forget_sums();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contributions", "0010_payslips"),
    ]

    operations = [
        migrations.CreateModel(
            name="PartSum",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "remittance_id",
                        "number",
                        "book",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.IntegerField(verbose_name="part")),
                ("book", models.CharField(max_length=8, verbose_name="savings")),
                ("lines", models.IntegerField(verbose_name="lines")),
                ("wages_sen", models.BigIntegerField(verbose_name="wages (sen)")),
                ("employer_sen", models.BigIntegerField(verbose_name="employer's share (sen)")),
                ("employee_sen", models.BigIntegerField(verbose_name="employees' share (sen)")),
                (
                    "remittance",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="part_sums",
                        to="contributions.remittance",
                    ),
                ),
            ],
            options={
                "verbose_name": "total of a part",
                "verbose_name_plural": "totals of parts",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("lines__gt", 0)), name="part_sum_is_of_some_lines"
                    )
                ],
            },
        ),
        migrations.RunSQL(SQL, UNDO),
    ]
