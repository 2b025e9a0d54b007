-- Papers are part of what the member signs: they come and go in a draft, and are never changed.

create trigger frozen before insert or update or delete on withdrawals_document
  for each row execute function withdrawals_only_in_a_draft();
create trigger never_truncated before truncate on withdrawals_document
  for each statement execute function withdrawals_refuse_change();
create trigger never_changed before update on withdrawals_document
  for each row execute function withdrawals_refuse_change();
create trigger never_changed before update on withdrawals_storedfile
  for each row execute function withdrawals_refuse_change();
create trigger never_truncated before truncate on withdrawals_storedfile
  for each statement execute function withdrawals_refuse_change();

-- A member's file serves the member's own applications and no other's.
create function withdrawals_own_file() returns trigger language plpgsql as $$
begin
  if (select member_id from withdrawals_storedfile where id = new.file_id)
     is distinct from (select member_id from withdrawals_application where id = new.application_id)
  then
    raise exception 'a document belongs to the member who applies'
      using errcode = '23514', constraint = 'document_is_the_members_own';
  end if;
  return new;
end $$;

create trigger own_file before insert on withdrawals_document
  for each row execute function withdrawals_own_file();
