"""Invariants of money in, asked by `ledger_check`: every sen that came is somewhere, and only once."""

from __future__ import annotations

from members.ledger import checks
from members.ledger.checks import Invariant, Result

_CONTROL = """
  select coalesce(sum(sen), 0) from (
    select j.contra_sen sen from ledger_journal j where j.control_id = '{code}'
    union all
    select case l.side when 'C' then l.amount_sen else -l.amount_sen end
      from ledger_fundline l where l.account_id = '{code}') m
"""


def _control(code: str) -> str:
    return f"({_CONTROL.format(code=code)})"


_SUSPENSE, _UNIDENTIFIED = _control("2110"), _control("2130")
_OWED, _LATE_OWED = _control("1200"), _control("1210")
_CTML = _control("2120")
_BANK, _REFUNDS = _control("1100"), _control("2240")
_DUE_TO, _DUE_FROM = _control("2140"), _control("1300")


INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "I10a",
        "receipts are what was allocated, refunded or lies in suspense or unidentified (sen)",
        """
        select coalesce(sum(abs(r.allocated_sen - coalesce(a.sen, 0))), 0) from contributions_receipt r
        left join (select receipt_id, sum(amount_sen) sen from contributions_allocation
                    where undone_at is null group by 1) a on a.receipt_id = r.id
        """,
    ),
    Invariant(
        "I10b",
        "employers' suspense in the books is what their receipts have left (sen)",
        f"""
        select abs({_SUSPENSE} - (
          select coalesce(sum(amount_sen - allocated_sen - refunded_sen), 0)
            from contributions_receipt where employer_id is not null)
          -- What is only asked for is still the employer's suspense.
          - (select coalesce(sum(p.amount_sen), 0) from contributions_refundpart p
               join contributions_refund f on f.id = p.refund_id
              where f.state in ('ASKED', 'REVIEWED')))
        """,
    ),
    Invariant(
        "I10c",
        "unidentified money in the books is what receipts without an owner have left (sen)",
        f"""
        select abs({_UNIDENTIFIED} - (
          select coalesce(sum(amount_sen - voluntary_sen), 0)
            from contributions_receipt where employer_id is null))
        """,
    ),
    Invariant(
        "I10d",
        "every receipt is in the books with its amount, and the reverse (receipts)",
        """
        select count(*) from (select * from contributions_receipt where origin = 'BANK') r
        full join (select j.id, l.amount_sen from ledger_journal j
                     join ledger_fundline l on l.journal_id = j.id and l.account_id = '1100'
                    where j.scope = 'receipt') k on k.id = r.journal_id
        where r.id is null or k.id is null or r.amount_sen <> k.amount_sen
        """,
    ),
    Invariant(
        "I10e",
        "a receipt is a credit of its statement entry's amount, with which nothing is amiss (receipts)",
        """
        select count(*) from contributions_receipt r
          join contributions_collectionentry e on e.id = r.entry_id
        where r.amount_sen <> e.amount_sen or e.side <> 'C' or e.problem <> ''
        """,
    ),
    Invariant(
        "I10f",
        "what a receipt has refunded is set aside for refunds that took it (sen)",
        """
        select coalesce(sum(abs(r.refunded_sen - coalesce(p.sen, 0))), 0) from contributions_receipt r
        left join (select p.receipt_id, sum(p.amount_sen) sen from contributions_refundpart p
                     join contributions_refund f on f.id = p.refund_id
                    where f.state in ('ASKED', 'REVIEWED', 'APPROVED', 'PAID') group by 1) p
               on p.receipt_id = r.id
        """,
    ),
    Invariant(
        "I10g",
        "refunds payable in the books are those approved and not paid, each of its parts (sen)",
        f"""
        select abs({_REFUNDS} - (
                 select coalesce(sum(amount_sen), 0) from contributions_refund where state = 'APPROVED'))
             + coalesce((select sum(abs(f.amount_sen - p.sen)) from contributions_refund f
                 join (select refund_id, sum(amount_sen) sen from contributions_refundpart group by 1) p
                   on p.refund_id = f.id where f.state in ('APPROVED', 'PAID', 'FAILED')), 0)
        """,
    ),
    Invariant(
        "I7r",
        "an approved refund has one instruction of its amount, paid by a debit of it (refunds)",
        """
        select count(*) from contributions_refund f
        left join contributions_refundpayment p on p.refund_id = f.id
        left join contributions_collectionentry e on e.id = p.settled_by_id
        where (f.state in ('APPROVED', 'PAID', 'FAILED')) <> (p.id is not null)
           or p.amount_sen <> f.amount_sen
           or (f.state = 'PAID') <> (p.state is not distinct from 'SETTLED')
           or e.id is not null and (e.side <> 'D' or e.amount_sen <> p.amount_sen
                                    or e.end_to_end_id <> p.end_to_end_id)
        """,
    ),
    Invariant(
        "I11c",
        "what was taken back is the mirror of what was credited, and its receipt (lines)",
        """
        select count(*) from contributions_takenback t
          join ledger_memberentry b on b.journal_id = t.journal_id and b.member_id = t.member_id
          join ledger_memberentry c
            on c.journal_id = t.credited_journal_id and c.member_id = t.member_id
          join contributions_receipt r on r.id = t.receipt_id
        where b.contra_sen <> -c.contra_sen or b.contra_sen <> t.amount_sen
           or r.amount_sen <> t.amount_sen or r.origin <> 'TAKEN_BACK'
        """,
    ),
    Invariant(
        "I9b",
        "the collection account in the books is every entry that needs no person (sen)",
        f"""
        select abs({_BANK} + (
          select coalesce(sum(case e.side when 'C' then e.amount_sen else -e.amount_sen end), 0)
            from contributions_collectionentry e
           where exists (select 1 from contributions_receipt r where r.entry_id = e.id)
              or exists (select 1 from contributions_refundpayment p
                          where e.id in (p.settled_by_id, p.returned_by_id))))
        """,
    ),
    Invariant(
        "I11a",
        "a bill is the sum of its lines, and what paid it is the sum of its allocations (bills)",
        """
        select count(*) from contributions_bill b
        left join lateral (
          select sum(l.amount_sen) amount, sum(l.paid_sen) paid, sum(l.waived_sen) waived,
                 sum(coalesce((select sum(a.amount_sen) from contributions_allocation a
                                where a.line_id = l.id and a.undone_at is null), 0)) allocated
            from contributions_billline l where l.bill_id = b.id) l on true
        where b.amount_sen <> coalesce(l.amount, 0) or b.waived_sen <> coalesce(l.waived, 0)
           or b.paid_sen <> coalesce(l.paid, 0) or b.paid_sen <> coalesce(l.allocated, 0)
        """,
    ),
    Invariant(
        "I11b",
        "a bill of contributions is the sum of its remittance, credited only when it is paid (bills)",
        """
        select count(*) from contributions_bill b
          join contributions_remittance r on r.id = b.remittance_id
        where b.kind = 'CONTRIBUTION' and b.state <> 'CANCELLED'
          and (b.amount_sen <> r.employer_sen + r.employee_sen
               or r.state in ('POSTING', 'POSTED') and b.state <> 'PAID'
               or r.state not in ('SUBMITTED', 'POSTING', 'POSTED'))
        """,
    ),
    Invariant(
        "I6a",
        "what employers owe in the books is what their bills have open (sen)",
        f"""
        select abs({_OWED} + (
                 select coalesce(sum(l.amount_sen - l.paid_sen), 0) from contributions_billline l
                   join contributions_bill b on b.id = l.bill_id
                  where l.owes = 'CONTRIBUTION' and b.state <> 'CANCELLED'))
             + abs({_LATE_OWED} + (
                 select coalesce(sum(l.amount_sen - l.paid_sen - l.waived_sen), 0)
                   from contributions_billline l join contributions_bill b on b.id = l.bill_id
                  where l.owes <> 'CONTRIBUTION' and b.state <> 'CANCELLED'))
        """,
    ),
    Invariant(
        "I6b",
        "what one book owes the other is what the other has to get (sen)",
        f"select abs({_DUE_TO} + {_DUE_FROM})",
    ),
    Invariant(
        "I6c",
        "contributions without full details are the lines that nobody was found for (sen)",
        f"""
        select abs({_CTML} - (
          select coalesce(sum(c.employer_sen + c.employee_sen), 0) from contributions_ctmlline c
            join contributions_remittance r on r.id = c.remittance_id
           where c.member_id is null and c.returned_on is null and r.state in ('POSTING', 'POSTED')))
        """,
    ),
    Invariant(
        "I9",
        "every statement of the collection account adds up and follows on the one before (statements)",
        """
        select count(*) from contributions_collectionstatement s
        left join contributions_collectionstatement before
               on before.account_no = s.account_no and before.seq = s.seq - 1
        where s.closing_sen <> s.opening_sen + coalesce((
                select sum(case side when 'C' then amount_sen else -amount_sen end)
                  from contributions_collectionentry e where e.statement_id = s.id), 0)
           or before.closing_sen <> s.opening_sen
        """,
    ),
)


@checks.register
def money_in() -> list[Result]:
    """Ask every invariant of this app."""
    return [checks.ask(invariant) for invariant in INVARIANTS]
