"""An employer asks for over-paid money back; one officer reviews, another approves, the bank pays.

(a) Money in suspense is set aside at once and pays nothing else. (b) What was credited by mistake is asked
for line by line (`corrections`); it comes back when the refund is approved, as far as the members still
have it. Whoever owes an overdue bill gets nothing back. The employer's row is held throughout.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Sum

from contributions import parameters
from contributions.models import (
    CorrectionState,
    Employer,
    Fault,
    NameAnswered,
    Receipt,
    Refund,
    RefundPaper,
    RefundState,
    Remittance,
)
from contributions.rules import refunds as rules
from contributions.selectors import refunds as selectors
from contributions.services import (
    allocate,
    billing,
    correction_news,
    corrections,
    refund_payments,
    take_back,
)
from members.audit import services as audit
from members.gateways import name_check, uploads, vault
from members.ledger import days
from members.models import Member, User
from members.rules import banks
from members.rules.text import Text
from members.services import notices

PERMISSION = "contributions.change_refund"
NOBODY_HAS_IT = Text(
    "ahli yang menerima wang itu tidak lagi memilikinya; pegawai kami akan menghubungi anda",
    "the members who received the money no longer have it; our officers will contact you",
)
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class OwesBills(Exception):
    """The employer has a bill past its day; money pays that first."""


class NotThatMuch(Exception):
    """Less than that lies in suspense and came within the time; `.most_sen` says how much does."""

    def __init__(self, most_sen: int) -> None:
        super().__init__(most_sen)
        self.most_sen = most_sen


class TooLate(Exception):
    """The contribution came longer ago than money may be asked back."""


class NotTheirAccount(Exception):
    """The bank says that the account is not in the employer's name."""


class NotNow(Exception):
    """The refund is at another step; `.state` says at which."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class SamePerson(Exception):
    """Whoever reviewed a refund does not approve it."""


@dataclass(frozen=True, slots=True)
class WrongLine:
    """A credited line that the employer asks about, and what it should have been (None: nothing)."""

    remittance_id: int
    member: Member
    fault: Fault
    right: corrections.Right | None


def ask(
    *,
    employer: Employer,
    suspense_sen: int,
    lines: Sequence[WrongLine],
    reason: str,
    bank_code: str,
    number: str,
    paper: tuple[str, bytes] | None,
    by: User,
    at: datetime,
) -> Refund:
    """Ask for money back, to an account of the employer's. `paper` is a file's name and bytes.

    Raises OwesBills, NotThatMuch, TooLate, NotTheirAccount, banks.NotABankAccountNumber,
    uploads.Refused, and what corrections.propose raises for a line.
    """
    number = banks.account_number(bank_code, number)
    answer = name_check.gateway().check(
        bank_code=bank_code, number=number, holder_name=employer.name, member_name=employer.name
    )
    if answer is name_check.NameAnswer.NO_MATCH:
        raise NotTheirAccount
    letter = uploads.take_in(*paper) if paper else None
    with transaction.atomic():
        billing.lock(employer.pk)
        if selectors.owes_bills(employer):
            raise OwesBills
        made = Refund.objects.create(
            reference=_reference(days.today()),
            employer=employer,
            reason=reason,
            suspense_sen=suspense_sen,
            lines_sen=sum(_lines_sen(line) for line in lines),
            bank_code=bank_code,
            number_encrypted=vault.encrypt(number),
            last_four=number[-4:],
            name_answer=NameAnswered(answer.value),
            asked_on=days.today(),
            asked_at=at,
            asked_by=by,
        )
        _set_aside(made, suspense_sen)
        for line in lines:
            corrections.propose(
                remittance_id=line.remittance_id,
                member=line.member,
                fault=line.fault,
                right=line.right,
                reason=reason,
                source=made.reference,
                by=by,
                at=at,
                refund=made,
            )
        if letter:
            RefundPaper.objects.create(
                refund=made,
                kind=letter.kind,
                size=len(letter.content),
                content_encrypted=vault.encrypt_bytes(letter.content),
                stored_at=at,
            )
        _record("refund.asked", made, by=by, at=at)
    return made


def _lines_sen(line: WrongLine) -> int:
    """What a line would give back, above nil. Raises take_back.NotThere, TooLate, corrections.MoreThanCame,
    corrections.NothingToCorrect."""
    remittance = Remittance.objects.select_related("employer").get(pk=line.remittance_id)
    found = take_back.find(remittance, line.member.pk)
    within = parameters.refund_within_months(days.today())
    if not rules.is_in_time(found.received_on, days.today(), within):
        raise TooLate
    right = line.right
    over = found.line.total_sen - (right.employer_sen + right.employee_sen if right else 0)
    if over < 0:
        raise corrections.MoreThanCame
    if not over:
        raise corrections.NothingToCorrect
    return over


def _set_aside(refund: Refund, amount_sen: int) -> None:
    receipts = list(selectors.refundable(refund.employer))
    most = sum(receipt.left_sen for receipt in receipts)
    if amount_sen > most:
        raise NotThatMuch(most)
    for receipt in receipts:
        part = min(amount_sen, receipt.left_sen)
        if part:
            corrections.set_aside(receipt, refund, part)
            amount_sen -= part


@transaction.atomic
def cancel(*, reference: str, employer: Employer, by: User, at: datetime) -> Refund:
    """The employer takes it back before it is approved. Raises Refund.DoesNotExist, NotNow."""
    refund = _lock(Refund.objects.get(reference=reference, employer=employer).pk)
    return _end(refund, RefundState.CANCELLED, "", "refund.cancelled", by=by, at=at)


@transaction.atomic
def review(*, refund_id: int, words: str, by: User, at: datetime) -> Refund:
    """The first officer has looked at letter, account and lines. Raises NotNow."""
    refund = _lock(refund_id)
    if refund.state != RefundState.ASKED:
        raise NotNow(refund.state)
    refund.state = RefundState.REVIEWED
    refund.reviewed_at, refund.reviewed_by, refund.review_words = at, by, words
    refund.save(update_fields=["state", "reviewed_at", "reviewed_by", "review_words"])
    _record("refund.reviewed", refund, by=by, at=at)
    return refund


@transaction.atomic
def refuse(*, refund_id: int, words: str, by: User, at: datetime) -> Refund:
    """An officer refuses it; what was set aside is in suspense again. Raises NotNow."""
    refund = _lock(refund_id)
    _end(refund, RefundState.REFUSED, words, "refund.refused", by=by, at=at)
    _tell(refund, "refund.refused", at=at, why=words)
    return refund


@transaction.atomic
def approve(*, refund_id: int, words: str, by: User, at: datetime) -> Refund:
    """The second officer: lines come back as far as the members have the money, the bank is told to pay.

    When no line could be taken back and nothing else was asked for, it ends as refused; every line that
    could not is a case for staff. Raises NotNow, SamePerson, OwesBills, take_back.NotThere,
    corrections.OwnContribution.
    """
    refund = _lock(refund_id)
    if refund.state != RefundState.REVIEWED:
        raise NotNow(refund.state)
    if by.pk in (refund.reviewed_by_id, refund.asked_by_id):
        raise SamePerson
    if selectors.owes_bills(refund.employer):
        raise OwesBills
    waiting = refund.corrections.filter(state=CorrectionState.PROPOSED).order_by("pk")
    for found in waiting.select_related("remittance__employer", "member", "to_member"):
        corrections.not_own(by, found.member, found.to_member)
        corrections.apply(found, by=by, at=at, keep_for=refund)
    amount = refund.parts.aggregate(sen=Sum("amount_sen"))["sen"] or 0
    if not amount:
        _end(refund, RefundState.REFUSED, words, "refund.refused", by=by, at=at)
        _tell(refund, "refund.refused", at=at, why=NOBODY_HAS_IT)
        return refund
    refund.state, refund.amount_sen = RefundState.APPROVED, amount
    refund.decided_at, refund.decided_by, refund.decision = at, by, words
    refund.save(update_fields=["state", "amount_sen", "decided_at", "decided_by", "decision"])
    _record("refund.approved", refund, by=by, at=at)
    refund_payments.order(refund, by=by, at=at)
    _tell(refund, "refund.approved", at=at, amount=amount)
    return refund


def _lock(refund_id: int) -> Refund:
    billing.lock(Refund.objects.values_list("employer_id", flat=True).get(pk=refund_id))
    return Refund.objects.select_related("employer").get(pk=refund_id)


def _end(
    refund: Refund, state: RefundState, words: str, action: str, *, by: User, at: datetime
) -> Refund:
    """End it before any money left: what was set aside pays bills again, its lines stay as they are."""
    if refund.state not in rules.OPEN:
        raise NotNow(refund.state)
    give_back_parts(refund)
    refund.corrections.filter(state=CorrectionState.PROPOSED).update(
        state=CorrectionState.REFUSED, decided_at=at, decided_by=by, decision=words
    )
    refund.state, refund.decided_at, refund.decided_by, refund.decision = state, at, by, words
    refund.save(update_fields=["state", "decided_at", "decided_by", "decision"])
    _record(action, refund, by=by, at=at)
    allocate.allocate(employer_id=refund.employer_id, at=at)
    return refund


def give_back_parts(refund: Refund) -> None:
    """What was set aside lies in suspense again."""
    for part in refund.parts.select_related("receipt"):
        Receipt.objects.filter(pk=part.receipt_id).update(
            refunded_sen=F("refunded_sen") - part.amount_sen
        )


def paper(
    found: Refund, *, by: User, at: datetime, address: str = "", device: str = ""
) -> tuple[str, bytes] | None:
    """Kind and content of the letter for an officer, written down; None when there is none."""
    kept = RefundPaper.objects.filter(refund=found).first()
    if kept is None:
        return None
    audit.record(
        "refund.paper_viewed",
        by=by,
        at=at,
        employer_id=found.employer_id,
        entity="refund",
        entity_id=found.reference,
        address=address,
        device=device,
    )
    return kept.kind, vault.decrypt_bytes(kept.content_encrypted)


def _reference(today: date) -> str:
    tail = "".join(secrets.choice(_ALPHABET) for _ in range(6))
    return f"{refund_payments.PREFIX}{today:%Y%m}-{tail}"


def _tell(refund: Refund, about: str, *, at: datetime, **facts: notices.Fact) -> None:
    correction_news.tell_employer(
        refund.employer,
        about=about,
        at=at,
        key=f"{about}:{refund.reference}",
        reference=refund.reference,
        **facts,
    )


def _record(action: str, refund: Refund, *, by: User | None, at: datetime) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        employer_id=refund.employer_id,
        entity="refund",
        entity_id=refund.reference,
        detail={"asked_sen": refund.asked_sen, "approved_sen": refund.amount_sen or 0},
    )
