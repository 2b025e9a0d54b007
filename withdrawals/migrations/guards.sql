-- What the model files cannot say: history stays, a request is frozen once submitted, and nobody can
-- decide on their own money even by an update that forgets to say who they are.

create function withdrawals_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'withdrawals: % is refused on %', lower(tg_op), tg_table_name
    using errcode = '42501', constraint = 'withdrawals_append_only';
end $$;

create trigger append_only before update or delete on withdrawals_transition
  for each row execute function withdrawals_refuse_change();
create trigger never_truncated before truncate on withdrawals_transition
  for each statement execute function withdrawals_refuse_change();
create trigger never_deleted before delete on withdrawals_application
  for each row execute function withdrawals_refuse_change();
create trigger never_truncated before truncate on withdrawals_application
  for each statement execute function withdrawals_refuse_change();

-- The decider's own member number is looked up here, never taken from the caller.
create function withdrawals_name_the_decider() returns trigger language plpgsql as $$
begin
  new.decided_by_member_id :=
    (select member_id from members_user where id = new.decided_by_id);
  return new;
end $$;

create trigger a_name_the_decider before insert or update on withdrawals_application
  for each row execute function withdrawals_name_the_decider();

-- A payment that failed may be sent to another bank account of the member; nothing else moves.
create function withdrawals_freeze_request() returns trigger language plpgsql as $$
begin
  if old.status = 'DRAFT' then
    return new;
  end if;
  if (new.reference, new.client_key, new.member_id, new.type_code, new.amount_sen, new.book,
      new.from_persaraan_sen, new.from_sejahtera_sen, new.from_fleksibel_sen,
      new.from_akaun_55_sen, new.from_akaun_emas_sen, new.hold_id, new.submitted_at,
      new.submitted_by_id, new.submitted_on, new.promised_on)
     is distinct from
     (old.reference, old.client_key, old.member_id, old.type_code, old.amount_sen, old.book,
      old.from_persaraan_sen, old.from_sejahtera_sen, old.from_fleksibel_sen,
      old.from_akaun_55_sen, old.from_akaun_emas_sen, old.hold_id, old.submitted_at,
      old.submitted_by_id, old.submitted_on, old.promised_on)
     or (old.status <> 'PAY_FAILED'
         and (new.bank_account_id, new.bank_code, new.last_four)
             is distinct from (old.bank_account_id, old.bank_code, old.last_four))
  then
    raise exception 'application % is submitted: what was asked for is frozen', old.reference
      using errcode = '23514', constraint = 'application_request_is_frozen';
  end if;
  if old.decided_at is not null
     and (new.decided_at, new.decided_by_id, new.approve_journal_id)
         is distinct from (old.decided_at, old.decided_by_id, old.approve_journal_id)
  then
    raise exception 'application % is decided', old.reference
      using errcode = '23514', constraint = 'application_decision_is_final';
  end if;
  return new;
end $$;

create trigger b_freeze_request before update on withdrawals_application
  for each row execute function withdrawals_freeze_request();

create function withdrawals_freeze_declaration() returns trigger language plpgsql as $$
declare
  wanted bigint := case when tg_op = 'DELETE' then old.application_id else new.application_id end;
begin
  if (select status from withdrawals_application where id = wanted) <> 'DRAFT' then
    raise exception 'the declaration of a submitted application is frozen'
      using errcode = '23514', constraint = 'declaration_is_frozen';
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  return new;
end $$;

create trigger frozen before insert or update or delete on withdrawals_declaration
  for each row execute function withdrawals_freeze_declaration();
