-- A plan keeps what was approved; a period is written once. A payment of a plan names it for ever.

create trigger append_only before update or delete on withdrawals_planperiod
  for each row execute function withdrawals_refuse_change();
create trigger never_truncated before truncate on withdrawals_planperiod
  for each statement execute function withdrawals_refuse_change();

create function withdrawals_plan_guard() returns trigger language plpgsql as $$
begin
  if (new.application_id, new.member_id, new.rhythm, new.amount_sen, new.periods, new.first_on,
      new.began_on, new.began_at)
     is distinct from
     (old.application_id, old.member_id, old.rhythm, old.amount_sen, old.periods, old.first_on,
      old.began_on, old.began_at)
     or new.next_no < old.next_no
     or old.ended_on is not null
  then
    raise exception 'plan % keeps what was approved', old.id
      using errcode = '23514', constraint = 'plan_is_kept';
  end if;
  return new;
end $$;

create trigger a_guard before update on withdrawals_paymentplan
  for each row execute function withdrawals_plan_guard();
create trigger never_deleted before delete on withdrawals_paymentplan
  for each row execute function withdrawals_refuse_change();
create trigger never_truncated before truncate on withdrawals_paymentplan
  for each statement execute function withdrawals_refuse_change();

create function withdrawals_keep_the_plan() returns trigger language plpgsql as $$
begin
  raise exception 'application %: its plan is frozen', old.reference
    using errcode = '23514', constraint = 'application_request_is_frozen';
end $$;

create trigger f_keep_the_plan before update on withdrawals_application
  for each row when (new.of_plan_id is distinct from old.of_plan_id)
  execute function withdrawals_keep_the_plan();
