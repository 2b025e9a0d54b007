"""The day's files: filled, sealed once, released by a second person, handed to the bank once.

A file is rendered from sealed rows and then only ever sent as those bytes. Whoever sends it asks the
bank first whether it has it, because a worker may die between handing in and writing down.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from members import selectors as people
from members.audit import services as audit
from members.gateways import vault
from members.gateways.iso20022 import pain001
from members.ledger import calendar, days
from members.models import User
from members.rules import transfers
from members.work import faults, queue
from withdrawals import standing, types
from withdrawals.gateways import bank
from withdrawals.models import Application, PayoutAttempt, PayoutBatch, Share, Transition
from withdrawals.rules import instructions
from withdrawals.rules import payout_states as states
from withdrawals.rules.states import Event, Who
from withdrawals.services import payout

PERMISSION = "withdrawals.release_payoutbatch"
TRANSMIT = "withdrawals.transmit"
COLLECT = "withdrawals.collect"
LARGEST_BATCH = 1_000
"""Payments in a file: its release is one transaction, which a person waits for."""
STALE = "not released on its value date"
_FIRST_LOOK = timedelta(seconds=1)


class NotAReleaser(Exception):
    """The person may not release payouts."""


class ReviewedByReleaser(Exception):
    """The person reviewed an application in the batch, or asked for it to be paid again."""


class PaidToReleaser(Exception):
    """The batch pays the person who would release it."""


class PaysTheBarred(Exception):
    """A court has held the accounts of a member in the file since it was sealed."""


class StoppedByMember(Exception):
    """Since the file was sealed, a member in it locked the account or reported a misuse."""


class TotalsDiffer(Exception):
    """The control totals typed in are not those of the file."""


class NotWaiting(Exception):
    """The batch is not waiting for release; `.state` says where it is."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


def build(*, business_date: date, at: datetime) -> list[PayoutBatch]:
    """The files of a day: everything approved on an earlier day, one file for each book and rail.

    Does nothing on a day on which banks rest. A file sealed for an earlier day and never released is
    voided, and what was in it goes into today's. Safe to run again: what is in a file stays there.
    """
    holidays = days.holidays(business_date.year, business_date.year)
    if not calendar.is_working_day(business_date, holidays):
        return []
    stale = PayoutBatch.objects.filter(state=states.BATCH_SEALED, value_on__lt=business_date)
    for pk in stale.values_list("pk", flat=True):
        _void_stale(pk, at=at)
    made: list[PayoutBatch] = []
    while True:
        waiting = (
            _payable(business_date, at).values_list("book", "rail").order_by("book", "rail").first()
        )
        open_batch = PayoutBatch.objects.filter(state=states.BATCH_OPEN).order_by("pk").first()
        if open_batch is None and waiting is None:
            return made
        if open_batch is None and waiting is not None:
            open_batch = _open(*waiting, value_on=business_date)
        assert open_batch is not None
        filled = _fill_and_seal(open_batch.pk, before=business_date, at=at)
        if filled is not None:
            made.append(filled)


def _payable(before: date, at: datetime) -> QuerySet[PayoutAttempt]:
    """What was approved before a day and may be paid: nothing of a member who locked the account or
    reported something as not theirs, whose phone number changed within the last day, whose accounts
    a court holds, or who has died, unless it is the claim of those left behind.
    """
    return (
        PayoutAttempt.objects.filter(state=states.QUEUED, queued_on__lt=before)
        .exclude(application__member_id__in=people.frozen_members())
        .exclude(application__member_id__in=people.reported_members())
        .exclude(application__member_id__in=people.held_back_members(at))
        .exclude(application__member_id__in=standing.barred_members(before))
        .exclude(
            ~Q(application__type_code__in=types.for_the_dead()),
            application__member__died_on__isnull=False,
        )
    )


def _open(book: str, rail: str, *, value_on: date) -> PayoutBatch:
    of_day = PayoutBatch.objects.filter(book=book, rail=rail, value_on=value_on)
    try:
        with transaction.atomic():
            return PayoutBatch.objects.create(
                msg_id=instructions.message_id(value_on, book, rail, of_day.count() + 1),
                book=book,
                rail=rail,
                debit_account_no=settings.PAYOUT_ACCOUNTS[book],
                value_on=value_on,
            )
    except IntegrityError:
        return of_day.get(state=states.BATCH_OPEN)  # somebody opened it at the same moment


@transaction.atomic
def _fill_and_seal(batch_id: int, *, before: date, at: datetime) -> PayoutBatch | None:
    batch = PayoutBatch.objects.select_for_update().get(pk=batch_id)
    if batch.state != states.BATCH_OPEN:
        return None
    free = (
        _payable(before, at)
        .select_for_update()
        .filter(book=batch.book, rail=batch.rail)
        .order_by("pk")[:LARGEST_BATCH]
    )
    items = [*batch.attempts.select_for_update().order_by("pk"), *free]
    if not items or batch.value_on < before:
        give_back(batch, by=None, at=at, reason="nothing to pay" if not items else STALE)
        return None
    PayoutAttempt.objects.filter(pk__in=[item.pk for item in items], state=states.QUEUED).update(
        state=states.BATCHED, batch=batch
    )
    batch.sealed_at = at
    content = render(batch, items)
    faults.point("payout.seal.after_render")
    batch.n_items = len(items)
    batch.total_sen = sum(item.amount_sen for item in items)
    batch.file_bytes = content
    batch.file_sha256 = hashlib.sha256(content).digest()
    batch.state = states.BATCH_SEALED
    batch.save()
    audit.record(
        "payout_batch.sealed",
        by=None,
        at=at,
        entity="payout_batch",
        entity_id=batch.msg_id,
        detail={"batch": batch.msg_id, "n": batch.n_items, "total_sen": batch.total_sen},
    )
    return batch


def render(batch: PayoutBatch, items: list[PayoutAttempt]) -> bytes:
    """The bytes of a batch: a function of sealed rows alone, so a second rendering can be compared."""
    assert batch.sealed_at is not None
    references = dict(
        Application.objects.filter(pk__in=[item.application_id for item in items]).values_list(
            "pk", "reference"
        )
    )
    known_by = dict(
        Share.objects.filter(pk__in=[item.share_id for item in items if item.share_id]).values_list(
            "pk", "payment_reference"
        )
    )
    return pain001.render(
        pain001.PaymentFile(
            msg_id=batch.msg_id,
            created_at=batch.sealed_at,
            value_on=batch.value_on,
            rail=batch.rail,
            debtor_name=settings.PAYOUT_DEBTOR_NAME,
            debtor_bic=settings.PAYOUT_BANK_BIC,
            debtor_account_no=batch.debit_account_no,
            payments=tuple(
                pain001.Payment(
                    end_to_end_id=item.end_to_end_id,
                    amount_sen=item.amount_sen,
                    creditor_name=item.creditor_name,
                    creditor_bic=item.creditor_bic,
                    creditor_account_no=vault.decrypt(bytes(item.account_encrypted)),
                    remittance_text=transfers.plain(
                        f"{references[item.application_id]} {known_by.get(item.share_id or 0, '')}",
                        140,
                    ),
                )
                for item in sorted(items, key=lambda item: item.pk)
            ),
        )
    )


def why_not_release(*, batch: PayoutBatch, by: User) -> type[Exception] | None:
    """The refusal this person would meet, or None. The database asks the same again."""
    if not by.has_perm(PERMISSION):
        return NotAReleaser
    applications = PayoutAttempt.objects.filter(batch=batch).values("application_id")
    reviewed = Transition.objects.filter(
        Q(part=Who.REVIEWER.value) | Q(event=Event.PAY_AGAIN.value),
        application_id__in=applications,
        by=by,
    ).exists()
    decided = Application.objects.filter(pk__in=applications, decided_by=by).exists()
    if reviewed or decided or batch.sealed_by_id == by.pk:
        return ReviewedByReleaser
    if _holds_barred(batch):
        return PaysTheBarred
    if _holds_stopped(batch):
        return StoppedByMember
    if by.member_id is not None and (
        Application.objects.filter(pk__in=applications, member_id=by.member_id).exists()
    ):
        return PaidToReleaser
    return None


def _holds_barred(batch: PayoutBatch) -> bool:
    """Whether, since the file was sealed, a court has held the accounts of somebody in it."""
    return PayoutAttempt.objects.filter(
        batch=batch, application__member_id__in=standing.barred_members(days.today())
    ).exists()


def _holds_stopped(batch: PayoutBatch) -> bool:
    """Whether, since the file was sealed, somebody in it has stopped their payments."""
    paid = PayoutAttempt.objects.filter(batch=batch)
    return paid.filter(
        Q(application__member_id__in=people.frozen_members())
        | Q(application__member_id__in=people.reported_members())
    ).exists()


@transaction.atomic
def release(
    *, batch_id: int, typed_total_sen: int, typed_n_items: int, by: User, at: datetime
) -> PayoutBatch:
    """Let the bank have the file: books, states and the request to send it, all or nothing.

    Control totals are typed, not clicked. Raises NotAReleaser, ReviewedByReleaser, PaidToReleaser,
    PaysTheBarred, StoppedByMember, TotalsDiffer, NotWaiting.
    """
    batch = PayoutBatch.objects.select_for_update().get(pk=batch_id)
    refusal = why_not_release(batch=batch, by=by)
    if refusal is not None:
        raise refusal
    if batch.state != states.BATCH_SEALED:
        raise NotWaiting(batch.state)
    if (typed_total_sen, typed_n_items) != (batch.total_sen, batch.n_items):
        raise TotalsDiffer
    items = batch.attempts.select_related("application").order_by(
        "application__member_id", "application_id"
    )
    for attempt in items:
        payout.send(attempt=attempt, by=by, at=at)
    batch.state = states.BATCH_RELEASED
    batch.released_by = by
    batch.released_at = at
    batch.save(update_fields=["state", "released_by", "released_at"])
    queue.enqueue(TRANSMIT, str(batch.pk), {"batch_id": batch.pk})
    _audit("payout_batch.released", batch, by=by, at=at)
    return batch


@transaction.atomic
def void(*, batch_id: int, reason: str, by: User, at: datetime) -> PayoutBatch:
    """Take a sealed file back: its items wait for the next file. Raises NotAReleaser, NotWaiting."""
    if not by.has_perm(PERMISSION):
        raise NotAReleaser
    batch = PayoutBatch.objects.select_for_update().get(pk=batch_id)
    if batch.state != states.BATCH_SEALED:
        raise NotWaiting(batch.state)
    give_back(batch, by=by, at=at, reason=reason)
    return batch


@transaction.atomic
def _void_stale(batch_id: int, *, at: datetime) -> None:
    batch = PayoutBatch.objects.select_for_update().get(pk=batch_id)
    if batch.state == states.BATCH_SEALED:
        give_back(batch, by=None, at=at, reason=STALE)


def give_back(batch: PayoutBatch, *, by: User | None, at: datetime, reason: str) -> None:
    """Void a locked, sealed file: its items wait for the next one."""
    batch.state = states.BATCH_VOID
    batch.voided_by = by
    batch.voided_at = at
    batch.void_reason = reason[:200]
    batch.save(update_fields=["state", "voided_by", "voided_at", "void_reason"])
    batch.attempts.filter(state=states.BATCHED).update(state=states.QUEUED, batch=None)
    _audit("payout_batch.voided", batch, by=by, at=at)


def transmit(*, batch_id: int, at: datetime) -> None:
    """Hand a released file to the bank, once, however often this runs (crash point C11)."""
    batch = PayoutBatch.objects.get(pk=batch_id)
    if batch.state != states.BATCH_RELEASED:
        return
    door = bank.gateway()
    faults.point("payout.transmit.before_asking")
    if not door.has_file(batch.msg_id):
        content = bytes(batch.file_bytes or b"")
        if hashlib.sha256(content).digest() != bytes(batch.file_sha256 or b""):
            raise RuntimeError(f"{batch.msg_id}: the stored file is not the sealed one")
        faults.point("payout.transmit.before_upload")
        door.submit(batch.file_name, content)
        faults.point("payout.transmit.after_upload")
    mark_sent(batch_id=batch_id, at=at)


@transaction.atomic
def mark_sent(*, batch_id: int, at: datetime) -> None:
    """The bank has the file. Asks for its answers; harmless when known before."""
    batch = PayoutBatch.objects.select_for_update().get(pk=batch_id)
    if batch.state != states.BATCH_RELEASED:
        return
    batch.state = states.BATCH_SENT
    batch.sent_at = at
    batch.save(update_fields=["state", "sent_at"])
    batch.attempts.filter(state=states.BATCHED).update(state=states.SENT)
    queue.enqueue(COLLECT, f"batch-{batch.pk}", {"turn": 0}, available_at=at + _FIRST_LOOK)
    _audit("payout_batch.sent", batch, by=None, at=at)


@transaction.atomic
def note_answer(*, batch_id: int) -> None:
    """The bank has answered about the file."""
    PayoutBatch.objects.select_for_update().filter(pk=batch_id, state=states.BATCH_SENT).update(
        state=states.BATCH_ACKED
    )


@transaction.atomic
def close_finished() -> int:
    """Close every sent file of which nothing waits for the bank any more; answers how many."""
    waiting = Q(attempts__state__in=sorted(states.AWAITING_BANK | {states.BATCHED}))
    finished = (
        PayoutBatch.objects.filter(state__in=(states.BATCH_SENT, states.BATCH_ACKED))
        .exclude(pk__in=PayoutBatch.objects.filter(waiting).values("pk"))
        .values_list("pk", flat=True)
    )
    return PayoutBatch.objects.filter(pk__in=list(finished)).update(state=states.BATCH_CLOSED)


def _audit(action: str, batch: PayoutBatch, *, by: User | None, at: datetime) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        entity="payout_batch",
        entity_id=batch.msg_id,
        detail={
            "batch": batch.msg_id,
            "n": batch.n_items or 0,
            "total_sen": batch.total_sen or 0,
            "reason": batch.void_reason,
        },
    )
