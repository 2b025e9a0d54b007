-- What was done at a counter stays as it was written, and how an application came in is frozen.

create trigger append_only before update or delete on withdrawals_identitystep
  for each row execute function withdrawals_refuse_change();
create trigger never_truncated before truncate on withdrawals_identitystep
  for each statement execute function withdrawals_refuse_change();
create trigger append_only before update or delete on withdrawals_intake
  for each row execute function withdrawals_refuse_change();
create trigger never_truncated before truncate on withdrawals_intake
  for each statement execute function withdrawals_refuse_change();

create function withdrawals_keep_the_channel() returns trigger language plpgsql as $$
begin
  raise exception 'application %: how it came in is frozen', old.reference
    using errcode = '23514', constraint = 'application_request_is_frozen';
end $$;

create trigger e_keep_the_channel before update on withdrawals_application
  for each row when ((new.channel, new.taken_in_by_id)
                     is distinct from (old.channel, old.taken_in_by_id))
  execute function withdrawals_keep_the_channel();
