-- Papers at a counter come and go until the application is handed in, and are never changed; a file is
-- the member's whose application it is meant for.

create trigger never_changed before update on withdrawals_counterpaper
  for each row execute function withdrawals_refuse_change();
create trigger never_truncated before truncate on withdrawals_counterpaper
  for each statement execute function withdrawals_refuse_change();

create function withdrawals_own_counter_file() returns trigger language plpgsql as $$
begin
  if (select member_id from withdrawals_storedfile where id = new.file_id)
     is distinct from new.member_id
  then
    raise exception 'a paper at the counter belongs to the member who applies'
      using errcode = '23514', constraint = 'counter_paper_is_the_members_own';
  end if;
  if exists (select from members_user where id = new.added_by_id and member_id = new.member_id) then
    raise exception 'nobody takes in their own papers at a counter'
      using errcode = '23514', constraint = 'counter_paper_is_not_ones_own';
  end if;
  return new;
end $$;

create trigger own_file before insert on withdrawals_counterpaper
  for each row execute function withdrawals_own_counter_file();
