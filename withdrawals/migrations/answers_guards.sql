-- Answers are part of what the member signs: they change only while it is a draft.

create function withdrawals_only_in_a_draft() returns trigger language plpgsql as $$
declare
  wanted bigint := case when tg_op = 'DELETE' then old.application_id else new.application_id end;
begin
  if (select status from withdrawals_application where id = wanted) <> 'DRAFT'
     or (tg_op = 'UPDATE' and new.application_id <> old.application_id) then
    raise exception '% of a submitted application is frozen', tg_table_name
      using errcode = '23514', constraint = 'request_is_frozen';
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  return new;
end $$;

create trigger frozen before insert or update or delete on withdrawals_answer
  for each row execute function withdrawals_only_in_a_draft();
create trigger never_truncated before truncate on withdrawals_answer
  for each statement execute function withdrawals_refuse_change();

-- Who is paid is fixed at submission; whoever is paid instead of the member is named by then.
create function withdrawals_name_the_payee() returns trigger language plpgsql as $$
begin
  if old.status <> 'DRAFT' and new.pay_to <> old.pay_to then
    raise exception 'application % is submitted: who is paid is frozen', old.reference
      using errcode = '23514', constraint = 'application_request_is_frozen';
  end if;
  if old.submitted_at is null and new.submitted_at is not null
     and new.pay_to in ('LENDER', 'INSTITUTION', 'HOSPITAL', 'TABUNG_HAJI', 'FUND_MANAGER', 'INSURER')
     and not exists (
       select from withdrawals_share
       where application_id = new.id and kind = new.pay_to
         and (bank_code, last_four) = (new.bank_code, new.last_four))
  then
    raise exception 'application % does not name its payee', old.reference
      using errcode = '23514', constraint = 'application_submitted_names_its_payee';
  end if;
  return new;
end $$;

create trigger c_name_the_payee before update on withdrawals_application
  for each row execute function withdrawals_name_the_payee();
