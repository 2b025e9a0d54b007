-- What the model files cannot say about remedies: who would be paid by one has no part in it, what is
-- finished stays, and an entry that was kept as unidentified is as final as one that was matched.

create function withdrawals_remedy_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and (old.state <> 'PROPOSED'
     or (new.act, new.application_id, new.entry_id, new.attempt_id, new.message_id, new.reason_code,
         new.note, new.proposed_by_id, new.proposed_at)
        is distinct from
        (old.act, old.application_id, old.entry_id, old.attempt_id, old.message_id, old.reason_code,
         old.note, old.proposed_by_id, old.proposed_at))
  then
    raise exception 'remedy % is kept', old.id
      using errcode = '23514', constraint = 'remedy_is_kept';
  end if;
  if exists (
    select 1 from members_user u
      join withdrawals_application a on a.member_id = u.member_id
     where u.id in (new.proposed_by_id, new.decided_by_id)
       and a.id in (new.application_id,
                    (select application_id from withdrawals_payoutattempt where id = new.attempt_id)))
  then
    raise exception 'nobody has a part in what is done about their own money'
      using errcode = '23514', constraint = 'remedy_is_not_of_ones_own';
  end if;
  return new;
end $$;

create trigger a_guard before insert or update on withdrawals_remedy
  for each row execute function withdrawals_remedy_guard();
create trigger never_deleted before delete on withdrawals_remedy
  for each row execute function withdrawals_refuse_change();
create trigger never_truncated before truncate on withdrawals_remedy
  for each statement execute function withdrawals_refuse_change();

create function bank_entry_is_final() returns trigger language plpgsql as $$
begin
  if old.match_state = 'PARKED' and to_jsonb(new) is distinct from to_jsonb(old) then
    raise exception 'an entry kept as unidentified is in the books'
      using errcode = '23514', constraint = 'parked_entry_is_final';
  end if;
  return new;
end $$;
create trigger b_parked_is_final before update on withdrawals_bankentry
  for each row execute function bank_entry_is_final();
