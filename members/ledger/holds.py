"""Money kept for an application: it lowers what is available until it is released or captured, once."""

from __future__ import annotations

import json

from django.db import connection, transaction

from members.ledger._errors import HoldEnded, KeyReused, NotEnoughInAccount, translated
from members.ledger.drafts import Amounts, JournalDraft
from members.ledger.journal import Posted

__all__ = ["HoldEnded", "KeyReused", "NotEnoughInAccount", "capture", "place", "release"]


def place(*, scope: str, key: str, member_id: int, book: str, amounts: Amounts, by: str) -> int:
    """Hold sen of a member in a book; answers the hold's id, the same one when called again.

    Raises NotEnoughInAccount when less is available, KeyReused when the key holds something else.
    """
    with translated(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select ledger_place_hold(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [scope, key, member_id, book, *amounts.as_tuple(), by],
        )
        return int(cursor.fetchone()[0])


def release(hold_id: int, *, by: str) -> None:
    """Give the held money back to what is available. Raises HoldEnded when it was captured."""
    with translated(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select ledger_release_hold(%s, %s)", [hold_id, by])


def capture(hold_id: int, draft: JournalDraft) -> Posted:
    """End the hold and move its money out against `draft.control`, in one transaction.

    The draft's one member line must be minus what is held, on the hold's member and book. Raises
    HoldEnded when the hold was released or captured by another event, ValueError when the draft
    says something other than the hold.
    """
    with translated(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select member_id, book, persaraan_sen, sejahtera_sen, fleksibel_sen, akaun_55_sen,"
            " akaun_emas_sen from ledger_hold where id = %s",
            [hold_id],
        )
        row = cursor.fetchone()
        if row is None or len(draft.members) != 1 or draft.fund:
            raise ValueError("a capture moves exactly what one hold holds")
        line = draft.members[0]
        if (line.member_id, draft.book, -line.amounts) != (row[0], row[1], Amounts(*row[2:])):
            raise ValueError("the draft does not say what the hold holds")
        cursor.execute(
            "select journal_id, created from ledger_capture_hold(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                hold_id,
                draft.scope,
                draft.key,
                draft.kind,
                draft.effective_on,
                draft.narration,
                draft.reference,
                json.dumps(dict(draft.detail)),
                draft.control,
                draft.by,
            ],
        )
        journal_id, created = cursor.fetchone()
    return Posted(journal_id, created)
