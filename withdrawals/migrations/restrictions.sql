-- A restriction keeps what was recorded; an officer does not decide for a relative they declared.

create function withdrawals_restriction_guard() returns trigger language plpgsql as $$
begin
  if (new.member_id, new.kind, new.type_code, new.occurred_on, new.source, new.proposed_at,
      new.proposed_by_id)
     is distinct from
     (old.member_id, old.kind, old.type_code, old.occurred_on, old.source, old.proposed_at,
      old.proposed_by_id)
     or (old.confirmed_at is not null
         and (new.confirmed_at, new.confirmed_by_id)
             is distinct from (old.confirmed_at, old.confirmed_by_id))
     or (old.dismissed_at is not null and to_jsonb(new) is distinct from to_jsonb(old))
     or (old.ended_at is not null and to_jsonb(new) is distinct from to_jsonb(old))
  then
    raise exception 'a restriction keeps what was recorded'
      using errcode = '23514', constraint = 'restriction_is_kept';
  end if;
  if exists (
    select 1 from members_user u
     where u.member_id = new.member_id
       and u.id in (new.proposed_by_id, new.confirmed_by_id, new.end_proposed_by_id, new.ended_by_id))
  then
    raise exception 'nobody records or ends a restriction of their own'
      using errcode = '23514', constraint = 'restriction_is_not_ones_own';
  end if;
  return new;
end $$;

create trigger a_guard before update on withdrawals_restriction
  for each row execute function withdrawals_restriction_guard();
create trigger never_deleted before delete on withdrawals_restriction
  for each row execute function withdrawals_refuse_change();
create trigger never_truncated before truncate on withdrawals_restriction
  for each statement execute function withdrawals_refuse_change();

create function withdrawals_relative_guard() returns trigger language plpgsql as $$
begin
  if (new.officer_id, new.member_id, new.relation, new.declared_at)
     is distinct from (old.officer_id, old.member_id, old.relation, old.declared_at)
     or old.ended_at is not null
  then
    raise exception 'a declared relative is kept'
      using errcode = '23514', constraint = 'relative_is_kept';
  end if;
  return new;
end $$;

create trigger a_guard before update on withdrawals_relative
  for each row execute function withdrawals_relative_guard();
create trigger never_deleted before delete on withdrawals_relative
  for each row execute function withdrawals_refuse_change();
create trigger never_truncated before truncate on withdrawals_relative
  for each statement execute function withdrawals_refuse_change();

create function withdrawals_no_relative_decides() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from withdrawals_relative r
     where r.officer_id = new.decided_by_id and r.member_id = new.member_id
       and r.ended_at is null)
  then
    raise exception 'application %: the officer has declared this member a relative', new.reference
      using errcode = '23514', constraint = 'application_decider_is_not_a_relative';
  end if;
  return new;
end $$;

create trigger d_no_relative_decides before update of decided_by_id on withdrawals_application
  for each row when (new.decided_by_id is not null
                     and new.decided_by_id is distinct from old.decided_by_id)
  execute function withdrawals_no_relative_decides();
