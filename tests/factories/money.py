"""Money that employers pay in, as the bank's statements bring it."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from contributions.models import (
    CollectionEntry,
    CollectionStatement,
    Employer,
    SandboxCollectionAccount,
)
from contributions.services import collect
from members.gateways.iso20022 import written

LONG_AGO = date(2010, 1, 4)


def line(
    sen: int, text: str = "", *, on: date = LONG_AGO, ref: str = "", payer: str = "Pembayar"
) -> written.Line:
    """One credit on a statement; the bank's reference is made from the rest when none is given."""
    return written.Line(ref, "C", sen, "", on, text=text, payer=payer)


def statement(*lines: written.Line, seq: int | None = None, at: datetime | None = None) -> bytes:
    """The next statement of the collection account, or the one with this number."""
    last = CollectionStatement.objects.filter(account_no=settings.COLLECTION_ACCOUNT).first()
    if seq is None:
        seq = last.seq + 1 if last else 1
    made = [
        written.Line(
            one.servicer_ref or f"T{seq:05d}{place:05d}",
            one.side,
            one.amount_sen,
            one.end_to_end_id,
            one.value_on,
            text=one.text,
            payer=one.payer,
        )
        for place, one in enumerate(lines)
    ]
    return written.statement(
        msg_id=f"TEST{seq:08d}",
        at=at or timezone.now(),
        on=made[0].value_on,
        account_no=settings.COLLECTION_ACCOUNT,
        seq=seq,
        opening_sen=last.closing_sen if last else 0,
        lines=made,
    )


def arrives(*lines: written.Line, seq: int | None = None, at: datetime | None = None) -> None:
    """The statement comes and is taken in, at a moment or now."""
    at = at or timezone.now()
    collect.store(
        source=settings.COLLECTION_BANK_BIC,
        file_name="statement.xml",
        content=statement(*lines, seq=seq, at=at),
        at=at,
    )
    collect.apply_waiting(at=at)
    # The sandbox's bank goes on from here.
    last = CollectionStatement.objects.filter(account_no=settings.COLLECTION_ACCOUNT).first()
    if last is not None:
        SandboxCollectionAccount.objects.update_or_create(
            number=settings.COLLECTION_ACCOUNT,
            defaults={"statement_seq": last.seq, "stated_balance_sen": last.closing_sen},
        )


def deposit(employer: Employer, sen: int = 100_000_000_00, *, on: date = LONG_AGO) -> None:
    """Money without a bill: it pays whatever the employer is billed next."""
    arrives(line(sen, f"MAJIKAN {employer.employer_no}", on=on))


def entries(side: str) -> list[CollectionEntry]:
    """What the statements show on a side, in order."""
    return list(CollectionEntry.objects.filter(side=side).order_by("pk"))
