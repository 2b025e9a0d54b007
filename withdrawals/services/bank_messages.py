"""The bank's files: stored byte for byte first, read afterwards, applied row by row as often as need be.

A status report never pays: at most it says that the bank holds an instruction. What contradicts what
we know, or cannot be read, is kept for a person and changes nothing.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from members.gateways.iso20022 import camt053, pain002, schema
from members.rules import bank_answers
from members.rules.bank_answers import Meaning
from members.work import faults
from withdrawals.gateways import bank
from withdrawals.models import (
    BankEntry,
    BankMessage,
    BankStatement,
    MatchState,
    MessageState,
    PayoutAttempt,
    PayoutBatch,
    Problem,
)
from withdrawals.rules import payout_states as states
from withdrawals.services import batches, payout, reconcile

_LOCK = 0x72656164


def collect(*, at: datetime) -> int:
    """Fetch, store and apply everything the bank has for us; answers how many files were new.

    Raises OSError when the bank cannot be reached; what was fetched before is kept.
    """
    door = bank.gateway()
    new = 0
    try:
        for file in door.fetch_outbox():
            new += store(source=door.bic, file_name=file.name, content=file.content, at=at)
            faults.point("payout.collect.after_store")
            door.put_away(file.name)
    finally:
        apply_waiting(at=at)
    return new


def store(*, source: str, file_name: str, content: bytes, at: datetime) -> bool:
    """Keep a file as it came; False when the same bytes were kept before."""
    try:
        with transaction.atomic():
            BankMessage.objects.create(
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
    """Read and apply what was stored and not applied yet, statements in their order."""
    waiting = BankMessage.objects.filter(state=MessageState.RECEIVED, statements__isnull=True)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        apply(message_id=pk, at=at)
    reconcile.apply_statements(at=at)
    batches.close_finished()


def apply(*, message_id: int, at: datetime) -> None:
    """Read one stored message and do what it says. Harmless when it was applied before."""
    message = BankMessage.objects.get(pk=message_id)
    if message.state != MessageState.RECEIVED:
        return
    try:
        msg_type, document = schema.read(bytes(message.raw))
        if msg_type.startswith(pain002.PREFIX):
            report = pain002.parse(msg_type, document)
            if _identify(message, msg_type, report.msg_id):
                _apply_report(message, report, at=at)
        elif msg_type.startswith(camt053.PREFIX):
            statements = camt053.parse(document)
            if _identify(message, msg_type, statements.msg_id):
                _record(message, statements, at=at)
        else:
            _needs_a_person(message, Problem.NOT_FOR_US, msg_type)
    except schema.Unreadable as error:
        _needs_a_person(message, Problem.UNREADABLE, str(error))


def _identify(message: BankMessage, msg_type: str, msg_id: str) -> bool:
    """Write the message's own identity beside it; False when another message has it."""
    message.msg_type, message.msg_id = msg_type, msg_id
    try:
        with transaction.atomic():
            message.save(update_fields=["msg_type", "msg_id"])
    except IntegrityError:
        _needs_a_person(message, Problem.MESSAGE_ID_REUSED, msg_id)
        return False
    return True


def _needs_a_person(message: BankMessage, problem: Problem, detail: str) -> None:
    message.state = MessageState.EXCEPTION
    message.problem = problem
    message.problem_detail = detail[:200]
    message.save(update_fields=["msg_type", "msg_id", "state", "problem", "problem_detail"])


# ── status reports ──────────────────────────────────────────────────────────────────────────────


def _apply_report(message: BankMessage, report: pain002.StatusReport, *, at: datetime) -> None:
    batch = PayoutBatch.objects.filter(msg_id=report.original_msg_id).first()
    if batch is None or batch.state in (
        states.BATCH_OPEN,
        states.BATCH_SEALED,
        states.BATCH_VOID,
    ):
        _needs_a_person(message, Problem.BATCH_UNKNOWN, report.original_msg_id)
        return
    # The bank speaks of the file, so it has it, whether or not we came to write that down.
    batches.mark_sent(batch_id=batch.pk, at=at)
    batches.note_answer(batch_id=batch.pk)
    attempts = {attempt.end_to_end_id: attempt for attempt in batch.attempts.order_by("pk")}
    problem, about = "", ""
    for reference, _answer in report.items:
        if reference not in attempts:
            problem, about = Problem.PAYMENT_UNKNOWN, reference
    for reference, attempt in attempts.items():
        found = _apply_answer(message, attempt, report.about(reference), at=at)
        if found:
            problem, about = found, reference
        faults.point("payout.answer.after_item")
    if problem:
        _needs_a_person(message, Problem(problem), about)
        return
    message.state = MessageState.APPLIED
    message.applied_at = at
    message.save(update_fields=["state", "applied_at"])


def _apply_answer(
    message: BankMessage, attempt: PayoutAttempt, answer: pain002.Answer, *, at: datetime
) -> Problem | str:
    """Take one answer to one instruction; says what needs a person, or nothing."""
    match bank_answers.meaning(answer.status, answer.reason):
        case Meaning.ACKED:
            payout.acknowledge(attempt_id=attempt.pk, at=at)
        case Meaning.UNKNOWN:
            payout.lose_sight(attempt_id=attempt.pk, reason=answer.reason, at=at)
            return Problem.DUPLICATE_AT_BANK
        case Meaning.REJECTED:
            try:
                payout.reject(attempt_id=attempt.pk, message=message, reason=answer.reason, at=at)
            except payout.NotAwaited:
                return Problem.CONTRADICTS
        case Meaning.CHANGED:
            return Problem.CHANGED_BY_BANK
        case Meaning.NOTHING:
            pass
    return ""


# ── statements ──────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def _record(message: BankMessage, parsed: camt053.StatementMessage, *, at: datetime) -> None:
    """Write a message's statements and lines as rows, all or none; applying them comes after."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    books = {number: book for book, number in settings.PAYOUT_ACCOUNTS.items()}
    fresh: list[camt053.Statement] = []
    for statement in parsed.statements:
        about = f"{statement.account_no[-4:]} / {statement.seq}"
        if statement.account_no not in books:
            _needs_a_person(message, Problem.ACCOUNT_UNKNOWN, about)
            return
        if not statement.adds_up:
            _needs_a_person(message, Problem.DOES_NOT_ADD_UP, about)
            return
        known = BankStatement.objects.filter(
            account_no=statement.account_no, seq=statement.seq
        ).first()
        if known is None:
            fresh.append(statement)
        elif not _same(known, statement):
            _needs_a_person(message, Problem.STATEMENT_DIFFERS, about)
            return
    for statement in fresh:
        _add(message, statement, books[statement.account_no])
    if not fresh:
        message.state = MessageState.APPLIED
        message.applied_at = at
        message.save(update_fields=["state", "applied_at"])


def _add(message: BankMessage, statement: camt053.Statement, book: str) -> None:
    row = BankStatement.objects.create(
        message=message,
        book=book,
        account_no=statement.account_no,
        seq=statement.seq,
        opening_sen=statement.opening_sen,
        closing_sen=statement.closing_sen,
    )
    seen: set[tuple[str, str, bool]] = set()
    for seq, entry in enumerate(statement.entries, start=1):
        identity = (entry.servicer_ref, entry.side, entry.is_reversal)
        repeated = entry.servicer_ref != "" and (
            identity in seen
            or BankEntry.objects.filter(
                servicer_ref=entry.servicer_ref, side=entry.side, is_reversal=entry.is_reversal
            ).exists()
        )
        seen.add(identity)
        BankEntry.objects.create(
            statement=row,
            seq=seq,
            servicer_ref=entry.servicer_ref,
            side=entry.side,
            amount_sen=entry.amount_sen,
            currency=entry.currency,
            is_reversal=entry.is_reversal,
            return_reason=entry.return_reason,
            end_to_end_id=entry.end_to_end_id,
            value_on=entry.value_on,
            match_state=MatchState.EXCEPTION if repeated else MatchState.UNMATCHED,
            problem=Problem.ENTRY_REPEATED if repeated else "",
        )


def _same(known: BankStatement, statement: camt053.Statement) -> bool:
    if (known.opening_sen, known.closing_sen) != (statement.opening_sen, statement.closing_sen):
        return False
    kept = [
        (row.servicer_ref, row.side, row.amount_sen, row.currency, row.end_to_end_id, row.value_on)
        for row in known.entries.order_by("seq")
    ]
    said = [
        (e.servicer_ref, e.side, e.amount_sen, e.currency, e.end_to_end_id, e.value_on)
        for e in statement.entries
    ]
    return kept == said
