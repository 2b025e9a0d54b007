-- One index an entry instead of two. Keyed (journal, member) and (member, journal), every entry of a
-- month touched a leaf page of its own in the second, written whole to the log; keyed by member alone a
-- member's entries share one short list. What the primary key promised (a member is once in a journal)
-- is promised by whoever takes the entries in: they come in one statement, and each of them moves or
-- opens one balance. Entries of a journal lie together in the table: a BRIN index finds them.

alter table ledger_memberentry drop constraint ledger_memberentry_pkey;

create trigger append_only before update or delete on ledger_entrytotal
  for each row execute function ledger_refuse_change();
create trigger never_truncated before truncate on ledger_entrytotal
  for each statement execute function ledger_refuse_change();

insert into ledger_entrytotal (journal_id, entry_count, contra_sen)
select journal_id, count(*), sum(contra_sen) from ledger_memberentry group by journal_id;

create or replace function ledger_take_in() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  first_id bigint;
  last_id bigint;
  lowest bigint;
  highest bigint;
  entries bigint;
  contra bigint;
  in_book text;
  moved bigint;
  opened bigint := 0;
begin
  select min(journal_id), max(journal_id), min(member_id), max(member_id), count(*), sum(contra_sen)
    into first_id, last_id, lowest, highest, entries, contra from added;
  if entries = 0 then
    return null;
  end if;
  select book into in_book from ledger_journal
    where id = first_id and first_id = last_id and xact = pg_current_xact_id();
  if not found then
    raise exception 'one statement adds the entries of one journal, in the transaction that wrote it'
      using errcode = '23514', constraint = 'ledger_journal_sealed';
  end if;
  insert into ledger_entrytotal (journal_id, entry_count, contra_sen) values (first_id, entries, contra)
    on conflict do nothing;
  if not found then
    raise exception 'the entries of a journal come in one statement'
      using errcode = '23514', constraint = 'ledger_journal_sealed';
  end if;
  update ledger_memberbalance b
     set persaraan_sen = b.persaraan_sen + a.persaraan_sen,
         sejahtera_sen = b.sejahtera_sen + a.sejahtera_sen,
         fleksibel_sen = b.fleksibel_sen + a.fleksibel_sen,
         akaun_55_sen = b.akaun_55_sen + a.akaun_55_sen,
         akaun_emas_sen = b.akaun_emas_sen + a.akaun_emas_sen
    from added a
   where b.member_id = a.member_id and b.book = in_book
     and b.member_id between lowest and highest;  -- else a part of a remittance would hash the whole book
  get diagnostics moved = row_count;
  if moved < entries then
    -- Accounts open with their first entry, of a member who exists and is kept from here on. Of a
    -- member named twice one row is moved or opened, so the count below falls short.
    insert into ledger_memberbalance (member_id, book, persaraan_sen, sejahtera_sen, fleksibel_sen,
                                      akaun_55_sen, akaun_emas_sen)
    select a.member_id, in_book, a.persaraan_sen, a.sejahtera_sen, a.fleksibel_sen, a.akaun_55_sen,
           a.akaun_emas_sen
      from added a join members_member m on m.id = a.member_id
     where not exists (select 1 from ledger_memberbalance k where k.member_id = a.member_id and k.book = in_book)
     order by a.member_id for key share of m;
    get diagnostics opened = row_count;
  end if;
  if moved + opened <> entries then
    raise exception 'an entry moved no balance of its own'
      using errcode = '23514', constraint = 'ledger_member_once';
  end if;
  return null;
end $$;

-- What the entries came to stands in ledger_entrytotal, written by the trigger that took them in: the
-- proof at commit reads one row instead of every entry once more.
create or replace function ledger_prove_journal() returns trigger language plpgsql as $$
declare
  entries int;
  contra bigint;
  lines int;
  drift bigint;
begin
  select coalesce(sum(entry_count), 0), coalesce(sum(contra_sen), 0) into entries, contra
    from ledger_entrytotal where journal_id = new.id;
  select count(*), coalesce(sum(case side when 'C' then amount_sen else -amount_sen end), 0)
    into lines, drift from ledger_fundline where journal_id = new.id;
  if entries + lines = 0 or drift <> 0 or entries <> new.entry_count or contra <> new.contra_sen then
    raise exception 'journal % is not balanced (% entries, contra %; % lines, drift %)',
      new.id, entries, contra, lines, drift
      using errcode = '23514', constraint = 'ledger_journal_balanced';
  end if;
  return null;
end $$;
