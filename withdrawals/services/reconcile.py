"""Statements against instructions. Only a debit with our reference and our exact amount pays a member.

Statements are taken strictly in their order, so that the books and the account tell the same story at
every moment; a missing one stops those after it. Nothing is matched by amount and name.
"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from members.gateways.iso20022 import camt053, pain001
from members.ledger import calendar, days
from members.work import faults
from withdrawals.models import (
    BankEntry,
    BankStatement,
    MatchState,
    MessageState,
    PayoutAttempt,
    Problem,
)
from withdrawals.rules import payout_states as states
from withdrawals.services import batches, payout

ANSWER_WITHIN = 2
"""Working days after the value date in which a bank answers; then an instruction's fate is unknown."""


def apply_statements(*, at: datetime) -> None:
    """Apply every statement whose turn has come, then what waited for another entry."""
    accounts = (
        BankStatement.objects.filter(applied_at__isnull=True)
        .order_by("account_no")
        .values_list("account_no", flat=True)
        .distinct()
    )
    for account_no in list(accounts):
        waiting = BankStatement.objects.filter(account_no=account_no, applied_at__isnull=True)
        for statement in waiting.order_by("seq"):
            problem = _out_of_turn(statement)
            if problem:
                _set_aside(statement, problem)
                break
            _apply(statement, at=at)
    early = BankEntry.objects.filter(
        match_state=MatchState.EXCEPTION, problem=Problem.NOT_PAID_YET
    ).values_list("pk", flat=True)
    for pk in list(early):
        apply_entry(entry_id=pk, at=at)


def _out_of_turn(statement: BankStatement) -> Problem | None:
    """Why a statement must wait: the one before has not come, or does not lead to it."""
    if statement.seq == settings.PAYOUT_FIRST_STATEMENT:
        return None
    before = BankStatement.objects.filter(
        account_no=statement.account_no, seq=statement.seq - 1, applied_at__isnull=False
    ).first()
    if before is None:
        return Problem.GAP
    if before.closing_sen != statement.opening_sen:
        return Problem.DOES_NOT_FOLLOW
    return None


def _set_aside(statement: BankStatement, problem: Problem) -> None:
    if statement.problem != problem:
        statement.problem = problem
        statement.save(update_fields=["problem"])
        message = statement.message
        message.problem = problem
        message.problem_detail = str(statement.seq)
        message.save(update_fields=["problem", "problem_detail"])


def _apply(statement: BankStatement, *, at: datetime) -> None:
    # Debits first: a payment and its return may stand on one statement in any order.
    new = statement.entries.filter(match_state=MatchState.UNMATCHED)
    for side in (camt053.DEBIT, camt053.CREDIT):
        for pk in new.filter(side=side).order_by("seq").values_list("pk", flat=True):
            apply_entry(entry_id=pk, at=at)
            faults.point("payout.statement.after_entry")
    with transaction.atomic():
        statement.applied_at = at
        statement.problem = ""
        statement.save(update_fields=["applied_at", "problem"])
        message = statement.message
        if not message.statements.filter(applied_at__isnull=True).exists():
            message.state = MessageState.APPLIED
            message.applied_at = at
            message.problem = ""
            message.problem_detail = ""
            message.save(update_fields=["state", "applied_at", "problem", "problem_detail"])


@transaction.atomic
def apply_entry(*, entry_id: int, at: datetime) -> None:
    """Match one line: in the books, or an exception that says why. Harmless when it was matched."""
    entry = (
        BankEntry.objects.select_for_update(of=("self",))
        .select_related("statement__message")
        .get(pk=entry_id)
    )
    if entry.match_state in (MatchState.MATCHED, MatchState.PARKED):
        return
    attempt = (
        PayoutAttempt.objects.select_related("batch")
        .filter(end_to_end_id=entry.end_to_end_id)
        .first()
        if entry.end_to_end_id
        else None
    )
    problem = _why_not(entry, attempt)
    if problem is None:
        assert attempt is not None
        try:
            with transaction.atomic():
                entry.journal_id = book(entry, attempt, at=at)
        except payout.NotAwaited as refused:
            early = entry.side == camt053.CREDIT and refused.state in states.AWAITING_BANK
            problem = Problem.NOT_PAID_YET if early else Problem.NOT_AWAITED
    if problem is None:
        entry.match_state = MatchState.MATCHED
        entry.problem = ""
        entry.attempt = attempt
    else:
        entry.match_state = MatchState.EXCEPTION
        entry.problem = problem
    entry.save(update_fields=["match_state", "problem", "attempt", "journal_id"])


def _why_not(entry: BankEntry, attempt: PayoutAttempt | None) -> Problem | None:
    """What keeps an entry from being matched by itself, before asking where the payment stands."""
    is_return = bool(entry.return_reason) or entry.is_reversal
    if entry.side == camt053.CREDIT and not is_return:
        return Problem.CREDIT_UNEXPECTED
    if attempt is None or attempt.book != entry.statement.book:
        return Problem.NO_REFERENCE
    if entry.currency != pain001.CURRENCY:
        return Problem.CURRENCY_DIFFERS
    if entry.amount_sen != attempt.amount_sen:
        return Problem.AMOUNT_DIFFERS
    return None


def book(entry: BankEntry, attempt: PayoutAttempt, *, at: datetime) -> int:
    """Write an entry that is of this payment in the books. Answers the journal. Raises NotAwaited."""
    if entry.side == camt053.CREDIT:
        return payout.take_back(attempt_id=attempt.pk, entry=entry, at=at)
    if attempt.batch is not None:
        # The bank paid out of the file, so it has it, whether or not we came to write that down.
        batches.mark_sent(batch_id=attempt.batch.pk, at=at)
    return payout.settle(attempt_id=attempt.pk, entry=entry, at=at)


def chase(*, business_date: date, at: datetime) -> int:
    """Mark instructions about which the bank is silent for too long; answers how many."""
    silent = 0
    waiting = PayoutAttempt.objects.filter(state=states.SENT).select_related("batch")
    for attempt in waiting.order_by("pk"):
        assert attempt.batch is not None
        value_on = attempt.batch.value_on
        holidays = days.holidays(value_on.year, value_on.year + 1)
        if business_date > calendar.add_working_days(value_on, ANSWER_WITHIN, holidays):
            payout.lose_sight(attempt_id=attempt.pk, reason="", at=at)
            silent += 1
    return silent
