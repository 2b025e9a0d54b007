-- What the model file cannot say: who may write, when a journal is proved, and that history stays.

alter table ledger_journal add column xact xid8 not null default pg_current_xact_id();
alter table ledger_journal alter column posted_at set default clock_timestamp();
alter table ledger_journal alter column uid set default gen_random_uuid();

-- Free space on every page keeps balance updates on the same page (HOT) month after month.
alter table ledger_memberbalance set (fillfactor = 45);

-- History stays -----------------------------------------------------------------------------------

create function ledger_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the books are append-only: % on %', lower(tg_op), tg_table_name
    using errcode = '42501', constraint = 'ledger_append_only';
end $$;

create trigger append_only before update or delete on ledger_journal
  for each row execute function ledger_refuse_change();
create trigger append_only before update or delete on ledger_memberentry
  for each row execute function ledger_refuse_change();
create trigger append_only before update or delete on ledger_fundline
  for each row execute function ledger_refuse_change();
create trigger never_truncated before truncate on ledger_journal
  for each statement execute function ledger_refuse_change();
create trigger never_truncated before truncate on ledger_memberentry
  for each statement execute function ledger_refuse_change();
create trigger never_truncated before truncate on ledger_fundline
  for each statement execute function ledger_refuse_change();
create trigger never_deleted before delete on ledger_memberbalance
  for each row execute function ledger_refuse_change();
create trigger never_truncated before truncate on ledger_memberbalance
  for each statement execute function ledger_refuse_change();
create trigger never_deleted before delete on ledger_hold
  for each row execute function ledger_refuse_change();
create trigger never_truncated before truncate on ledger_hold
  for each statement execute function ledger_refuse_change();

-- Nothing joins an old journal, and no entry without its balance -----------------------------------------

create function ledger_refuse_late_rows() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from (select distinct journal_id from added) a
    join ledger_journal j on j.id = a.journal_id
    where j.xact <> pg_current_xact_id()
  ) then
    raise exception 'a journal takes no rows after the transaction that wrote it'
      using errcode = '23514', constraint = 'ledger_journal_sealed';
  end if;
  return null;
end $$;

create trigger sealed after insert on ledger_fundline referencing new table as added
  for each statement execute function ledger_refuse_late_rows();

-- The only writer of what members have: whoever adds entries, in whatever way, moves the balances by
-- them. Rows are locked in the order of the entries, so writers insert entries in member order.
create function ledger_take_in() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  first_id bigint;
  last_id bigint;
  lowest bigint;
  highest bigint;
  entries bigint;
  in_book text;
  moved bigint;
  opened bigint := 0;
begin
  select min(journal_id), max(journal_id), min(member_id), max(member_id), count(*)
    into first_id, last_id, lowest, highest, entries from added;
  if entries = 0 then
    return null;
  end if;
  select book into in_book from ledger_journal
    where id = first_id and first_id = last_id and xact = pg_current_xact_id();
  if not found then
    raise exception 'one statement adds the entries of one journal, in the transaction that wrote it'
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
    -- Accounts open with their first entry, of a member who exists and is kept from here on.
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
    raise exception 'an entry moved no balance' using errcode = '23514', constraint = 'ledger_member_once';
  end if;
  return null;
end $$;

-- Takes the place of a foreign key, which would look at every balance whenever it moves.
create function ledger_keep_member() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select 1 from ledger_memberbalance where member_id = old.id) then
    raise exception 'a member with accounts stays' using errcode = '23503', constraint = 'ledger_member_kept';
  end if;
  return null;
end $$;

create trigger kept_while_in_the_books after delete on members_member
  for each row execute function ledger_keep_member();
create trigger same_while_in_the_books after update on members_member
  for each row when (old.id <> new.id) execute function ledger_keep_member();

create trigger taken_in after insert on ledger_memberentry referencing new table as added
  for each statement execute function ledger_take_in();

-- Every journal is proved once, when its transaction commits -----------------------------------------

create function ledger_prove_journal() returns trigger language plpgsql as $$
declare
  entries int;
  contra bigint;
  lines int;
  drift bigint;
begin
  select count(*), coalesce(sum(contra_sen), 0) into entries, contra
    from ledger_memberentry where journal_id = new.id;
  select count(*), coalesce(sum(case side when 'C' then amount_sen else -amount_sen end), 0)
    into lines, drift from ledger_fundline where journal_id = new.id;
  if entries + lines = 0 or drift <> 0 or entries <> new.entry_count or contra <> new.contra_sen then
    raise exception 'journal % is not balanced (% entries, contra %; % lines, drift %)',
      new.id, entries, contra, lines, drift
      using errcode = '23514', constraint = 'ledger_journal_balanced';
  end if;
  return null;
end $$;

create constraint trigger balanced after insert on ledger_journal
  deferrable initially deferred for each row execute function ledger_prove_journal();

-- A hold ends once -----------------------------------------------------------------------------------

create function ledger_guard_hold() returns trigger language plpgsql as $$
begin
  if old.status <> 'ACTIVE' or new.status = 'ACTIVE'
     or (old.id, old.scope, old.key, old.member_id, old.book, old.persaraan_sen, old.sejahtera_sen,
         old.fleksibel_sen, old.akaun_55_sen, old.akaun_emas_sen, old.placed_at, old.placed_by)
        is distinct from
        (new.id, new.scope, new.key, new.member_id, new.book, new.persaraan_sen, new.sejahtera_sen,
         new.fleksibel_sen, new.akaun_55_sen, new.akaun_emas_sen, new.placed_at, new.placed_by)
  then
    raise exception 'hold % has ended or may not change', old.id
      using errcode = '23514', constraint = 'ledger_hold_final';
  end if;
  return new;
end $$;

create trigger ends_once before update on ledger_hold
  for each row execute function ledger_guard_hold();

-- The only writers ------------------------------------------------------------------------------------
-- Owned by the owner of the tables and run with its rights. Beside calling them the application may add
-- entries to a journal it opened in the same transaction: that is how a million lines go in at once.

create function ledger_open(
  p_scope text, p_key text, p_kind text, p_book text, p_effective_on date, p_narration text,
  p_reference text, p_detail jsonb, p_control text, p_by text, p_entries int, p_contra bigint,
  p_content text, p_reverses bigint default null,
  out journal_id bigint, out created boolean
) language plpgsql security definer set search_path = public, pg_temp as $$
declare
  payload bytea;
  known bytea;
begin
  payload := sha256(convert_to(concat_ws('|', p_kind, p_book, p_effective_on, p_narration, p_reference,
    p_detail, p_control, p_entries, p_contra, p_reverses, p_content), 'UTF8'));
  insert into ledger_journal (scope, key, payload_sha256, kind, book, effective_on, narration, reference,
                              detail, control_id, entry_count, contra_sen, reverses_id, posted_by)
  values (p_scope, p_key, payload, p_kind, p_book, p_effective_on, p_narration, p_reference,
          coalesce(p_detail, '{}'), p_control, p_entries, p_contra, p_reverses, p_by)
  on conflict (scope, key) do nothing
  returning id into journal_id;
  created := journal_id is not null;
  if not created then
    select j.id, j.payload_sha256 into journal_id, known from ledger_journal j
      where j.scope = p_scope and j.key = p_key;
    if known is distinct from payload then
      raise exception 'the event %:% was posted with another content', p_scope, p_key
        using errcode = '23505', constraint = 'ledger_key_reused';
    end if;
  end if;
end $$;

create function ledger_post(
  p_scope text, p_key text, p_kind text, p_book text, p_effective_on date,
  p_narration text, p_reference text, p_detail jsonb, p_control text, p_by text, p_lines jsonb,
  p_members bigint[], p_persaraan bigint[], p_sejahtera bigint[], p_fleksibel bigint[],
  p_akaun_55 bigint[], p_akaun_emas bigint[], p_reverses bigint default null,
  out journal_id bigint, out created boolean
) language plpgsql security definer set search_path = public, pg_temp as $$
declare
  contra bigint;
begin
  select -coalesce(sum(r.p + r.s + r.f + r.a + r.e), 0) into contra
    from unnest(p_persaraan, p_sejahtera, p_fleksibel, p_akaun_55, p_akaun_emas) as r(p, s, f, a, e);
  select o.journal_id, o.created into journal_id, created
    from ledger_open(p_scope, p_key, p_kind, p_book, p_effective_on, p_narration, p_reference, p_detail,
      p_control, p_by, coalesce(array_length(p_members, 1), 0), contra,
      concat_ws('|', p_lines, array_to_string(p_members, ','), array_to_string(p_persaraan, ','),
        array_to_string(p_sejahtera, ','), array_to_string(p_fleksibel, ','),
        array_to_string(p_akaun_55, ','), array_to_string(p_akaun_emas, ',')), p_reverses) o;
  if not created then
    return;
  end if;
  if jsonb_array_length(coalesce(p_lines, '[]')) > 0 then
    insert into ledger_fundline (journal_id, seq, account_id, side, amount_sen)
    select ledger_post.journal_id, l.seq, l.line->>'account', l.line->>'side', (l.line->>'amount_sen')::bigint
      from jsonb_array_elements(p_lines) with ordinality as l(line, seq);
  end if;
  if array_length(p_members, 1) > 0 then
    insert into ledger_memberentry (journal_id, member_id, persaraan_sen, sejahtera_sen, fleksibel_sen,
                                    akaun_55_sen, akaun_emas_sen, contra_sen)
    select ledger_post.journal_id, r.m, r.p, r.s, r.f, r.a, r.e, -(r.p + r.s + r.f + r.a + r.e)
      from unnest(p_members, p_persaraan, p_sejahtera, p_fleksibel, p_akaun_55, p_akaun_emas)
        as r(m, p, s, f, a, e)
     order by r.m;
  end if;
end $$;

create function ledger_reverse(
  p_journal bigint, p_key text, p_effective_on date, p_narration text, p_by text,
  out journal_id bigint, out created boolean
) language plpgsql security definer set search_path = public, pg_temp as $$
declare
  j ledger_journal;
  lines jsonb;
  m bigint[]; p bigint[]; s bigint[]; f bigint[]; a bigint[]; e bigint[];
begin
  select * into j from ledger_journal where id = p_journal;
  if not found then
    raise exception 'there is no journal %', p_journal using errcode = '23503', constraint = 'ledger_journal_known';
  end if;
  select coalesce(jsonb_agg(jsonb_build_object('account', account_id, 'amount_sen', amount_sen,
           'side', case side when 'D' then 'C' else 'D' end) order by seq), '[]') into lines
    from ledger_fundline l where l.journal_id = p_journal;
  select array_agg(x.member_id), array_agg(-x.persaraan_sen), array_agg(-x.sejahtera_sen),
         array_agg(-x.fleksibel_sen), array_agg(-x.akaun_55_sen), array_agg(-x.akaun_emas_sen)
    into m, p, s, f, a, e
    from (select * from ledger_memberentry y where y.journal_id = p_journal order by y.member_id) x;
  select r.journal_id, r.created into journal_id, created
    from ledger_post('rev', p_key, 'REVERSAL', j.book, p_effective_on, p_narration, j.reference, j.detail,
                     j.control_id, p_by, lines, m, p, s, f, a, e, p_journal) r;
end $$;

create function ledger_place_hold(
  p_scope text, p_key text, p_member bigint, p_book text, p_persaraan bigint, p_sejahtera bigint,
  p_fleksibel bigint, p_akaun_55 bigint, p_akaun_emas bigint, p_by text
) returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare
  h ledger_hold;
  new_id bigint;
begin
  insert into ledger_hold (scope, key, member_id, book, persaraan_sen, sejahtera_sen, fleksibel_sen,
                           akaun_55_sen, akaun_emas_sen, status, placed_at, placed_by)
  values (p_scope, p_key, p_member, p_book, p_persaraan, p_sejahtera, p_fleksibel, p_akaun_55,
          p_akaun_emas, 'ACTIVE', clock_timestamp(), p_by)
  on conflict (scope, key) do nothing returning id into new_id;
  if new_id is null then
    select * into h from ledger_hold where scope = p_scope and key = p_key;
    if (h.member_id, h.book, h.persaraan_sen, h.sejahtera_sen, h.fleksibel_sen, h.akaun_55_sen, h.akaun_emas_sen)
       is distinct from
       (p_member, p_book, p_persaraan, p_sejahtera, p_fleksibel, p_akaun_55, p_akaun_emas) then
      raise exception 'the hold %:% was placed with another content', p_scope, p_key
        using errcode = '23505', constraint = 'ledger_key_reused';
    end if;
    return h.id;
  end if;
  update ledger_memberbalance b
     set persaraan_held_sen = b.persaraan_held_sen + p_persaraan,
         sejahtera_held_sen = b.sejahtera_held_sen + p_sejahtera,
         fleksibel_held_sen = b.fleksibel_held_sen + p_fleksibel,
         akaun_55_held_sen = b.akaun_55_held_sen + p_akaun_55,
         akaun_emas_held_sen = b.akaun_emas_held_sen + p_akaun_emas
   where b.member_id = p_member and b.book = p_book;
  if not found then
    raise exception 'member has no accounts in book %', p_book
      using errcode = '23514', constraint = 'balance_never_below_what_is_held';
  end if;
  return new_id;
end $$;

create function ledger_unhold(h ledger_hold) returns void
  language sql set search_path = public, pg_temp as $$
  update ledger_memberbalance b
     set persaraan_held_sen = b.persaraan_held_sen - h.persaraan_sen,
         sejahtera_held_sen = b.sejahtera_held_sen - h.sejahtera_sen,
         fleksibel_held_sen = b.fleksibel_held_sen - h.fleksibel_sen,
         akaun_55_held_sen = b.akaun_55_held_sen - h.akaun_55_sen,
         akaun_emas_held_sen = b.akaun_emas_held_sen - h.akaun_emas_sen
   where b.member_id = h.member_id and b.book = h.book;
$$;

create function ledger_release_hold(p_hold bigint, p_by text) returns boolean
  language plpgsql security definer set search_path = public, pg_temp as $$
declare h ledger_hold;
begin
  select * into strict h from ledger_hold where id = p_hold for update;
  if h.status = 'RELEASED' then
    return false;
  end if;
  perform ledger_unhold(h) where h.status = 'ACTIVE';
  update ledger_hold set status = 'RELEASED', resolved_at = clock_timestamp(), resolved_by = p_by where id = p_hold;
  return true;
end $$;

-- Capture: the hold ends first, then the money moves; the row lock closes the gap until commit.
create function ledger_capture_hold(
  p_hold bigint, p_scope text, p_key text, p_kind text, p_effective_on date, p_narration text,
  p_reference text, p_detail jsonb, p_control text, p_by text,
  out journal_id bigint, out created boolean
) language plpgsql security definer set search_path = public, pg_temp as $$
declare h ledger_hold;
begin
  select * into strict h from ledger_hold where id = p_hold for update;
  if h.status = 'ACTIVE' then
    perform ledger_unhold(h);
  end if;
  select r.journal_id, r.created into journal_id, created
    from ledger_post(p_scope, p_key, p_kind, h.book, p_effective_on, p_narration, p_reference, p_detail,
                     p_control, p_by, '[]'::jsonb, array[h.member_id], array[-h.persaraan_sen],
                     array[-h.sejahtera_sen], array[-h.fleksibel_sen], array[-h.akaun_55_sen],
                     array[-h.akaun_emas_sen]) r;
  if h.status = 'CAPTURED' and h.journal_id = ledger_capture_hold.journal_id then
    return;
  end if;
  update ledger_hold set status = 'CAPTURED', resolved_at = clock_timestamp(), resolved_by = p_by,
         journal_id = ledger_capture_hold.journal_id where id = p_hold;
end $$;

revoke all on function ledger_unhold(ledger_hold) from public;

-- For auditors, statements and the admin: the classical postings --------------------------------------

create view ledger_posting as
  select e.journal_id, j.book, a.account, e.member_id,
         case when a.sen < 0 then 'D' else 'C' end as side, abs(a.sen) as amount_sen
    from ledger_memberentry e join ledger_journal j on j.id = e.journal_id
    cross join lateral (values ('PERSARAAN', e.persaraan_sen), ('SEJAHTERA', e.sejahtera_sen),
      ('FLEKSIBEL', e.fleksibel_sen), ('AKAUN_55', e.akaun_55_sen), ('AKAUN_EMAS', e.akaun_emas_sen)) a(account, sen)
   where a.sen <> 0
  union all
  select j.id, j.book, j.control_id, null, case when j.contra_sen < 0 then 'D' else 'C' end, abs(j.contra_sen)
    from ledger_journal j where j.contra_sen <> 0
  union all
  select l.journal_id, j.book, l.account_id, null, l.side, l.amount_sen
    from ledger_fundline l join ledger_journal j on j.id = l.journal_id;
