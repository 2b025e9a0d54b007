-- Another account for a failed share: what was proposed stands, what is decided stays, and nobody has a
-- part in money that is their own. Who named or confirmed the account does not release the file that pays it.

create function withdrawals_share_account_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and (old.state <> 'PROPOSED'
     or (new.attempt_id, new.bank_code, new.number_encrypted, new.last_four, new.evidence,
         new.proposed_by_id, new.proposed_at, new.waits_until)
        is distinct from
        (old.attempt_id, old.bank_code, old.number_encrypted, old.last_four, old.evidence,
         old.proposed_by_id, old.proposed_at, old.waits_until))
  then
    raise exception 'the account that was proposed is kept'
      using errcode = '23514', constraint = 'share_account_is_kept';
  end if;
  if exists (
    select 1 from members_user u
      join withdrawals_application a on a.member_id = u.member_id
      join withdrawals_payoutattempt p on p.application_id = a.id
     where u.id in (new.proposed_by_id, new.decided_by_id) and p.id = new.attempt_id)
  then
    raise exception 'nobody has a part in where their own money goes'
      using errcode = '23514', constraint = 'share_account_is_not_of_ones_own';
  end if;
  return new;
end $$;

create trigger a_guard before insert or update on withdrawals_shareaccount
  for each row execute function withdrawals_share_account_guard();
create trigger never_deleted before delete on withdrawals_shareaccount
  for each row execute function withdrawals_refuse_change();
create trigger never_truncated before truncate on withdrawals_shareaccount
  for each statement execute function withdrawals_refuse_change();

create function withdrawals_release_is_another() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from withdrawals_payoutattempt p
      join withdrawals_shareaccount s on s.paid_by_id = p.id
     where p.batch_id = new.id and new.released_by_id in (s.proposed_by_id, s.decided_by_id))
  then
    raise exception 'batch %: who named an account does not release its payment', new.msg_id
      using errcode = '23514', constraint = 'batch_releaser_named_no_account';
  end if;
  return new;
end $$;

create trigger c_release_is_another before update on withdrawals_payoutbatch
  for each row when (new.released_by_id is not null
                     and new.released_by_id is distinct from old.released_by_id)
  execute function withdrawals_release_is_another();
