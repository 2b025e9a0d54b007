-- Which application a new one corrects is said in the draft, of the same member and kind, and stands.

create function withdrawals_corrects_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.status <> 'DRAFT'
     and new.corrects_id is distinct from old.corrects_id then
    raise exception 'application % is submitted: what it corrects is frozen', old.reference
      using errcode = '23514', constraint = 'application_request_is_frozen';
  end if;
  if new.corrects_id is not null and not exists (
    select from withdrawals_application
     where id = new.corrects_id and (member_id, type_code) = (new.member_id, new.type_code)
       and status = 'REJECTED')
  then
    raise exception 'application % corrects a refused one of the same member and kind', new.reference
      using errcode = '23514', constraint = 'application_corrects_a_refused_one';
  end if;
  return new;
end $$;

create trigger d_corrects before insert or update of corrects_id on withdrawals_application
  for each row execute function withdrawals_corrects_guard();
