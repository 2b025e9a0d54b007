"""Statements of the collection account: stored byte for byte first, then read, each credit once a receipt.

A credit belongs to the employer whose bill number, or else whose employer number, the payer wrote; only
one employer may be meant. Any other credit is unidentified and waits for a person. Nothing is matched by
amount or name. Each step may be repeated: what was stored, recorded or taken is found again.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime

from django.db import IntegrityError, transaction

from contributions.gateways import collection
from contributions.models import (
    Bill,
    CollectionEntry,
    CollectionMessage,
    CollectionState,
    Employer,
    Receipt,
    VoluntaryContribution,
)
from contributions.rules import bill_no, voluntary_reference
from contributions.services import allocate, bank_words, refund_payments, voluntary
from contributions.services.allocation_journals import HOME_BOOK
from members.gateways.iso20022 import camt053
from members.ledger import chart, days, journal
from members.ledger.drafts import FundLine, JournalDraft
from members.work import faults

log = logging.getLogger(__name__)


def collect(*, at: datetime) -> int:
    """Fetch, store and apply what the bank has; answers how many files were new.

    Raises OSError when the bank cannot be reached; what was fetched before is kept and applied.
    """
    door = collection.bank()
    new = 0
    try:
        for file in door.fetch_outbox():
            new += store(source=door.bic, file_name=file.name, content=file.content, at=at)
            faults.point("contributions.collect.after_store")
            door.put_away(file.name)
    finally:
        apply_waiting(at=at)
    return new


def store(*, source: str, file_name: str, content: bytes, at: datetime) -> bool:
    """Keep a file as it came; False when the same bytes were kept before."""
    try:
        with transaction.atomic():
            CollectionMessage.objects.create(
                source=source,
                file_name=file_name[:120],
                sha256=hashlib.sha256(content).digest(),
                raw=content,
                received_at=at,
            )
    except IntegrityError:
        return False
    return True


def apply_waiting(*, at: datetime) -> None:
    """Record what was stored and not read yet, then take every credit that is no receipt yet.

    One that fails keeps nobody else's money waiting: the rest is taken, then the failure is raised.
    """
    failed: Exception | None = None
    waiting = CollectionMessage.objects.filter(state=CollectionState.RECEIVED)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        bank_words.apply(pk, at=at)
    untaken = CollectionEntry.objects.filter(
        receipt__isnull=True, paid_refund__isnull=True, returned_refund__isnull=True, problem=""
    )
    for pk in untaken.order_by("pk").values_list("pk", flat=True):
        try:
            take(entry_id=pk, at=at)
        except Exception as error:
            log.exception("entry %s of the collection account was not taken", pk)
            failed = error
        faults.point("contributions.between_receipts")
    if failed is not None:
        raise failed


@transaction.atomic
def take(*, entry_id: int, at: datetime) -> Receipt | None:
    """Make a receipt of a credit and let it pay; None when it was taken before, or is of a refund."""
    entry = CollectionEntry.objects.select_for_update(of=("self",)).get(pk=entry_id)
    if entry.problem or Receipt.objects.filter(entry=entry).exists():
        return None
    if _of_a_refund(entry, at=at):
        return None
    employer, quoted = _whose(entry)
    own_reference = "" if employer else voluntary_reference.quoted(entry.text)
    owner = chart.EMPLOYER_SUSPENSE if employer else chart.UNIDENTIFIED_RECEIPT
    posted = journal.post(
        JournalDraft(
            scope="receipt",
            key=str(entry.pk),
            kind="RECEIPT",
            book=HOME_BOOK,
            effective_on=entry.value_on,
            narration="receipt",
            reference=employer.employer_no if employer else f"BANK-{entry.pk}",
            by="system",
            fund=(
                FundLine(chart.BANK_COLLECTION, chart.DEBIT, entry.amount_sen),
                FundLine(owner, chart.CREDIT, entry.amount_sen),
            ),
        )
    )
    receipt = Receipt.objects.create(
        entry=entry,
        employer=employer,
        quoted=quoted,
        amount_sen=entry.amount_sen,
        received_on=entry.value_on,
        journal_id=posted.journal_id,
    )
    if employer is not None:
        allocate.allocate(employer_id=employer.pk, at=at)
    elif own_reference:
        _to_a_member(receipt, own_reference, at=at)
    return receipt


def _of_a_refund(entry: CollectionEntry, *, at: datetime) -> bool:
    """Take a debit that pays a refund, or a credit that brings its money back."""
    if entry.side == camt053.DEBIT:
        awaited = refund_payments.awaited(entry.end_to_end_id, entry.amount_sen)
        if awaited is not None:
            refund_payments.settle(payment=awaited, entry=entry, at=at)
        return True
    back = refund_payments.returned_by(entry.end_to_end_id, entry.amount_sen)
    if back is None:
        return False
    # Before its debit has come it waits: every look at the bank tries it again.
    refund_payments.come_back(payment=back, entry=entry, reason=entry.return_reason, at=at)
    return True


def _to_a_member(receipt: Receipt, reference: str, *, at: datetime) -> None:
    """A member's own money under its reference; what is not taken stays unidentified, for staff."""
    found = VoluntaryContribution.objects.select_related("member").filter(reference=reference)
    one = found.first()
    taken = voluntary.receive(reference=reference, amount_sen=receipt.amount_sen, at=at)
    if one is None or not taken:
        return
    book = one.member.scheme
    unidentified = FundLine(chart.UNIDENTIFIED_RECEIPT, chart.DEBIT, taken)
    clearing = FundLine(chart.CONTRIB_CLEARING, chart.CREDIT, taken)
    moves = {HOME_BOOK: (unidentified, clearing)}
    if book != HOME_BOOK:
        moves = {
            HOME_BOOK: (unidentified, FundLine(chart.DUE_TO_BOOK, chart.CREDIT, taken)),
            book: (FundLine(chart.DUE_FROM_BOOK, chart.DEBIT, taken), clearing),
        }
    for in_book, lines in moves.items():
        journal.post(
            JournalDraft(
                scope="receipt.voluntary",
                key=f"{receipt.pk}:{in_book}",
                kind="RECEIPT",
                book=in_book,
                effective_on=days.today(),
                narration="receipt",
                reference=reference,
                by="system",
                fund=lines,
            )
        )
    receipt.voluntary_sen = taken
    receipt.save(update_fields=["voluntary_sen"])


def _whose(entry: CollectionEntry) -> tuple[Employer | None, str]:
    """Whose money it is and which bill it quotes; nobody's when two employers could be meant."""
    words = f"{entry.text} {entry.end_to_end_id}"
    bills = list(
        Bill.objects.filter(bill_no__in=bill_no.quoted(words)).select_related("employer")[:10]
    )
    if bills:
        employers = {bill.employer_id: bill.employer for bill in bills}
        if len(employers) > 1:
            return None, ""
        return bills[0].employer, bills[0].bill_no if len(bills) == 1 else ""
    found = list(Employer.objects.filter(employer_no__in=bill_no.numbers(words))[:2])
    return (found[0], "") if len(found) == 1 else (None, "")
