-- Which step an application stands on is written once, and is a step of the same member.

create trigger append_only before update or delete on withdrawals_identityuse
  for each row execute function withdrawals_refuse_change();
create trigger never_truncated before truncate on withdrawals_identityuse
  for each statement execute function withdrawals_refuse_change();

create function withdrawals_identity_of_the_member() returns trigger language plpgsql as $$
begin
  if not exists (
    select 1 from withdrawals_identitystep s
      join withdrawals_application a on a.member_id = s.member_id
     where s.id = new.identity_step_id and a.id = new.application_id and s.good_for = 'ONLINE')
  then
    raise exception 'application % is not of who showed this', new.application_id
      using errcode = '23514', constraint = 'identity_step_is_of_the_applicant';
  end if;
  return new;
end $$;

create trigger a_of_the_member before insert on withdrawals_identityuse
  for each row execute function withdrawals_identity_of_the_member();
