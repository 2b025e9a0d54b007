"""What the models cannot say: spells do not overlap, and posted lines stay as they are, members' changes are noted."""

from django.db import migrations

SQL = """
create extension if not exists btree_gist;

alter table contributions_employment add constraint employment_spells_do_not_overlap
  exclude using gist (employer_id with =, member_id with =,
                      daterange(started_on, ended_on, '[]') with &&);

-- Files are kept as they came: compressing them costs more than it saves.
alter table contributions_filechunk alter column content set storage external;

-- Which members changed in what a line rests on, and in which transaction. Submission asks for those of
-- its own lines, instead of looking at every member again.
create table contributions_memberchange (
  member_id bigint not null,
  xact xid8 not null default pg_current_xact_id()
);
create index contributions_memberchange_xact on contributions_memberchange (xact);

create function contributions_note_change() returns trigger language plpgsql as $$
begin
  insert into contributions_memberchange (member_id) values (old.id);
  return null;
end $$;

create trigger noted_when_changed after update on members_member for each row
  when ((old.id, old.member_no, old.ic_no, old.born_on, old.scheme)
        is distinct from (new.id, new.member_no, new.ic_no, new.born_on, new.scheme))
  execute function contributions_note_change();
create trigger noted_when_removed after delete on members_member for each row
  execute function contributions_note_change();

-- Lines may be taken back only while nobody has been credited; nothing is checked on insert, where
-- the time goes: validation writes lines under the remittance's row lock.
create function contributions_keep_lines() returns trigger language plpgsql as $$
begin
  if exists (select 1 from contributions_remittance r
              where r.id = old.remittance_id and r.state in ('POSTING', 'POSTED')) then
    raise exception 'lines of a remittance that is being credited stay as they are'
      using errcode = '23514', constraint = 'contribution_lines_stay';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;

create trigger lines_stay before update or delete on contributions_contribution
  for each row execute function contributions_keep_lines();

create function contributions_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% of % is not allowed', lower(tg_op), tg_table_name
    using errcode = '23514', constraint = 'contributions_kept';
end $$;

create trigger never_truncated before truncate on contributions_contribution
  for each statement execute function contributions_refuse_change();
create trigger never_deleted before delete on contributions_remittance
  for each row execute function contributions_refuse_change();
create trigger append_only before update or delete on contributions_lookup
  for each row execute function contributions_refuse_change();
"""

UNDO = """
drop trigger noted_when_removed on members_member;
drop trigger noted_when_changed on members_member;
drop function contributions_note_change();
drop table contributions_memberchange;
drop trigger append_only on contributions_lookup;
drop trigger never_deleted on contributions_remittance;
drop trigger never_truncated on contributions_contribution;
drop function contributions_refuse_change();
drop trigger lines_stay on contributions_contribution;
drop function contributions_keep_lines();
alter table contributions_employment drop constraint employment_spells_do_not_overlap;
"""


class Migration(migrations.Migration):
    dependencies = [("contributions", "0001_initial")]

    operations = [migrations.RunSQL(SQL, UNDO)]
