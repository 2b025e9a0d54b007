"""The only writer of the books. An event is posted once; a correction is a reversal and a new event.

Every function runs inside the caller's transaction and is safe to call again: the same (scope, key)
with the same content answers the journal that is already there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from members.ledger._errors import HoldEnded, KeyReused, NotEnoughInAccount, translated
from members.ledger.drafts import JournalDraft, Unbalanced

__all__ = [
    "HoldEnded",
    "KeyReused",
    "NotEnoughInAccount",
    "Posted",
    "Unbalanced",
    "post",
    "post_rows",
    "reverse",
]


@dataclass(frozen=True, slots=True)
class Posted:
    """The journal of an event, and whether this call wrote it."""

    journal_id: int
    created: bool


def post(draft: JournalDraft) -> Posted:
    """Write one event to the books.

    Raises NotEnoughInAccount when an account would fall below what is held, KeyReused when the event
    key stands for something else, Unbalanced (at the latest at commit) when the journal does not sum.
    """
    lines = sorted(draft.members, key=lambda line: line.member_id)
    columns = list(zip(*(line.amounts.as_tuple() for line in lines), strict=True)) or [()] * 5
    return _call(
        "ledger_post(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::bigint[], %s::bigint[],"
        " %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])",
        [
            draft.scope,
            draft.key,
            draft.kind,
            draft.book,
            draft.effective_on,
            draft.narration,
            draft.reference,
            json.dumps(dict(draft.detail)),
            draft.control,
            draft.by,
            json.dumps(
                [
                    {"account": line.account, "side": line.side, "amount_sen": line.amount_sen}
                    for line in draft.fund
                ]
            ),
            [line.member_id for line in lines],
            *(list(column) for column in columns),
        ],
    )


def post_rows(
    *,
    scope: str,
    key: str,
    kind: str,
    book: str,
    effective_on: date,
    narration: str,
    reference: str,
    by: str,
    control: str,
    count: int,
    total_sen: int,
    rows_sql: str,
    params: Sequence[Any],
    detail: Mapping[str, str] | None = None,
    content: str = "",
) -> Posted:
    """Post one event for many members, set-based: the rows never leave the database.

    `rows_sql` is a SELECT of six bigint columns: member id, then sen for Persaraan, Sejahtera,
    Fleksibel, Akaun 55 and Akaun Emas (signed, up is positive), one row a member; `params` are its
    parameters. It must come from our own code, never from input. `count` and `total_sen` are the
    control totals the rows must come to, `content` a digest of what they are made from. Raises as
    `post` does; Unbalanced when the rows do not come to the control totals.
    """
    with translated(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select journal_id, created from ledger_open(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,"
            " %s, %s)",
            [
                scope,
                key,
                kind,
                book,
                effective_on,
                narration,
                reference,
                json.dumps(dict(detail or {})),
                control,
                by,
                count,
                -total_sen,
                content,
            ],
        )
        journal_id, created = cursor.fetchone()
        if created:
            cursor.execute(
                "insert into ledger_memberentry (journal_id, member_id, persaraan_sen, sejahtera_sen,"
                " fleksibel_sen, akaun_55_sen, akaun_emas_sen, contra_sen)"
                f" select %s, m, p, s, f, a, e, -(p + s + f + a + e) from ({rows_sql})"
                " as r(m, p, s, f, a, e) order by m",
                [journal_id, *params],
            )
            if cursor.rowcount != count:
                raise Unbalanced(f"{cursor.rowcount} rows where {count} were announced")
    return Posted(journal_id, created)


def reverse(
    journal_id: int, *, key: str, effective_on: date, by: str, narration: str = "reversal"
) -> Posted:
    """Write the mirror of a journal; each journal is reversed at most once.

    Raises NotEnoughInAccount when a member no longer has the money, KeyReused for another journal
    under the same key.
    """
    return _call(
        "ledger_reverse(%s, %s, %s, %s, %s)", [journal_id, key, effective_on, narration, by]
    )


def _call(call: str, params: Sequence[Any]) -> Posted:
    with translated(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"select posted.journal_id, posted.created from {call} posted", params)
        journal_id, created = cursor.fetchone()
    return Posted(journal_id, created)
