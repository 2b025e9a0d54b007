"""The invariants of the books, one question each. A breach is a figure other than nil.

Every check counts rows (or sums sen) that should not exist; the numbers are those of the design.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from members.ledger import chart


@dataclass(frozen=True, slots=True)
class Invariant:
    """A sentence that must hold, and SQL that answers how far it does not (0 is well)."""

    code: str
    sentence: str
    sql: str


@dataclass(frozen=True, slots=True)
class Result:
    code: str
    sentence: str
    breach: int

    @property
    def holds(self) -> bool:
        return self.breach == 0


_POSTED = " + ".join(f"b.{column}_sen" for column in chart.COLUMNS)
_SUMS = ", ".join(f"sum({column}_sen) {column}" for column in chart.COLUMNS)
_DIFFERS = " or ".join(
    f"coalesce(e.{column}, 0) <> coalesce(b.{column}_sen, 0)" for column in chart.COLUMNS
)
_HELD_DIFFERS = " or ".join(
    f"coalesce(h.{column}, 0) <> coalesce(b.{column}_held_sen, 0)" for column in chart.COLUMNS
)
_BELOW = " or ".join(
    f"b.{column}_sen < b.{column}_held_sen or b.{column}_held_sen < 0" for column in chart.COLUMNS
)

_GUARDS = (
    *(
        f"ledger_{table}.{guard}"
        for table in ("journal", "memberentry", "entrytotal", "fundline")
        for guard in ("append_only", "never_truncated")
    ),
    *(
        f"ledger_{table}.{guard}"
        for table in ("memberbalance", "hold")
        for guard in ("never_deleted", "never_truncated")
    ),
    "ledger_journal.balanced",
    "ledger_memberentry.taken_in",
    "ledger_fundline.sealed",
    "ledger_hold.ends_once",
    "members_member.kept_while_in_the_books",
    "members_member.same_while_in_the_books",
)

INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "I1",
        "members and control accounts sum to nil in every book (sen)",
        f"""
        select coalesce(sum(abs(sen)), 0) from (
          select book, sum(sen) sen from (
            select book, ({_POSTED}) sen from ledger_memberbalance b
            union all select book, contra_sen from ledger_journal
            union all select j.book, case l.side when 'C' then l.amount_sen else -l.amount_sen end
              from ledger_fundline l join ledger_journal j on j.id = l.journal_id) a group by book) t
        """,
    ),
    Invariant(
        "I2",
        "every journal says something and balances (journals)",
        """
        select count(*) from ledger_journal j
        left join (select journal_id, count(*) n, sum(contra_sen) c from ledger_memberentry group by 1) e
          on e.journal_id = j.id
        left join (select journal_id, count(*) n, sum(case side when 'C' then amount_sen else -amount_sen end) d
                   from ledger_fundline group by 1) l on l.journal_id = j.id
        where coalesce(e.n, 0) + coalesce(l.n, 0) = 0 or coalesce(l.d, 0) <> 0
           or coalesce(e.n, 0) <> j.entry_count or coalesce(e.c, 0) <> j.contra_sen
        """,
    ),
    Invariant(
        "I3a",
        "every balance is the sum of its entries (balances)",
        f"""
        select count(*) from ledger_memberbalance b
        full join (select member_id, book, {_SUMS} from ledger_memberentry e
                   join ledger_journal j on j.id = e.journal_id group by 1, 2) e
          on e.member_id = b.member_id and e.book = b.book
        where {_DIFFERS}
        """,
    ),
    Invariant(
        "I3b",
        "what is held is the sum of the active holds (balances)",
        f"""
        select count(*) from ledger_memberbalance b
        full join (select member_id, book, {_SUMS} from ledger_hold where status = 'ACTIVE' group by 1, 2) h
          on h.member_id = b.member_id and h.book = b.book
        where {_HELD_DIFFERS}
        """,
    ),
    Invariant(
        "I4",
        "no member account is below what is held (balances)",
        f"select count(*) from ledger_memberbalance b where {_BELOW}",
    ),
    Invariant(
        "I5a",
        "every captured hold has its journal and took out what it held (holds)",
        """
        select count(*) from ledger_hold h
        left join ledger_memberentry e on e.journal_id = h.journal_id and e.member_id = h.member_id
        where h.status = 'CAPTURED' and (e.member_id is null
          or (e.persaraan_sen, e.sejahtera_sen, e.fleksibel_sen, e.akaun_55_sen, e.akaun_emas_sen)
             <> (-h.persaraan_sen, -h.sejahtera_sen, -h.fleksibel_sen, -h.akaun_55_sen, -h.akaun_emas_sen))
        """,
    ),
    Invariant(
        "I5b",
        "every entry belongs to a journal and to a member (entries)",
        """
        select count(*) from ledger_memberentry e
        where not exists (select 1 from ledger_journal j where j.id = e.journal_id)
           or not exists (select 1 from members_member m where m.id = e.member_id)
        """,
    ),
    Invariant(
        "I5c",
        "a member is in a journal once, and a journal's entries come to what was taken in (journals)",
        """
        select count(*) from (select journal_id, count(*) n, count(distinct member_id) m, sum(contra_sen) c
                                from ledger_memberentry group by journal_id) e
        full join ledger_entrytotal t using (journal_id)
        where e.n is distinct from e.m or e.n is distinct from t.entry_count
           or e.c is distinct from t.contra_sen
        """,
    ),
    Invariant(
        "I14",
        "every guard that keeps history as it was written stands (guards missing)",
        f"""
        select {len(_GUARDS)} - count(*) from pg_trigger t join pg_class c on c.oid = t.tgrelid
        where t.tgenabled in ('O', 'A') and c.relname || '.' || t.tgname in ({", ".join(f"'{g}'" for g in _GUARDS)})
        """,
    ),
)

_extra: list[Callable[[], list[Result]]] = []


def register(check: Callable[[], list[Result]]) -> Callable[[], list[Result]]:
    """Let an app above add its own invariants (a declared business row has its journal, and back)."""
    _extra.append(check)
    return check


def run() -> list[Result]:
    """Ask every invariant; the answers in order."""
    results = [ask(invariant) for invariant in INVARIANTS]
    for check in _extra:
        results += check()
    return results


def ask(invariant: Invariant) -> Result:
    """Ask one."""
    with connection.cursor() as cursor:
        cursor.execute(invariant.sql)
        return Result(invariant.code, invariant.sentence, int(cursor.fetchone()[0]))
