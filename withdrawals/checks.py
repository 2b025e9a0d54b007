"""Invariants of money out, asked by `ledger_check`: every instruction has its money, and the reverse."""

from __future__ import annotations

from members.ledger import checks
from members.ledger.checks import Invariant, Result

_CONTROL = """
  select book, sum(sen) sen from (
    select j.book, j.contra_sen sen from ledger_journal j where j.control_id = '{code}'
    union all
    select j.book, case l.side when 'C' then l.amount_sen else -l.amount_sen end
      from ledger_fundline l join ledger_journal j on j.id = l.journal_id
     where l.account_id = '{code}') m group by book
"""

_DIFFERENCE = """
  select coalesce(sum(abs(coalesce(c.sen, 0) - coalesce(w.sen, 0))), 0)
    from ({control}) c full join ({wanted}) w on w.book = c.book
"""


def _control_is(code: str, wanted: str) -> str:
    return _DIFFERENCE.format(control=_CONTROL.format(code=code), wanted=wanted)


INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "P1",
        "withdrawals payable are the approved applications not released or refused by the bank (sen)",
        _control_is(
            "2200",
            """
            select p.book, sum(p.amount_sen) sen from withdrawals_payoutattempt p
              left join withdrawals_payoutbatch b on b.id = p.batch_id
              join withdrawals_application a on a.id = p.application_id and a.status <> 'CREDITED'
             where (p.state in ('QUEUED', 'REJECTED')
                    or (p.state = 'BATCHED' and b.state <> 'RELEASED'))
               and not exists (
                 select 1 from withdrawals_payoutattempt later
                  where later.application_id = p.application_id and later.line_no = p.line_no
                    and later.attempt_no > p.attempt_no)
             group by p.book
            """,
        ),
    ),
    Invariant(
        "P2",
        "payouts in transit are the released instructions that the bank has not closed (sen)",
        _control_is(
            "2210",
            """
            select p.book, sum(p.amount_sen) sen from withdrawals_payoutattempt p
              join withdrawals_payoutbatch b on b.id = p.batch_id
             where p.state in ('SENT', 'ACKED', 'UNKNOWN')
                or (p.state = 'BATCHED' and b.state = 'RELEASED')
             group by p.book
            """,
        ),
    ),
    Invariant(
        "P3",
        "returned payouts are those that came back and await a decision (sen)",
        _control_is(
            "2220",
            """
            select p.book, sum(p.amount_sen) sen from withdrawals_payoutattempt p
              join withdrawals_application a on a.id = p.application_id and a.status <> 'CREDITED'
             where p.state = 'RETURNED' and not exists (
               select 1 from withdrawals_payoutattempt later
                where later.application_id = p.application_id and later.line_no = p.line_no
                  and later.attempt_no > p.attempt_no)
             group by p.book
            """,
        ),
    ),
    Invariant(
        "P4",
        "every matched statement entry is in the books with its amount, and the reverse (entries)",
        """
        select count(*) from (
          select id, amount_sen, case side when 'D' then 'C' else 'D' end side, journal_id
            from withdrawals_bankentry where match_state in ('MATCHED', 'PARKED')) e
        full join (
          select j.id, l.amount_sen, l.side from ledger_journal j
            join ledger_fundline l on l.journal_id = j.id and l.account_id = '1110'
           where j.scope in ('payout.settle', 'payout.return', 'bank.park')) k on k.id = e.journal_id
        where e.id is null or k.id is null or e.amount_sen <> k.amount_sen or e.side <> k.side
        """,
    ),
    Invariant(
        "P5",
        "a released file, its items and the journals that sent them have one total (files)",
        """
        select count(*) from withdrawals_payoutbatch b
        left join lateral (
          select count(*) n, coalesce(sum(p.amount_sen), 0) total, count(j.id) sent
            from withdrawals_payoutattempt p
            left join ledger_journal j on j.scope = 'payout.send' and j.key = p.id::text
           where p.batch_id = b.id) i on true
        where b.state in ('RELEASED', 'SENT', 'ACKED', 'CLOSED')
          and (i.n <> b.n_items or i.total <> b.total_sen or i.sent <> b.n_items
               or sha256(b.file_bytes) <> b.file_sha256)
        """,
    ),
    Invariant(
        "P6",
        "every applied statement adds up and follows on the one before (statements)",
        """
        select count(*) from withdrawals_bankstatement s
        left join withdrawals_bankstatement before
               on before.account_no = s.account_no and before.seq = s.seq - 1
        where s.applied_at is not null
          and (s.closing_sen <> s.opening_sen + coalesce((
                 select sum(case side when 'C' then amount_sen else -amount_sen end)
                   from withdrawals_bankentry e where e.statement_id = s.id), 0)
               or before.closing_sen <> s.opening_sen)
        """,
    ),
    Invariant(
        "P7",
        "an application is approved while all of it waits for a file, and paid when the statement"
        " settled all of it (applications)",
        """
        select count(*) from withdrawals_application a
        left join lateral (
          select count(*) n,
                 count(*) filter (where l.state = 'SETTLED') settled,
                 count(*) filter (where l.state = 'QUEUED' or
                   (l.state = 'BATCHED' and l.batch_state <> 'RELEASED')) waiting,
                 coalesce(sum(l.amount_sen), 0) total
            from (select distinct on (p.line_no) p.state, p.amount_sen, b.state batch_state
                    from withdrawals_payoutattempt p
                    left join withdrawals_payoutbatch b on b.id = p.batch_id
                   where p.application_id = a.id
                   order by p.line_no, p.attempt_no desc) l) i on true
        where (a.status = 'PAID') <> (i.n > 0 and i.settled = i.n)
           or (a.status = 'APPROVED') <> (i.n > 0 and i.waiting = i.n)
           or (i.n > 0 and i.total <> a.amount_sen)
        """,
    ),
)


@checks.register
def money_out() -> list[Result]:
    """Ask every invariant of this app."""
    return [checks.ask(invariant) for invariant in INVARIANTS]
