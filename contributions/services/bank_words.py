"""What the bank of the collection account says, written down as rows: all of a message or nothing.

A message that cannot be read, contradicts what we know or is not for us waits for a person and changes
nothing. Whose money an entry is, and what it pays, is asked afterwards (`collect`).
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from contributions.models import (
    CollectionEntry,
    CollectionMessage,
    CollectionProblem,
    CollectionState,
    CollectionStatement,
)
from contributions.services import refund_payments
from members.gateways.iso20022 import camt053, pain002, schema

CURRENCY = "MYR"
_LOCK = 0x7265636569


@transaction.atomic
def apply(message_id: int, *, at: datetime) -> None:
    """Write a message's statements and entries as rows, all or none; hear what it says of refunds."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    message = CollectionMessage.objects.select_for_update().get(pk=message_id)
    if message.state != CollectionState.RECEIVED:
        return
    try:
        msg_type, document = schema.read(bytes(message.raw))
        if msg_type.startswith(pain002.PREFIX):
            return _answered(message, pain002.parse(msg_type, document), at=at)
        if not msg_type.startswith(camt053.PREFIX):
            return _needs_a_person(message, CollectionProblem.NOT_FOR_US, msg_type)
        parsed = camt053.parse(document)
    except schema.Unreadable as error:
        return _needs_a_person(message, CollectionProblem.UNREADABLE, str(error))
    if _is_twin(message, parsed.msg_id):
        return _needs_a_person(message, CollectionProblem.MESSAGE_ID_REUSED, parsed.msg_id)
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
    _applied(message, at=at)


def _applied(message: CollectionMessage, *, at: datetime) -> None:
    message.state = CollectionState.APPLIED
    message.applied_at = at
    message.save(update_fields=["msg_id", "state", "applied_at"])


def _is_twin(message: CollectionMessage, msg_id: str) -> bool:
    """Write the message's own ID beside it; True when another message has it."""
    message.msg_id = msg_id
    twins = CollectionMessage.objects.filter(source=message.source, msg_id=msg_id)
    return bool(msg_id) and twins.exclude(pk=message.pk).exists()


def _answered(message: CollectionMessage, report: pain002.StatusReport, *, at: datetime) -> None:
    """The bank speaks of a refund that we ordered. It never says that money has moved."""
    if _is_twin(message, report.msg_id):
        return _needs_a_person(message, CollectionProblem.MESSAGE_ID_REUSED, report.msg_id)
    about = refund_payments.answered(message, report, at=at)
    if about:
        return _needs_a_person(message, CollectionProblem.ANSWER_UNEXPECTED, about)
    _applied(message, at=at)


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
    paid: set[str] = set()
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
        problem = _problem(entry, repeated=repeated, paid=paid)
        if entry.side == camt053.DEBIT and not problem:
            paid.add(entry.end_to_end_id)
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
                return_reason=entry.return_reason[:35],
                problem=problem,
            )
        )
    CollectionEntry.objects.bulk_create(rows, batch_size=1_000)


def _problem(entry: camt053.Entry, *, repeated: bool, paid: set[str]) -> str:
    """Why an entry waits for a person. A debit is expected where it pays a refund, once."""
    if repeated:
        return CollectionProblem.ENTRY_REPEATED
    if entry.currency != CURRENCY:
        return CollectionProblem.CURRENCY_DIFFERS
    if entry.side == camt053.CREDIT:
        refund = refund_payments.returned_by(entry.end_to_end_id, entry.amount_sen)
        return CollectionProblem.DEBIT_UNEXPECTED if entry.is_reversal and not refund else ""
    awaited = refund_payments.awaited(entry.end_to_end_id, entry.amount_sen)
    if awaited is None or entry.is_reversal or entry.end_to_end_id in paid:
        return CollectionProblem.DEBIT_UNEXPECTED
    return ""


def _clean(text: str, most: int) -> str:
    return "".join(sign for sign in text if sign.isprintable())[:most]
