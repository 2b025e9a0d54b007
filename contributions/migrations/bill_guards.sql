-- What the models cannot say about bills and money that came: what was written stays, but for the columns
-- named, and a remittance is credited only when its bill is covered.

create function contributions_only_these_change() returns trigger language plpgsql as $$
begin
  if to_jsonb(new) - tg_argv is distinct from to_jsonb(old) - tg_argv then
    raise exception 'this part of % stays as it was written', tg_table_name
      using errcode = '23514', constraint = 'contributions_kept';
  end if;
  return new;
end $$;

create trigger as_written before update on contributions_collectionmessage for each row
  execute function contributions_only_these_change('msg_id', 'applied_at', 'state', 'problem', 'problem_detail');
create trigger as_written before update on contributions_collectionstatement for each row
  execute function contributions_refuse_change();
create trigger as_written before update on contributions_collectionentry for each row
  execute function contributions_refuse_change();
create trigger as_written before update on contributions_receipt for each row
  execute function contributions_only_these_change(
    'employer_id', 'quoted', 'allocated_sen', 'refunded_sen', 'voluntary_sen', 'identified_at', 'identified_by_id');
create trigger as_written before update on contributions_allocation for each row
  execute function contributions_only_these_change('undone_at');
create trigger as_written before update on contributions_bill for each row
  execute function contributions_only_these_change('state', 'paid_sen', 'waived_sen', 'paid_on', 'cancelled_at');
create trigger as_written before update on contributions_billline for each row
  execute function contributions_only_these_change('paid_sen', 'waived_sen');
create trigger as_written before update on contributions_lateassessment for each row
  execute function contributions_only_these_change('credited_at');

create function contributions_keep_whose() returns trigger language plpgsql as $$
begin
  raise exception 'a receipt keeps its employer'
    using errcode = '23514', constraint = 'receipt_keeps_its_employer';
end $$;
create trigger keeps_its_employer before update on contributions_receipt for each row
  when (old.employer_id is not null and new.employer_id is distinct from old.employer_id)
  execute function contributions_keep_whose();

create function contributions_stay_ended() returns trigger language plpgsql as $$
begin
  raise exception 'what was cancelled or undone stays so'
    using errcode = '23514', constraint = 'contributions_ended_for_good';
end $$;
create trigger stays_cancelled before update on contributions_bill for each row
  when (old.state = 'CANCELLED') execute function contributions_stay_ended();
create trigger stays_undone before update on contributions_allocation for each row
  when (old.undone_at is not null) execute function contributions_stay_ended();

create trigger never_deleted before delete on contributions_collectionmessage for each row
  execute function contributions_refuse_change();
create trigger never_deleted before delete on contributions_collectionstatement for each row
  execute function contributions_refuse_change();
create trigger never_deleted before delete on contributions_collectionentry for each row
  execute function contributions_refuse_change();
create trigger never_deleted before delete on contributions_receipt for each row
  execute function contributions_refuse_change();
create trigger never_deleted before delete on contributions_allocation for each row
  execute function contributions_refuse_change();
create trigger never_deleted before delete on contributions_bill for each row
  execute function contributions_refuse_change();
create trigger never_deleted before delete on contributions_billline for each row
  execute function contributions_refuse_change();
create trigger never_deleted before delete on contributions_lateassessment for each row
  execute function contributions_refuse_change();

create function contributions_credit_what_is_paid() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from contributions_bill b
                  where b.remittance_id = new.id and b.kind = 'CONTRIBUTION' and b.state = 'PAID'
                    and b.amount_sen = new.employer_sen + new.employee_sen) then
    raise exception 'remittance % is credited only when its bill is covered', new.reference
      using errcode = '23514', constraint = 'bill_is_covered';
  end if;
  return new;
end $$;
create trigger bill_is_covered before update on contributions_remittance for each row
  when (old.state = 'SUBMITTED' and new.state = 'POSTING')
  execute function contributions_credit_what_is_paid();
