-- Parts of an application: they sum to it when it is submitted, and then stand. An instruction keeps
-- the part it pays; a part is paid only within its own application and in its own amount.

create function withdrawals_freeze_share() returns trigger language plpgsql as $$
declare
  wanted bigint := case when tg_op = 'DELETE' then old.application_id else new.application_id end;
begin
  if (select status from withdrawals_application where id = wanted) <> 'DRAFT' then
    raise exception 'the shares of a submitted application are frozen'
      using errcode = '23514', constraint = 'share_is_frozen';
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  return new;
end $$;

create trigger frozen before insert or update or delete on withdrawals_share
  for each row execute function withdrawals_freeze_share();
create trigger never_truncated before truncate on withdrawals_share
  for each statement execute function withdrawals_refuse_change();

create function withdrawals_shares_sum() returns trigger language plpgsql as $$
declare
  n bigint;
  total bigint;
begin
  select count(*), coalesce(sum(amount_sen), 0) into n, total
    from withdrawals_share where application_id = new.id;
  if n > 0 and total is distinct from new.amount_sen then
    raise exception 'application %: its shares come to % sen', new.reference, total
      using errcode = '23514', constraint = 'application_shares_sum_to_its_amount';
  end if;
  return new;
end $$;

create trigger c_shares_sum before update on withdrawals_application
  for each row when (old.submitted_at is null and new.submitted_at is not null)
  execute function withdrawals_shares_sum();

create function payout_share_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if (new.line_no, new.share_id) is distinct from (old.line_no, old.share_id) then
      raise exception 'payout % is frozen', old.end_to_end_id
        using errcode = '23514', constraint = 'payout_frozen';
    end if;
    return new;
  end if;
  if new.share_id is null then
    if exists (select 1 from withdrawals_share where application_id = new.application_id) then
      raise exception 'application % is paid by its shares', new.application_id
        using errcode = '23514', constraint = 'payout_pays_the_shares';
    end if;
  elsif not exists (
    select 1 from withdrawals_share s
     where s.id = new.share_id and s.application_id = new.application_id
       and s.line_no = new.line_no and s.amount_sen = new.amount_sen)
  then
    raise exception 'payout % is not its share', new.end_to_end_id
      using errcode = '23514', constraint = 'payout_pays_its_share';
  end if;
  return new;
end $$;

create trigger b_share_guard before insert or update on withdrawals_payoutattempt
  for each row execute function payout_share_guard();
