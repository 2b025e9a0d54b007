-- What the model files cannot say about decisions: who approved first is looked up here, an approval is
-- undone only by a record, a promise moves only with a reason that the member reads, and what is
-- finished stays as it was written.

create or replace function withdrawals_name_the_decider() returns trigger language plpgsql as $$
begin
  new.decided_by_member_id :=
    (select member_id from members_user where id = new.decided_by_id);
  new.first_approved_by_member_id :=
    (select member_id from members_user where id = new.first_approved_by_id);
  return new;
end $$;

-- As before, and: what an approval wrote is taken back only beside a record that names its journal.
create or replace function withdrawals_freeze_request() returns trigger language plpgsql as $$
declare
  undone boolean;
begin
  if old.status = 'DRAFT' then
    return new;
  end if;
  undone := old.status = 'APPROVED' and new.status = 'SUBMITTED' and exists (
    select 1 from withdrawals_undo u
     where u.application_id = old.id and u.undone_journal_id = old.approve_journal_id
       and u.new_hold_id = new.hold_id);
  if (new.reference, new.client_key, new.member_id, new.type_code, new.amount_sen, new.book,
      new.from_persaraan_sen, new.from_sejahtera_sen, new.from_fleksibel_sen,
      new.from_akaun_55_sen, new.from_akaun_emas_sen, new.submitted_at,
      new.submitted_by_id, new.submitted_on, new.promised_on)
     is distinct from
     (old.reference, old.client_key, old.member_id, old.type_code, old.amount_sen, old.book,
      old.from_persaraan_sen, old.from_sejahtera_sen, old.from_fleksibel_sen,
      old.from_akaun_55_sen, old.from_akaun_emas_sen, old.submitted_at,
      old.submitted_by_id, old.submitted_on, old.promised_on)
     or (not undone and new.hold_id is distinct from old.hold_id)
     or (old.status <> 'PAY_FAILED'
         and (new.bank_account_id, new.bank_code, new.last_four)
             is distinct from (old.bank_account_id, old.bank_code, old.last_four))
  then
    raise exception 'application % is submitted: what was asked for is frozen', old.reference
      using errcode = '23514', constraint = 'application_request_is_frozen';
  end if;
  if not undone and old.decided_at is not null
     and (new.decided_at, new.decided_by_id, new.approve_journal_id, new.first_approved_by_id,
          new.first_approved_at, new.second_above_sen, new.approved_by_rule_id)
         is distinct from
         (old.decided_at, old.decided_by_id, old.approve_journal_id, old.first_approved_by_id,
          old.first_approved_at, old.second_above_sen, old.approved_by_rule_id)
  then
    raise exception 'application % is decided', old.reference
      using errcode = '23514', constraint = 'application_decision_is_final';
  end if;
  if old.approve_journal_id is null and new.approve_journal_id is not null
     and new.second_above_sen is null
  then
    raise exception 'application %: the limit in force is kept with the approval', old.reference
      using errcode = '23514', constraint = 'application_approval_keeps_its_limit';
  end if;
  return new;
end $$;

create function withdrawals_no_relative_approves_first() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from withdrawals_relative r
     where r.officer_id = new.first_approved_by_id and r.member_id = new.member_id
       and r.ended_at is null)
  then
    raise exception 'application %: the officer has declared this member a relative', new.reference
      using errcode = '23514', constraint = 'application_first_approver_is_not_a_relative';
  end if;
  return new;
end $$;
create trigger e_no_relative_approves_first
  before update of first_approved_by_id on withdrawals_application
  for each row when (new.first_approved_by_id is not null
                     and new.first_approved_by_id is distinct from old.first_approved_by_id)
  execute function withdrawals_no_relative_approves_first();

-- Asked at commit: the row that says why may be written after the day has been moved.
create function withdrawals_promise_has_a_reason() returns trigger language plpgsql as $$
begin
  if not exists (
    select 1 from withdrawals_transition t
     where t.application_id = new.id
       and t.reasons @> jsonb_build_array(jsonb_build_object(
             'values', jsonb_build_object('pay_by_on', to_char(new.pay_by_on, 'YYYY-MM-DD')))))
  then
    raise exception 'application %: a promise moves only with a reason the member reads', new.reference
      using errcode = '23514', constraint = 'promise_moves_with_a_reason';
  end if;
  return null;
end $$;
create constraint trigger promise_moves_with_a_reason
  after update on withdrawals_application deferrable initially deferred
  for each row when (old.pay_by_on is not null and new.pay_by_on is distinct from old.pay_by_on)
  execute function withdrawals_promise_has_a_reason();

create function withdrawals_second_look_guard() returns trigger language plpgsql as $$
begin
  if (new.application_id, new.rule_id, new.chosen_at)
     is distinct from (old.application_id, old.rule_id, old.chosen_at) or old.looked_at is not null
  then
    raise exception 'a second look is kept'
      using errcode = '23514', constraint = 'second_look_is_kept';
  end if;
  if exists (select 1 from members_user u join withdrawals_application a on a.id = new.application_id
              where u.id = new.looked_by_id and u.member_id = a.member_id)
  then
    raise exception 'nobody looks at an application of their own'
      using errcode = '23514', constraint = 'second_look_is_not_at_ones_own';
  end if;
  return new;
end $$;
create trigger a_guard before update on withdrawals_secondlook
  for each row execute function withdrawals_second_look_guard();
create trigger never_deleted before delete on withdrawals_secondlook
  for each row execute function withdrawals_refuse_change();
create trigger append_only before update or delete on withdrawals_undo
  for each row execute function withdrawals_refuse_change();
create trigger append_only before update or delete on withdrawals_overdue
  for each row execute function withdrawals_refuse_change();
create trigger never_truncated before truncate on withdrawals_secondlook
  for each statement execute function withdrawals_refuse_change();
create trigger never_truncated before truncate on withdrawals_undo
  for each statement execute function withdrawals_refuse_change();
create trigger never_truncated before truncate on withdrawals_overdue
  for each statement execute function withdrawals_refuse_change();

-- Nobody undoes an approval of their own money.
create function withdrawals_undo_guard() returns trigger language plpgsql as $$
begin
  if exists (select 1 from members_user u join withdrawals_application a on a.id = new.application_id
              where u.id = new.by_id and u.member_id = a.member_id)
  then
    raise exception 'nobody undoes an approval of their own'
      using errcode = '23514', constraint = 'undo_is_not_of_ones_own';
  end if;
  return new;
end $$;
create trigger a_guard before insert on withdrawals_undo
  for each row execute function withdrawals_undo_guard();
