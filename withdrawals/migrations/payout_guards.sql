-- What the model files cannot say about money out: legal steps, frozen instructions and files, four
-- eyes at release, and a bank's words that nobody edits. The steps are those of rules/payout_states.py.

create table payout_step (
  what       text not null check (what in ('ATTEMPT', 'BATCH')),
  from_state text not null,
  to_state   text not null,
  primary key (what, from_state, to_state)
);
insert into payout_step values
  ('ATTEMPT', 'QUEUED', 'BATCHED'),
  ('ATTEMPT', 'BATCHED', 'QUEUED'),
  ('ATTEMPT', 'QUEUED', 'CANCELLED'),
  ('ATTEMPT', 'BATCHED', 'SENT'),
  ('ATTEMPT', 'SENT', 'ACKED'),
  ('ATTEMPT', 'SENT', 'UNKNOWN'),
  ('ATTEMPT', 'ACKED', 'UNKNOWN'),
  ('ATTEMPT', 'UNKNOWN', 'ACKED'),
  ('ATTEMPT', 'SENT', 'SETTLED'),
  ('ATTEMPT', 'ACKED', 'SETTLED'),
  ('ATTEMPT', 'UNKNOWN', 'SETTLED'),
  ('ATTEMPT', 'SENT', 'REJECTED'),
  ('ATTEMPT', 'ACKED', 'REJECTED'),
  ('ATTEMPT', 'UNKNOWN', 'REJECTED'),
  ('ATTEMPT', 'SETTLED', 'RETURNED'),
  ('BATCH', 'OPEN', 'SEALED'),
  ('BATCH', 'OPEN', 'VOID'),
  ('BATCH', 'SEALED', 'RELEASED'),
  ('BATCH', 'SEALED', 'VOID'),
  ('BATCH', 'RELEASED', 'SENT'),
  ('BATCH', 'SENT', 'ACKED'),
  ('BATCH', 'SENT', 'CLOSED'),
  ('BATCH', 'ACKED', 'CLOSED');
create trigger frozen before insert or update or delete on payout_step
  for each row execute function withdrawals_refuse_change();
create trigger never_truncated before truncate on payout_step
  for each statement execute function withdrawals_refuse_change();

-- An instruction: born waiting, never another amount or payee, out of a file only while it may be.
create function payout_attempt_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'QUEUED' or new.batch_id is not null then
      raise exception 'a payout begins by waiting for a file'
        using errcode = '23514', constraint = 'payout_begins_queued';
    end if;
    return new;
  end if;
  if (new.application_id, new.attempt_no, new.end_to_end_id, new.book, new.rail, new.amount_sen,
      new.creditor_name, new.creditor_bic, new.account_encrypted, new.account_digest,
      new.account_last_four, new.queued_on, new.queued_at)
     is distinct from
     (old.application_id, old.attempt_no, old.end_to_end_id, old.book, old.rail, old.amount_sen,
      old.creditor_name, old.creditor_bic, old.account_encrypted, old.account_digest,
      old.account_last_four, old.queued_on, old.queued_at)
  then
    raise exception 'payout % is frozen', old.end_to_end_id
      using errcode = '23514', constraint = 'payout_frozen';
  end if;
  if new.state <> old.state and not exists (
       select 1 from payout_step s
        where s.what = 'ATTEMPT' and s.from_state = old.state and s.to_state = new.state)
  then
    raise exception 'payout %: % to % is not a step', old.end_to_end_id, old.state, new.state
      using errcode = '23514', constraint = 'payout_transition';
  end if;
  if new.batch_id is distinct from old.batch_id then
    if exists (select 1 from withdrawals_payoutbatch b
                where b.id = old.batch_id and b.state not in ('OPEN', 'VOID'))
       or exists (select 1 from withdrawals_payoutbatch b
                   where b.id = new.batch_id
                     and (b.state <> 'OPEN' or b.book <> new.book or b.rail <> new.rail))
    then
      raise exception 'the batch of payout % is sealed', old.end_to_end_id
        using errcode = '23514', constraint = 'batch_sealed';
    end if;
  end if;
  if new.state in ('QUEUED', 'CANCELLED') and new.batch_id is not null then
    raise exception 'payout % waits, so it is in no file', old.end_to_end_id
      using errcode = '23514', constraint = 'payout_waits_outside_files';
  end if;
  if old.state = 'BATCHED' and new.state = 'SENT' and not exists (
       select 1 from withdrawals_payoutbatch b
        where b.id = new.batch_id and b.state in ('SENT', 'ACKED', 'CLOSED'))
  then
    raise exception 'the file of payout % was not sent', old.end_to_end_id
      using errcode = '23514', constraint = 'payout_sent_with_its_file';
  end if;
  return new;
end $$;

create trigger a_guard before insert or update on withdrawals_payoutattempt
  for each row execute function payout_attempt_guard();
create trigger never_deleted before delete on withdrawals_payoutattempt
  for each row execute function withdrawals_refuse_change();
create trigger never_truncated before truncate on withdrawals_payoutattempt
  for each statement execute function withdrawals_refuse_change();

-- A file: its totals are those of its items when it is sealed, then it is frozen. Who releases it has
-- reviewed nothing in it and gets nothing from it.
create function payout_batch_guard() returns trigger language plpgsql as $$
declare
  n bigint;
  total bigint;
begin
  if tg_op = 'INSERT' then
    if new.state <> 'OPEN' then
      raise exception 'a batch begins open' using errcode = '23514', constraint = 'batch_begins_open';
    end if;
    return new;
  end if;
  if new.state <> old.state and not exists (
       select 1 from payout_step s
        where s.what = 'BATCH' and s.from_state = old.state and s.to_state = new.state)
  then
    raise exception 'batch %: % to % is not a step', old.msg_id, old.state, new.state
      using errcode = '23514', constraint = 'batch_transition';
  end if;
  if (new.msg_id, new.book, new.rail, new.debit_account_no, new.value_on)
     is distinct from (old.msg_id, old.book, old.rail, old.debit_account_no, old.value_on)
     or (old.state <> 'OPEN'
         and (new.n_items, new.total_sen, new.file_bytes, new.file_sha256, new.sealed_at,
              new.sealed_by_id)
             is distinct from
             (old.n_items, old.total_sen, old.file_bytes, old.file_sha256, old.sealed_at,
              old.sealed_by_id))
     or (old.released_at is not null
         and (new.released_at, new.released_by_id)
             is distinct from (old.released_at, old.released_by_id))
  then
    raise exception 'batch % is frozen', old.msg_id
      using errcode = '23514', constraint = 'batch_frozen';
  end if;
  if new.state <> old.state and new.state in ('SEALED', 'RELEASED') then
    select count(*), coalesce(sum(amount_sen), 0) into n, total
      from withdrawals_payoutattempt where batch_id = new.id and state = 'BATCHED';
    if (n, total) is distinct from (new.n_items::bigint, new.total_sen) then
      raise exception 'batch %: control totals are not those of its items', new.msg_id
        using errcode = '23514', constraint = 'batch_totals_are_of_its_items';
    end if;
  end if;
  if new.released_by_id is not null and new.released_by_id is distinct from old.released_by_id then
    if exists (
         select 1 from withdrawals_payoutattempt p
         join withdrawals_transition t on t.application_id = p.application_id
          where p.batch_id = new.id and t.by_id = new.released_by_id
            and (t.part = 'REVIEWER' or t.event = 'PAY_AGAIN'))
       or exists (
         select 1 from withdrawals_payoutattempt p
         join withdrawals_application a on a.id = p.application_id
          where p.batch_id = new.id and a.decided_by_id = new.released_by_id)
    then
      raise exception 'batch %: who reviewed does not release', new.msg_id
        using errcode = '23514', constraint = 'batch_releaser_did_not_review';
    end if;
    if exists (
         select 1 from withdrawals_payoutattempt p
         join withdrawals_application a on a.id = p.application_id
         join members_user u on u.member_id = a.member_id
          where p.batch_id = new.id and u.id = new.released_by_id)
    then
      raise exception 'batch %: nobody releases money to themselves', new.msg_id
        using errcode = '23514', constraint = 'batch_releaser_is_not_paid_by_it';
    end if;
  end if;
  return new;
end $$;

create trigger a_guard before insert or update on withdrawals_payoutbatch
  for each row execute function payout_batch_guard();
create trigger never_deleted before delete on withdrawals_payoutbatch
  for each row execute function withdrawals_refuse_change();
create trigger never_truncated before truncate on withdrawals_payoutbatch
  for each statement execute function withdrawals_refuse_change();

-- The bank's words: kept as they came. Only what we made of them may be written beside them.
alter table withdrawals_bankmessage
  add constraint bank_message_digest_is_of_its_content check (sha256(raw) = sha256);

create function bank_words_guard() returns trigger language plpgsql as $$
declare
  may_change text[] := case tg_table_name
    when 'withdrawals_bankmessage' then
      array['msg_type', 'msg_id', 'applied_at', 'state', 'problem', 'problem_detail']
    when 'withdrawals_bankstatement' then array['applied_at', 'problem']
    else array['match_state', 'problem', 'attempt_id', 'journal_id'] end;
begin
  if (to_jsonb(new) - may_change) is distinct from (to_jsonb(old) - may_change) then
    raise exception '% keeps what the bank said', tg_table_name
      using errcode = '23514', constraint = 'bank_words_are_kept';
  end if;
  if tg_table_name = 'withdrawals_bankentry'
     and to_jsonb(old) ->> 'match_state' = 'MATCHED' and to_jsonb(new) is distinct from to_jsonb(old)
  then
    raise exception 'a matched entry is in the books'
      using errcode = '23514', constraint = 'matched_entry_is_final';
  end if;
  return new;
end $$;

do $$
declare
  name text;
begin
  foreach name in array array['withdrawals_bankmessage', 'withdrawals_bankstatement',
                              'withdrawals_bankentry'] loop
    execute format('create trigger a_guard before update on %I for each row
                    execute function bank_words_guard()', name);
    execute format('create trigger never_deleted before delete on %I for each row
                    execute function withdrawals_refuse_change()', name);
    execute format('create trigger never_truncated before truncate on %I for each statement
                    execute function withdrawals_refuse_change()', name);
  end loop;
end $$;
