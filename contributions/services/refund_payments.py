"""The one instruction of a refund: out of the collection account, where its money lies, by a file of its own.

Ordered with the approval, as bytes that never change; handed to the bank once, which is asked first whether
it has them. Paid when the bank's statement shows the debit with our reference and our amount, and by
nothing else. What the bank rejects or sends back is the employer's suspense again.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from contributions.gateways import collection
from contributions.models import (
    CollectionEntry,
    CollectionMessage,
    PaymentState,
    Receipt,
    Refund,
    RefundPayment,
    RefundState,
)
from contributions.models.refund import AWAITING
from contributions.services import allocate, billing, correction_news
from contributions.services.allocation_journals import HOME_BOOK
from members.audit import services as audit
from members.gateways import vault
from members.gateways.iso20022 import pain001, pain002
from members.ledger import chart, days, journal
from members.ledger.drafts import FundLine, JournalDraft
from members.models import User
from members.rules import bank_answers, transfers
from members.rules.bank_answers import Meaning
from members.rules.text import Text
from members.work import faults, queue

TRANSMIT = "contributions.refund"
PREFIX = "PLB-"
"""Refunds are called so, and with them their payments."""
COLLECT = "contributions.collect"


def order(refund: Refund, *, by: User, at: datetime) -> RefundPayment:
    """Owe the approved amount, and write the file that pays it. The caller holds the employer's row."""
    amount = refund.amount_sen or 0
    _move(refund, "refund", chart.EMPLOYER_SUSPENSE, chart.REFUND_PAYABLE, amount, by=by)
    end_to_end_id = f"{refund.reference}-01"
    content = pain001.render(
        pain001.PaymentFile(
            msg_id=end_to_end_id,
            created_at=at,
            value_on=days.today(),
            rail=transfers.rail(amount),
            debtor_name=settings.COLLECTION_ACCOUNT_NAME,
            debtor_bic=settings.COLLECTION_BANK_BIC,
            debtor_account_no=settings.COLLECTION_ACCOUNT,
            payments=(
                pain001.Payment(
                    end_to_end_id=end_to_end_id,
                    amount_sen=amount,
                    creditor_name=transfers.plain(refund.employer.name, 140),
                    creditor_bic=refund.bank_code,
                    creditor_account_no=vault.decrypt(bytes(refund.number_encrypted)),
                    remittance_text=f"{refund.reference} {refund.employer.employer_no}",
                ),
            ),
        )
    )
    made = RefundPayment.objects.create(
        refund=refund,
        end_to_end_id=end_to_end_id,
        amount_sen=amount,
        file_bytes=content,
        file_sha256=hashlib.sha256(content).digest(),
        ordered_at=at,
    )
    queue.enqueue(TRANSMIT, refund.reference, {"payment_id": made.pk})
    return made


def transmit(*, payment_id: int, at: datetime) -> None:
    """Hand the file to the bank, once, however often this runs. Raises OSError when out of reach."""
    payment = RefundPayment.objects.get(pk=payment_id)
    if payment.state != PaymentState.READY:
        return
    door = collection.bank()
    faults.point("contributions.refund.before_asking")
    if not door.has_file(payment.end_to_end_id):
        content = bytes(payment.file_bytes)
        if hashlib.sha256(content).digest() != bytes(payment.file_sha256):
            raise RuntimeError(f"{payment}: the stored file is not the one that was approved")
        faults.point("contributions.refund.before_upload")
        door.submit(payment.file_name, content)
        faults.point("contributions.refund.after_upload")
    with transaction.atomic():
        RefundPayment.objects.filter(pk=payment.pk, state=PaymentState.READY).update(
            state=PaymentState.SENT, sent_at=at
        )
        queue.enqueue(COLLECT, f"refund-{payment.pk}", {})


def is_ours(end_to_end_id: str) -> bool:
    """True for the reference of a refund, so that nothing is asked of the database for any other."""
    return end_to_end_id.startswith(PREFIX)


def awaited(end_to_end_id: str, amount_sen: int) -> RefundPayment | None:
    """The instruction that a debit of this reference and exact amount pays."""
    if not is_ours(end_to_end_id):
        return None
    return RefundPayment.objects.filter(
        end_to_end_id=end_to_end_id, amount_sen=amount_sen, state__in=AWAITING
    ).first()


def returned_by(end_to_end_id: str, amount_sen: int) -> RefundPayment | None:
    """The instruction whose money a credit of this reference and amount brings back."""
    if not is_ours(end_to_end_id):
        return None
    return (
        RefundPayment.objects.filter(end_to_end_id=end_to_end_id, amount_sen=amount_sen)
        .exclude(state__in=(PaymentState.REJECTED, PaymentState.RETURNED))
        .first()
    )


def settle(*, payment: RefundPayment, entry: CollectionEntry, at: datetime) -> None:
    """The statement shows the debit: the refund is paid."""
    refund, payment = _lock(payment)
    if payment.state not in AWAITING:
        return
    _bank(refund, "refund.settle", entry, chart.REFUND_PAYABLE, chart.BANK_COLLECTION)
    payment.state, payment.settled_by = PaymentState.SETTLED, entry
    payment.save(update_fields=["state", "settled_by"])
    refund.state, refund.paid_on = RefundState.PAID, entry.value_on
    refund.save(update_fields=["state", "paid_on"])
    _record("refund.paid", refund, at=at)
    _tell(refund, "refund.paid", at=at)


def come_back(*, payment: RefundPayment, entry: CollectionEntry, reason: str, at: datetime) -> None:
    """The statement shows the money again: it is the employer's suspense."""
    refund, payment = _lock(payment)
    if payment.state != PaymentState.SETTLED:
        return
    _bank(refund, "refund.return", entry, chart.BANK_COLLECTION, chart.REFUND_PAYABLE)
    payment.state, payment.returned_by = PaymentState.RETURNED, entry
    payment.reason_code = reason
    payment.save(update_fields=["state", "returned_by", "reason_code"])
    _fail(refund, reason, at=at)


@transaction.atomic
def answered(message: CollectionMessage, report: pain002.StatusReport, *, at: datetime) -> str:
    """What the bank says about a file of ours; answers what needs a person, or nothing.

    A status never pays. A duplicate is no refusal: the bank has the file already.
    """
    payment = RefundPayment.objects.filter(end_to_end_id=report.original_msg_id).first()
    if payment is None:
        return report.original_msg_id
    refund, payment = _lock(payment)
    answer = report.about(payment.end_to_end_id)
    match bank_answers.meaning(answer.status, answer.reason):
        case Meaning.ACKED:
            if payment.state in (PaymentState.READY, PaymentState.SENT):
                if payment.state == PaymentState.READY:  # the bank has it, whatever we wrote down
                    payment.state, payment.sent_at = PaymentState.SENT, at
                    payment.save(update_fields=["state", "sent_at"])
                payment.state = PaymentState.ACKED
                payment.save(update_fields=["state"])
        case Meaning.REJECTED:
            if payment.state == PaymentState.REJECTED:
                return ""
            if payment.state not in AWAITING:
                return payment.end_to_end_id
            payment.state, payment.rejected_by = PaymentState.REJECTED, message
            payment.reason_code = answer.reason
            payment.save(update_fields=["state", "rejected_by", "reason_code"])
            _fail(refund, answer.reason, at=at)
        case Meaning.UNKNOWN | Meaning.CHANGED:
            return payment.end_to_end_id
        case Meaning.NOTHING:
            pass
    return ""


def _fail(refund: Refund, reason: str, *, at: datetime) -> None:
    """The money is in suspense again, where it pays bills or is asked for anew."""
    amount = refund.amount_sen or 0
    _move(refund, "refund.back", chart.REFUND_PAYABLE, chart.EMPLOYER_SUSPENSE, amount, by=None)
    for part in refund.parts.all():
        Receipt.objects.filter(pk=part.receipt_id).update(
            refunded_sen=F("refunded_sen") - part.amount_sen
        )
    refund.state, refund.paid_on = RefundState.FAILED, None
    refund.save(update_fields=["state", "paid_on"])
    _record("refund.failed", refund, at=at)
    _tell(refund, "refund.failed", at=at, why=Text(*bank_answers.reason_words(reason)))
    allocate.allocate(employer_id=refund.employer_id, at=at)


def _lock(payment: RefundPayment) -> tuple[Refund, RefundPayment]:
    """Both rows as they are under the employer's row."""
    billing.lock(payment.refund.employer_id)
    refund = Refund.objects.select_related("employer").get(pk=payment.refund_id)
    return refund, RefundPayment.objects.select_for_update().get(pk=payment.pk)


def _bank(refund: Refund, scope: str, entry: CollectionEntry, debit: str, credit: str) -> None:
    _post(refund, scope, str(entry.pk), debit, credit, entry.amount_sen, on=entry.value_on, by=None)


def _move(
    refund: Refund, scope: str, debit: str, credit: str, amount_sen: int, *, by: User | None
) -> None:
    _post(refund, scope, refund.reference, debit, credit, amount_sen, on=days.today(), by=by)


def _post(
    refund: Refund,
    scope: str,
    key: str,
    debit: str,
    credit: str,
    amount_sen: int,
    *,
    on: date,
    by: User | None,
) -> None:
    journal.post(
        JournalDraft(
            scope=scope,
            key=key,
            kind="REFUND",
            book=HOME_BOOK,
            effective_on=on,
            narration=scope,
            reference=refund.reference,
            by=billing.actor(by),
            fund=(
                FundLine(debit, chart.DEBIT, amount_sen),
                FundLine(credit, chart.CREDIT, amount_sen),
            ),
        )
    )


def _tell(refund: Refund, about: str, *, at: datetime, **facts: Text) -> None:
    correction_news.tell_employer(
        refund.employer,
        about=about,
        at=at,
        key=f"{about}:{refund.reference}",
        reference=refund.reference,
        amount=refund.amount_sen or 0,
        **facts,
    )


def _record(action: str, refund: Refund, *, at: datetime) -> None:
    audit.record(
        action,
        by=None,
        at=at,
        employer_id=refund.employer_id,
        entity="refund",
        entity_id=refund.reference,
        detail={"amount_sen": refund.amount_sen or 0},
    )
