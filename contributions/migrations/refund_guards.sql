-- What the models cannot say about refunds and corrections: a refund and its payment go along their steps,
-- and what was written stays, but for the columns named.

create function contributions_refund_goes_on() returns trigger language plpgsql as $$
begin
  if new.state <> old.state and not old.state || '>' || new.state = any (tg_argv) then
    raise exception '% does not go from % to %', tg_table_name, old.state, new.state
      using errcode = '23514', constraint = 'refund_goes_along_its_steps';
  end if;
  return new;
end $$;

create trigger goes_on before update on contributions_refund for each row
  execute function contributions_refund_goes_on(
    'ASKED>REVIEWED', 'ASKED>REFUSED', 'ASKED>CANCELLED', 'REVIEWED>APPROVED', 'REVIEWED>REFUSED',
    'REVIEWED>CANCELLED', 'APPROVED>PAID', 'APPROVED>FAILED', 'PAID>FAILED');
create trigger goes_on before update on contributions_refundpayment for each row
  execute function contributions_refund_goes_on(
    'READY>SENT', 'READY>SETTLED', 'READY>REJECTED', 'SENT>ACKED', 'SENT>SETTLED', 'SENT>REJECTED',
    'ACKED>SETTLED', 'ACKED>REJECTED', 'SETTLED>RETURNED');

create trigger as_written before update on contributions_refund for each row
  execute function contributions_only_these_change(
    'state', 'amount_sen', 'reviewed_at', 'reviewed_by_id', 'review_words', 'decided_at', 'decided_by_id',
    'decision', 'paid_on');
create trigger as_written before update on contributions_refundpayment for each row
  execute function contributions_only_these_change(
    'state', 'sent_at', 'reason_code', 'settled_by_id', 'returned_by_id', 'rejected_by_id');
create trigger as_written before update on contributions_refundpart for each row
  execute function contributions_refuse_change();
create trigger as_written before update on contributions_refundpaper for each row
  execute function contributions_refuse_change();
create trigger as_written before update on contributions_takenback for each row
  execute function contributions_refuse_change();
create trigger as_written before update on contributions_correction for each row
  execute function contributions_only_these_change(
    'state', 'decided_at', 'decided_by_id', 'decision', 'taken_back_id', 'reposted_id');
create trigger as_written before update on contributions_ctmlreturn for each row
  execute function contributions_only_these_change('state', 'decided_at', 'decided_by_id', 'receipt_id');

create trigger stays_decided before update on contributions_correction for each row
  when (old.state in ('DONE', 'REFUSED')) execute function contributions_stay_ended();
create trigger stays_decided before update on contributions_ctmlreturn for each row
  when (old.state <> 'PROPOSED') execute function contributions_stay_ended();

create trigger never_deleted before delete on contributions_refund for each row
  execute function contributions_refuse_change();
create trigger never_deleted before delete on contributions_refundpayment for each row
  execute function contributions_refuse_change();
create trigger never_deleted before delete on contributions_refundpart for each row
  execute function contributions_refuse_change();
create trigger never_deleted before delete on contributions_refundpaper for each row
  execute function contributions_refuse_change();
create trigger never_deleted before delete on contributions_takenback for each row
  execute function contributions_refuse_change();
create trigger never_deleted before delete on contributions_correction for each row
  execute function contributions_refuse_change();
create trigger never_deleted before delete on contributions_ctmlreturn for each row
  execute function contributions_refuse_change();

-- A line without full details goes to a member or back to its employer, once.
drop trigger as_written on contributions_ctmlline;
create trigger as_written before update on contributions_ctmlline for each row
  execute function contributions_only_these_change(
    'tries', 'member_id', 'credited_on', 'resolved_at', 'resolved_by_id', 'returned_on');
create or replace function contributions_keep_ctml() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and (old.member_id is not null or old.returned_on is not null) then
    raise exception 'a line is credited or returned once'
      using errcode = '23514', constraint = 'ctml_line_credited_once';
  end if;
  if tg_op = 'DELETE' and exists (
       select 1 from contributions_remittance r
        where r.id = old.remittance_id and r.state in ('SUBMITTED', 'POSTING', 'POSTED')) then
    raise exception 'lines of a remittance that was submitted stay'
      using errcode = '23514', constraint = 'contribution_lines_stay';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
