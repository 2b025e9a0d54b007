"""Statements of the collection account: stored byte for byte first, then read, each credit once a receipt.

A credit belongs to the employer whose bill number, or else whose employer number, the payer wrote; only
one employer may be meant. Any other credit is unidentified and waits for a person. Nothing is matched by
amount or name. Each step may be repeated: what was stored, recorded or taken is found again.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from contributions.gateways import collection
from contributions.models import (
    Bill,
    CollectionEntry,
    CollectionMessage,
    CollectionProblem,
    CollectionState,
    CollectionStatement,
    Employer,
    Receipt,
    VoluntaryContribution,
)
from contributions.rules import bill_no, voluntary_reference
from contributions.services import allocate, voluntary
from contributions.services.allocation_journals import HOME_BOOK
from members.gateways.iso20022 import camt053, schema
from members.ledger import chart, days, journal
from members.ledger.drafts import FundLine, JournalDraft
from members.work import faults

log = logging.getLogger(__name__)

CURRENCY = "MYR"
_LOCK = 0x7265636569


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
        _apply(pk, at=at)
    untaken = CollectionEntry.objects.filter(receipt__isnull=True, problem="")
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
def _apply(message_id: int, *, at: datetime) -> None:
    """Write a message's statements and entries as rows, all or none."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    message = CollectionMessage.objects.select_for_update().get(pk=message_id)
    if message.state != CollectionState.RECEIVED:
        return
    try:
        msg_type, document = schema.read(bytes(message.raw))
        if not msg_type.startswith(camt053.PREFIX):
            return _needs_a_person(message, CollectionProblem.NOT_FOR_US, msg_type)
        parsed = camt053.parse(document)
    except schema.Unreadable as error:
        return _needs_a_person(message, CollectionProblem.UNREADABLE, str(error))
    twin = CollectionMessage.objects.filter(source=message.source, msg_id=parsed.msg_id)
    if parsed.msg_id and twin.exclude(pk=message.pk).exists():
        message.msg_id = parsed.msg_id
        return _needs_a_person(message, CollectionProblem.MESSAGE_ID_REUSED, parsed.msg_id)
    message.msg_id = parsed.msg_id
    fresh: list[camt053.Statement] = []
    for statement in parsed.statements:
        about = f"{statement.account_no[-4:]} / {statement.seq}"
        if statement.account_no != settings.COLLECTION_ACCOUNT:
            return _needs_a_person(message, CollectionProblem.ACCOUNT_UNKNOWN, about)
        if not statement.adds_up:
            return _needs_a_person(message, CollectionProblem.DOES_NOT_ADD_UP, about)
        known = CollectionStatement.objects.filter(
            account_no=statement.account_no, seq=statement.seq
        ).first()
        if known is None:
            fresh.append(statement)
        elif not _same(known, statement):
            return _needs_a_person(message, CollectionProblem.STATEMENT_DIFFERS, about)
    for statement in fresh:
        _record(message, statement)
    message.state = CollectionState.APPLIED
    message.applied_at = at
    message.save(update_fields=["msg_id", "state", "applied_at"])


def _needs_a_person(message: CollectionMessage, problem: CollectionProblem, about: str) -> None:
    message.state = CollectionState.EXCEPTION
    message.problem = problem
    message.problem_detail = about[:200]
    message.save(update_fields=["msg_id", "state", "problem", "problem_detail"])


def _same(known: CollectionStatement, statement: camt053.Statement) -> bool:
    if (known.opening_sen, known.closing_sen) != (statement.opening_sen, statement.closing_sen):
        return False
    kept = known.entries.order_by("seq").values_list(
        "servicer_ref", "side", "amount_sen", "currency", "value_on"
    )
    said = [
        (e.servicer_ref, e.side, e.amount_sen, e.currency, e.value_on) for e in statement.entries
    ]
    return list(kept) == said


def _record(message: CollectionMessage, statement: camt053.Statement) -> None:
    row = CollectionStatement.objects.create(
        message=message,
        account_no=statement.account_no,
        seq=statement.seq,
        opening_sen=statement.opening_sen,
        closing_sen=statement.closing_sen,
    )
    seen: set[tuple[str, str, bool]] = set()
    rows = []
    for seq, entry in enumerate(statement.entries, start=1):
        identity = (entry.servicer_ref, entry.side, entry.is_reversal)
        repeated = entry.servicer_ref != "" and (
            identity in seen
            or CollectionEntry.objects.filter(
                servicer_ref=entry.servicer_ref, side=entry.side, is_reversal=entry.is_reversal
            ).exists()
        )
        seen.add(identity)
        rows.append(
            CollectionEntry(
                statement=row,
                seq=seq,
                servicer_ref=entry.servicer_ref,
                side=entry.side,
                amount_sen=entry.amount_sen,
                currency=entry.currency,
                is_reversal=entry.is_reversal,
                end_to_end_id=entry.end_to_end_id,
                text=_clean(entry.text, 500),
                payer=_clean(entry.payer, 140),
                value_on=entry.value_on,
                problem=_problem(entry, repeated=repeated),
            )
        )
    CollectionEntry.objects.bulk_create(rows, batch_size=1_000)


def _problem(entry: camt053.Entry, *, repeated: bool) -> str:
    if repeated:
        return CollectionProblem.ENTRY_REPEATED
    if entry.currency != CURRENCY:
        return CollectionProblem.CURRENCY_DIFFERS
    if entry.side != camt053.CREDIT or entry.is_reversal:
        return CollectionProblem.DEBIT_UNEXPECTED
    return ""


def _clean(text: str, most: int) -> str:
    return "".join(sign for sign in text if sign.isprintable())[:most]


@transaction.atomic
def take(*, entry_id: int, at: datetime) -> Receipt | None:
    """Make a receipt of a credit and let it pay; None when it was taken before."""
    entry = CollectionEntry.objects.select_for_update(of=("self",)).get(pk=entry_id)
    if entry.problem or Receipt.objects.filter(entry=entry).exists():
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
