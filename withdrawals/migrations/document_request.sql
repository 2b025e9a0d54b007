-- Papers come in while it is a draft, or while an officer waits for them; what came in for a request
-- can be taken out again until it is answered. Nothing else moves.

drop trigger frozen on withdrawals_document;

create function withdrawals_paper_guard() returns trigger language plpgsql as $$
declare
  wanted bigint := case when tg_op = 'DELETE' then old.application_id else new.application_id end;
  request bigint := case when tg_op = 'DELETE' then old.request_id else new.request_id end;
  stands text;
begin
  select status into stands from withdrawals_application where id = wanted;
  if not (stands = 'DRAFT' and request is null)
     and not (stands = 'ASKED' and request is not null and exists (
       select from withdrawals_documentrequest
        where id = request and application_id = wanted and closed_at is null))
  then
    raise exception 'withdrawals_document of a submitted application is frozen'
      using errcode = '23514', constraint = 'request_is_frozen';
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  return new;
end $$;

create trigger frozen before insert or delete on withdrawals_document
  for each row execute function withdrawals_paper_guard();

-- What was asked stands; a request is closed once.
create function withdrawals_document_request_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'a request for documents is kept'
      using errcode = '42501', constraint = 'withdrawals_append_only';
  end if;
  if (new.application_id, new.items, new.asked_at, new.asked_by_id, new.asked_on, new.answer_by_on)
     is distinct from
     (old.application_id, old.items, old.asked_at, old.asked_by_id, old.asked_on, old.answer_by_on)
     or old.closed_at is not null
  then
    raise exception 'a request for documents is frozen'
      using errcode = '23514', constraint = 'document_request_is_frozen';
  end if;
  return new;
end $$;

create trigger frozen before update or delete on withdrawals_documentrequest
  for each row execute function withdrawals_document_request_guard();
create trigger never_truncated before truncate on withdrawals_documentrequest
  for each statement execute function withdrawals_refuse_change();
